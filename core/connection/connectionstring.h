#pragma once

#include "core/connection/connectiontarget.h"
#include "core/base/result.h"

#include <optional>

namespace dumbo {

class DriverRegistry;

/// Reads what a person may type or paste to name a database, without loading a driver:
/// - URLs with any scheme of a manifest: `postgresql://ann:secret@[::1]:5433,other:5434/crm?sslmode=require`. Percent-encoding is
///   undone; several hosts become lists separated by commas in the options "host" and "port"; the rest goes to "user",
///   "password" and the manifest's databaseOption (else "database"), query entries to the options of their names.
/// - Files: plain paths (relative, `~/…`, with spaces), `file:` URIs, and the manifests' special names such as `:memory:`. A `file:`
///   URI whose query holds options the manifest does not know is kept whole in the path option, for an engine that reads
///   such URIs (SQLite).
/// - Keywords and values as libpq reads them: `host=db dbname='a b' password='it\'s'`.
/// - Any of these behind a connector: `SQLite:sqlite3:data.db`, `PostgreSQL:libpq:host=db`.
/// - `readonly=true` (`mode=ro` in a `file:` URI) sets readOnly.
/// - `ssh=user@host:port` (or a Host of ~/.ssh/config) sets the tunnel of a connector that reaches servers. ssh's further options
///   can't be given here: one of them may be a command to run, and connection strings come from everywhere.
///
/// choice is the connector a person asked for; one in the text must be the same. Data with what is wrong and what is known
/// where text is malformed, an option is unknown or has a value of the wrong type; NotRegistered where no connector fits. No error
/// holds a secret.
[[nodiscard]] DUMBO_CORE_EXPORT Result<ConnectionTarget> parseConnectionString(
    const QString &text, const DriverRegistry &registry, const std::optional<Connector> &choice = {});

/// A connection string that parses to the same target but for the secrets, start-up SQL and further options of ssh,
/// which it leaves out.
[[nodiscard]] DUMBO_CORE_EXPORT QString connectionStringFor(const ConnectionTarget &target);

/// The text with everything that may be a password replaced by `***`: for logs, titles and errors. Works on malformed text
/// too, and rather hides too much.
[[nodiscard]] DUMBO_CORE_EXPORT QString redacted(const QString &connectionString);

} // namespace dumbo
