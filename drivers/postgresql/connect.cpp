#include "drivers/postgresql/connect.h"

#include "core/base/wakedescriptor.h"
#include "drivers/common/postgresql/connecterror.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <array>

#include <cerrno>
#include <poll.h>

namespace dumbo::postgresql {

namespace {

using Clock = std::chrono::steady_clock;
using Keywords = std::vector<std::pair<QByteArray, QByteArray>>;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

struct FreeOptions
{
    void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};

ConnectionHandle start(const Keywords &keywords)
{
    std::vector<const char *> names;
    std::vector<const char *> values;
    for (const auto &[name, value] : keywords) {
        names.push_back(name.constData());
        values.push_back(value.constData());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    // A database name stays a name, even if it looks like a connection string.
    return ConnectionHandle(PQconnectStartParams(names.data(), values.data(), 0));
}

/// The value that is in force, wherever it came from.
QByteArray effective(PGconn *connection, const char *keyword)
{
    const std::unique_ptr<PQconninfoOption, FreeOptions> all(PQconninfo(connection));
    for (auto *option = all.get(); option && option->keyword; ++option) {
        if (qstrcmp(option->keyword, keyword) == 0)
            return QByteArray(option->val);
    }
    return {};
}

void set(Keywords &keywords, const QByteArray &name, const QByteArray &value)
{
    std::erase_if(keywords, [&](const auto &entry) { return entry.first == name; });
    keywords.emplace_back(name, value);
}

/// Which host libpq is at.
QByteArray placeOf(PGconn *connection)
{
    const auto *host = PQhost(connection);
    const auto *port = PQport(connection);
    return QByteArray(host ? host : "") + ':' + QByteArray(port ? port : "");
}

QString shownPlace(const QByteArray &place)
{
    const auto host = place.first(place.lastIndexOf(':'));
    return host.startsWith('/') || host.isEmpty() ? tr("The server at %1").arg(QString::fromUtf8(place))
                                                  : tr("The host %1").arg(QString::fromUtf8(place));
}

/// One attempt over all hosts that are left.
class Attempt
{
public:
    enum class End { Done, Failed, TimedOut, Cancelled };

    Attempt(ConnectionHandle connection, WakeDescriptor &wake, const Cancellation &cancellation)
        : m_connection(std::move(connection))
        , m_wake(wake)
        , m_cancellation(cancellation)
    {
        const auto seconds = effective(m_connection.get(), "connect_timeout").trimmed().toLongLong();
        // Below two seconds libpq does not trust the clock: src/interfaces/libpq/fe-connect.c
        if (seconds > 0)
            m_timeout = std::chrono::seconds(std::max<qint64>(seconds, 2));
    }

    End run()
    {
        PQsetErrorVerbosity(m_connection.get(), PQERRORS_VERBOSE);
        auto polling = PGRES_POLLING_WRITING;
        auto deadline = newDeadline();
        while (true) {
            if (m_cancellation.isCancelled())
                return End::Cancelled;
            if (PQstatus(m_connection.get()) == CONNECTION_BAD)
                return End::Failed;
            if (!waitFor(polling, deadline))
                return m_cancellation.isCancelled() ? End::Cancelled : End::TimedOut;
            if (m_cancellation.isCancelled())
                return End::Cancelled;
            polling = PQconnectPoll(m_connection.get());
            if (polling == PGRES_POLLING_OK)
                return End::Done;
            if (polling == PGRES_POLLING_FAILED)
                return End::Failed;
            if (const auto place = placeOf(m_connection.get()); place != m_place) {
                m_place = place;
                deadline = newDeadline();
            }
        }
    }

    [[nodiscard]] PGconn *handle() const { return m_connection.get(); }
    [[nodiscard]] ConnectionHandle take() { return std::move(m_connection); }
    [[nodiscard]] QByteArray place() const { return m_place; }
    [[nodiscard]] std::chrono::seconds timeout() const { return m_timeout.value_or(std::chrono::seconds(0)); }

    /// The keywords without the host that did not answer; false where no other is left.
    [[nodiscard]] bool leaveHost(Keywords &keywords) const
    {
        auto hosts = effective(handle(), "host").split(',');
        auto addresses = effective(handle(), "hostaddr").split(',');
        auto ports = effective(handle(), "port").split(',');
        const auto count = std::max(hosts.size(), addresses.size());
        const auto isAt = [](const QByteArrayList &list, qsizetype at) {
            return list.size() == 1 ? list.front() : list.value(at);
        };
        for (qsizetype at = 0; at < count && count > 1; ++at) {
            const auto host = isAt(hosts, at).isEmpty() ? isAt(addresses, at) : isAt(hosts, at);
            const auto port = isAt(ports, at).isEmpty() ? QByteArray("5432") : isAt(ports, at);
            if (host + ':' + port != m_place)
                continue;
            for (auto *list : { &hosts, &addresses, &ports }) {
                if (list->size() == count)
                    list->removeAt(at);
            }
            set(keywords, "host", hosts.join(','));
            set(keywords, "hostaddr", addresses.join(','));
            set(keywords, "port", ports.join(','));
            return true;
        }
        return false;
    }

private:
    [[nodiscard]] Clock::time_point newDeadline() const
    {
        return m_timeout ? Clock::now() + *m_timeout : Clock::time_point::max();
    }

    /// False where the deadline passed.
    bool waitFor(PostgresPollingStatusType polling, Clock::time_point deadline)
    {
        std::array<pollfd, 2> entries { pollfd { PQsocket(handle()),
                                            short(polling == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0 },
            pollfd { m_wake.descriptor(), POLLIN, 0 } };
        while (true) {
            int timeout = -1;
            if (deadline != Clock::time_point::max()) {
                const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
                timeout = int(std::max<qint64>(left.count(), 0));
            }
            const auto count = ::poll(entries.data(), entries.size(), timeout);
            if (count < 0 && errno == EINTR)
                continue;
            return count != 0;
        }
    }

    ConnectionHandle m_connection;
    WakeDescriptor &m_wake;
    const Cancellation &m_cancellation;
    std::optional<std::chrono::seconds> m_timeout;
    QByteArray m_place = placeOf(m_connection.get());
};

Error failureOf(const Attempt &attempt)
{
    ConnectFailure failure;
    failure.message = PQerrorMessage(attempt.handle());
    failure.needsPassword = PQconnectionNeedsPassword(attempt.handle()) == 1;
    return connectError(failure);
}

} // namespace

Result<ConnectionHandle> openConnection(const PostgresOptions &options, const Cancellation &cancellation)
{
    WakeDescriptor wake;
    const auto registration = cancellation.onCancelled([&wake] { wake.set(); });
    auto keywords = options.keywords();
    while (true) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
        auto handle = start(keywords);
        if (!handle)
            return fail(ErrorKind::InsufficientResources, tr("There is no memory left for a connection."));
        Attempt attempt(std::move(handle), wake, cancellation);
        switch (attempt.run()) {
        case Attempt::End::Done:
            return attempt.take();
        case Attempt::End::Failed:
            return fail(failureOf(attempt));
        case Attempt::End::Cancelled:
            return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
        case Attempt::End::TimedOut:
            if (!attempt.leaveHost(keywords))
                return fail(connectTimedOut(shownPlace(attempt.place()), attempt.timeout().count()));
            break;
        }
    }
}

} // namespace dumbo::postgresql
