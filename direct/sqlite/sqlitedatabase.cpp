#include "direct/sqlite/sqlitedatabase.h"

#include "core/connection/ambientexecutor.h"
#include "drivers/sqlite/borrow.h"
#include "drivers/sqlite/plugin.h"

namespace dumbo::sqlite {

namespace {

ConnectRequest requestOf(const SqliteOptions &options, const ClientOptions &how)
{
    ConnectRequest request;
    request.options = options.toOptions();
    request.readOnly = how.readOnly;
    return request;
}

} // namespace

Client open(const SqliteOptions &options, const ClientOptions &how)
{
    return dumbo::open(std::make_shared<SqlitePlugin>(), requestOf(options, how), how.pool);
}

pongo::Client openPongo(const SqliteOptions &options, const ClientOptions &how, const pongo::ClientOptions &documents)
{
    return pongo::Client::open(std::make_shared<SqlitePlugin>(), requestOf(options, how), how.pool, documents);
}

std::unique_ptr<Executor> ambientExecutor(sqlite3 *database)
{
    auto observer = std::make_unique<ConnectionObserver>();
    auto connection = borrowConnection(database, *observer);
    return makeAmbientExecutor(std::move(connection), std::move(observer));
}

} // namespace dumbo::sqlite
