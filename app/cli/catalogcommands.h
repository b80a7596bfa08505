#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"
#include "core/results/resultwriter.h"

namespace cli {

struct CatalogArguments {
    ConnectionArguments connection;
    QString object; ///< describe: "name" or "schema.name"; ddl: a schema, or empty
    dumbo::ResultFormat format = dumbo::ResultFormat::Table;
    bool all = false; ///< the database's own objects too
};

/// Lists tables, views and their like.
[[nodiscard]] ExitCode listTables(dumbo::DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt);
/// Tells everything about one object: columns, keys, indexes, triggers and its DDL.
[[nodiscard]] ExitCode describeObject(
    dumbo::DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt);
/// Prints the DDL of the database, or of the schema that CatalogArguments::object names, as a script that runs in an empty one.
[[nodiscard]] ExitCode printDdl(dumbo::DriverRegistry &registry, const CatalogArguments &arguments, Interrupt &interrupt);

} // namespace cli
