#include "core/isolation/batchslices.h"
#include "core/isolation/sharedbatch.h"
#include "core/plugins/batchcheck.h"
#include "core/sdk/batchbuilder.h"

#include <QTest>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace dumbo;

namespace {

constexpr BatchLimit roomy { 100'000, 64 * 1024 * 1024, 1000 };

/// One column of each kind the builder makes, one that mixes them, and one with long values.
Batch variedBatch(qint64 rows, const BatchLimit &limit = roomy)
{
    BatchBuilder builder(6, limit);
    for (qint64 i = 0; i < rows; ++i) {
        builder.column(0).appendInt64(i);
        if (i % 3 != 0)
            builder.column(1).appendText("row " + std::to_string(i));
        builder.column(2).appendBool(i % 2 == 0);
        if (i % 2 == 0)
            builder.column(3).appendDouble(double(i) / 7);
        else
            builder.column(3).appendBytes("\xFF");
        if (i % 50 == 7)
            builder.column(4).appendBytes(std::string(2000 + std::size_t(i), 'x'));
        builder.endRow();
    }
    return std::move(*builder.finish());
}

std::vector<OwnedDescriptor> duplicated(const std::vector<int> &descriptors)
{
    std::vector<OwnedDescriptor> copies;
    for (const auto each : descriptors)
        copies.emplace_back(fcntl(each, F_DUPFD_CLOEXEC, 0));
    return copies;
}

QByteArray cellText(const Cell &cell)
{
    QByteArray text = QByteArray::number(int(cell.kind)) + ':' + QByteArray(cell.bytes.data(), qsizetype(cell.bytes.size()));
    if (cell.kind != Cell::Kind::Null && !cell.hasBytes())
        text += QByteArray::number(cell.integer);
    if (cell.longValue)
        text += "; long " + (*cell.longValue)->read(0, (*cell.longValue)->size()).value();
    return text;
}

QByteArrayList cellTexts(const Batch &batch)
{
    QByteArrayList all;
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        for (int column = 0; column < batch.columnCount(); ++column)
            all.append(cellText(batch.cell(row, column)));
    }
    return all;
}

/// What arrives of a batch; nothing and a fault where it was refused.
std::pair<std::optional<Batch>, QString> arrive(const QByteArray &shape, std::vector<OwnedDescriptor> descriptors)
{
    WireReader reader(shape);
    auto batch = SharedBatch::read(reader, descriptors);
    return { std::move(batch), reader.fault() };
}

class TestSharedBatch final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void batchesArriveWholeLargeAndSmall_data();
    void batchesArriveWholeLargeAndSmall();
    void emptyBatchesArrive();
    void sharedMemoryIsSealed();
    void whatIsNotSealedIsRefused();
    void missingDescriptorsAreRefused();
    void changedShapesNeverReadOutsideOfTheMemory();
    void columnsThatAreNotAsLongAsTheBatchAreRefused();
    void memoryWithoutMeasureIsRefused();
    void slicesGiveTheSameRows();
    void theirShareOfMemoryAddsUp();
};

void TestSharedBatch::batchesArriveWholeLargeAndSmall_data()
{
    QTest::addColumn<qint64>("rows");
    QTest::newRow("in the message") << qint64(8);
    QTest::newRow("in shared memory") << qint64(5000);
}

void TestSharedBatch::batchesArriveWholeLargeAndSmall()
{
    QFETCH(const qint64, rows);
    const auto batch = variedBatch(rows);
    auto shared = SharedBatch::write(batch);
    QVERIFY(shared);
    auto descriptors = duplicated(shared->descriptors());
    const auto shape = shared->shape();
    shared = SharedBatch(); // the sender forgets it
    const auto [arrived, fault] = arrive(shape, std::move(descriptors));
    QVERIFY2(arrived, qPrintable(fault));
    QCOMPARE(batchFault(*arrived, batch.columnCount(), roomy.maxRows), std::nullopt);
    QCOMPARE(cellTexts(*arrived), cellTexts(batch));
}

void TestSharedBatch::emptyBatchesArrive()
{
    for (const auto &batch : { Batch(), variedBatch(0) }) {
        const auto shared = SharedBatch::write(batch);
        const auto [arrived, fault] = arrive(shared->shape(), duplicated(shared->descriptors()));
        QVERIFY2(arrived, qPrintable(fault));
        QCOMPARE(arrived->columnCount(), batch.columnCount());
        QCOMPARE(batchFault(*arrived, batch.columnCount(), 1), std::nullopt);
    }
}

void TestSharedBatch::sharedMemoryIsSealed()
{
    const auto shared = SharedBatch::write(variedBatch(5000));
    const auto memory = shared->descriptors().front();
    QCOMPARE(ftruncate(memory, 1), -1);
    QCOMPARE(pwrite(memory, "x", 1, 0), -1);
    QVERIFY(mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0) == MAP_FAILED);
}

void TestSharedBatch::whatIsNotSealedIsRefused()
{
    const auto shared = SharedBatch::write(variedBatch(5000));
    OwnedDescriptor open(memfd_create("open", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    QCOMPARE(ftruncate(open.get(), 64 * 1024 * 1024), 0);
    auto descriptors = duplicated(shared->descriptors());
    descriptors.front() = std::move(open);
    const auto [arrived, fault] = arrive(shared->shape(), std::move(descriptors));
    QVERIFY(!arrived);
    QCOMPARE(fault, QStringLiteral("its memory is missing or not sealed"));
}

void TestSharedBatch::missingDescriptorsAreRefused()
{
    const auto shared = SharedBatch::write(variedBatch(5000));
    auto onlyMemory = duplicated(shared->descriptors());
    onlyMemory.pop_back();
    QVERIFY(!arrive(shared->shape(), std::move(onlyMemory)).first);
    QVERIFY(!arrive(shared->shape(), {}).first);
}

void TestSharedBatch::changedShapesNeverReadOutsideOfTheMemory()
{
    const auto batch = variedBatch(700);
    const auto shared = SharedBatch::write(batch);
    QCOMPARE(shared->descriptors().size(), std::size_t(2));
    for (qsizetype at = 0; at < shared->shape().size(); ++at) {
        for (const char flip : { '\x01', '\x40', '\xFF' }) {
            auto shape = shared->shape();
            shape[at] = char(shape[at] ^ flip);
            const auto [arrived, fault] = arrive(shape, duplicated(shared->descriptors()));
            if (arrived) {
                BatchSlices slices(std::move(*arrive(shape, duplicated(shared->descriptors())).first));
                while (!slices.isEmpty())
                    std::ignore = slices.take(100);
            }
            if (arrived && !batchFault(*arrived, batch.columnCount(), roomy.maxRows))
                QCOMPARE(cellTexts(*arrived).size(), arrived->rowCount() * batch.columnCount());
        }
    }
}

void TestSharedBatch::columnsThatAreNotAsLongAsTheBatchAreRefused()
{
    const auto shared = SharedBatch::write(variedBatch(5000));
    for (const qint64 rows : { qint64(5001), qint64(4999), qint64(1) << 50, qint64(-1) }) {
        WireWriter wire;
        wire(rows);
        auto shape = shared->shape();
        shape.replace(0, wire.written().size(), wire.written());
        const auto [arrived, fault] = arrive(shape, duplicated(shared->descriptors()));
        QVERIFY(!arrived);
        QCOMPARE(fault, QStringLiteral("its columns are not as long as it has rows"));
    }
}

void TestSharedBatch::memoryWithoutMeasureIsRefused()
{
    const auto shared = SharedBatch::write(variedBatch(5000));
    OwnedDescriptor huge(memfd_create("huge", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    QCOMPARE(ftruncate(huge.get(), qint64(3) << 30), 0); // a hole, which takes no memory
    QCOMPARE(fcntl(huge.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE), 0);
    auto descriptors = duplicated(shared->descriptors());
    descriptors.front() = std::move(huge);
    QVERIFY(!arrive(shared->shape(), std::move(descriptors)).first);
}

void TestSharedBatch::slicesGiveTheSameRows()
{
    const auto expected = cellTexts(variedBatch(1001));
    for (const qint64 size : { 1, 7, 8, 100, 5000 }) {
        BatchSlices slices(variedBatch(1001));
        QByteArrayList all;
        while (!slices.isEmpty()) {
            const auto part = slices.take(size);
            QVERIFY(part.rowCount() <= size);
            QCOMPARE(batchFault(part, part.columnCount(), size), std::nullopt);
            all += cellTexts(part);
        }
        QCOMPARE(all, expected);
    }
}

void TestSharedBatch::theirShareOfMemoryAddsUp()
{
    auto whole = variedBatch(50'000);
    const auto bytes = whole.memoryBytes();
    BatchSlices slices(std::move(whole));
    qint64 sum = 0;
    while (!slices.isEmpty())
        sum += slices.take(10'000).memoryBytes();
    QVERIFY2(sum > bytes * 9 / 10 && sum <= bytes * 11 / 10, qPrintable(QString::number(sum)));
}

} // namespace

QTEST_GUILESS_MAIN(TestSharedBatch)
#include "tst_sharedbatch.moc"
