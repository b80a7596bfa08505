#pragma once

#include "core/schema/resolvedcomponents.h"
#include "core/sdk/catalogobject.h"

#include <QStringList>

#include <span>
#include <vector>

namespace dumbo {

/// What the catalog says to a component.
enum class ComponentPresence {
    Present, ///< as declared, as far as the catalog tells
    Missing,
    Different, ///< there, but not as declared
    Unknown, ///< written by hand, or of a kind that the catalog does not show
};

struct ComponentComparison {
    ComponentPresence presence = ComponentPresence::Unknown;
    QStringList differences; ///< a sentence each, with both sides
    friend bool operator==(const ComponentComparison &, const ComponentComparison &) = default;
};

/// What is declared beside what is there: one answer for each of resolved.components. A schema, table or database counts for itself, not
/// for what is in it; a table tells of columns that nobody declares. Defaults and expressions are not compared: a database writes
/// them its own way. The objects are those of the database at CatalogDepth::Full. Pure; any thread.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<ComponentComparison> compareComponents(
    const ResolvedComponents &resolved, const Dialect &dialect, std::span<const CatalogObject> objects);

} // namespace dumbo
