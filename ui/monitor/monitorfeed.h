#pragma once

#include "core/connection/reply.h"
#include "core/sdk/extensions/monitor.h"

#include <QObject>
#include <QTimer>

#include <chrono>
#include <memory>
#include <optional>

namespace dumbo {
class Session;
}

namespace workbench {

class TabSession;

/// Reads snapshots of a server again and again, over a connection of its own. At most one is on its way: the next is asked
/// for an interval after the last one came, so a slow server is not asked more than it can answer.
class MonitorFeed : public QObject {
    Q_OBJECT

public:
    using Snapshot = std::shared_ptr<const dumbo::MonitorSnapshot>;
    enum class Ending { Cancel, Terminate };

    explicit MonitorFeed(TabSession &session, QObject *parent = nullptr);
    ~MonitorFeed() override;

    /// Zero: paused, only refresh() reads.
    void setInterval(std::chrono::milliseconds interval);
    [[nodiscard]] std::chrono::milliseconds interval() const { return m_interval; }
    /// False: nobody looks, so nothing is read.
    void setWanted(bool wanted);
    /// Now, connecting again where that is needed; nothing where a snapshot is on its way.
    void refresh();
    /// Ends what is on its way.
    void cancel();
    [[nodiscard]] bool isReading() const { return m_reply.isValid(); }
    /// Since when a snapshot is on its way.
    [[nodiscard]] std::optional<std::chrono::steady_clock::time_point> readingSince() const;

    /// Ends what a session runs, or the session; ended() or endFailed() follows.
    void end(qint64 pid, Ending ending);

Q_SIGNALS:
    void readingChanged();
    void arrived(const workbench::MonitorFeed::Snapshot &snapshot);
    /// Nothing is read until refresh() is called.
    void failed(const dumbo::Error &error);
    void ended(qint64 pid, workbench::MonitorFeed::Ending ending);
    void endFailed(qint64 pid, const dumbo::Error &error);

private:
    void poll();
    void take(const dumbo::Result<Snapshot> &snapshot);
    void schedule();

    TabSession &m_session;
    QTimer m_timer;
    std::chrono::milliseconds m_interval { 2000 };
    dumbo::Reply<Snapshot> m_reply;
    std::weak_ptr<dumbo::Session> m_asked;
    std::chrono::steady_clock::time_point m_begin;
    bool m_wanted = false;
    bool m_hasFailed = false;
};

} // namespace workbench
