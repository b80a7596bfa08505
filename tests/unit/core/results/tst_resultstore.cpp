#include "core/results/batchcodec.h"
#include "core/results/resultstore.h"
#include "samplebatches.h"

#include <QSemaphore>
#include <QTest>

#include <thread>

using namespace dumbo;

namespace {

void checkRow(const Cell &id, const Cell &text, const Cell &mixed, qint64 row)
{
    QCOMPARE(id.integer, row);
    QCOMPARE(text.isNull(), row % 3 == 0);
    if (!text.isNull())
        QCOMPARE(QByteArray(text.bytes.data(), qsizetype(text.bytes.size())), samplebatches::name(row));
    static constexpr std::array kinds { Cell::Kind::Float, Cell::Kind::RawText, Cell::Kind::Bytes, Cell::Kind::Null };
    QCOMPARE(mixed.kind, kinds.at(std::size_t(row % 4)));
}

} // namespace

class TestResultStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCellReadsBackFromMemory();
    void theBudgetHoldsWhateverTheSize();
    void pagedOutRowsComeBackUnchanged();
    void tryCellAsksForThePageAndTellsWhenItIsThere();
    void aPageThatIsLookedAtStaysInMemory();
    void storesShareOneBudget();
    void destroyingAStoreGivesItsMemoryBack();
    void longValuesSurvivePagingOut();
    void aFullDiskIsReportedAndAllRowsAreKept();
    void rowsAreReadWhileOthersArrive();
    void encodedBatchesDecodeToTheSame();
};

void TestResultStore::everyCellReadsBackFromMemory()
{
    const auto store = ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>());
    for (qint64 row = 0; row < 10000; row += 1000)
        QVERIFY(store->append(samplebatches::make(row, 1000)));
    QCOMPARE(store->rowCount(), 10000);
    for (qint64 row = 0; row < 10000; ++row)
        checkRow(**store->tryCell(row, 0), **store->tryCell(row, 1), **store->tryCell(row, 2), row);
    QVERIFY(!store->tryCell(10000, 0));
    QVERIFY(!store->tryCell(-1, 0));
    QCOMPARE(store->spilledBytes(), 0);
}

void TestResultStore::theBudgetHoldsWhateverTheSize()
{
    const auto budget = std::make_shared<MemoryBudget>(200'000);
    const auto store = ResultStore::create(samplebatches::columns(), budget);
    for (qint64 row = 0; row < 100'000; row += 500) {
        QVERIFY(store->append(samplebatches::make(row, 500)));
        QVERIFY(budget->used() <= 200'000);
    }
    QCOMPARE(store->memoryBytes(), budget->used());
    QVERIFY(store->spilledBytes() > 1'000'000);
}

void TestResultStore::pagedOutRowsComeBackUnchanged()
{
    const auto store = ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>(50'000));
    for (qint64 row = 0; row < 20'000; row += 500)
        QVERIFY(store->append(samplebatches::make(row, 500)));
    for (qint64 row = 0; row < 20'000; row += 37) {
        const auto id = store->cell(row, 0);
        const auto text = store->cell(row, 1);
        const auto mixed = store->cell(row, 2);
        QVERIFY(id && text && mixed);
        checkRow(**id, **text, **mixed, row);
    }
}

void TestResultStore::tryCellAsksForThePageAndTellsWhenItIsThere()
{
    const auto store = ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>(50'000));
    for (qint64 row = 0; row < 20'000; row += 500)
        QVERIFY(store->append(samplebatches::make(row, 500)));
    QSemaphore changes;
    store->setObserver([&] { changes.release(); });
    QVERIFY(!store->tryCell(3, 0));
    QVERIFY(changes.tryAcquire(1, 30'000));
    const auto cell = store->tryCell(3, 0);
    QVERIFY(cell);
    QCOMPARE((**cell).integer, 3);
    store->setObserver({});
}

void TestResultStore::aPageThatIsLookedAtStaysInMemory()
{
    const auto store = ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>(100'000));
    for (qint64 row = 0; row < 50'000; row += 500) {
        QVERIFY(store->append(samplebatches::make(row, 500)));
        QVERIFY(store->tryCell(0, 0));
    }
}

void TestResultStore::storesShareOneBudget()
{
    const auto budget = std::make_shared<MemoryBudget>(100'000);
    const auto first = ResultStore::create(samplebatches::columns(), budget);
    const auto second = ResultStore::create(samplebatches::columns(), budget);
    for (qint64 row = 0; row < 5000; row += 500)
        QVERIFY(first->append(samplebatches::make(row, 500)));
    for (qint64 row = 0; row < 20'000; row += 500)
        QVERIFY(second->append(samplebatches::make(row, 500)));
    QVERIFY(first->memoryBytes() + second->memoryBytes() <= 100'000);
    QCOMPARE((**first->cell(17, 0)).integer, 17);
}

void TestResultStore::destroyingAStoreGivesItsMemoryBack()
{
    const auto budget = std::make_shared<MemoryBudget>();
    auto store = ResultStore::create(samplebatches::columns(), budget);
    QVERIFY(store->append(samplebatches::make(0, 500)));
    const auto view = store->tryCell(7, 1);
    QVERIFY(budget->used() > 0);
    store.reset();
    QCOMPARE(budget->used(), 0);
    QCOMPARE(QByteArray(view->operator->()->bytes.data(), qsizetype((**view).bytes.size())), samplebatches::name(7));
}

void TestResultStore::longValuesSurvivePagingOut()
{
    const auto store = ResultStore::create({ Column {} }, std::make_shared<MemoryBudget>(1));
    BatchLimit limit;
    limit.maxCellBytes = 10'000;
    BatchBuilder builder(1, limit);
    const QByteArray longText(50'000, 'x');
    builder.column(0).appendText({ longText.constData(), std::size_t(longText.size()) });
    builder.endRow();
    QVERIFY(store->append(*builder.finish()));
    builder.column(0).appendInt64(1);
    builder.endRow();
    QVERIFY(store->append(*builder.finish()));
    QVERIFY(store->append(samplebatches::make(0, 1)));
    const auto cell = store->cell(0, 0);
    QVERIFY(cell);
    QCOMPARE((**cell).bytes.size(), std::size_t(BatchLimit::longValuePrefix));
    QVERIFY((**cell).longValue);
    QCOMPARE(*(*(**cell).longValue)->read(0, 50'000), longText);
}

void TestResultStore::aFullDiskIsReportedAndAllRowsAreKept()
{
    // A spill folder that can't be made stands for a disk that takes no more.
    qputenv("DUMBO_SPILL_DIR", "/dev/null/none");
    const auto store = ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>(20'000));
    qint64 rows = 0;
    Result<void> outcome;
    while (outcome && rows < 10'000) {
        outcome = store->append(samplebatches::make(rows, 500));
        rows += 500;
    }
    qunsetenv("DUMBO_SPILL_DIR");
    QVERIFY(!outcome);
    QVERIFY(outcome.error().message().contains(QStringLiteral("/dev/null/none")));
    QCOMPARE(store->rowCount(), rows);
    for (qint64 row = 0; row < rows; ++row)
        QCOMPARE((**store->tryCell(row, 0)).integer, row);
}

void TestResultStore::rowsAreReadWhileOthersArrive()
{
    const auto store = ResultStore::create(samplebatches::columns(), std::make_shared<MemoryBudget>(100'000));
    std::jthread writer([&] {
        for (qint64 row = 0; row < 50'000; row += 250)
            QVERIFY(store->append(samplebatches::make(row, 250)));
        store->finish(ResultStore::State::Complete, {});
    });
    std::jthread background([&] {
        for (qint64 row = 0; row < 50'000; row += 499) {
            const auto wanted = std::min(row, store->rowCount() - 1);
            if (wanted >= 0)
                QCOMPARE((**store->cell(wanted, 0)).integer, wanted);
        }
    });
    while (store->state() == ResultStore::State::Growing) {
        const auto last = store->rowCount() - 1;
        if (const auto cell = store->tryCell(last / 2, 0))
            QCOMPARE((**cell).integer, last / 2);
    }
}

void TestResultStore::encodedBatchesDecodeToTheSame()
{
    for (const auto rows : { 1, 7, 8, 9, 63, 64, 65, 1000 }) {
        const auto batch = samplebatches::make(5, rows);
        const auto copy = decodeBatch(encodeBatch(batch), {});
        QCOMPARE(copy.rowCount(), rows);
        for (qint64 row = 0; row < rows; ++row)
            checkRow(copy.cell(row, 0), copy.cell(row, 1), copy.cell(row, 2), row + 5);
    }
}

QTEST_GUILESS_MAIN(TestResultStore)
#include "tst_resultstore.moc"
