#pragma once

#include "core/sdk/catalogobject.h"

#include <vector>

namespace dumbo {

enum class CatalogDepth {
    Names, ///< kinds, paths, comments
    Columns, ///< and columns with primary keys
    Full, ///< and keys, foreign keys, indexes, triggers, checks, properties
};

/// What Connection::catalog() reads.
struct DUMBO_SDK_EXPORT CatalogRequest {
    ObjectPath scope; ///< empty parts do not restrict: {} is everything, {db, schema, name} one object
    CatalogDepth depth = CatalogDepth::Full;
    bool includeDdl = false;
    bool includeSizes = false;
    bool includeSystem = false;
    /// Objects of the whole server too: its other databases (ObjectKind::Database) and roles (ObjectKind::Role).
    bool includeServer = false;
    friend bool operator==(const CatalogRequest &, const CatalogRequest &) = default;
};

/// A part of the catalog as it was at one moment.
struct DUMBO_SDK_EXPORT CatalogPart {
    CatalogRequest request;
    /// Ordered by database, schema, kind, name. Indexes and triggers stand in their table, not by themselves.
    std::vector<CatalogObject> objects;
    /// What could not be read, in sentences; the rest is complete.
    QStringList warnings;
};

} // namespace dumbo
