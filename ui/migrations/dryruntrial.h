#pragma once

#include "core/catalog/catalogdifference.h"
#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"
#include "core/sdk/dialect.h"
#include "core/sdk/extensions/migrations.h"

#include <QMap>
#include <QStringList>

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

namespace workbench {

/// What became of one statement of a dry run.
struct TriedStatement {
    std::optional<dumbo::StatementMeasurement> measured;
    std::optional<dumbo::Error> error;
    QString notTried; ///< why not
};

struct TriedMigration {
    QString name;
    QByteArray hash; ///< of the migration as it was tried
    QString place; ///< where, a sentence
    std::vector<TriedStatement> statements;
    dumbo::CatalogDifference difference; ///< what it changes in the catalog
    bool hasDifference = false; ///< the catalog was read before and after
    QStringList notes; ///< what does not hold afterwards, and what the dry run can't undo or see

    [[nodiscard]] bool succeeded() const
    {
        return std::ranges::none_of(statements, [](const auto &statement) { return statement.error.has_value(); });
    }
};

/// Where a dry run is made.
enum class TrialPlace { Here, SchemaCopy, OtherDatabase };

struct DryRunTrial {
    std::vector<TriedMigration> migrations;
    bool succeeded = true;
    std::chrono::milliseconds elapsed { 0 };
    std::optional<dumbo::Error> error; ///< what ended it
};

} // namespace workbench
