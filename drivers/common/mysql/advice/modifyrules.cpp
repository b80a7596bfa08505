#include "drivers/common/mysql/advice/columntype.h"
#include "drivers/common/mysql/advice/context.h"

namespace dumbo::mysql::advice {

namespace {

using Family = ColumnType::Family;

/// The condition of rows whose value does not survive; empty where it can't be asked.
QByteArray lostValues(const QByteArray &column, const ColumnType &from, const ColumnType &to)
{
    const auto isText = [](Family family) { return family == Family::Varchar || family == Family::Char || family == Family::Text; };
    if (isText(from.family) && (to.family == Family::Varchar || to.family == Family::Char))
        return "char_length(" + column + ") > " + QByteArray::number(to.length);
    if (from.family == Family::Integer && to.family == Family::Integer) {
        const auto bits = to.rank * 8;
        const auto most = to.isUnsigned ? (bits == 64 ? ~quint64(0) : (quint64(1) << bits) - 1) : (quint64(1) << (bits - 1)) - 1;
        const auto least = to.isUnsigned ? QByteArrayLiteral("0") : '-' + QByteArray::number(most) + " - 1";
        return column + " > " + QByteArray::number(most) + " OR " + column + " < " + least;
    }
    if ((from.family == Family::Enum || from.family == Family::Set) && to.family == Family::Enum) {
        QByteArrayList members;
        for (const auto &member : to.members)
            members.append('\'' + member.toUtf8().replace('\\', "\\\\").replace('\'', "''") + '\'');
        return column + " IS NOT NULL AND " + column + " NOT IN (" + members.join(", ") + ')';
    }
    if (isText(from.family) && to.family == Family::Integer)
        return column + " IS NOT NULL AND " + column + " NOT REGEXP '^-?[0-9]+$'";
    if (from.family == Family::Decimal && to.family == Family::Decimal)
        return column + " <> round(" + column + ", " + QByteArray::number(to.scale) + ") OR abs(" + column + ") >= 1e" + QByteArray::number(to.length - to.scale);
    if ((from.family == Family::DateTime || from.family == Family::Timestamp) && to.family == Family::Date)
        return "time(" + column + ") <> '00:00:00'";
    return {};
}

void judgeType(const Judged &judged, const AlterAction &action, const NamedObject &table, const CatalogColumn &before)
{
    const auto from = readType(before.type);
    const auto to = readType(action.column->type);
    const auto change = compareTypes(from, to);
    const auto name = quoted(before.name);
    if (change == TypeChange::Lossy) {
        judged.write.advice().losesData.push_back(table.path);
        auto &finding = judged.write.add("MY301", action.span, tr("%1 does not hold every value of %2.").arg(action.column->type, before.type), tr("Look at the values first; strict mode makes the statement fail rather than cut them."));
        finding.object = table.path;
        if (const auto where = lostValues(name, from, to); !where.isEmpty())
            finding.probes.push_back(rowsWhere(tr("%1 rows have a value that does not fit."), table.path, where, to.family != Family::Date && to.family != Family::Decimal, name));
    }
    const auto hasMembers = from.family == to.family && (from.family == Family::Enum || from.family == Family::Set);
    if (hasMembers && change == TypeChange::Wider)
        judged.write.add("MY303", action.span, tr("The members of %1 are renumbered.").arg(before.name), tr("Add new members at the end.")).object = table.path;
}

void judgeNull(const Judged &judged, const AlterAction &action, const NamedObject &table, const CatalogColumn &before)
{
    if (!action.column->notNull || !before.nullable)
        return;
    auto &finding = judged.write.add("MY304", action.span, tr("%1 takes no NULL any more.").arg(before.name), tr("Fill it first."));
    finding.object = table.path;
    finding.probes.push_back(rowsWhere(tr("%1 rows have no value."), table.path, quoted(before.name) + " IS NULL", true));
}

void judgeForgotten(const Judged &judged, const AlterAction &action, const NamedObject &table, const CatalogColumn &before)
{
    const auto &column = *action.column;
    QStringList forgotten;
    if (!before.nullable && !column.notNull && !column.explicitNull && before.primaryKeyPosition == 0)
        forgotten.append(QStringLiteral("NOT NULL"));
    if (!before.defaultExpression.isEmpty() && before.defaultExpression != u"NULL" && !column.defaultText)
        forgotten.append(QStringLiteral("DEFAULT %1").arg(before.defaultExpression));
    if (!before.comment.isEmpty() && !column.comment)
        forgotten.append(QStringLiteral("COMMENT"));
    if (before.identity != IdentityKind::None && !column.autoIncrement)
        forgotten.append(QStringLiteral("AUTO_INCREMENT"));
    if (!forgotten.isEmpty())
        judged.write.add("MY305", action.span, tr("%1 loses %2, because it is not repeated.").arg(before.name, forgotten.join(u", "))).object = table.path;
}

} // namespace

void judgeModify(const Judged &judged, const AlterAction &action, const NamedObject &table)
{
    const auto known = judged.known.find(table.path);
    if (!action.newName.isEmpty() && action.newName != action.name && !known.isNew)
        judged.write.add("MY212", action.span, tr("Programs that name %1.%2 fail from here on.").arg(table.path.name, action.name)).object = table.path;
    if (!known.object || known.object->columns.empty()) {
        if (!known.isNew && known.state != KnownCatalog::State::Missing)
            judged.write.add("MY302", action.span, tr("What %1 is now is not known here.").arg(action.name)).object = table.path;
        return;
    }
    const auto *before = outline::findColumn(known.object.get(), action.name);
    if (!before) {
        if (!action.ifExists)
            judged.write.add("MY003", action.span, tr("%1 has no column %2.").arg(table.path.name, action.name)).object = table.path;
        return;
    }
    if (known.isNew)
        return;
    judgeType(judged, action, table, *before);
    judgeNull(judged, action, table, *before);
    judgeForgotten(judged, action, table, *before);
}

} // namespace dumbo::mysql::advice
