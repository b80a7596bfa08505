#pragma once

#include "core/base/cancellation.h"
#include "core/base/mailbox.h"
#include "core/base/wakedescriptor.h"
#include "core/connection/cancelgate.h"
#include "core/connection/session.h"
#include "core/connection/sessionobserver.h"
#include "core/connection/targetconnector.h"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace dumbo {

/// What a Session, its thread and its leases share. The connection belongs to the thread alone; the queue and the status
/// stand behind the mutex.
class SessionCore : public std::enable_shared_from_this<SessionCore> {
public:
    SessionCore(PluginProvider plugin, const ConnectionTarget &target, const SessionOptions &options);

    /// Before the thread starts.
    void setObserver(std::unique_ptr<SessionObserver> observer) { m_observer = std::move(observer); }
    /// The thread: until close().
    void run();

    // Any thread:
    void enqueue(std::unique_ptr<Job> job, JobId id, const JobOptions &options, quint64 lease);
    void cancelFirst();
    void cancel(JobId job);
    void cancelAll();
    [[nodiscard]] Reply<std::unique_ptr<SessionLease>> lease();
    void endLease(quint64 number);
    void answerCredentials(const QMap<QString, QString> &secrets, bool refused);
    void close();
    [[nodiscard]] SessionStatus status() const;
    [[nodiscard]] const ConnectionTarget &target() const { return m_target; }
    [[nodiscard]] JobId nextJobId();

private:
    struct Entry {
        std::unique_ptr<Job> job; ///< null: the end of a lease
        JobId id = 0;
        JobOptions options;
        quint64 lease = 0; ///< 0: everybody
    };
    using Entries = std::deque<Entry>;

    [[nodiscard]] std::optional<Entry> nextEntry();
    [[nodiscard]] Entries::iterator runnableEntry();
    void waitForWork(std::unique_lock<std::mutex> &lock);
    void pumpIdle();
    void runEntry(Entry entry);
    void runJob(Entry &entry);
    void checkConnection(std::optional<std::chrono::milliseconds> trustedFor);
    /// Why the connection is dead, if it is.
    [[nodiscard]] std::optional<Error> ping();
    void settle(const std::optional<Error> &jobError, bool resets);
    void finishLease();
    void lose(const std::optional<Error> &jobError);

    [[nodiscard]] Result<void> connect();
    [[nodiscard]] Result<std::unique_ptr<Connection>> makeConnection();
    [[nodiscard]] Result<std::unique_ptr<Connection>> connectOnce(StoragePlugin &plugin, int attempt);
    [[nodiscard]] Result<std::unique_ptr<Connection>> connectWithCredentials(StoragePlugin &plugin);
    [[nodiscard]] Result<void> waitForCredentials(const Error &error, int attempt);
    [[nodiscard]] Result<QMap<QString, QString>> askCredentials(const CredentialsRequest &request, const Error &refused);
    [[nodiscard]] Result<void> runStartupSql(Connection &connection);
    [[nodiscard]] bool isLost() const;
    void explainLoss(Job &job, const std::optional<Error> &jobError);
    void adopt(std::unique_ptr<Connection> connection);
    void refreshFacts();
    void refuseWaiting(const Error &error);
    void dropConnection();

    void setPhase(SessionPhase phase, const std::optional<Error> &error = {}, const Entry *running = nullptr);
    void setPaused(bool paused);
    [[nodiscard]] SessionStatus statusLocked() const;
    [[nodiscard]] bool isConnecting() const;
    void endConnecting(const CancellationSource &source);
    static void refuse(Entries entries, const Error &error);

    const PluginProvider m_provider;
    const ConnectionTarget m_target;
    const SessionOptions m_options;
    const std::shared_ptr<CancelGate> m_gate = CancelGate::create();
    std::unique_ptr<SessionObserver> m_observer;

    // The thread's own.
    std::shared_ptr<StoragePlugin> m_plugin;
    std::unique_ptr<Connection> m_connection;
    QMap<QString, QString> m_secrets;
    std::optional<TargetConnector> m_connector;
    Cancellation::Registration m_tunnelWatch;
    std::optional<Error> m_lostTransaction; ///< what the next job must be told
    bool m_watchesIdle = true;
    bool m_lostCommit = false; ///< of the last job
    std::chrono::steady_clock::time_point m_lastUse;

    mutable std::mutex m_mutex;
    std::condition_variable m_answered;
    WakeDescriptor m_wake;
    Entries m_queue;
    SessionStatus m_status;
    JobId m_lastJob = 0;
    JobId m_running = 0;
    quint64 m_lastLease = 0;
    quint64 m_activeLease = 0;
    bool m_closing = false;
    CancellationSource m_connectCancel;
    std::optional<QMap<QString, QString>> m_answer;
    bool m_refused = false;
};

} // namespace dumbo
