#include "core/connection/tunnels/opentunnel.h"

#include "core/connection/reaper.h"
#include "core/connection/tunnels/sshwords.h"
#include "core/connection/tunnels/tunnelstate.h"

#include <QCoreApplication>

#include <algorithm>
#include <mutex>
#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SshTunnel", text);
}

/// The tunnels that are open, so that all sessions of one connection share theirs.
struct Shared {
    struct Entry {
        SshTunnel tunnel;
        std::vector<TunnelEnd> ends;
        std::weak_ptr<OpenTunnel> open;
    };
    std::mutex mutex;
    std::vector<Entry> entries;

    static Shared &instance()
    {
        static Shared shared;
        return shared;
    }

    /// Under the mutex.
    std::shared_ptr<OpenTunnel> find(const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends)
    {
        std::shared_ptr<OpenTunnel> found;
        std::erase_if(entries, [&](const Entry &entry) {
            auto open = entry.open.lock();
            if (!open || open->error())
                return true;
            if (entry.tunnel == tunnel && entry.ends == ends)
                found = std::move(open);
            return false;
        });
        return found;
    }
};

} // namespace

OpenTunnel::OpenTunnel(std::shared_ptr<TunnelState> state)
    : m_state(std::move(state))
{
}

OpenTunnel::~OpenTunnel()
{
    m_state->stop();
}

Result<std::shared_ptr<OpenTunnel>> OpenTunnel::open(
    const SshTunnel &tunnel, const std::vector<TunnelEnd> &ends, const Cancellation &cancellation, const Ask &ask)
{
    auto &shared = Shared::instance();
    std::shared_ptr<OpenTunnel> open;
    {
        const std::scoped_lock lock(shared.mutex);
        open = shared.find(tunnel, ends);
        if (!open) {
            auto state = std::make_shared<TunnelState>(tunnel, ends);
            open = std::shared_ptr<OpenTunnel>(new OpenTunnel(state));
            // The process ends with the thread that started it, so this one lives as long as the tunnel.
            const auto ended = std::make_shared<Completion>();
            std::jthread thread([state = std::move(state), ended]() mutable {
                state->run();
                state.reset();
                ended->finish();
            });
            Reaper::instance().take(std::move(thread), ended);
            shared.entries.push_back({ tunnel, ends, open });
        }
    }
    if (const auto ready = open->waitUntilReady(cancellation, ask); !ready)
        return fail(ready.error());
    return open;
}

Result<void> OpenTunnel::waitUntilReady(const Cancellation &cancellation, const Ask &ask)
{
    const auto registration = cancellation.onCancelled([state = m_state] { state->wakeWaiting(); });
    while (const auto question = m_state->waitForQuestion(cancellation)) {
        const auto answer = ask ? ask(*question) : std::nullopt;
        // Others may wait for the same tunnel: the question is theirs then.
        if (cancellation.isCancelled())
            m_state->giveQuestionBack();
        else
            m_state->answer(answer);
    }
    if (cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("The operation was cancelled."));
    if (const auto error = m_state->error())
        return fail(*error);
    return {};
}

std::vector<int> OpenTunnel::localPorts() const
{
    return m_state->ports();
}

std::optional<Error> OpenTunnel::error() const
{
    return m_state->error();
}

Cancellation OpenTunnel::ended() const
{
    return m_state->ended();
}

std::optional<Error> OpenTunnel::errorWithin(std::chrono::milliseconds time) const
{
    m_state->waitUntilEnded(time);
    return m_state->error();
}

qint64 OpenTunnel::wordsHeard() const
{
    return m_state->heard();
}

std::optional<Error> OpenTunnel::refusalSince(qint64 heard) const
{
    const auto why = refusedChannel(m_state->freshWords(heard));
    if (why.isEmpty())
        return std::nullopt;
    QStringList places;
    for (const auto &end : m_state->ends())
        places.append(end.toText());
    return Error(ErrorKind::Connection,
        tr("The ssh server %1 could not connect to %2: %3.").arg(m_state->tunnel().toText(), places.join(QStringLiteral(", ")), why))
        .withServerMessage(why)
        .withObject(QStringLiteral("ssh"), m_state->tunnel().toText())
        .withHint(tr("Host and port of the database are meant as the ssh server sees them."));
}

} // namespace dumbo
