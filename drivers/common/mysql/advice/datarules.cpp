#include "drivers/common/mysql/advice/context.h"

#include <algorithm>

namespace dumbo::mysql::advice {

namespace {

bool isExisting(const Judged &judged, const ObjectPath &path)
{
    const auto known = judged.known.find(path);
    return !known.isNew && known.state != KnownCatalog::State::Missing;
}

void judgeLoss(const Judged &judged, const NamedObject &object, const char *code, const QString &message)
{
    if (!isExisting(judged, object.path))
        return;
    judged.write.advice().losesData.push_back(object.path);
    auto &finding = judged.write.add(code, object.span, message);
    finding.object = object.path;
    finding.probes.push_back(rowsWhere(tr("%1 rows would be lost."), object.path, {}, false));
}

} // namespace

void judgeIndex(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb == Verb::DropIndex)
        judged.write.add("MY210", statement.span, tr("Queries that use %1 become slow.").arg(statement.name.path.name));
    if (statement.verb != Verb::CreateIndex || !isExisting(judged, statement.objects.front().path))
        return;
    const auto &table = statement.objects.front().path;
    const auto known = judged.known.find(table);
    if (known.object && !statement.unique) {
        const auto isTwin = [&](const CatalogIndex &index) { return index.columns.join(u',').toLower() == statement.indexColumns.join(u',').toLower(); };
        if (const auto twin = std::ranges::find_if(known.object->indexes, isTwin); twin != known.object->indexes.end())
            judged.write.add("MY214", statement.span, tr("%1 has the same columns already.").arg(twin->name)).object = table;
    }
    if (!statement.unique)
        return;
    auto &finding = judged.write.add("MY207", statement.span, tr("It fails where rows of %1 are equal in these columns.").arg(table.name));
    finding.object = table;
    finding.probes.push_back(duplicates(table, statement.indexColumns));
}

void judgeDrop(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb == Verb::DropDatabase)
        judged.write.add("MY404", statement.span, tr("All tables of %1 are lost.").arg(statement.name.path.name));
    if (statement.verb == Verb::DropTable && !statement.temporary) {
        for (const auto &object : statement.objects)
            judgeLoss(judged, object, "MY401", tr("%1 and its rows are lost.").arg(object.path.name));
    }
    if (statement.verb == Verb::Truncate)
        judgeLoss(judged, statement.objects.front(), "MY402", tr("All rows of %1 are lost.").arg(statement.objects.front().path.name));
    if (statement.verb == Verb::RenameTable) {
        for (const auto &object : statement.objects) {
            if (isExisting(judged, object.path))
                judged.write.add("MY212", object.span, tr("Programs that name %1 fail from here on.").arg(object.path.name)).object = object.path;
        }
    }
    if (statement.verb == Verb::Optimize) {
        for (const auto &object : statement.objects) {
            judged.write.advice().rewrites.push_back(object.path);
            judged.write.add("MY213", object.span, tr("All of %1 is written anew.").arg(object.path.name)).object = object.path;
        }
    }
}

void judgeData(const Judged &judged)
{
    const auto &statement = judged.statement();
    const auto changes = statement.verb == Verb::Insert || statement.verb == Verb::Replace || statement.verb == Verb::Update || statement.verb == Verb::Delete;
    if (!changes || statement.objects.empty())
        return;
    const auto &object = statement.objects.front();
    if (statement.ignore)
        judged.write.add("MY502", statement.span, tr("Errors of rows become warnings that nobody sees.")).object = object.path;
    if (statement.verb == Verb::Replace && isExisting(judged, object.path))
        judged.write.add("MY407", statement.span, tr("Rows of %1 that are in the way are deleted first.").arg(object.path.name), tr("INSERT … ON DUPLICATE KEY UPDATE changes them instead.")).object = object.path;
    if ((statement.verb != Verb::Update && statement.verb != Verb::Delete) || statement.hasWhere || statement.hasLimit || statement.isMultiTable)
        return;
    if (statement.verb == Verb::Delete) {
        judgeLoss(judged, object, "MY406", tr("Every row of %1 is deleted.").arg(object.path.name));
    } else if (isExisting(judged, object.path)) {
        auto &finding = judged.write.add("MY405", statement.span, tr("Every row of %1 is changed, and locked until the commit.").arg(object.path.name), tr("Change them in pieces."));
        finding.object = object.path;
        finding.probes.push_back(rowsWhere(tr("%1 rows would be changed."), object.path, {}, false));
    }
}

} // namespace dumbo::mysql::advice
