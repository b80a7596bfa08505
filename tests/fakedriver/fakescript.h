#pragma once

#include "core/base/result.h"
#include "core/sdk/batch.h"
#include "core/sdk/column.h"
#include "core/sdk/connectionobserver.h"
#include "core/sdk/execution.h"
#include "core/sdk/storageplugin.h"

#include <QList>
#include <QMap>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

namespace dumbo::fake {

/// One result of a scripted statement.
struct FakeResult {
    std::vector<Column> columns; ///< empty: a command
    qint64 rowCount = 0;
    /// Makes rows [first, first + count) of this result; values longer than limit.maxCellBytes become long values where a
    /// BatchBuilder gets the limit. Unset: integers and texts numbered from 1, see numberedRows().
    std::function<Batch(qint64 first, qint64 count, const BatchLimit &limit)> rows;
    std::optional<Error> error; ///< after the rows
    CommandOutcome outcome;

    /// Columns "id" (integer, from 1) and "name" ("name 1" …).
    [[nodiscard]] static FakeResult numbered(qint64 rowCount);
    [[nodiscard]] static FakeResult command(const QByteArray &tag, std::optional<qint64> affectedRows = {});
    /// One row of one text column named "value".
    [[nodiscard]] static FakeResult text(const QByteArray &value);
};

/// What one statement text does.
struct FakeResponse {
    std::vector<FakeResult> results;
    std::optional<Error> error; ///< from execute() itself
    bool blocks = false; ///< execute() waits until FakeScript::release() or cancel()
    bool ignoresCancel = false; ///< blocks through a cancel, as drivers do that can't
    bool throws = false; ///< execute() throws a std::runtime_error
    bool throwsUnknown = false; ///< execute() throws an int
    bool returnsNothing = false; ///< execute() succeeds with a null pointer
    bool breaksConnection = false; ///< the connection is lost before error is answered
    qint64 blocksAtRow = -1; ///< next() waits so when this row of the first result is due
};

/// What a fake driver does, and what it saw. A statement whose text is scripted with on() gets that response; any
/// other is run by the little language of fakelanguage.h on an in-memory database. Waits end after 30 seconds, so
/// that a broken test fails rather than hangs. All members may be called from any thread.
class FakeScript {
public:
    FakeScript();
    ~FakeScript();
    FakeScript(const FakeScript &) = delete;
    FakeScript &operator=(const FakeScript &) = delete;

    void on(const QByteArray &statement, FakeResponse response);
    void on(const QByteArray &statement, FakeResult result);

    /// The next connects fail so, once for each call.
    void failNextConnect(const Error &error);
    /// connect() waits until release() or its request's cancellation.
    void blockConnects(bool blocks);
    /// connect() throws a std::runtime_error.
    void throwOnConnect(bool throws);
    /// connect() asks for these secrets until each has the given value.
    void requireSecrets(const QMap<QString, QString> &secrets);
    void setCapabilities(Capabilities capabilities);
    [[nodiscard]] Capabilities capabilities() const;
    void setPoolPolicy(const PoolPolicy &policy);
    [[nodiscard]] PoolPolicy poolPolicy() const;
    /// An error inside a transaction makes it Failed, as PostgreSQL does: only a rollback goes on, and COMMIT answers an error.
    void failTransactionsOnError(bool fails);
    [[nodiscard]] bool failsTransactionsOnError() const;
    /// Loses every open connection: the next call of each finds out, and pump() when idle.
    void breakConnections();
    /// Delivered by pump() of every open connection, whose idleDescriptor() becomes readable.
    void notify(const QString &channel, const QString &payload);

    /// Lets everything that is blocked now go on, and what blocks later until hold() is called.
    void release();
    void hold();
    /// Whether, within the timeout, at least this many calls are blocked at once.
    [[nodiscard]] bool waitUntilBlocked(
        int calls = 1, std::chrono::milliseconds timeout = std::chrono::seconds(10)) const;

    [[nodiscard]] int connectAttempts() const;
    [[nodiscard]] int liveConnections() const;
    [[nodiscard]] int liveExecutions() const;
    [[nodiscard]] int livePrepared() const;
    /// Calls of Connection::cancel(), with and without a running statement.
    [[nodiscard]] int cancels() const;
    /// Calls of Connection::reset().
    [[nodiscard]] int resets() const;
    /// Statements that answered Cancelled.
    [[nodiscard]] int cancelledStatements() const;
    /// Texts of all statements that were run, in order, on all connections.
    [[nodiscard]] QList<QByteArray> statements() const;
    /// Calls of a connection from a thread other than the one that connected, cancel() apart: 0 in a correct program.
    [[nodiscard]] int wrongThreadCalls() const;
    /// Executions that began while another was open on the same connection: 0 in a correct program.
    [[nodiscard]] int overlappingExecutions() const;

    class Private;
    [[nodiscard]] Private &state() { return *d; }

private:
    std::unique_ptr<Private> d;
};

/// Rows [first, first + count) of FakeResult::numbered().
[[nodiscard]] Batch numberedRows(qint64 first, qint64 count);

} // namespace dumbo::fake
