#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"
#include "core/results/resultwriter.h"
#include "core/sdk/catalogpart.h"

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

/// The tables, views and their like of a part that was read at least with its names.
[[nodiscard]] dumbo::Result<void> printTables(const dumbo::CatalogPart &part, dumbo::ResultFormat format);
/// What a person calls "name" or "schema.name": one object, read in full with its DDL, or functions that share the name. Nothing where
/// there is none.
[[nodiscard]] dumbo::Result<dumbo::CatalogPart> readObject(dumbo::Connection &connection, const QString &name);
[[nodiscard]] dumbo::Result<void> printObject(const dumbo::CatalogObject &object, dumbo::ResultFormat format);
[[nodiscard]] dumbo::Error noObject(const QString &name);

} // namespace cli
