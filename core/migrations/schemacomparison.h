#pragma once

#include "core/catalog/catalogdifference.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/sdk/extensions/schemadifference.h"

#include <functional>
#include <optional>

namespace dumbo {

class DriverRegistry;

/// What a schema is read from.
struct ComparedSide {
    QString name; ///< for people: in progress and errors
    DatabaseOpener open; ///< the database; with migrations: where a scratch database can be made
    /// Run in order in a scratch database, which is read instead; nothing: the database itself. A file of components is a set too.
    std::optional<MigrationSet> migrations;
};

struct SchemaComparisonRequest {
    ComparedSide from; ///< as it is
    ComparedSide to; ///< as it should be
    Cancellation cancellation;
    std::function<void(const QString &sentence)> progress; ///< may be empty
};

/// What is different in one direction, and the SQL for it.
struct ComparisonWay {
    CatalogDifference difference;
    DifferenceScript whole;
    DifferenceScript keepingData; ///< DifferenceRequest::allowsLoss is false
};

/// Two schemas, both ways.
struct SchemaComparison {
    std::shared_ptr<const CatalogPart> from; ///< CatalogDepth::Full with DDL
    std::shared_ptr<const CatalogPart> to;
    ComparisonWay there; ///< makes to of from
    ComparisonWay back; ///< makes from of to
    QStringList warnings; ///< what could not be compared or replayed
};

/// Tables in which migration tools keep what they ran do not count. The databases are only read. Blocking; in the thread that uses the openers.
/// InvalidOperation where the two are of different database types, NotRegistered where nobody writes the SQL between them.
[[nodiscard]] DUMBO_CORE_EXPORT Result<SchemaComparison> compareSchemas(
    DriverRegistry &registry, const SchemaComparisonRequest &request);

} // namespace dumbo
