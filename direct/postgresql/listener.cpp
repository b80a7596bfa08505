#include "direct/postgresql/listener.h"

#include "core/connection/connectionexecutor.h"
#include "core/sql/sql.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/postgresql/plugin.h"

#include <QCoreApplication>

#include <algorithm>
#include <deque>
#include <utility>

#include <poll.h>

namespace dumbo::postgresql {

class Listener::Ear final : public ConnectionObserver {
public:
    void notification(const QString &channel, const QString &payload, qint64 processId) override
    {
        heard.push_back({ channel, payload, processId });
    }
    void connectionLost(const Error &error) override { lost = error; }

    std::deque<Notification> heard;
    std::optional<Error> lost;
};

Listener::Listener()
    : m_ear(std::make_unique<Ear>())
{
}

Listener::~Listener() = default;

Result<std::unique_ptr<Listener>> Listener::open(const PostgresOptions &options, const QStringList &channels)
{
    std::unique_ptr<Listener> listener(new Listener);
    auto connection = PostgresPlugin().connect(options, *listener->m_ear);
    if (!connection)
        return fail(connection.error());
    listener->m_connection = std::move(*connection);
    for (const auto &channel : channels) {
        if (const auto listens = listener->listen(channel); !listens)
            return fail(listens.error());
    }
    return listener;
}

Result<void> Listener::run(const char *text, const QString &channel)
{
    const auto done
        = ConnectionExecutor(*m_connection).command(QByteArray(text) + ' ' + quoteIdentifier(channel, dialect()));
    return done ? Result<void>() : fail(done.error());
}

Result<void> Listener::listen(const QString &channel)
{
    return run("LISTEN", channel);
}

Result<void> Listener::unlisten(const QString &channel)
{
    return run("UNLISTEN", channel);
}

Result<std::optional<Notification>> Listener::waitFor(std::chrono::milliseconds time)
{
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + time;
    while (true) {
        if (!m_ear->heard.empty()) {
            auto next = std::move(m_ear->heard.front());
            m_ear->heard.pop_front();
            return next;
        }
        if (m_connection->isBroken())
            return fail(m_ear->lost.value_or(Error(
                ErrorKind::Connection, QCoreApplication::translate("PostgreSQL", "The connection to the server was lost."))));
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() < 0)
            return std::nullopt;
        pollfd entry { m_connection->idleDescriptor(), POLLIN, 0 };
        const auto most = std::min<qint64>(left.count(), 60'000);
        if (::poll(&entry, 1, int(most)) > 0)
            m_connection->pump();
        else if (left.count() == 0)
            return std::nullopt;
    }
}

} // namespace dumbo::postgresql
