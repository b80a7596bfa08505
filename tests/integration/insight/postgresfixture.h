#pragma once

#include "core/connection/connectionstring.h"
#include "core/connection/session.h"
#include "core/plugins/driverregistry.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QTest>

#include <chrono>
#include <memory>

namespace dumbo::test {

/// A fresh database of the shared server and sessions on it.
class PostgresFixture
{
public:
    explicit PostgresFixture(PostgresServer &server)
        : m_server(server)
        , m_database(server.createDatabase())
    {
        m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    }

    [[nodiscard]] std::unique_ptr<Session> open(const QString &user = {}, bool readOnly = false)
    {
        auto url = m_server.url(m_database);
        if (!user.isEmpty())
            url.replace(QStringLiteral("postgresql://postgres@"), QStringLiteral("postgresql://%1@").arg(user));
        auto target = parseConnectionString(url, m_registry, Connector { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") });
        if (!target)
            qFatal("%s", qPrintable(target.error().toText()));
        target->readOnly = readOnly;
        return Session::open(m_registry, *target);
    }

    PostgresServer &m_server;
    QString m_database;
    DriverRegistry m_registry;
};

/// The answer of a job, waited for.
template <typename F>
auto waited(Session &session, F function)
{
    auto reply = session.submit(std::move(function));
    if (!reply.waitFor(std::chrono::seconds(60)))
        qFatal("a job did not end");
    return reply.takeResult();
}

inline void run(Session &session, const QByteArray &sql)
{
    const auto done = waited(session, [sql](Executor &executor) { return executor.command(sql); });
    if (!done)
        qFatal("%s: %s", sql.constData(), qPrintable(done.error().toText()));
}

[[nodiscard]] inline QString single(Session &session, const QByteArray &sql)
{
    const auto row = waited(session, [sql](Executor &executor) { return dumbo::single(executor.query(sql)); });
    if (!row)
        qFatal("%s: %s", sql.constData(), qPrintable(row.error().toText()));
    return row->text(0);
}

} // namespace dumbo::test
