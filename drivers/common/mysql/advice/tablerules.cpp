#include "drivers/common/mysql/advice/columntype.h"
#include "drivers/common/mysql/advice/context.h"

#include <algorithm>

namespace dumbo::mysql::advice {

namespace {

bool isThreeBytes(const QByteArray &charset)
{
    return charset == "utf8" || charset == "utf8mb3" || charset.startsWith("utf8_") || charset.startsWith("utf8mb3_");
}

bool isWithoutTransactions(const QByteArray &engine)
{
    const auto name = engine.toLower();
    return name == "myisam" || name == "aria" || name == "memory" || name == "heap" || name == "csv" || name == "archive" || name == "mrg_myisam";
}

void requireTable(const Judged &judged, const NamedObject &object)
{
    if (!judged.statement().ifExists && judged.known.find(object.path).state == KnownCatalog::State::Missing)
        judged.write.add("MY003", object.span, tr("There is no %1.").arg(object.path.name)).object = object.path;
}

} // namespace

void judgeColumn(const Judged &judged, const ColumnOutline &column)
{
    using Family = ColumnType::Family;
    const auto type = readType(column.type);
    if (isThreeBytes(column.characterSet) || isThreeBytes(column.collation))
        judged.write.add("MY311", column.span, tr("%1 can't hold all characters.").arg(column.name), tr("Write utf8mb4."));
    if (type.family == Family::Float)
        judged.write.add("MY307", column.typeSpan, tr("%1 is not exact.").arg(column.type), tr("DECIMAL is."));
    const auto ends2106 = judged.server.isMariaDb && judged.server.version >= 110'500;
    if (type.family == Family::Timestamp && !ends2106)
        judged.write.add("MY308", column.typeSpan, tr("%1 ends in 2038.").arg(column.name));
    if (column.defaultText && column.defaultText->contains("0000-00-00"))
        judged.write.add("MY309", column.defaultSpan, tr("%1 is no date.").arg(QString::fromUtf8(*column.defaultText)), tr("Use NULL."));
}

void judgeNewTable(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb != Verb::CreateTable)
        return;
    const auto &object = statement.objects.front();
    if (statement.orReplace && judged.known.find(object.path).state != KnownCatalog::State::Missing && !statement.temporary) {
        judged.write.advice().losesData.push_back(object.path);
        auto &finding = judged.write.add("MY408", object.span, tr("A %1 that is there is dropped, with its rows.").arg(object.path.name));
        finding.object = object.path;
        if (judged.known.find(object.path).state == KnownCatalog::State::Exists)
            finding.probes.push_back(rowsWhere(tr("%1 rows would be lost."), object.path, {}, false));
    }
    auto hasKey = statement.isQuery || statement.temporary;
    for (const auto &column : statement.columns) {
        judgeColumn(judged, column);
        hasKey = hasKey || column.primaryKey || column.type.compare(u"SERIAL", Qt::CaseInsensitive) == 0;
    }
    const auto isKey = [](const ConstraintOutline &constraint) { return constraint.kind == ConstraintOutline::Kind::PrimaryKey; };
    if (!hasKey && std::ranges::none_of(statement.constraints, isKey))
        judged.write.add("MY314", object.span, tr("%1 has no primary key.").arg(object.path.name)).object = object.path;
    for (const auto &option : statement.settings) {
        if (option.name == "ENGINE" && isWithoutTransactions(option.value))
            judged.write.add("MY313", option.span, tr("%1 has no transactions.").arg(QString::fromUtf8(option.value)), tr("Write ENGINE=InnoDB."));
        if ((option.name == "CHARSET" || option.name == "COLLATE") && isThreeBytes(option.value.toLower()))
            judged.write.add("MY311", option.span, tr("%1 can't hold all characters.").arg(object.path.name), tr("Write utf8mb4."));
    }
}

void judgeExistence(const Judged &judged)
{
    const auto &statement = judged.statement();
    switch (statement.verb) {
    case Verb::CreateTable:
    case Verb::CreateView: {
        const auto &object = statement.verb == Verb::CreateTable ? statement.objects.front() : statement.name;
        if (!statement.ifExists && !statement.orReplace && !statement.temporary && judged.known.find(object.path).state == KnownCatalog::State::Exists)
            judged.write.add("MY002", object.span, tr("There is a %1 already.").arg(object.path.name)).object = object.path;
        return;
    }
    case Verb::CreateIndex:
    case Verb::DropIndex:
        if (!statement.objects.empty())
            requireTable(judged, statement.objects.front());
        return;
    case Verb::AlterTable:
    case Verb::DropTable:
    case Verb::Truncate:
    case Verb::Insert:
    case Verb::Replace:
    case Verb::RenameTable:
        for (const auto &object : statement.objects)
            requireTable(judged, object);
        return;
    case Verb::Update:
    case Verb::Delete:
        if (!statement.isMultiTable)
            requireTable(judged, statement.objects.front());
        return;
    default:
        return;
    }
}

} // namespace dumbo::mysql::advice
