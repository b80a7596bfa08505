#pragma once

#include "core/connection/session.h"
#include "drivers/postgresql/plugin.h"
#include "tests/support/servers/faultproxy.h"
#include "tests/support/servers/postgresserver.h"

#include <memory>

namespace dumbo::test {

/// Sessions of the real driver, straight to a server or through a proxy.
[[nodiscard]] inline PluginProvider postgresProvider()
{
    return [plugin = std::make_shared<postgresql::PostgresPlugin>()]() -> Result<std::shared_ptr<StoragePlugin>> { return plugin; };
}

using Keywords = std::vector<std::pair<QString, QString>>;

[[nodiscard]] inline ConnectionTarget targetAt(const QString &host, int port, const Keywords &more = {})
{
    ConnectionTarget target;
    target.options.set(QStringLiteral("host"), host);
    target.options.set(QStringLiteral("port"), QString::number(port));
    target.options.set(QStringLiteral("user"), QStringLiteral("postgres"));
    target.options.set(QStringLiteral("dbname"), QStringLiteral("postgres"));
    target.options.set(QStringLiteral("sslmode"), QStringLiteral("disable"));
    for (const auto &[name, value] : more)
        target.options.set(name, value);
    return target;
}

[[nodiscard]] inline std::unique_ptr<Session> openAt(const PostgresServer &server, const SessionEvents &events = {})
{
    return Session::open(postgresProvider(), targetAt(server.socketFolder(), server.port()), events);
}

[[nodiscard]] inline std::unique_ptr<Session> openThrough(const FaultProxy &proxy, const Keywords &more = {})
{
    return Session::open(postgresProvider(), targetAt(proxy.host(), proxy.port(), more));
}

[[nodiscard]] inline auto query(const QByteArray &sql)
{
    return [sql](Executor &executor) { return executor.query(sql); };
}

/// The answer to a query of one number; -1 and the error in text where it failed.
[[nodiscard]] inline qint64 number(Session &session, const QByteArray &sql, QString *text = nullptr)
{
    const auto answer = count(session.submit(query(sql)).result());
    if (!answer && text)
        *text = answer.error().toText();
    return answer.value_or(-1);
}

/// What came of a result that numbers its rows from 1 in its first column, before its end or error.
struct Stream
{
    qint64 rows = 0;
    bool isInOrder = true;
    std::optional<Error> error;
};

/// Reads such a result as the window does; tells each batch.
[[nodiscard]] inline auto stream(const QByteArray &sql, std::function<void(qint64)> arrived = {})
{
    return [sql, arrived = std::move(arrived)](Executor &executor) -> Result<Stream> {
        Stream seen;
        const auto execution = executor.execute(sql);
        auto more = execution ? (*execution)->nextResult() : Result<bool>(fail(execution.error()));
        while (more && *more) {
            auto batch = (*execution)->next(BatchLimit::first());
            if (!batch)
                more = fail(batch.error());
            if (!batch || !*batch)
                break;
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row)
                seen.isInOrder = seen.isInOrder && (*batch)->cell(row, 0).integer == ++seen.rows;
            if (arrived)
                arrived(seen.rows);
        }
        if (!more)
            seen.error = more.error();
        return seen;
    };
}

constexpr auto manyRows = "SELECT i::bigint, repeat('x', 200) FROM generate_series(1, 20000) i";

} // namespace dumbo::test
