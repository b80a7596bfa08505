#include "drivers/common/postgresql/difference/schemachanges.h"

#include "drivers/common/postgresql/difference/touchedobjects.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

using difference::SqlText;
using difference::Step;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

bool isMember(const CatalogObject &object)
{
    return object.kind != ObjectKind::Extension
        && std::ranges::contains(object.properties, QStringLiteral("extension"), [](const auto &property) { return property.first; });
}

bool counts(const CatalogObject &object)
{
    return !object.system && object.kind != ObjectKind::Role && object.kind != ObjectKind::Database && object.kind != ObjectKind::Other
        && !isMember(object);
}

QString property(const CatalogObject &object, const QString &name)
{
    const auto found = std::ranges::find(object.properties, name, [](const auto &entry) { return entry.first; });
    return found == object.properties.end() ? QString() : found->second;
}

/// The table of the key "column schema.table name".
QString tableOf(const Element &element)
{
    return element.key.section(u' ', 1, 1);
}

/// Not what a failed concurrent build left.
bool isValid(const Element &index)
{
    const auto name = index.key.section(u'.', -1);
    const auto found = std::ranges::find(index.source->indexes, name, &CatalogIndex::name);
    return found == index.source->indexes.end() || found->valid;
}

} // namespace

bool isUniqueKey(const Element &element)
{
    return (element.kind == ElementKind::Constraint && (element.create.contains(" PRIMARY KEY ") || element.create.contains(" UNIQUE ")))
        || (element.kind == ElementKind::Index && element.create.startsWith("CREATE UNIQUE"));
}

SchemaChanges::SchemaChanges(const DifferenceRequest &request, const Dialect &dialect)
    : m_request(request)
    , m_dialect(dialect)
    , m_from(dialect)
    , m_to(dialect)
{
}

void SchemaChanges::readObjects()
{
    const auto touched = touchedObjects(*m_request.from, *m_request.to, counts);
    for (const auto *object : touched.from)
        m_from.add(*object);
    for (const auto *object : touched.to)
        m_to.add(*object);
    // What no statement here makes is said.
    const auto others = [](const CatalogPart &part) {
        QHash<QString, const CatalogObject *> found;
        for (const auto &object : part.objects) {
            if (object.kind == ObjectKind::Other && !object.system && !isMember(object))
                found.insert(object.kindName + u' ' + object.path.schema + u'.' + object.path.name, &object);
        }
        return found;
    };
    const auto before = others(*m_request.from);
    const auto after = others(*m_request.to);
    const auto say = [this](const CatalogObject &object) {
        m_notGenerated.push_back({ object.path, object.kindName, tr("No statements are made for this kind of object.") });
    };
    for (const auto &[key, object] : after.asKeyValueRange()) {
        const auto other = before.value(key);
        if (!other || other->ddl != object->ddl || other->properties != object->properties)
            say(*object);
    }
    for (const auto &[key, object] : before.asKeyValueRange()) {
        if (!after.contains(key))
            say(*object);
    }
}

void SchemaChanges::findPartitions()
{
    for (const auto &element : m_from.all()) {
        const auto *other = element.kind == ElementKind::Attachment ? m_to.find(element.key) : nullptr;
        if (!other || other->create != element.create)
            continue;
        const SqlText sql(element.create, m_dialect);
        const auto parent = sql.isWord(2, "ONLY") ? 3 : 2;
        m_parents.insert(element.key.section(u' ', 1), sql.name(parent) + u'.' + sql.name(sql.behindName(parent) - 1));
    }
}

void SchemaChanges::refuse(const Element &element, const QString &reason)
{
    m_notGenerated.push_back({ element.object, element.source->kindName.isEmpty() ? objectKindName(element.source->kind) : element.source->kindName, reason });
}

void SchemaChanges::compareColumns(const Element &from, const Element &to)
{
    const auto &before = *from.column;
    const auto &after = *to.column;
    const auto bare = [](const ColumnText &column) {
        auto copy = column;
        copy.defaultExpression.clear();
        copy.text.clear();
        return copy;
    };
    if (bare(before) == bare(after))
        return;
    const auto isMadeAnew = !after.generated.isEmpty() && (before.generated != after.generated || before.type != after.type);
    if (!isMadeAnew) {
        change(from, to);
        return;
    }
    remake(from.key);
    spread(from, Blow::Goes);
}

void SchemaChanges::change(const Element &from, const Element &to)
{
    if (auto change = alteredInPlace(from, to, m_dialect)) {
        for (const auto &reason : change->reasons)
            refuse(to, reason);
        const auto altersType = change->altersType;
        m_altered.insert(to.key, std::move(*change));
        if (!altersType)
            return;
        spread(from, Blow::ColumnAltered);
        // Nor could the old default be turned into the new type.
        const auto given = elementKey("default", from.key.section(u' ', 1, 1), from.column->name);
        if (m_from.find(given))
            remake(given);
        return;
    }
    const auto isEnum = from.kind == ElementKind::Type && !enumLabels(from.create, m_dialect).isEmpty() && !enumLabels(to.create, m_dialect).isEmpty();
    if (isEnum && spread(from, Blow::EnumReplaced)) {
        m_enums.insert(from.key);
        return;
    }
    if (!isEnum && spread(from, Blow::Goes)) {
        remake(from.key);
        return;
    }
    refuse(to, tr("It would have to be made anew, but columns with data are of it."));
}

void SchemaChanges::compare()
{
    for (const auto &element : m_from.all()) {
        if (!m_to.find(element.key))
            m_dropping.insert(element.key);
    }
    for (const auto &element : m_to.all()) {
        if (!m_from.find(element.key))
            m_creating.insert(element.key);
    }
    // A partition's columns follow its parent's.
    for (const auto &keys : { m_dropping, m_creating }) {
        for (const auto &key : keys) {
            const auto parent = key.startsWith(u"column ") ? m_parents.value(key.section(u' ', 1, 1)) : QString();
            if (!parent.isEmpty() && keys.contains(elementKey("column", parent, key.section(u' ', 2))))
                m_silent.insert(key);
        }
    }
    for (const auto &key : QSet(m_dropping))
        spread(*m_from.find(key), Blow::Goes);
    for (const auto &element : m_to.all()) {
        const auto *other = m_from.find(element.key);
        if (!other || m_dropping.contains(element.key))
            continue;
        const auto parent = element.kind == ElementKind::Column ? m_parents.value(tableOf(element)) : QString();
        const auto *above = parent.isEmpty() ? nullptr : m_to.find(elementKey("column", parent, element.column->name));
        const auto *aboveBefore = above ? m_from.find(above->key) : nullptr;
        if (aboveBefore && above->create != aboveBefore->create)
            continue;
        if (element.kind == ElementKind::Column)
            compareColumns(*other, element);
        else if (element.kind == ElementKind::Table)
            change(*other, element);
        else if (element.create != other->create)
            change(*other, element);
        else if (element.kind == ElementKind::Index && !isValid(*other) && isValid(element))
            remake(element.key);
        else if (element.kind == ElementKind::Extension && property(*element.source, QStringLiteral("version")) != property(*other->source, QStringLiteral("version")))
            m_altered[element.key].statements.push_back(statementFor(element, "ALTER " + other->drop.sliced(5) + " UPDATE TO '"
                + property(*element.source, QStringLiteral("version")).toUtf8() + '\''));
    }
}

void SchemaChanges::remake(const QString &key)
{
    m_altered.remove(key);
    m_dropping.insert(key);
    if (m_to.find(key))
        m_creating.insert(key);
}

bool SchemaChanges::depends(const Element &element, const Element &on, Blow blow) const
{
    if (element.within == on.key && blow == Blow::Goes)
        return true;
    if (element.kind == ElementKind::Table || element.kind == ElementKind::Schema || element.kind == ElementKind::Extension
        || element.kind == ElementKind::Sequence || element.kind == ElementKind::Comment || element.kind == ElementKind::Right)
        return false;
    if (on.kind == ElementKind::Column) {
        const auto isRebuilt = element.kind == ElementKind::Index || element.kind == ElementKind::Constraint
            || element.kind == ElementKind::ForeignKey || element.kind == ElementKind::Statistics || element.kind == ElementKind::Default
            || element.kind == ElementKind::Setting;
        if (blow == Blow::ColumnAltered && isRebuilt)
            return false;
        const auto isOfTable = element.within == on.within || element.mentions.contains(tableOf(on));
        const auto isPlainColumn = element.kind == ElementKind::Column && element.column->generated.isEmpty();
        return isOfTable && !isPlainColumn && (element.kind == ElementKind::Column ? element.typeMentions : element.mentions).contains(on.column->name);
    }
    if (isUniqueKey(on) && element.kind == ElementKind::ForeignKey)
        return element.mentions.contains(on.within.section(u' ', 1, 1));
    const auto &mentions = element.kind == ElementKind::Column ? element.typeMentions : element.mentions;
    return !on.provides.isEmpty() && on.kind != ElementKind::Schema && on.kind != ElementKind::Extension && mentions.contains(on.provides);
}

/// Whether data would have to go with it.
bool SchemaChanges::isBlocked(const Element &element, const Element &on, Blow blow) const
{
    if (m_dropping.contains(element.key))
        return false;
    if (element.kind != ElementKind::Column || !element.column->generated.isEmpty())
        return element.kind == ElementKind::Type && blow == Blow::EnumReplaced;
    if (blow != Blow::EnumReplaced)
        return true;
    const SqlText type(element.column->type, m_dialect);
    const auto isOfIt = type.name(0) + u'.' + type.name(2) == on.provides && (type.count() == 3 || type.isSign(3, '['));
    return !isOfIt;
}

std::vector<const Element *> SchemaChanges::possibleDependents(const Element &on) const
{
    auto found = m_from.within(on.key);
    const auto add = [&](const std::vector<const Element *> &more) { found.insert(found.end(), more.begin(), more.end()); };
    if (!on.provides.isEmpty())
        add(m_from.mentioning(on.provides));
    if (on.kind == ElementKind::Column) {
        add(m_from.within(on.within));
        add(m_from.mentioning(tableOf(on)));
    } else if (isUniqueKey(on)) {
        add(m_from.mentioning(on.within.section(u' ', 1, 1)));
    }
    return found;
}

bool SchemaChanges::spread(const Element &element, Blow blow)
{
    std::vector<std::pair<const Element *, Blow>> work { { &element, blow } };
    QStringList found;
    QSet<QString> seen { element.key };
    while (!work.empty()) {
        const auto [on, how] = work.back();
        work.pop_back();
        for (const auto *possible : possibleDependents(*on)) {
            const auto &candidate = *possible;
            if (seen.contains(candidate.key) || !depends(candidate, *on, how))
                continue;
            if (isBlocked(candidate, *on, how))
                return false;
            seen.insert(candidate.key);
            if (how == Blow::EnumReplaced && candidate.kind == ElementKind::Column && candidate.column->generated.isEmpty()) {
                work.emplace_back(&candidate, Blow::ColumnAltered);
                continue;
            }
            found.append(candidate.key);
            work.emplace_back(&candidate, Blow::Goes);
        }
    }
    for (const auto &key : found)
        remake(key);
    return true;
}

void SchemaChanges::keep(const QString &key, const QString &reason)
{
    const auto *element = m_from.find(key);
    if (!m_dropping.remove(key))
        return;
    m_creating.remove(key);
    if (!reason.isEmpty())
        refuse(*element, reason);
    for (const auto *child : m_from.within(key)) {
        if (!m_to.find(child->key))
            keep(child->key, {});
    }
    for (const auto &name : element->mentions) {
        for (const auto *other : m_from.providing(name)) {
            if (m_dropping.contains(other->key))
                keep(other->key, tr("%1 is kept, and needs it.").arg(element->object.name));
        }
    }
}

void SchemaChanges::withhold()
{
    if (m_request.allowsLoss)
        return;
    for (const auto &element : m_from.all()) {
        if (m_dropping.contains(element.key) && element.losesData && !goesAlong(element) && !m_silent.contains(element.key))
            keep(element.key, element.kind == ElementKind::Column ? tr("Column %1 would be lost with its values.").arg(element.column->name) : tr("Its rows would be lost."));
    }
    for (auto altered = m_altered.begin(); altered != m_altered.end();) {
        if (std::ranges::contains(altered->statements, true, &DifferenceStatement::losesData)) {
            refuse(*m_to.find(altered.key()), tr("Values could be lost: %1").arg(QString::fromUtf8(altered->statements.front().text)));
            altered = m_altered.erase(altered);
        } else {
            ++altered;
        }
    }
}

void SchemaChanges::markEnumValues(DifferenceScript &script) const
{
    // A new label can't be used before the transaction ends that added it.
    for (auto &statement : script.statements) {
        const auto place = statement.text.indexOf(" ADD VALUE ");
        if (!statement.text.startsWith("ALTER TYPE ") || place < 0)
            continue;
        const auto label = SqlText(statement.text.sliced(place + 11), m_dialect).text(0);
        const auto isUsed = std::ranges::any_of(script.statements, [&](const DifferenceStatement &other) {
            return other.text.contains(label) && !(other.text.startsWith("ALTER TYPE ") && other.text.contains(" ADD VALUE "));
        });
        if (isUsed)
            statement.fit = TransactionFit::Alone;
    }
}

DifferenceScript SchemaChanges::script()
{
    readObjects();
    findPartitions();
    compare();
    withhold();
    makeDrops();
    makeAlters();
    makeCreates();
    DifferenceScript script;
    script.statements = ordered(std::move(m_drops), true);
    std::ranges::move(ordered(std::move(m_steps), false), std::back_inserter(script.statements));
    script.notGenerated = std::move(m_notGenerated);
    markEnumValues(script);
    return script;
}

} // namespace dumbo::postgresql
