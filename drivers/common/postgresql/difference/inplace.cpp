#include "drivers/common/postgresql/difference/inplace.h"

#include "drivers/common/postgresql/catalogsource.h"

#include <QCoreApplication>

#include <array>

namespace dumbo::postgresql {

using difference::SqlText;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::optional<InPlace> alteredFunction(const Element &from, const Element &to, const Dialect &dialect)
{
    // OR REPLACE changes neither the result nor takes a default away.
    const auto head = [&](const Element &element) {
        const SqlText sql(element.create, dialect);
        int end = sql.closing(sql.opening(0)) + 1;
        while (end < sql.count() && !sql.isWord(end, "LANGUAGE") && !sql.isWord(end, "AS"))
            ++end;
        return sql.slice(0, end);
    };
    if (!to.create.startsWith("CREATE OR REPLACE ") || head(from) != head(to))
        return std::nullopt;
    return InPlace { {}, { statementFor(to, to.create) }, false, {} };
}

std::optional<InPlace> alteredSequence(const Element &from, const Element &to, const Dialect &dialect)
{
    const SqlText before(from.create, dialect);
    const SqlText after(to.create, dialect);
    const auto nameOf = [](const SqlText &sql) { return sql.isWord(1, "UNLOGGED") ? 3 : 2; };
    const auto name = after.slice(nameOf(after), after.behindName(nameOf(after)));
    InPlace change;
    if (before.isWord(1, "UNLOGGED") != after.isWord(1, "UNLOGGED"))
        change.statements.push_back(statementFor(to, "ALTER SEQUENCE " + name + (after.isWord(1, "UNLOGGED") ? " SET UNLOGGED" : " SET LOGGED")));
    const auto settings = sequenceSettings(after, after.behindName(nameOf(after)), false);
    const auto old = sequenceSettings(before, before.behindName(nameOf(before)), false);
    // Its value must lie between the new bounds before they are drawn: AS, INCREMENT, MINVALUE, MAXVALUE.
    const auto isMoved = settings[2] != old[2] || settings[3] != old[3];
    if (isMoved && settings[2].startsWith("MINVALUE") && settings[3].startsWith("MAXVALUE"))
        change.statements.push_back(statementFor(to, "SELECT pg_catalog.setval(" + literal(QString::fromUtf8(name)) + ", GREATEST(LEAST(last_value, "
            + settings[3].sliced(9) + "), " + settings[2].sliced(9) + "), is_called) FROM " + name));
    else if (isMoved && settings[2].startsWith("MINVALUE"))
        change.statements.push_back(statementFor(to, "SELECT pg_catalog.setval(" + literal(QString::fromUtf8(name)) + ", GREATEST(last_value, "
            + settings[2].sliced(9) + "), is_called) FROM " + name));
    else if (isMoved && settings[3].startsWith("MAXVALUE"))
        change.statements.push_back(statementFor(to, "SELECT pg_catalog.setval(" + literal(QString::fromUtf8(name)) + ", LEAST(last_value, "
            + settings[3].sliced(9) + "), is_called) FROM " + name));
    if (settings != old)
        change.statements.push_back(statementFor(to, "ALTER SEQUENCE " + name + ' ' + settings.join(' ')));
    return change;
}

/// OR REPLACE may add columns at the end, and change nothing of those before.
std::optional<InPlace> alteredView(const Element &from, const Element &to)
{
    if (!to.create.startsWith("CREATE VIEW") || !from.create.startsWith("CREATE VIEW"))
        return std::nullopt;
    const auto &before = from.source->columns;
    const auto &after = to.source->columns;
    const auto isSame = [](const CatalogColumn &left, const CatalogColumn &right) {
        return left.name == right.name && left.type == right.type && left.collation == right.collation;
    };
    if (after.size() < before.size() || !std::equal(before.begin(), before.end(), after.begin(), isSame))
        return std::nullopt;
    return InPlace { {}, { statementFor(to, "CREATE OR REPLACE" + to.create.sliced(6)) }, false, {} };
}

std::optional<InPlace> alteredExtension(const Element &from, const Element &to, const Dialect &dialect)
{
    const SqlText before(from.create, dialect);
    const SqlText after(to.create, dialect);
    // CREATE EXTENSION IF NOT EXISTS name WITH SCHEMA schema
    InPlace change;
    if (before.text(8) != after.text(8))
        change.statements.push_back(statementFor(to, "ALTER EXTENSION " + after.text(5) + " SET SCHEMA " + after.text(8)));
    return change;
}

} // namespace

DifferenceStatement statementFor(const Element &element, const QByteArray &text, bool losesData)
{
    DifferenceStatement statement;
    statement.text = text;
    statement.object = element.object;
    statement.losesData = losesData;
    return statement;
}

QByteArrayList sequenceSettings(const SqlText &sql, int from, bool ofIdentity)
{
    QByteArray type = "bigint";
    QByteArray start;
    QByteArray increment = "1";
    QByteArray minimum;
    QByteArray maximum;
    QByteArray cache = "1";
    bool cycles = false;
    const auto value = [&](int at) { return sql.isSign(at, '-') ? '-' + sql.text(at + 1) : sql.text(at); };
    for (int i = from; i < sql.count(); ++i) {
        if (sql.isWord(i, "AS"))
            type = sql.text(i + 1);
        else if (sql.isWord(i, "START"))
            start = value(i + 2);
        else if (sql.isWord(i, "INCREMENT"))
            increment = value(i + 2);
        else if (sql.isWord(i, "MINVALUE"))
            minimum = value(i + 1);
        else if (sql.isWord(i, "MAXVALUE"))
            maximum = value(i + 1);
        else if (sql.isWord(i, "CACHE"))
            cache = value(i + 1);
        else if (sql.isWord(i, "CYCLE"))
            cycles = true;
    }
    if (start.isEmpty())
        start = increment.startsWith('-') ? (maximum.isEmpty() ? "-1" : maximum) : (minimum.isEmpty() ? "1" : minimum);
    QByteArrayList settings;
    if (!ofIdentity)
        settings.append("AS " + type);
    settings << "INCREMENT BY " + increment << (minimum.isEmpty() ? "NO MINVALUE" : "MINVALUE " + minimum)
             << (maximum.isEmpty() ? "NO MAXVALUE" : "MAXVALUE " + maximum) << "START WITH " + start << "CACHE " + cache
             << (cycles ? "CYCLE" : "NO CYCLE");
    return settings;
}

std::optional<InPlace> alteredInPlace(const Element &from, const Element &to, const Dialect &dialect)
{
    switch (from.kind) {
    case ElementKind::Schema:
        return InPlace {};
    case ElementKind::Extension:
        return alteredExtension(from, to, dialect);
    case ElementKind::Type:
        return alteredType(from, to, dialect);
    case ElementKind::Sequence:
        return alteredSequence(from, to, dialect);
    case ElementKind::Function:
        return alteredFunction(from, to, dialect);
    case ElementKind::Table:
        return alteredTable(from, to, dialect);
    case ElementKind::Column:
        return alteredColumn(from, to, dialect);
    case ElementKind::View:
        return alteredView(from, to);
    case ElementKind::Constraint:
    case ElementKind::ForeignKey:
        if (from.create == to.create + " NOT VALID")
            return InPlace { {}, { statementFor(to, QByteArray(to.drop).replace(" DROP CONSTRAINT ", " VALIDATE CONSTRAINT ")) }, false, {} };
        return std::nullopt;
    case ElementKind::Setting:
        if (from.key.startsWith(u"options "))
            return std::nullopt;
        [[fallthrough]];
    case ElementKind::Default:
    case ElementKind::Comment:
        return InPlace { {}, { statementFor(to, to.create) }, false, {} };
    case ElementKind::Other:
        return InPlace { {}, {}, false, { tr("No statement is known that changes it.") } };
    case ElementKind::Index:
    case ElementKind::Statistics:
    case ElementKind::Attachment:
    case ElementKind::Trigger:
    case ElementKind::Rule:
    case ElementKind::Policy:
    case ElementKind::Right:
        break;
    }
    return std::nullopt;
}

} // namespace dumbo::postgresql
