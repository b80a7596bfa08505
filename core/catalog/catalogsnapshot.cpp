#include "core/catalog/catalogsnapshot.h"

#include <QSet>

#include <algorithm>
#include <tuple>

namespace dumbo {

namespace {

bool isWithin(const ObjectPath &scope, const ObjectPath &path)
{
    const auto fits = [](const QString &wanted, const QString &found) {
        return wanted.isEmpty() || wanted.compare(found, Qt::CaseInsensitive) == 0;
    };
    return fits(scope.database, path.database) && fits(scope.schema, path.schema)
        && fits(scope.name, path.name);
}

CatalogSnapshot::Entry entryOf(CatalogObject object, const CatalogRequest &request)
{
    return { std::make_shared<const CatalogObject>(std::move(object)), request.depth, request.includeDdl,
        request.includeSizes };
}

/// The newer object with what only the older one knows.
CatalogSnapshot::Entry completed(
    CatalogObject newer, const CatalogRequest &request, const CatalogSnapshot::Entry &older)
{
    if (older.depth > request.depth) {
        if (!request.includeDdl && !request.includeSizes)
            return older;
        auto kept = *older.object;
        if (request.includeDdl)
            kept.ddl = newer.ddl;
        if (request.includeSizes)
            kept.sizeBytes = newer.sizeBytes;
        return { std::make_shared<const CatalogObject>(std::move(kept)), older.depth,
            older.hasDdl || request.includeDdl, older.hasSize || request.includeSizes };
    }
    if (!request.includeDdl)
        newer.ddl = older.object->ddl;
    if (!request.includeSizes)
        newer.sizeBytes = older.object->sizeBytes;
    auto entry = entryOf(std::move(newer), request);
    entry.hasDdl = entry.hasDdl || older.hasDdl;
    entry.hasSize = entry.hasSize || older.hasSize;
    return entry;
}

} // namespace

bool isRelation(ObjectKind kind)
{
    switch (kind) {
    case ObjectKind::Table:
    case ObjectKind::View:
    case ObjectKind::MaterializedView:
    case ObjectKind::VirtualTable:
    case ObjectKind::ForeignTable:
        return true;
    default:
        return false;
    }
}

CatalogSnapshot::CatalogSnapshot() = default;
CatalogSnapshot::~CatalogSnapshot() = default;

CatalogSnapshot::CatalogSnapshot(CatalogPart part)
    : m_warnings(part.warnings)
{
    for (auto &object : part.objects)
        m_entries.push_back(entryOf(std::move(object), part.request));
    arrange();
}

std::shared_ptr<const CatalogSnapshot> CatalogSnapshot::merged(CatalogPart part) const
{
    auto made = std::make_shared<CatalogSnapshot>();
    made->m_warnings = m_warnings;
    for (const auto &warning : part.warnings) {
        if (!made->m_warnings.contains(warning))
            made->m_warnings.append(warning);
    }
    for (const auto &entry : m_entries) {
        const auto decidedByPart = isWithin(part.request.scope, entry.object->path)
            && (part.request.includeSystem || !entry.object->system);
        if (!decidedByPart)
            made->m_entries.push_back(entry);
    }
    for (auto &object : part.objects) {
        const auto *older = find(object.path);
        const auto isSame
            = older && older->object->kind == object.kind && older->object->signature == object.signature;
        made->m_entries.push_back(isSame ? completed(std::move(object), part.request, *older)
                                         : entryOf(std::move(object), part.request));
    }
    made->arrange();
    return made;
}

void CatalogSnapshot::arrange()
{
    std::ranges::stable_sort(m_entries, {}, [](const Entry &entry) {
        const auto &path = entry.object->path;
        return std::tie(path.database, path.schema, entry.object->kind, path.name);
    });
    m_byName.reserve(qsizetype(m_entries.size()));
    for (std::size_t place = 0; place < m_entries.size(); ++place)
        m_byName[m_entries[place].object->path.name.toLower()].push_back(place);
}

const CatalogSnapshot::Entry *CatalogSnapshot::find(const ObjectPath &path) const
{
    const auto found = m_byName.constFind(path.name.toLower());
    if (found == m_byName.constEnd())
        return nullptr;
    for (const auto place : *found) {
        if (m_entries[place].object->path == path)
            return &m_entries[place];
    }
    return nullptr;
}

const CatalogSnapshot::Entry *CatalogSnapshot::relation(
    const QString &schema, const QString &name, bool anySchema) const
{
    const auto found = m_byName.constFind(name.toLower());
    if (found == m_byName.constEnd())
        return nullptr;
    const Entry *loose = nullptr;
    for (const auto place : *found) {
        const auto &entry = m_entries[place];
        const auto &path = entry.object->path;
        if (!isRelation(entry.object->kind)
            || (!anySchema && path.schema.compare(schema, Qt::CaseInsensitive) != 0))
            continue;
        if (path.name == name && (anySchema || path.schema == schema))
            return &entry;
        if (!loose)
            loose = &entry;
    }
    return loose;
}

const CatalogSnapshot::Entry *CatalogSnapshot::resolve(
    const QString &schema, const QString &name, const QStringList &searchPath) const
{
    if (!schema.isEmpty())
        return relation(schema, name, false);
    for (const auto &candidate : searchPath) {
        if (const auto *entry = relation(candidate, name, false))
            return entry;
    }
    return relation({}, name, true);
}

QStringList CatalogSnapshot::schemas() const
{
    QSet<QString> names;
    for (const auto &entry : m_entries) {
        if (!entry.object->path.schema.isEmpty())
            names.insert(entry.object->path.schema);
    }
    QStringList sorted(names.begin(), names.end());
    sorted.sort();
    return sorted;
}

} // namespace dumbo
