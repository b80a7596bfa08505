#pragma once

#include "core/sdk/dialect.h"
#include "core/sdk/migratordefaults.h"

namespace dumbo::mysql {

/// The dialect of MariaDB and MySQL as dialect.json has it, for a server's default sql_mode; the manifests carry
/// the same text.
[[nodiscard]] const Dialect &dialect();

/// The dialect under this sql_mode: ANSI_QUOTES makes "text" a name, NO_BACKSLASH_ESCAPES makes a backslash a
/// character like others. https://mariadb.com/kb/en/sql-mode/
[[nodiscard]] Dialect dialectFor(const QString &sqlMode);

/// DDL commits by itself, so that a migration is no one transaction; a lock (GET_LOCK) keeps two runners apart.
[[nodiscard]] MigratorDefaults migratorDefaults();

} // namespace dumbo::mysql
