#include "direct/postgresql/postgresdatabase.h"

#include "core/connection/ambientexecutor.h"
#include "drivers/postgresql/borrow.h"
#include "drivers/postgresql/plugin.h"

#include <utility>

namespace dumbo::postgresql {

PostgresDatabase::PostgresDatabase(Client client, PostgresOptions options)
    : Client(std::move(client))
    , m_options(std::move(options))
{
}

Result<std::unique_ptr<Listener>> PostgresDatabase::listen(const QStringList &channels) const
{
    return Listener::open(m_options, channels);
}

PostgresDatabase open(const PostgresOptions &options, const ClientOptions &how)
{
    ConnectRequest request;
    request.options = options.toOptions();
    request.secrets = options.secrets();
    request.readOnly = how.readOnly;
    return PostgresDatabase(dumbo::open(std::make_shared<PostgresPlugin>(), request, how.pool), options);
}

Result<std::unique_ptr<Executor>> ambientExecutor(PGconn *connection)
{
    auto observer = std::make_unique<ConnectionObserver>();
    auto borrowed = borrowConnection(connection, *observer);
    if (!borrowed)
        return fail(borrowed.error());
    return makeAmbientExecutor(std::move(*borrowed), std::move(observer));
}

} // namespace dumbo::postgresql
