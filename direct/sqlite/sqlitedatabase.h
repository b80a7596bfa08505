#pragma once

#include "core/connection/client.h"
#include "core/documents/pongo/client.h"
#include "drivers/common/sqlite/dialect.h"
#include "drivers/sqlite/options.h"

#include <memory>

struct sqlite3;

namespace dumbo::sqlite {

/// A SQLite database for a program that links Dumbo::SQLite: no connection string, no registry, no plugin file. Returns at once;
/// the file is opened with the first use, whose answer carries the error if that fails. Without a policy of its own a file has one
/// writer and several readers, and a private database (":memory:") one connection.
///
/// ```cpp
/// auto huts = dumbo::sqlite::open({ .path = u"huts.db"_s, .create = true });
/// const auto beds = dumbo::count(huts.query("SELECT count(*) FROM bed"));
/// ```
///
/// dumbo::sqlite::dialect() is what render() needs to make statements for it.
[[nodiscard]] Client open(const SqliteOptions &options, const ClientOptions &how = {});

/// Collections of JSON documents in it.
[[nodiscard]] pongo::Client openPongo(
    const SqliteOptions &options, const ClientOptions &how = {}, const pongo::ClientOptions &documents = {});

/// The same surface over a handle that another part of the program opened and will close, after the executor. Nothing of it is
/// changed: neither its settings and handlers nor an open transaction, inside of which withTransaction() is a savepoint. For the
/// handle's own thread.
///
/// lastInsertId is not told; a read-only transaction is NotImplemented.
[[nodiscard]] std::unique_ptr<Executor> ambientExecutor(sqlite3 *database);

} // namespace dumbo::sqlite
