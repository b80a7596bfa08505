#include "core/migrations/advice/pendingcatalog.h"

#include <algorithm>
#include <utility>

namespace dumbo {

PendingCatalog::PendingCatalog(std::shared_ptr<const CatalogPart> catalog)
    : m_catalog(std::move(catalog))
{
}

bool PendingCatalog::mayBeSame(const ObjectPath &left, const ObjectPath &right)
{
    const auto fits = [](const QString &one, const QString &other) {
        return one.isEmpty() || other.isEmpty() || one.compare(other, Qt::CaseInsensitive) == 0;
    };
    return left.name.compare(right.name, Qt::CaseInsensitive) == 0 && fits(left.schema, right.schema);
}

void PendingCatalog::apply(const StatementAdvice &statement)
{
    const auto isOpaque = statement.tag.isEmpty() || statement.tag == u"DO" || statement.tag == u"CALL"
        || (statement.changesSchema && statement.touches.empty() && statement.creates.empty() && statement.drops.empty());
    if (isOpaque) {
        m_catalog.reset();
        m_own.reset();
    }
    if (!m_catalog || !statement.changesSchema)
        return;
    for (const auto &path : statement.drops)
        remove(path);
    for (const auto *paths : { &statement.touches, &statement.creates }) {
        for (const auto &path : *paths) {
            remove(path);
            addChanged(path);
        }
    }
}

void PendingCatalog::remove(const ObjectPath &path)
{
    // An index or trigger goes: its table is another one now. A schema goes with all that is in it.
    const auto holds = [&](const auto &parts) {
        return std::ranges::any_of(parts, [&](const auto &part) { return part.name.compare(path.name, Qt::CaseInsensitive) == 0; });
    };
    std::vector<ObjectPath> changedTables;
    const auto goes = [&](const CatalogObject &object) {
        if (path.name.isEmpty())
            return !path.schema.isEmpty() && object.path.schema == path.schema;
        if (mayBeSame(object.path, path))
            return true;
        if (!holds(object.indexes) && !holds(object.triggers))
            return false;
        changedTables.push_back(object.path);
        return true;
    };
    if (std::ranges::none_of(m_catalog->objects, goes))
        return;
    changedTables.clear();
    if (!m_own || m_own.use_count() > 2) { // somebody still reads it
        m_own = std::make_shared<CatalogPart>(*m_catalog);
        m_catalog = m_own;
    }
    std::erase_if(m_own->objects, goes);
    for (const auto &table : changedTables)
        addChanged(table);
}

void PendingCatalog::addChanged(const ObjectPath &path)
{
    if (!path.name.isEmpty() && std::ranges::find(m_changed, path) == m_changed.end())
        m_changed.push_back(path);
}

} // namespace dumbo
