#pragma once

#include "core/catalog/catalogdifference.h"
#include "core/migrations/databaseopener.h"
#include "core/sdk/dialect.h"
#include "core/sdk/extensions/schemadifference.h"

#include <QMap>
#include <QStringList>

#include <functional>

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

/// What the database of a connection is compared with.
struct ComparisonRequest {
    enum class Other {
        AppliedMigrations, ///< those of source that the ledger has, replayed in a scratch database
        Components, ///< a file of components, replayed in a scratch database
        Database,
    };
    dumbo::DatabaseOpener here;
    dumbo::Dialect dialect;
    Other other = Other::AppliedMigrations;
    dumbo::DatabaseOpener there; ///< Database
    QString source; ///< folder or file; else
};

/// A database beside something else, and the SQL both ways.
struct Comparison {
    struct Way {
        dumbo::DifferenceScript whole;
        dumbo::DifferenceScript keepingData; ///< without what loses rows or columns
    };
    dumbo::CatalogDifference difference; ///< from the other one to the database
    Way adopt; ///< makes the other one like the database
    Way bring; ///< makes the database like the other one
    QMap<dumbo::ObjectPath, QString> lastTouchedBy; ///< AppliedMigrations: names, as far as one touched the object
    QStringList notes;
};

/// Blocking; both are only read. progress gets sentences.
[[nodiscard]] dumbo::Result<Comparison> compareSchemas(dumbo::DriverRegistry &registry, const ComparisonRequest &request,
    const dumbo::Cancellation &cancellation, const std::function<void(QString)> &progress);

} // namespace workbench
