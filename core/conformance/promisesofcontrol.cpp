#include "core/conformance/promises.h"

#include "core/sdk/batchbuilder.h"

#include <QElapsedTimer>

#include <array>
#include <atomic>
#include <thread>

namespace dumbo::conformance {

namespace {

/// Cancels after some microseconds and then again and again, as core does, until the object goes.
class Canceller
{
public:
    Canceller(Connection &connection, qint64 microseconds)
        : m_thread([&connection, microseconds](const std::stop_token &stop) {
            QElapsedTimer clock;
            clock.start();
            while (clock.nsecsElapsed() < microseconds * 1000)
                std::this_thread::yield();
            while (!stop.stop_requested()) {
                connection.cancel();
                std::this_thread::yield();
            }
        })
    {
    }

private:
    std::jthread m_thread;
};

void cancelEndsAStatementAtAnyMoment(Context &context)
{
    if (context.quirks.runForever().isEmpty())
        throw Skipped { QStringLiteral("no statement of this database runs for long") };
    const auto connection = context.connect();
    for (int i = 0; i < 200; ++i) {
        {
            const auto execution
                = Context::must(connection->execute(Context::statement(context.quirks.runForever())),
                    QStringLiteral("execute"));
            const Canceller canceller(*connection, (i * 37) % 1500);
            const auto outcome = Context::read(*execution);
            Context::expectError(
                outcome, ErrorKind::Cancelled, QStringLiteral("cancelled statement %1").arg(i));
        }
        context.expectItWorks(*connection, QStringLiteral("the statement after cancel %1 failed").arg(i));
    }
}

void cancelEndsAResultThatIsRead(Context &context)
{
    const auto connection = context.connect();
    const auto rows = qMin(qint64(1'000'000), context.quirks.maxSelectedRows());
    for (int i = 0; i < 50; ++i) {
        const auto execution
            = Context::must(connection->execute(Context::statement(context.quirks.selectRows(rows))),
                QStringLiteral("execute"));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        std::ignore = Context::must(execution->next(BatchLimit::first()), QStringLiteral("next"));
        connection->cancel();
        auto batches = 0;
        auto outcome = execution->next({});
        while (outcome && *outcome && ++batches < 3)
            outcome = execution->next({});
        Context::expectError(outcome, ErrorKind::Cancelled, QStringLiteral("reading on after a cancel"));
        Context::must(execution->close(CloseMode::Cancel), QStringLiteral("close"));
        context.expectItWorks(*connection, QStringLiteral("the next statement failed"));
    }
}

void cancelWithoutAStatementDoesNothing(Context &context)
{
    const auto connection = context.connect();
    for (int i = 0; i < 20; ++i) {
        connection->cancel();
        context.expectItWorks(*connection, QStringLiteral("a cancel hit the next statement"));
    }
}

void oneExecutionIsOpenAtATime(Context &context)
{
    const auto connection = context.connect();
    const auto first = Context::must(
        connection->execute(Context::statement(context.quirks.selectRows(10))), QStringLiteral("execute"));
    Context::expectError(connection->execute(Context::statement(context.quirks.selectOne())), ErrorKind::InvalidOperation,
        QStringLiteral("a second execute"));
    Context::must(first->close(CloseMode::Cancel), QStringLiteral("close"));
    Context::must(first->close(CloseMode::Cancel), QStringLiteral("close again"));
    context.expectItWorks(*connection, QStringLiteral("after close"));
}

void scriptsGiveResultsInOrder(Context &context)
{
    const auto connection = context.connect();
    const QByteArray script = "SELECT 1; SELECT 'ü'; SELECT 3";
    const auto execution
        = Context::must(connection->execute(Context::statement(script)), QStringLiteral("execute"));
    for (const auto *part : { "SELECT 1", "SELECT 'ü'", "SELECT 3" }) {
        Context::expect(Context::must(execution->nextResult(), QStringLiteral("nextResult")),
            QStringLiteral("a result is missing"));
        Context::expect(execution->statementOffset() == script.indexOf(part),
            QStringLiteral("the offset is %1").arg(execution->statementOffset()));
    }
    Context::expect(!Context::must(execution->nextResult(), QStringLiteral("nextResult")),
        QStringLiteral("there is one result too many"));
}

void aScriptStopsAtItsError(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    const auto outcome = Context::query(
        *connection, "INSERT INTO t VALUES (1); SELECT * FROM nowhere_at_all; INSERT INTO t VALUES (2)");
    Context::expect(!outcome.has_value(), QStringLiteral("the error in the middle was not told"));
    Context::expect(connection->transactionState() == TransactionState::Idle,
        QStringLiteral("the script left a transaction behind"));
    const auto count = Context::single(*connection, "SELECT count(*) FROM t");
    Context::expect(count == Value(0) || count == Value(1), QStringLiteral("the script went on after its error"));
}

void cancelInATransactionLeavesItUsable(Context &context)
{
    if (context.quirks.runForever().isEmpty())
        throw Skipped { QStringLiteral("no statement of this database runs for long") };
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    for (int i = 0; i < 10; ++i) {
        Context::must(connection->begin({}), QStringLiteral("begin"));
        Context::run(*connection, "INSERT INTO t VALUES (1)");
        {
            const auto execution = Context::must(
                connection->execute(Context::statement(context.quirks.runForever())), QStringLiteral("execute"));
            const Canceller canceller(*connection, i * 300);
            Context::expectError(Context::read(*execution), ErrorKind::Cancelled, QStringLiteral("a cancelled statement"));
        }
        Context::expect(connection->transactionState() != TransactionState::Idle,
            QStringLiteral("the transaction ended with the cancelled statement"));
        Context::must(connection->rollback(), QStringLiteral("rollback"));
        Context::expect(connection->transactionState() == TransactionState::Idle, QStringLiteral("not idle after rollback"));
    }
    Context::expect(
        Context::single(*connection, "SELECT count(*) FROM t") == Value(0), QStringLiteral("a cancelled transaction left rows"));
}

void nonsenseIsRefusedOnce(Context &context)
{
    const auto connection = context.connect();
    const auto prepared = connection->prepare("SELEC nonsense");
    auto failed = !prepared;
    if (prepared) {
        const auto execution = (*prepared)->execute({});
        failed = !execution || !Context::read(**execution);
    }
    Context::expect(failed, QStringLiteral("nonsense was prepared and run"));
    context.expectItWorks(*connection, QStringLiteral("the connection is not usable"));
}

void closeDrainsOrCancels(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer)");
    for (const auto mode : { CloseMode::Cancel, CloseMode::Drain }) {
        const auto execution
            = Context::must(connection->execute(Context::statement("SELECT 1; INSERT INTO t VALUES (1)")),
                QStringLiteral("execute"));
        Context::must(execution->nextResult(), QStringLiteral("nextResult"));
        Context::must(execution->close(mode), QStringLiteral("close"));
        Context::expect(
            Context::single(*connection, "SELECT count(*) FROM t") == Value(mode == CloseMode::Drain ? 1 : 0),
            QStringLiteral("close did what it should not"));
    }
}

void nextResultThrowsTheRestAway(Context &context)
{
    const auto connection = context.connect();
    const auto execution = Context::must(
        connection->execute(Context::statement(context.quirks.selectRows(2000) + "; SELECT 'second'")), QStringLiteral("execute"));
    Context::must(execution->nextResult(), QStringLiteral("nextResult"));
    std::ignore = Context::must(execution->next({ 10, 1'000'000, 1000 }), QStringLiteral("next"));
    Context::expect(Context::must(execution->nextResult(), QStringLiteral("nextResult")), QStringLiteral("there is no second result"));
    const auto batch = Context::must(execution->next({}), QStringLiteral("next"));
    Context::expect(batch && batch->rowCount() == 1
            && Context::must(cellValue(batch->cell(0, 0)), QStringLiteral("a cell")) == Value::text(QByteArray("second")),
        QStringLiteral("rows of the first result came in the second"));
}

void parametersAreDescribed(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (a integer, b varchar(10))");
    const auto prepared = Context::must(connection->prepare("INSERT INTO t (a, b) VALUES (" + context.quirks.placeholder(1) + ", "
                                            + context.quirks.placeholder(2) + ')'),
        QStringLiteral("prepare"));
    const auto parameters = prepared->parameters();
    Context::expect(parameters.size() == 2 && parameters[0].kind == LogicalKind::Integer && parameters[1].kind == LogicalKind::Text,
        QStringLiteral("integer and varchar are not told as such"));
    Context::expect(!parameters[0].typeName.isEmpty(), QStringLiteral("a type has no name"));
}

void preparedStatementsRunOften(Context &context)
{
    const auto connection = context.connect();
    const auto prepared = Context::must(connection->prepare(context.quirks.echoInteger()), QStringLiteral("prepare"));
    Context::expect(prepared->parameters().size() == 1, QStringLiteral("the parameters are wrong"));
    Context::expect(prepared->columns().size() == 1, QStringLiteral("the columns are wrong"));
    for (int i = 0; i < 10; ++i) {
        Parameters parameters;
        parameters.positional = { Value(i) };
        const auto execution = Context::must(prepared->execute(parameters), QStringLiteral("execute"));
        Context::expect(
            Context::must(Context::read(*execution), QStringLiteral("read")).front().front() == Value(i),
            QStringLiteral("run %1 is wrong").arg(i));
    }
}

void manyRowsAreWrittenAtOnce(Context &context)
{
    const auto connection = context.connect();
    Context::run(*connection, "CREATE TABLE t (id integer PRIMARY KEY, a text)");
    const auto prepared
        = Context::must(connection->prepare("INSERT INTO t VALUES (" + context.quirks.placeholder(1) + ", "
                            + context.quirks.placeholder(2) + ')'),
            QStringLiteral("prepare"));
    const auto rows = [](std::initializer_list<qint64> ids) {
        BatchBuilder builder(2, {});
        for (const auto id : ids) {
            builder.column(0).appendInt64(id);
            builder.column(1).appendText("text");
            builder.endRow();
        }
        return Context::must(builder.finish(), QStringLiteral("finish"));
    };
    Context::expect(
        Context::must(prepared->executeMany(rows({ 1, 2, 3 })), QStringLiteral("executeMany")) == 3,
        QStringLiteral("the affected rows are wrong"));
    const auto failed = prepared->executeMany(rows({ 4, 1 }));
    Context::expect(!failed && failed.error().detail().contains(QLatin1Char('2')),
        QStringLiteral("the error does not tell the row"));
    Context::expect(Context::single(*connection, "SELECT count(*) FROM t") == Value(4),
        QStringLiteral("rows before the error are gone"));
}

void capabilitiesAreAtMostThePlugins(Context &context)
{
    const auto connection = context.connect();
    const auto more = connection->capabilities() & ~context.quirks.plugin().capabilities();
    Context::expect(!more, QStringLiteral("the connection can more than its plugin"));
    Context::expect(Context::must(Dialect::fromJson(connection->dialect().toJson()),
                        QStringLiteral("the dialect as JSON"))
            == connection->dialect(),
        QStringLiteral("the dialect does not survive JSON"));
    Context::expect(!connection->server().product.isEmpty() && !connection->server().version.isEmpty(),
        QStringLiteral("product or version is missing"));
}

/// A call that exists for a capability which is not set must say so.
void whatIsNotSetIsRefused(Context &context)
{
    const auto connection = context.connect();
    const auto has = [&](Capability capability) { return connection->capabilities().testFlag(capability); };
    if (!has(Capability::Prepare))
        Context::expectError(
            connection->prepare(context.quirks.selectOne()), ErrorKind::NotImplemented, QStringLiteral("prepare"));
    if (!has(Capability::Catalog))
        Context::expectError(connection->catalog({}), ErrorKind::NotImplemented, QStringLiteral("catalog"));
    if (!has(Capability::Transactions))
        Context::expectError(connection->begin({}), ErrorKind::NotImplemented, QStringLiteral("begin"));
    if (!has(Capability::Savepoints))
        Context::expectError(connection->savepoint(QStringLiteral("s")), ErrorKind::NotImplemented,
            QStringLiteral("savepoint"));
    if (!has(Capability::ReadOnly)) {
        auto request = context.quirks.request();
        request.readOnly = true;
        Context::expectError(context.quirks.plugin().connect(request, context.observer),
            ErrorKind::NotImplemented, QStringLiteral("a read-only connect"));
    }
}

void everyStatementIsReported(Context &context)
{
    const auto connection = context.connect();
    context.observer.statements.clear();
    const auto text = context.quirks.selectsValues() ? QByteArray("SELECT 4711") : context.quirks.selectOne();
    Context::run(*connection, text);
    const auto &sent = context.observer.statements;
    Context::expect(sent.size() == 1 && sent.front().contains(context.quirks.selectsValues() ? QByteArray("4711") : text),
        QStringLiteral("statementSent was not called once"));
}

void cancelledConnectAnswersCancelled(Context &context)
{
    CancellationSource source;
    source.cancel();
    auto request = context.quirks.request();
    request.cancellation = source.token();
    Context::expectError(context.quirks.plugin().connect(request, context.observer), ErrorKind::Cancelled,
        QStringLiteral("a cancelled connect"));
}

constexpr std::array promises {
    Promise { "cancelEndsAStatementAtAnyMoment", Capability::Cancel, cancelEndsAStatementAtAnyMoment, {}, true },
    Promise { "cancelEndsAResultThatIsRead", Capability::Cancel, cancelEndsAResultThatIsRead },
    Promise { "cancelWithoutAStatementDoesNothing", Capability::Cancel, cancelWithoutAStatementDoesNothing, {}, true },
    Promise { "oneExecutionIsOpenAtATime", {}, oneExecutionIsOpenAtATime, {}, true },
    Promise { "scriptsGiveResultsInOrder", Capability::Scripts, scriptsGiveResultsInOrder, Need::Values, true },
    Promise { "aScriptStopsAtItsError", Capability::Scripts, aScriptStopsAtItsError, Need::Tables, true },
    Promise { "cancelInATransactionLeavesItUsable", { Capability::Cancel, Capability::Transactions }, cancelInATransactionLeavesItUsable, Need::Tables },
    Promise { "nonsenseIsRefusedOnce", Capability::Prepare, nonsenseIsRefusedOnce, {}, true },
    Promise { "closeDrainsOrCancels", Capability::Scripts, closeDrainsOrCancels, Need::Tables | Need::Values, true },
    Promise { "nextResultThrowsTheRestAway", Capability::Scripts, nextResultThrowsTheRestAway, Need::Values },
    Promise { "parametersAreDescribed", { Capability::Prepare, Capability::ParametersDescribed }, parametersAreDescribed, Need::Tables | Need::Parameters, true },
    Promise { "preparedStatementsRunOften", Capability::Prepare, preparedStatementsRunOften, Need::Parameters, true },
    Promise { "manyRowsAreWrittenAtOnce", Capability::Prepare, manyRowsAreWrittenAtOnce, Need::Tables | Need::Parameters, true },
    Promise { "capabilitiesAreAtMostThePlugins", {}, capabilitiesAreAtMostThePlugins, {}, true },
    Promise { "whatIsNotSetIsRefused", {}, whatIsNotSetIsRefused, {}, true },
    Promise { "everyStatementIsReported", {}, everyStatementIsReported, {}, true },
    Promise { "cancelledConnectAnswersCancelled", {}, cancelledConnectAnswersCancelled, {}, true },
};

} // namespace

std::span<const Promise> promisesOfControl()
{
    return promises;
}

} // namespace dumbo::conformance
