#pragma once

#include "core/base/result.h"
#include "core/base/wakedescriptor.h"
#include "core/sdk/connectionobserver.h"
#include "drivers/common/postgresql/errors.h"
#include "drivers/postgresql/cancelrequest.h"
#include "drivers/postgresql/handles.h"

#include <QByteArray>
#include <QList>

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace dumbo::postgresql {

/// A libpq connection with what hangs on it: waiting, cancelling, what the server says unasked. One thread, but
/// for cancel().
///
/// A connection that somebody else owns keeps its notice receiver, and gets its blocking mode back at the end.
///
/// Nothing here blocks in libpq: every wait is a poll() on the connection's socket, the wake-up of cancel(), and
/// the wire of a cancel request.
class Link
{
public:
    using Clock = std::chrono::steady_clock;

    Link(ConnectionHandle handle, ConnectionObserver &observer, bool readOnly);
    ~Link();
    Link(const Link &) = delete;
    Link &operator=(const Link &) = delete;

    [[nodiscard]] PGconn *handle() const { return m_handle.get(); }
    [[nodiscard]] bool isOurs() const { return m_handle.get_deleter().isOurs; }
    [[nodiscard]] ConnectionObserver &observer() const { return m_observer; }
    [[nodiscard]] bool isReadOnly() const { return m_readOnly; }
    [[nodiscard]] bool isBroken() const { return m_broken; }
    /// Between statements as libpq sees it; the state before the statement while one runs.
    [[nodiscard]] PGTransactionStatusType transactionStatus() const;
    /// A setting that the server reports by itself; empty where it does not.
    [[nodiscard]] QByteArray parameter(const char *name) const;
    /// '\' escapes in plain strings.
    [[nodiscard]] bool hasBackslashStrings() const { return parameter("standard_conforming_strings") == "off"; }

    /// Between beginWork() and endWork() cancel() has an effect. They do not nest. endWork() waits until no cancel
    /// request is under way that could hit the next statement.
    void beginWork();
    void endWork();
    [[nodiscard]] bool isWorking() const { return m_working.load(std::memory_order_relaxed); }
    [[nodiscard]] bool isCancelled() const { return m_cancelled.load(std::memory_order_relaxed); }
    /// Any thread.
    void cancel() noexcept;
    /// Asks the server to stop what runs now, as cancel() does, from the connection's own thread; isCancelled()
    /// stays as it is.
    void stopStatement() { m_stopping = true; }
    /// Waits until no cancel request is under way: nothing that is sent now can be hit by an old one.
    void settle();

    /// Everything that libpq holds back goes out.
    [[nodiscard]] Result<void> flush();
    /// Until nextResult() would not block. False where patience passed first.
    [[nodiscard]] bool waitForResult(std::optional<std::chrono::milliseconds> patience = {});
    /// The next result of what was sent; null at its end. Waits.
    [[nodiscard]] ResultHandle nextResult();
    /// Until the socket has something to read. False where patience passed or the connection is gone.
    [[nodiscard]] bool waitForInput(std::optional<std::chrono::milliseconds> patience = {});
    /// Reads results to the end and throws them away.
    void discardResults();

    /// Sends a text by the simple protocol and reads all of it: the last result, or the first error. For texts of
    /// the driver's own. Not to be called between beginWork() and endWork(), unless by the one who called these.
    [[nodiscard]] Result<ResultHandle> ask(const QByteArray &text);

    /// The error of a result, or of a call that failed where there is no result. Notes when the connection is
    /// gone with it. offset: where the statement begins in its text, for the position.
    [[nodiscard]] Error errorOf(const PGresult *result, QByteArrayView statement = {}, qint64 offset = 0);
    [[nodiscard]] Error cancelled() const;

    /// Reports notifications and changed settings; called between statements.
    void reportNews();
    /// Reads what came while idle; notes a lost connection.
    void pump();
    /// From now on nothing can succeed.
    void markBroken(const Error &why);

private:
    struct Wanted
    {
        bool read = true;
        bool write = false;
    };

    static void onNotice(void *self, const PGresult *result);
    void readNotice(const PGresult *result);
    void checkStatus(const Error &error);
    bool waitForSocket(Wanted wanted, Clock::time_point deadline);
    [[nodiscard]] bool isStopping() const { return !m_shielded && (isCancelled() || m_stopping); }
    void reportParameters();

    ConnectionObserver &m_observer;
    std::mutex m_mutex; ///< guards m_working against cancel()
    std::atomic<bool> m_working = false;
    std::atomic<bool> m_cancelled = false;
    WakeDescriptor m_wake;
    CancelRequest m_request;
    friend class Shield;

    bool m_stopping = false;
    bool m_shielded = false;
    bool m_readOnly;
    bool m_isEncrypted = false;
    bool m_broken = false;
    bool m_wasNonblocking = false; ///< before us
    PGTransactionStatusType m_statusBefore = PQTRANS_IDLE;
    std::optional<Error> m_lastWords; ///< a FATAL that came while nothing ran
    std::optional<Error> m_whyBroken;
    QList<QByteArray> m_parameters; ///< as last reported, in the order of the names watched
    ConnectionHandle m_handle;
};

/// Marks the link as working for as long as it exists.
class Work
{
public:
    explicit Work(Link &link)
        : m_link(link)
    {
        m_link.beginWork();
    }
    ~Work() { m_link.endWork(); }
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;

private:
    Link &m_link;
};

/// For as long as it exists, what is sent is not cancelled: the driver cleans up behind a statement.
class Shield
{
public:
    explicit Shield(Link &link)
        : m_link(link)
    {
        m_link.settle();
        m_link.m_shielded = true;
    }
    ~Shield() { m_link.m_shielded = false; }
    Shield(const Shield &) = delete;
    Shield &operator=(const Shield &) = delete;

private:
    Link &m_link;
};

/// The fields of an error or notice.
[[nodiscard]] ServerFailure failureOf(const PGresult *result);

} // namespace dumbo::postgresql
