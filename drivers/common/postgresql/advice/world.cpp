#include "drivers/common/postgresql/advice/world.h"

#include <QRegularExpression>

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

bool isRelation(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::ForeignTable:
    case ObjectKind::Sequence:
        return true;
    default:
        return false;
    }
}

bool inheritsFrom(const CatalogObject &object, const ObjectPath &parent)
{
    if (object.partitioning && object.partitioning->parent.name == parent.name && object.partitioning->parent.schema == parent.schema)
        return true;
    return std::ranges::any_of(object.properties, [&](const auto &property) {
        return property.first == QLatin1StringView("inherits") && property.second == parent.schema + u'.' + parent.name;
    });
}

bool refersTo(const CatalogObject &object, const ObjectPath &target)
{
    return std::ranges::any_of(object.foreignKeys,
        [&](const CatalogForeignKey &key) { return key.target.name == target.name && key.target.schema == target.schema; });
}

QString unquoted(QString name)
{
    if (name.startsWith(u'"') && name.endsWith(u'"') && name.size() > 1)
        return name.mid(1, name.size() - 2).replace(QStringLiteral("\"\""), QStringLiteral("\""));
    return name;
}

} // namespace

const CatalogColumn *Relation::column(const QString &name) const
{
    const auto found = std::ranges::find(object.columns, name, &CatalogColumn::name);
    return found == object.columns.end() ? nullptr : &*found;
}

CatalogColumn *Relation::column(const QString &name)
{
    return const_cast<CatalogColumn *>(std::as_const(*this).column(name));
}

QStringList Relation::primaryKey() const
{
    const auto key = std::ranges::find(object.keys, true, &CatalogKey::primary);
    return key == object.keys.end() ? QStringList() : key->columns;
}

bool Relation::isProvenNotNull(const QString &column) const
{
    static const QRegularExpression shape(
        QStringLiteral("^\\(*\\s*(\"(?:[^\"]|\"\")+\"|[^\\s()\"]+)\\s+IS\\s+NOT\\s+NULL\\s*\\)*$"), QRegularExpression::CaseInsensitiveOption);
    return std::ranges::any_of(object.checks, [&](const CatalogCheck &check) {
        if (!check.validated)
            return false;
        const auto parts = check.expression.split(QStringLiteral(" AND "));
        return std::ranges::any_of(parts, [&](const QString &part) {
            const auto match = shape.match(part.trimmed());
            return match.hasMatch() && unquoted(match.captured(1)) == column;
        });
    });
}

QString Relation::title() const
{
    const auto isUsual = path.schema.isEmpty() || path.schema == u"public";
    return isUsual ? path.name : path.schema + u'.' + path.name;
}

World::World(std::shared_ptr<const CatalogPart> catalog, const QStringList &searchPath, bool isWhole)
    : m_catalog(std::move(catalog))
    , m_searchPath(searchPath.isEmpty() ? QStringList { QStringLiteral("public") } : searchPath)
    , m_isWhole(isWhole)
{
}

bool World::isComplete() const
{
    return m_catalog && m_isWhole && m_catalog->request.scope == ObjectPath() && m_catalog->request.depth == CatalogDepth::Full && m_catalog->warnings.isEmpty();
}

void World::readCatalog()
{
    if (m_isRead || !m_catalog)
        return;
    m_isRead = true;
    m_relationsByName.reserve(qsizetype(m_catalog->objects.size()));
    for (const auto &object : m_catalog->objects) {
        if (isRelation(object.kind))
            readRelation(object);
        else if (object.kind == ObjectKind::Type)
            m_typesByName.insert(object.path.name, &object);
        else if (object.kind == ObjectKind::Function || object.kind == ObjectKind::Procedure)
            m_functionsByName.insert(object.path.name, &object);
        for (const auto &index : object.indexes)
            m_tablesByIndex.insert(index.name, &object);
    }
}

void World::readRelation(const CatalogObject &object)
{
    m_relationsByName.insert(object.path.name, &object);
    m_allRelations.push_back(&object);
    if (object.partitioning && !object.partitioning->parent.name.isEmpty())
        m_childrenByParent[{ object.partitioning->parent.schema, object.partitioning->parent.name }].push_back(&object);
    for (const auto &[name, value] : object.properties) {
        if (name == QLatin1StringView("inherits"))
            m_childrenByParent[{ value.section(u'.', 0, 0), value.section(u'.', 1) }].push_back(&object);
    }
    for (const auto &key : object.foreignKeys)
        m_referrersByTarget[{ key.target.schema, key.target.name }].push_back(&object);
}

const CatalogObject *World::inCatalog(const QMultiHash<QString, const CatalogObject *> &objects, const ObjectPath &written) const
{
    const auto [begin, end] = objects.equal_range(written.name);
    const CatalogObject *best = nullptr;
    qsizetype bestPlace = m_searchPath.size();
    for (auto it = begin; it != end; ++it) {
        if (!written.schema.isEmpty() && it.value()->path.schema == written.schema)
            return it.value();
        const auto place = m_searchPath.indexOf(it.value()->path.schema);
        if (written.schema.isEmpty() && place >= 0 && place < bestPlace) {
            best = it.value();
            bestPlace = place;
        }
    }
    return best;
}

World::Key World::keyOf(const ObjectPath &written) const
{
    return { written.schema.isEmpty() ? m_searchPath.front() : written.schema, written.name };
}

Relation &World::take(const CatalogObject &object)
{
    const Key key { object.path.schema, object.path.name };
    if (auto *known = m_places.value(key))
        return *known;
    auto &relation = m_relations.emplace_back();
    relation.path = object.path;
    relation.object = object;
    relation.isKnown = true;
    m_places.insert(key, &relation);
    noteFamily(relation);
    return relation;
}

Relation *World::find(const ObjectPath &written)
{
    if (written.schema.isEmpty()) {
        for (const auto &schema : std::as_const(m_searchPath)) {
            if (auto *known = m_places.value({ schema, written.name }))
                return known;
        }
    } else if (auto *known = m_places.value(keyOf(written))) {
        return known;
    }
    readCatalog();
    const auto *object = inCatalog(m_relationsByName, written);
    return object ? &take(*object) : nullptr;
}

Relation &World::relation(const ObjectPath &written)
{
    if (auto *known = find(written))
        return *known;
    auto &relation = m_relations.emplace_back();
    relation.path = written;
    relation.object.kind = ObjectKind::Table;
    relation.object.path = written;
    m_places.insert(keyOf(written), &relation);
    return relation;
}

IndexPlace World::index(const ObjectPath &written)
{
    const auto fits = [&](const Relation &relation) {
        return written.schema.isEmpty() || relation.path.schema == written.schema || relation.path.schema.isEmpty();
    };
    const auto within = [&](Relation &relation) -> IndexPlace {
        const auto found = std::ranges::find(relation.object.indexes, written.name, &CatalogIndex::name);
        return found == relation.object.indexes.end() ? IndexPlace {} : IndexPlace { &relation, &*found };
    };
    for (auto &relation : m_relations) {
        if (const auto place = within(relation); place.index && fits(relation) && !relation.isDropped)
            return place;
    }
    readCatalog();
    const auto *table = inCatalog(m_tablesByIndex, written);
    return table ? within(take(*table)) : IndexPlace {};
}

const CatalogObject *World::type(const ObjectPath &written)
{
    readCatalog();
    return inCatalog(m_typesByName, written);
}

const CatalogObject *World::function(const ObjectPath &written)
{
    readCatalog();
    return inCatalog(m_functionsByName, written);
}

std::vector<Relation *> World::matching(const std::vector<const CatalogObject *> &candidates, const QList<Relation *> &touched, const Fits &fits)
{
    std::vector<Relation *> found;
    const auto add = [&](Relation &relation) {
        if (!relation.isDropped && fits(relation.object) && std::ranges::find(found, &relation) == found.end())
            found.push_back(&relation);
    };
    for (const auto *object : candidates) {
        if (fits(*object) || m_places.contains({ object->path.schema, object->path.name }))
            add(take(*object));
    }
    for (auto *relation : touched)
        add(*relation);
    return found;
}

std::vector<Relation *> World::matchingAll(const Fits &fits)
{
    readCatalog();
    QList<Relation *> touched;
    for (auto &relation : m_relations)
        touched.append(&relation);
    std::vector<const CatalogObject *> candidates;
    std::ranges::copy_if(m_allRelations, std::back_inserter(candidates), [&](const CatalogObject *object) { return fits(*object); });
    return matching(candidates, touched, fits);
}

std::vector<Relation *> World::children(const ObjectPath &parent)
{
    readCatalog();
    const Key key { parent.schema, parent.name };
    return matching(m_childrenByParent.value(key), m_touchedChildren.values(key), [&](const CatalogObject &object) { return inheritsFrom(object, parent); });
}

std::vector<Relation *> World::partitions(const Relation &parent)
{
    return parent.isPartitioned() ? children(parent.path) : std::vector<Relation *> {};
}

std::vector<Relation *> World::descendants(const Relation &parent)
{
    auto found = children(parent.path);
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (auto *child : children(found[i]->path)) {
            if (child != &parent && std::ranges::find(found, child) == found.end())
                found.push_back(child);
        }
    }
    return found;
}

std::vector<Relation *> World::referrers(const Relation &target)
{
    readCatalog();
    const Key key { target.path.schema, target.path.name };
    auto found = matching(m_referrersByTarget.value(key), m_touchedReferrers.values(key), [&](const CatalogObject &object) { return refersTo(object, target.path); });
    std::erase(found, &target);
    return found;
}

std::vector<Relation *> World::relationsIn(const QString &schema)
{
    return matchingAll([&](const CatalogObject &object) { return object.path.schema == schema; });
}

std::vector<Relation *> World::usersOfType(const QString &type)
{
    const auto uses = [&](const CatalogColumn &column) { return column.type == type || column.type == type + QStringLiteral("[]"); };
    return matchingAll([&](const CatalogObject &object) { return object.kind == ObjectKind::Table && std::ranges::any_of(object.columns, uses); });
}

void World::noteFamily(Relation &relation)
{
    if (relation.isPartition())
        m_touchedChildren.insert({ relation.object.partitioning->parent.schema, relation.object.partitioning->parent.name }, &relation);
    for (const auto &[name, value] : std::as_const(relation.object.properties)) {
        if (name == QLatin1StringView("inherits"))
            m_touchedChildren.insert({ value.section(u'.', 0, 0), value.section(u'.', 1) }, &relation);
    }
    for (const auto &key : std::as_const(relation.object.foreignKeys))
        m_touchedReferrers.insert({ key.target.schema, key.target.name }, &relation);
}

void World::addChild(Relation &child, const ObjectPath &parent)
{
    if (!child.object.partitioning)
        child.object.partitioning.emplace();
    child.object.partitioning->parent = parent;
    m_touchedChildren.insert({ parent.schema, parent.name }, &child);
}

void World::addForeignKey(Relation &relation, CatalogForeignKey key)
{
    m_touchedReferrers.insert({ key.target.schema, key.target.name }, &relation);
    relation.object.foreignKeys.push_back(std::move(key));
}

Relation &World::create(const ObjectPath &written, CatalogObject object)
{
    auto &relation = m_relations.emplace_back();
    relation.path = written;
    if (written.schema.isEmpty() && m_catalog)
        relation.path.schema = m_searchPath.front();
    object.path = relation.path;
    relation.object = std::move(object);
    relation.isKnown = true;
    relation.isNew = true;
    m_places.insert(keyOf(written), &relation);
    noteFamily(relation);
    return relation;
}

void World::rename(Relation &relation, const ObjectPath &to)
{
    const auto family = children(relation.path);
    const auto others = referrers(relation);
    // The old name leads nowhere from now on.
    auto &gone = m_relations.emplace_back();
    gone.path = relation.path;
    gone.object.path = relation.path;
    gone.isDropped = true;
    m_places.insert(keyOf(relation.path), &gone);
    const auto from = relation.path;
    relation.path = to;
    relation.object.path = to;
    m_places.insert(keyOf(to), &relation);
    for (auto *child : family) {
        if (child->isPartition())
            addChild(*child, to);
    }
    for (auto *other : others) {
        for (auto &key : other->object.foreignKeys) {
            if (key.target == from)
                key.target = to;
        }
        noteFamily(*other);
    }
}

void World::drop(Relation &relation)
{
    relation.isDropped = true;
    relation.object.indexes.clear();
    relation.object.foreignKeys.clear();
}

void World::addIndex(Relation &relation, CatalogIndex index)
{
    relation.object.indexes.push_back(std::move(index));
}

void World::dropIndex(const IndexPlace &place)
{
    if (!place.relation)
        return;
    const auto name = place.index->name;
    std::erase_if(place.relation->object.indexes, [&](const CatalogIndex &index) { return index.name == name; });
}

} // namespace dumbo::postgresql::advice
