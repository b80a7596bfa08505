#include "drivers/common/sqlite/advice/context.h"

#include <algorithm>

namespace dumbo::sqlite::advice {

namespace {

bool isSame(const QString &left, const QString &right)
{
    return left.compare(right, Qt::CaseInsensitive) == 0;
}

struct Child
{
    QString table;
    CatalogForeignKey key;
};

/// Tables with foreign keys to this one.
std::vector<Child> childrenOf(const Judged &judged, const ObjectPath &table)
{
    std::vector<Child> children;
    for (const auto &object : judged.known.objects()) {
        if (isSame(object->path.name, table.name))
            continue;
        for (const auto &key : object->foreignKeys) {
            if (isSame(key.target.name, table.name))
                children.push_back({ object->path.name, key });
        }
    }
    return children;
}

QString namesOf(const std::vector<Child> &children)
{
    QStringList names;
    std::ranges::transform(children, std::back_inserter(names), &Child::table);
    names.removeDuplicates();
    return names.join(u", ");
}

bool cascades(const Child &child)
{
    return child.key.onDelete.compare(u"CASCADE", Qt::CaseInsensitive) == 0;
}

void askForChildren(Finding &finding, const std::vector<Child> &children)
{
    for (const auto &child : children) {
        QByteArrayList isSet;
        for (const auto &column : child.key.columns)
            isSet.append(quotedPath({ {}, {}, column }) + " IS NOT NULL");
        const auto where = isSet.join(" AND ");
        const ObjectPath table { {}, {}, child.table };
        finding.probes.push_back({ cascades(child) ? tr("%1 rows of %2 would be deleted.").arg(QStringLiteral("%1"), child.table)
                                                   : tr("%1 rows of %2 refer to it.").arg(QStringLiteral("%1"), child.table),
            countRows(table, where), sampleRows(table, where), !cascades(child) });
    }
}

void judgeDropTable(const Judged &judged, const NamedObject &object)
{
    const auto known = judged.known.find(object.path);
    if (known.isNew || known.state == KnownCatalog::State::Missing)
        return;
    judged.write.advice().losesData.push_back(object.path);
    auto &lost = judged.write.add("LITE212", object.span, tr("%1 and its rows are lost.").arg(object.path.name),
        tr("Keep a copy: rename the table first, and drop it in a later migration."));
    lost.object = object.path;
    lost.probes.push_back({ tr("%1 rows would be lost."), countRows(object.path), sampleRows(object.path), false });
    const auto children = childrenOf(judged, object.path);
    if (children.empty() || isSetBefore(judged, QByteArrayLiteral("FOREIGN_KEYS"), false))
        return;
    auto &finding = judged.write.add("LITE213", object.span, tr("%1 refer to %2.").arg(namesOf(children), object.path.name),
        tr("Drop those foreign keys or tables first."));
    finding.object = object.path;
    askForChildren(finding, children);
}

/// Indexes and triggers that no later statement makes again.
QStringList lostParts(const Judged &judged, const CatalogObject &table)
{
    const auto isMadeAgain = [&](Verb verb, const QString &name) {
        return std::ranges::any_of(judged.all, [&](const StatementOutline &other) {
            return other.verb == verb && isSame(other.name.path.name, name);
        });
    };
    QStringList lost;
    for (const auto &index : table.indexes) {
        if (!index.implicit && !isMadeAgain(Verb::CreateIndex, index.name))
            lost.append(index.name);
    }
    for (const auto &trigger : table.triggers) {
        if (!isMadeAgain(Verb::CreateTrigger, trigger.name))
            lost.append(trigger.name);
    }
    return lost;
}

/// Names of views in the catalog that read the table, as far as their text tells.
QStringList viewsOf(const Judged &judged, const QString &table)
{
    QStringList names;
    for (const auto &object : judged.known.objects()) {
        if (object->kind != ObjectKind::View || object->ddl.isEmpty())
            continue;
        const auto text = object->ddl.toUtf8();
        const auto view = outline::readStatement({ text.data(), std::size_t(text.size()) }, Dialect());
        if (std::ranges::any_of(view.sources, [&](const NamedObject &source) { return isSame(source.path.name, table); }))
            names.append(object->path.name);
    }
    return names;
}

void judgeStricterColumns(const Judged &judged, const Rebuild &rebuild, const CatalogObject &old)
{
    const auto &copy = judged.all[rebuild.copy];
    for (const auto &column : judged.all[rebuild.create].columns) {
        const auto *before = outline::findColumn(&old, column.name);
        const auto name = quotedPath({ {}, {}, column.name });
        if (before && before->nullable && column.notNull && !copy.where.contains('(')) {
            auto &finding = judged.write.add("LITE225", judged.statement().span, tr("%1 takes no NULL any more.").arg(column.name), tr("Fill it in the copy, e.g. with coalesce()."));
            finding.object = old.path;
            finding.probes.push_back({ tr("%1 rows have no value."), countRows(old.path, name + " IS NULL"), sampleRows(old.path, name + " IS NULL"), true });
        }
        const auto hadKey = std::ranges::any_of(old.foreignKeys, [&](const CatalogForeignKey &key) { return key.columns == QStringList(column.name); });
        if (!before || !column.reference || hadKey)
            continue;
        const auto target = column.reference->targetColumns.value(0);
        const auto parent = quotedPath(column.reference->target.path);
        const auto where = name + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + parent + " AS parent WHERE parent."
            + (target.isEmpty() ? QByteArrayLiteral("rowid") : quotedPath({ {}, {}, target })) + " = " + quotedPath({ {}, {}, old.path.name }) + '.' + name + ')';
        auto &finding = judged.write.add("LITE225", judged.statement().span, tr("%1 must have a parent in %2 now.").arg(column.name, column.reference->target.path.name),
            tr("Delete or mend rows without a parent first."));
        finding.object = old.path;
        finding.probes.push_back({ tr("%1 rows have no parent."), countRows(old.path, where), sampleRows(old.path, where), true });
    }
}

} // namespace

std::optional<Rebuild> rebuildAt(std::span<const StatementOutline> all, std::size_t drop)
{
    const auto &dropped = all[drop];
    if (dropped.verb != Verb::DropTable || dropped.objects.size() != 1)
        return std::nullopt;
    const auto &old = dropped.objects.front().path.name;
    Rebuild rebuild { .create = all.size(), .copy = all.size(), .drop = drop, .rename = all.size() };
    for (std::size_t i = drop + 1; i < all.size(); ++i) {
        const auto &later = all[i];
        if (later.verb == Verb::AlterTable && later.actions.size() == 1 && isSame(later.actions.front().newTable.path.name, old)) {
            rebuild.rename = i;
            break;
        }
    }
    if (rebuild.rename == all.size())
        return std::nullopt;
    const auto &made = all[rebuild.rename].objects.front().path.name;
    for (std::size_t i = 0; i < drop; ++i) {
        const auto &earlier = all[i];
        if (earlier.objects.empty() || !isSame(earlier.objects.front().path.name, made))
            continue;
        if (earlier.verb == Verb::CreateTable)
            rebuild.create = i;
        const auto copies = std::ranges::any_of(earlier.sources, [&](const NamedObject &source) { return isSame(source.path.name, old); });
        if (copies)
            rebuild.copy = i;
    }
    if (rebuild.create == all.size() || rebuild.copy == all.size())
        return std::nullopt;
    return rebuild;
}

void judgeRebuild(const Judged &judged, const Rebuild &rebuild)
{
    const auto &statement = judged.statement();
    const auto &object = statement.objects.front();
    const auto name = object.path.name;
    judged.write.advice().rewrites.push_back(object.path);
    judged.write.add("LITE221", object.span, tr("%1 is rebuilt: all its rows are copied.").arg(name)).object = object.path;
    const auto known = judged.known.find(object.path);
    if (const auto children = childrenOf(judged, object.path); !children.empty() && !isSetBefore(judged, QByteArrayLiteral("FOREIGN_KEYS"), false)) {
        auto &finding = judged.write.add("LITE222", object.span, tr("%1 refer to %2, and foreign keys may be on when it is dropped.").arg(namesOf(children), name),
            tr("Run the migration without a transaction, with PRAGMA foreign_keys = OFF before BEGIN and PRAGMA foreign_key_check before COMMIT."));
        finding.object = object.path;
        askForChildren(finding, children);
    }
    if (const auto views = viewsOf(judged, name); !views.isEmpty()) {
        const auto isDropped = [&](const QString &view) {
            return std::ranges::any_of(judged.all.first(judged.number), [&](const StatementOutline &earlier) { return earlier.verb == Verb::DropView && isSame(earlier.name.path.name, view); });
        };
        for (const auto &view : views) {
            if (!isDropped(view))
                judged.write.add("LITE224", object.span, tr("The view %1 reads %2, so the rename fails.").arg(view, name), tr("Drop the view first and make it again at the end.")).object = object.path;
        }
    }
    if (!known.object || known.object->columns.empty())
        return;
    if (const auto lost = lostParts(judged, *known.object); !lost.isEmpty())
        judged.write.add("LITE223", object.span, tr("These go with the old %1 and are not made again: %2.").arg(name, lost.join(u", "))).object = object.path;
    const auto &create = judged.all[rebuild.create];
    if (create.isQuery)
        return;
    for (const auto &column : known.object->columns) {
        const auto stays = std::ranges::any_of(create.columns, [&](const ColumnOutline &kept) { return isSame(kept.name, column.name); });
        if (stays || column.generated != GeneratedKind::None)
            continue;
        judged.write.advice().losesData.push_back(object.path);
        auto &finding = judged.write.add("LITE226", object.span, tr("The values of %1.%2 are lost.").arg(name, column.name));
        finding.object = object.path;
        const auto isSet = quotedPath({ {}, {}, column.name }) + " IS NOT NULL";
        finding.probes.push_back({ tr("%1 rows have a value there."), countRows(object.path, isSet), sampleRows(object.path, isSet), false });
    }
    judgeStricterColumns(judged, rebuild, *known.object);
}

void judgeDrop(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb == Verb::DropIndex)
        judged.write.add("LITE214", statement.name.span, tr("Queries that use %1 become slow.").arg(statement.name.path.name));
    if (statement.verb == Verb::DropView || statement.verb == Verb::DropTrigger)
        judged.write.add("LITE215", statement.name.span, tr("What needs %1 fails or is no longer done.").arg(statement.name.path.name));
    if (statement.verb != Verb::DropTable)
        return;
    if (const auto rebuild = rebuildAt(judged.all, judged.number)) {
        judgeRebuild(judged, *rebuild);
        return;
    }
    for (const auto &object : statement.objects)
        judgeDropTable(judged, object);
}

} // namespace dumbo::sqlite::advice
