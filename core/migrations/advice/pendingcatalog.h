#pragma once

#include "core/sdk/extensions/migrationadvice.h"

#include <memory>
#include <span>
#include <vector>

namespace dumbo {

/// The catalog as it is before a migration, after those before it: what they change is left out, because only its name is known.
class PendingCatalog {
public:
    /// Null: nothing is known.
    explicit PendingCatalog(std::shared_ptr<const CatalogPart> catalog);

    [[nodiscard]] std::shared_ptr<const CatalogPart> catalog() const { return m_catalog; }
    [[nodiscard]] const std::vector<ObjectPath> &changed() const { return m_changed; }
    /// Takes in what a statement does to the schema. One that changes it without saying what makes the catalog unknown.
    void apply(const StatementAdvice &statement);
    /// Whether the two may be one object: a missing part of a path fits any, capitals do not matter.
    [[nodiscard]] static bool mayBeSame(const ObjectPath &left, const ObjectPath &right);

private:
    void remove(const ObjectPath &path);
    void addChanged(const ObjectPath &path);

    std::shared_ptr<const CatalogPart> m_catalog;
    std::shared_ptr<CatalogPart> m_own; ///< the same once it was changed
    std::vector<ObjectPath> m_changed;
};

} // namespace dumbo
