#pragma once

#include "app/cli/migratecontext.h"
#include "core/catalog/catalogdifference.h"
#include "core/sdk/extensions/schemadifference.h"
#include "core/sdk/serverfacts.h"

#include <map>

namespace cli {

/// What differs between two sides, and the way from one to the other.
struct Differing {
    dumbo::MigrationSet set;
    dumbo::CatalogDifference difference;
    std::map<QString, QString> lastTouchedBy; ///< objectName() → migration; of drift
    dumbo::DifferenceScript script;
    dumbo::DifferenceScript back;
    QStringList notes;
    dumbo::Dialect dialect;
    dumbo::ServerFacts server;
};

/// From the database of the command line to another one, or to a file of schema components; isReverse: the other way. other is empty: drift,
/// what was changed since the applied migrations made it, with the way back to them, or isReverse the migration that adopts it.
[[nodiscard]] Step<Differing> readDifference(MigrateContext &context, const QString &other, bool isReverse);

} // namespace cli
