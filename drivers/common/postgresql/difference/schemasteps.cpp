#include "drivers/common/postgresql/difference/schemachanges.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

using difference::SqlText;
using difference::Step;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

constexpr auto lastRank = 1000;

QString columnToken(const QString &table, const QString &column)
{
    return u'@' + table + u' ' + column;
}

QString keyToken(const QString &table)
{
    return QStringLiteral("@key ") + table;
}

/// What must stay as long as it does: a foreign key's target has its key.
QSet<QString> standsOn(const Element &element)
{
    auto names = element.mentions;
    if (element.kind == ElementKind::ForeignKey) {
        for (const auto &name : element.mentions) {
            if (name.contains(u'.'))
                names.insert(keyToken(name));
        }
    }
    return names;
}

} // namespace

int SchemaChanges::rankOf(const Element &element) const
{
    auto rank = int(element.kind) * 10;
    // What tells something of an index or a trigger comes behind it.
    if (element.key.startsWith(u"replica-identity ") || element.key.startsWith(u"cluster "))
        rank = int(ElementKind::Index) * 10 + 5;
    else if (element.key.startsWith(u"state "))
        rank = int(ElementKind::Rule) * 10 + 5;
    const auto isShared = element.kind == ElementKind::Constraint || element.kind == ElementKind::Index || element.kind == ElementKind::ForeignKey;
    // The parent's then takes the partition's for its own.
    if (isShared && m_parents.contains(element.within.section(u' ', 1, 1)))
        rank -= 5;
    return rank;
}

/// Whether another statement takes it away.
bool SchemaChanges::goesAlong(const Element &element) const
{
    if (m_silent.contains(element.key) || m_dropping.contains(element.within))
        return true;
    if (element.kind != ElementKind::Sequence)
        return false;
    const auto *owned = m_from.find(elementKey("owned", element.provides));
    return owned && m_dropping.contains(owned->within);
}

bool SchemaChanges::isInForeignKeyCircle(const Element &foreignKey) const
{
    QSet<QString> seen;
    QStringList work;
    const auto addTargets = [&](const Element &key) {
        for (const auto &name : key.mentions) {
            const auto table = elementKey("table", name);
            if (table == key.within || seen.contains(table) || !m_dropping.contains(table))
                continue;
            seen.insert(table);
            work.append(table);
        }
    };
    addTargets(foreignKey);
    while (!work.isEmpty()) {
        const auto table = work.takeLast();
        if (table == foreignKey.within)
            return true;
        for (const auto *element : m_from.within(table)) {
            if (element->kind == ElementKind::ForeignKey)
                addTargets(*element);
        }
    }
    return false;
}

void SchemaChanges::addDrop(const Element &element)
{
    if (element.drop.isEmpty()) {
        refuse(element, tr("No statement is known that removes it: %1").arg(QString::fromUtf8(element.create)));
        return;
    }
    auto text = element.drop;
    const auto isPartitions = m_parents.contains(element.within.section(u' ', 1, 1));
    if (isPartitions && (element.kind == ElementKind::Constraint || element.kind == ElementKind::ForeignKey))
        text.replace(" DROP CONSTRAINT ", " DROP CONSTRAINT IF EXISTS ");
    else if (isPartitions && element.kind == ElementKind::Index)
        text.replace("DROP INDEX ", "DROP INDEX IF EXISTS ");
    Step step;
    step.rank = lastRank - rankOf(element);
    step.provides = { element.provides };
    if (isUniqueKey(element))
        step.provides.insert(keyToken(element.within.section(u' ', 1, 1)));
    step.needs = standsOn(element);
    step.statements = { statementFor(element, text, element.losesData) };
    m_drops.push_back(std::move(step));
}

void SchemaChanges::makeDrops()
{
    QHash<QString, std::size_t> steps;
    for (const auto &element : m_from.all()) {
        if (!m_dropping.contains(element.key))
            continue;
        if (goesAlong(element)) {
            const auto isCircle = element.kind == ElementKind::ForeignKey && isInForeignKeyCircle(element);
            if (isCircle)
                addDrop(element);
            else if (const auto parent = steps.constFind(element.within); parent != steps.constEnd())
                m_drops[*parent].needs += standsOn(element);
            continue;
        }
        addDrop(element);
        steps.insert(element.key, m_drops.size() - 1);
        if (!element.provides.isEmpty() && !m_drops.empty())
            m_drops.back().needs.remove(element.provides);
    }
    for (auto &step : m_drops)
        step.needs -= step.provides;
}

QSet<QString> SchemaChanges::needsOf(const Element &element) const
{
    auto needs = element.mentions;
    const auto table = element.within.section(u' ', 1, 1);
    const auto add = [&](const QString &changed) {
        for (const auto &column : m_columns.value(changed)) {
            if (element.mentions.contains(column) || element.within == elementKey("column", changed, column))
                needs.insert(columnToken(changed, column));
        }
    };
    add(table);
    for (const auto &name : element.mentions) {
        if (name.contains(u'.'))
            add(name);
    }
    return needs;
}

void SchemaChanges::makeAlters()
{
    for (const auto &element : m_to.all()) {
        const auto isNew = m_creating.contains(element.key) && !m_creating.contains(element.within);
        if (element.kind == ElementKind::Column && (isNew || m_altered.contains(element.key)))
            m_columns[element.key.section(u' ', 1, 1)].append(element.column->name);
    }
    for (const auto &element : m_to.all()) {
        if (m_enums.contains(element.key))
            makeEnum(element);
        const auto found = m_altered.find(element.key);
        if (found == m_altered.end())
            continue;
        Step before;
        before.rank = lastRank - rankOf(element);
        before.statements = std::move(found->before);
        m_drops.push_back(std::move(before));
        Step step;
        step.rank = rankOf(element);
        step.provides = { element.provides };
        if (element.kind == ElementKind::Column)
            step.provides = { columnToken(element.key.section(u' ', 1, 1), element.column->name) };
        step.needs = needsOf(element) - step.provides;
        step.wishes = element.bodies;
        step.statements = std::move(found->statements);
        m_steps.push_back(std::move(step));
    }
}

void SchemaChanges::makeCreates()
{
    for (const auto &element : m_to.all()) {
        if (!m_creating.contains(element.key) || m_silent.contains(element.key) || (element.inCreate && m_creating.contains(element.within)))
            continue;
        if (element.kind == ElementKind::Other) {
            refuse(element, tr("No statement is known that makes it: %1").arg(QString::fromUtf8(element.create)));
            continue;
        }
        Step step;
        step.rank = rankOf(element);
        step.provides = { element.provides };
        if (element.kind == ElementKind::Column)
            step.provides = { columnToken(element.key.section(u' ', 1, 1), element.column->name) };
        step.needs = needsOf(element) - step.provides;
        step.wishes = element.bodies;
        step.statements = { statementFor(element, element.create) };
        m_steps.push_back(std::move(step));
    }
}

/// The old type steps aside, and columns take their labels along as texts.
void SchemaChanges::makeEnum(const Element &to)
{
    const SqlText sql(to.create, m_dialect);
    const auto name = sql.slice(2, sql.behindName(2));
    const auto oldName = '"' + sql.name(4).toUtf8().replace('"', "\"\"") + " (replaced)\"";
    Step step;
    step.rank = rankOf(to);
    step.provides = { to.provides };
    step.statements = { statementFor(to, "ALTER TYPE " + name + " RENAME TO " + oldName), statementFor(to, to.create) };
    for (const auto &element : m_from.all()) {
        const auto isColumn = element.kind == ElementKind::Column && !m_dropping.contains(element.key) && !m_dropping.contains(element.within)
            && element.mentions.contains(to.provides) && element.column->generated.isEmpty();
        if (!isColumn || m_parents.contains(element.key.section(u' ', 1, 1)))
            continue;
        const auto alter = element.create.first(element.create.indexOf(" ADD COLUMN "));
        const auto isArray = element.column->type.endsWith(']');
        step.statements.push_back(statementFor(element, alter + " ALTER COLUMN " + element.column->quotedName + " TYPE " + element.column->type
                + " USING " + element.column->quotedName + (isArray ? "::text[]::" : "::text::") + element.column->type));
    }
    step.statements.push_back(statementFor(to, "DROP TYPE " + sql.slice(2, sql.behindName(2) - 1) + oldName));
    m_steps.push_back(std::move(step));
}

} // namespace dumbo::postgresql
