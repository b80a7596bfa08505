#include "core/results/resultfetch.h"
#include "samplebatches.h"

#include <QTest>

#include <thread>

using namespace dumbo;

namespace {

/// A result of so many rows, or of rows that end in an error.
class ScriptedExecution final : public Execution {
public:
    ScriptedExecution(qint64 rows, std::optional<Error> error = {})
        : m_columns(samplebatches::columns())
        , m_rows(rows)
        , m_error(std::move(error))
    {
    }

    std::vector<BatchLimit> limits;

    Result<bool> nextResult() override { return false; }
    std::span<const Column> columns() const override { return m_columns; }
    CommandOutcome outcome() const override { return { "SELECT", {}, {} }; }
    Result<void> close(CloseMode) override { return {}; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override
    {
        limits.push_back(limit);
        const auto count = std::min(limit.maxRows, m_rows - m_sent);
        if (count == 0 && m_error)
            return fail(*m_error);
        if (count == 0)
            return std::nullopt;
        auto batch = samplebatches::make(m_sent, count);
        m_sent += count;
        return std::optional(std::move(batch));
    }

private:
    std::vector<Column> m_columns;
    qint64 m_rows;
    qint64 m_sent = 0;
    std::optional<Error> m_error;
};

std::shared_ptr<ResultStore> makeStore()
{
    return ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>());
}

} // namespace

class TestResultFetch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aWholeResultIsComplete();
    void theFirstBatchIsSmallAndLaterOnesGrow();
    void theDriverIsNotAskedBeyondTheLimit();
    void continuingReadsOn();
    void stoppingKeepsTheRowsAsPartial();
    void cancellingWhilePausedKeepsTheRows();
    void anErrorComesAfterTheLastGoodRows();
    void aCancelOfTheServerIsNoFailure();
};

void TestResultFetch::aWholeResultIsComplete()
{
    ScriptedExecution execution(100'000);
    const auto store = makeStore();
    FetchGate gate;
    QCOMPARE(*fetchInto(execution, *store, gate, {}), ResultStore::State::Complete);
    QCOMPARE(store->rowCount(), 100'000);
    QCOMPARE(store->outcome().tag, QByteArray("SELECT"));
}

void TestResultFetch::theFirstBatchIsSmallAndLaterOnesGrow()
{
    ScriptedExecution execution(100'000);
    const auto store = makeStore();
    FetchGate gate;
    QVERIFY(fetchInto(execution, *store, gate, {}));
    QCOMPARE(execution.limits.front().maxRows, BatchLimit::first().maxRows);
    QCOMPARE(execution.limits.back().maxRows, BatchLimit().maxRows);
}

void TestResultFetch::theDriverIsNotAskedBeyondTheLimit()
{
    ScriptedExecution execution(100'000);
    const auto store = makeStore();
    FetchGate gate(1000);
    std::jthread fetching([&] { std::ignore = fetchInto(execution, *store, gate, {}); });
    QTRY_COMPARE(store->state(), ResultStore::State::Paused);
    QCOMPARE(store->rowCount(), 1000);
    gate.stop();
}

void TestResultFetch::continuingReadsOn()
{
    ScriptedExecution execution(5000);
    const auto store = makeStore();
    FetchGate gate(1000);
    std::jthread fetching([&] { std::ignore = fetchInto(execution, *store, gate, {}); });
    QTRY_COMPARE(store->state(), ResultStore::State::Paused);
    gate.allowMore(1000);
    QTRY_COMPARE(store->rowCount(), 2000);
    QTRY_COMPARE(store->state(), ResultStore::State::Paused);
    gate.allowAll();
    QTRY_COMPARE(store->state(), ResultStore::State::Complete);
    QCOMPARE(store->rowCount(), 5000);
}

void TestResultFetch::stoppingKeepsTheRowsAsPartial()
{
    ScriptedExecution execution(5000);
    const auto store = makeStore();
    FetchGate gate(1000);
    Result<ResultStore::State> outcome;
    std::jthread fetching([&] { outcome = fetchInto(execution, *store, gate, {}); });
    QTRY_COMPARE(store->state(), ResultStore::State::Paused);
    gate.stop();
    fetching.join();
    QCOMPARE(*outcome, ResultStore::State::Partial);
    QCOMPARE(store->rowCount(), 1000);
}

void TestResultFetch::cancellingWhilePausedKeepsTheRows()
{
    ScriptedExecution execution(5000);
    const auto store = makeStore();
    FetchGate gate(1000);
    const CancellationSource source;
    Result<ResultStore::State> outcome;
    std::jthread fetching([&] { outcome = fetchInto(execution, *store, gate, source.token()); });
    QTRY_COMPARE(store->state(), ResultStore::State::Paused);
    source.cancel();
    fetching.join();
    QCOMPARE(*outcome, ResultStore::State::Cancelled);
    QCOMPARE(store->rowCount(), 1000);
}

void TestResultFetch::anErrorComesAfterTheLastGoodRows()
{
    ScriptedExecution execution(300, Error(ErrorKind::Data, QStringLiteral("division by zero")));
    const auto store = makeStore();
    FetchGate gate;
    QCOMPARE(fetchInto(execution, *store, gate, {}).error().kind(), ErrorKind::Data);
    QCOMPARE(store->state(), ResultStore::State::Failed);
    QCOMPARE(store->rowCount(), 300);
    QCOMPARE(store->error()->message(), QStringLiteral("division by zero"));
}

void TestResultFetch::aCancelOfTheServerIsNoFailure()
{
    ScriptedExecution execution(300, Error(ErrorKind::Cancelled, QStringLiteral("cancelled")));
    const auto store = makeStore();
    FetchGate gate;
    QCOMPARE(*fetchInto(execution, *store, gate, {}), ResultStore::State::Cancelled);
    QCOMPARE(store->state(), ResultStore::State::Cancelled);
}

QTEST_GUILESS_MAIN(TestResultFetch)
#include "tst_resultfetch.moc"
