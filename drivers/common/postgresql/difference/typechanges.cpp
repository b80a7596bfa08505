#include "drivers/common/postgresql/difference/inplace.h"

namespace dumbo::postgresql {

using difference::SqlText;

namespace {

/// The labels that are new, where the old ones keep their order; nullopt where they do not.
std::optional<InPlace> alteredEnum(const Element &from, const Element &to, const Dialect &dialect)
{
    const auto before = enumLabels(from.create, dialect);
    const auto after = enumLabels(to.create, dialect);
    QByteArrayList kept;
    std::ranges::copy_if(after, std::back_inserter(kept), [&](const QByteArray &label) { return before.contains(label); });
    if (kept != before)
        return std::nullopt;
    const SqlText sql(to.create, dialect);
    const auto name = sql.slice(2, sql.behindName(2));
    InPlace change;
    for (qsizetype i = 0; i < after.size(); ++i) {
        if (before.contains(after[i]))
            continue;
        auto text = "ALTER TYPE " + name + " ADD VALUE " + after[i];
        if (i > 0)
            text += " AFTER " + after[i - 1];
        else if (!before.isEmpty())
            text += " BEFORE " + before.front();
        change.statements.push_back(statementFor(to, text));
    }
    return change;
}

std::optional<InPlace> alteredComposite(const Element &from, const Element &to, const Dialect &dialect)
{
    const SqlText before(from.create, dialect);
    const SqlText after(to.create, dialect);
    const auto alter = "ALTER TYPE " + after.slice(2, after.behindName(2));
    const auto attributes = [&](const SqlText &sql) {
        std::vector<ColumnText> columns;
        for (const auto &entry : sql.entries(sql.opening(0)))
            columns.push_back(readColumn(entry, dialect));
        return columns;
    };
    InPlace change;
    const auto old = attributes(before);
    const auto wanted = attributes(after);
    for (const auto &attribute : old) {
        if (!std::ranges::contains(wanted, attribute.name, &ColumnText::name))
            change.statements.push_back(statementFor(to, alter + " DROP ATTRIBUTE " + attribute.quotedName, true));
    }
    for (const auto &attribute : wanted) {
        const auto found = std::ranges::find(old, attribute.name, &ColumnText::name);
        if (found == old.end())
            change.statements.push_back(statementFor(to, alter + " ADD ATTRIBUTE " + attribute.text));
        else if (found->text != attribute.text)
            change.statements.push_back(statementFor(to,
                alter + " ALTER ATTRIBUTE " + attribute.quotedName + " TYPE " + attribute.text.sliced(attribute.quotedName.size() + 1),
                !isWidening(found->type, attribute.type)));
    }
    return change;
}

struct Domain
{
    ColumnText column; ///< named like the domain
    std::vector<std::pair<QByteArray, QByteArray>> constraints; ///< quoted name, definition
};

Domain readDomain(const SqlText &sql, const Dialect &dialect)
{
    Domain domain;
    const auto as = sql.behindName(2);
    domain.column = readColumn("d " + sql.from(as + 1), dialect);
    for (int i = as; i < sql.count(); ++i) {
        if (sql.isSign(i, '(')) {
            i = sql.closing(i);
        } else if (sql.isWord(i, "CONSTRAINT")) {
            int end = i + 1;
            while (end < sql.count() && !sql.isWord(end, "CONSTRAINT"))
                end = sql.isSign(end, '(') ? sql.closing(end) + 1 : end + 1;
            domain.constraints.emplace_back(sql.text(i + 1), sql.slice(i + 2, end));
        }
    }
    return domain;
}

std::optional<InPlace> alteredDomain(const Element &from, const Element &to, const Dialect &dialect)
{
    const SqlText after(to.create, dialect);
    const auto old = readDomain(SqlText(from.create, dialect), dialect);
    const auto wanted = readDomain(after, dialect);
    if (old.column.type != wanted.column.type || old.column.collation != wanted.column.collation)
        return std::nullopt;
    const auto alter = "ALTER DOMAIN " + after.slice(2, after.behindName(2));
    InPlace change;
    const auto add = [&](const QByteArray &action) { change.statements.push_back(statementFor(to, alter + action)); };
    for (const auto &constraint : old.constraints) {
        if (!std::ranges::contains(wanted.constraints, constraint))
            add(" DROP CONSTRAINT " + constraint.first);
    }
    for (const auto &constraint : wanted.constraints) {
        if (!std::ranges::contains(old.constraints, constraint))
            add(" ADD CONSTRAINT " + constraint.first + ' ' + constraint.second);
    }
    const auto &value = wanted.column.defaultExpression;
    if (old.column.defaultExpression != value)
        add(value.isEmpty() ? QByteArray(" DROP DEFAULT") : " SET DEFAULT " + value);
    if (old.column.notNull != wanted.column.notNull)
        add(wanted.column.notNull ? " SET NOT NULL" : " DROP NOT NULL");
    return change;
}

} // namespace

QByteArrayList enumLabels(const QByteArray &create, const Dialect &dialect)
{
    const SqlText sql(create, dialect);
    const auto as = sql.behindName(2);
    return sql.hasWords(as, { "AS", "ENUM" }) ? sql.entries(as + 2) : QByteArrayList();
}

std::optional<InPlace> alteredType(const Element &from, const Element &to, const Dialect &dialect)
{
    const SqlText before(from.create, dialect);
    const SqlText after(to.create, dialect);
    const auto kind = [](const SqlText &sql) {
        if (sql.isWord(1, "DOMAIN"))
            return QByteArray("domain");
        const auto as = sql.behindName(2);
        return sql.isSign(as + 1, '(') ? QByteArray("composite") : sql.text(as + 1).toLower();
    };
    if (kind(before) != kind(after))
        return std::nullopt;
    if (kind(after) == "enum")
        return alteredEnum(from, to, dialect);
    if (kind(after) == "composite")
        return alteredComposite(from, to, dialect);
    return kind(after) == "domain" ? alteredDomain(from, to, dialect) : std::nullopt;
}

} // namespace dumbo::postgresql
