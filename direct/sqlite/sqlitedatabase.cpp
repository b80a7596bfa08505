#include "direct/sqlite/sqlitedatabase.h"

#include "core/connection/ambientexecutor.h"
#include "drivers/sqlite/borrow.h"
#include "drivers/sqlite/plugin.h"

namespace dumbo::sqlite {

Client open(const SqliteOptions &options, const ClientOptions &how)
{
    ConnectRequest request;
    request.options = options.toOptions();
    request.readOnly = how.readOnly;
    return dumbo::open(std::make_shared<SqlitePlugin>(), request, how.pool);
}

std::unique_ptr<Executor> ambientExecutor(sqlite3 *database)
{
    auto observer = std::make_unique<ConnectionObserver>();
    auto connection = borrowConnection(database, *observer);
    return makeAmbientExecutor(std::move(connection), std::move(observer));
}

} // namespace dumbo::sqlite
