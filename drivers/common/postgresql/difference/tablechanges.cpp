#include "drivers/common/postgresql/difference/inplace.h"

#include <QCoreApplication>

#include <array>

namespace dumbo::postgresql {

using difference::SqlText;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// "character varying(20)" → "character varying", "20".
std::pair<QByteArray, QByteArray> typeAndLength(const QByteArray &type)
{
    const auto open = type.indexOf('(');
    if (open < 0)
        return { type, {} };
    const auto close = type.indexOf(')', open);
    return { type.first(open) + type.sliced(close + 1), type.sliced(open + 1, close - open - 1) };
}

bool isText(const QByteArray &type)
{
    const auto name = typeAndLength(type).first;
    return name == "text" || name == "character varying" || name == "character";
}

bool isNumber(const QByteArray &type)
{
    static const QSet<QByteArray> names { "smallint", "integer", "bigint", "numeric", "real", "double precision" };
    return names.contains(typeAndLength(type).first);
}

bool isTime(const QByteArray &type)
{
    return type.startsWith("timestamp") || type.startsWith("time ") || type == "date";
}

/// Where no cast leads from one to the other, their texts do.
QByteArray conversion(const ColumnText &from, const ColumnText &to)
{
    const auto isDirect = isText(from.type) || isText(to.type) || (isNumber(from.type) && isNumber(to.type))
        || (isTime(from.type) && isTime(to.type)) || typeAndLength(from.type).first == typeAndLength(to.type).first;
    return " USING " + from.quotedName + (isDirect ? "::" : "::text::") + to.type;
}

class ColumnChange
{
public:
    ColumnChange(const Element &from, const Element &to, const Dialect &dialect)
        : m_from(*from.column)
        , m_to(*to.column)
        , m_element(to)
        , m_dialect(dialect)
        , m_alter(to.create.first(to.create.indexOf(" ADD COLUMN ")) + " ALTER COLUMN " + m_to.quotedName)
    {
    }

    [[nodiscard]] InPlace statements();

private:
    void add(const QByteArray &action, bool losesData = false) { m_change.statements.push_back(statementFor(m_element, m_alter + action, losesData)); }
    void changeType();
    void changeIdentity();
    void changeIdentityOptions();
    void startBehindRows();

    const ColumnText &m_from;
    const ColumnText &m_to;
    const Element &m_element;
    const Dialect &m_dialect;
    QByteArray m_alter;
    InPlace m_change;
};

void ColumnChange::changeType()
{
    if (m_from.type == m_to.type && m_from.collation == m_to.collation)
        return;
    m_change.altersType = true;
    const auto collation = m_to.collation.isEmpty() ? QByteArray() : " COLLATE " + m_to.collation;
    const auto isSame = m_from.type == m_to.type;
    add(" TYPE " + m_to.type + collation + (isSame ? QByteArray() : conversion(m_from, m_to)), !isSame && !isWidening(m_from.type, m_to.type));
}

void ColumnChange::changeIdentityOptions()
{
    const SqlText before(m_from.identityOptions, m_dialect);
    const SqlText after(m_to.identityOptions, m_dialect);
    // SEQUENCE NAME schema.name, and then its options
    const auto oldName = before.slice(2, before.behindName(2));
    const auto newName = after.slice(2, after.behindName(2));
    if (oldName != newName && before.count() > 2 && after.count() > 2)
        m_change.statements.push_back(
            statementFor(m_element, "ALTER SEQUENCE " + oldName + " RENAME TO " + after.text(after.behindName(2) - 1)));
    const auto settings = sequenceSettings(after, after.behindName(2), true);
    if (settings != sequenceSettings(before, before.behindName(2), true)) {
        QByteArray action;
        for (const auto &setting : settings)
            action += " SET " + setting;
        add(action);
    }
}

void ColumnChange::startBehindRows()
{
    // The table's name stands between ALTER TABLE and ADD COLUMN.
    const SqlText alter(m_element.create, m_dialect);
    const auto name = alter.slice(2, alter.behindName(2));
    const auto literal = [](QByteArray text) { return '\'' + text.replace('\'', "''") + '\''; };
    if (SqlText(m_to.identityOptions, m_dialect).mentions(false).contains(QStringLiteral("INCREMENT")))
        return;
    m_change.statements.push_back(statementFor(m_element,
        "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(" + literal(name) + ", " + literal(m_to.name.toUtf8())
            + "), max(" + m_to.quotedName + ")) FROM " + name + " HAVING max(" + m_to.quotedName + ") > 0"));
}

void ColumnChange::changeIdentity()
{
    if (m_from.identity.isEmpty() && !m_to.identity.isEmpty()) {
        if (!m_from.notNull)
            add(" SET NOT NULL");
        add(" ADD GENERATED " + m_to.identity + " AS IDENTITY"
            + (m_to.identityOptions.isEmpty() ? QByteArray() : " (" + m_to.identityOptions + ')'));
        startBehindRows();
    } else if (!m_from.identity.isEmpty() && m_to.identity.isEmpty()) {
        m_change.before.push_back(statementFor(m_element, m_alter + " DROP IDENTITY"));
    } else if (!m_to.identity.isEmpty()) {
        if (m_from.identity != m_to.identity)
            add(" SET GENERATED " + m_to.identity);
        if (m_from.identityOptions != m_to.identityOptions)
            changeIdentityOptions();
    }
}

InPlace ColumnChange::statements()
{
    if (m_from.options != m_to.options)
        m_change.reasons.append(tr("The options of column %1 of a foreign table are not changed.").arg(m_to.name));
    if (!m_from.generated.isEmpty() && m_to.generated.isEmpty())
        add(" DROP EXPRESSION");
    changeType();
    changeIdentity();
    if (m_from.compression != m_to.compression)
        add(" SET COMPRESSION " + (m_to.compression.isEmpty() ? QByteArray("default") : m_to.compression));
    const auto becomesIdentity = m_from.identity.isEmpty() && !m_to.identity.isEmpty();
    if (m_from.notNull != m_to.notNull && !becomesIdentity)
        add(m_to.notNull ? " SET NOT NULL" : " DROP NOT NULL");
    return std::move(m_change);
}

QByteArrayList namesOf(const QByteArray &list, const Dialect &dialect)
{
    return list.isEmpty() ? QByteArrayList() : SqlText(list, dialect).entries(0);
}

} // namespace

bool isWidening(const QByteArray &from, const QByteArray &to)
{
    static constexpr std::array integers { "smallint", "integer", "bigint" };
    const auto place = [&](const QByteArray &type) { return std::ranges::find(integers, type) - integers.begin(); };
    if (place(from) < 3 && place(to) < 3)
        return place(from) < place(to);
    const auto [fromName, fromLength] = typeAndLength(from);
    const auto [toName, toLength] = typeAndLength(to);
    if (toName == "text" || (toName == "character varying" && toLength.isEmpty()))
        return true;
    if (toName == "numeric" && toLength.isEmpty())
        return place(from) < 3 || fromName == "numeric";
    if (fromName == toName && toLength.isEmpty())
        return true;
    if (fromName != toName || fromLength.isEmpty() || toLength.isEmpty())
        return from == "real" && to == "double precision";
    const auto before = fromLength.split(',');
    const auto after = toLength.split(',');
    const auto scale = [](const QByteArrayList &parts) { return parts.size() > 1 ? parts[1].toInt() : 0; };
    return after[0].toInt() - scale(after) >= before[0].toInt() - scale(before) && scale(after) >= scale(before);
}

InPlace alteredColumn(const Element &from, const Element &to, const Dialect &dialect)
{
    return ColumnChange(from, to, dialect).statements();
}

InPlace alteredTable(const Element &from, const Element &to, const Dialect &dialect)
{
    const auto &before = *from.table;
    const auto &after = *to.table;
    InPlace change;
    const auto alter = "ALTER " + after.word() + ' ' + after.quotedName;
    const auto add = [&](const QByteArray &action) { change.statements.push_back(statementFor(to, alter + action)); };
    const auto refuse = [&](const QByteArray &left, const QByteArray &right, const QString &reason) {
        if (left != right)
            change.reasons.append(reason);
    };
    refuse(before.partitionKey, after.partitionKey, tr("What a table is partitioned by can't be changed: it would have to be made anew."));
    refuse(before.word(), after.word(), tr("A table can't become a foreign table, nor the other way."));
    refuse(before.server, after.server, tr("The server of a foreign table can't be changed."));
    refuse(before.options, after.options, tr("The options of a foreign table are not changed."));
    refuse(before.ofType, after.ofType, tr("The type that a table is made of is not changed."));
    if (before.unlogged != after.unlogged)
        add(after.unlogged ? " SET UNLOGGED" : " SET LOGGED");
    const auto oldParents = namesOf(before.inherits, dialect);
    const auto newParents = namesOf(after.inherits, dialect);
    for (const auto &parent : oldParents) {
        if (!newParents.contains(parent))
            change.before.push_back(statementFor(to, alter + " NO INHERIT " + parent));
    }
    for (const auto &parent : newParents) {
        if (!oldParents.contains(parent))
            add(" INHERIT " + parent);
    }
    if (before.settings != after.settings) {
        QByteArrayList names;
        for (const auto &setting : namesOf(before.settings, dialect))
            names.append(setting.first(setting.indexOf('=')));
        if (!names.isEmpty())
            add(" RESET (" + names.join(", ") + ')');
        if (!after.settings.isEmpty())
            add(" SET " + after.settings);
    }
    if (before.tablespace != after.tablespace)
        add(" SET TABLESPACE " + (after.tablespace.isEmpty() ? QByteArray("pg_default") : after.tablespace));
    if (before.accessMethod != after.accessMethod)
        add(" SET ACCESS METHOD " + (after.accessMethod.isEmpty() ? QByteArray("heap") : after.accessMethod));
    return change;
}

} // namespace dumbo::postgresql
