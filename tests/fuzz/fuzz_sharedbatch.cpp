// Batches from another process: whatever its message and its shared memory hold, reading, checking and looking at every value of
// what passed the check touches nothing outside.

#include "core/isolation/sharedbatch.h"
#include "core/plugins/batchcheck.h"
#include "core/sdk/batchbuilder.h"

#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

using namespace dumbo;

namespace {

/// Takes numbers from the front of the input.
class Input {
public:
    Input(const uint8_t *data, size_t size)
        : m_left(reinterpret_cast<const char *>(data), qsizetype(size))
    {
    }
    [[nodiscard]] bool isEmpty() const { return m_left.isEmpty(); }
    template <typename T>
    T number()
    {
        T value {};
        const auto size = qMin(qsizetype(sizeof value), m_left.size());
        std::memcpy(&value, m_left.data(), std::size_t(size));
        m_left = m_left.sliced(size);
        return value;
    }
    QByteArrayView bytes(qsizetype size)
    {
        const auto taken = m_left.first(qMin(size, m_left.size()));
        m_left = m_left.sliced(taken.size());
        return taken;
    }
    [[nodiscard]] QByteArrayView rest() const { return m_left; }

private:
    QByteArrayView m_left;
};

/// A right batch, whose columns and values the input chooses.
Batch builtBatch(Input &input)
{
    const auto columns = 1 + input.number<quint8>() % 6;
    const auto rows = input.number<quint8>() % 40;
    BatchBuilder builder(columns, BatchLimit { 64, 1 << 20, 1 << 20 });
    for (int row = 0; row < rows; ++row) {
        for (int i = 0; i < columns; ++i) {
            auto &column = builder.column(i);
            switch ((input.number<quint8>() % 3 == 0 ? input.number<quint8>() : quint8(i)) % 7) {
            case 0:
                column.appendInt64(row);
                break;
            case 1:
                column.appendText("text");
                break;
            case 2:
                column.appendDouble(row);
                break;
            case 3:
                column.appendBytes(std::string_view("\0\xff", 2));
                break;
            case 4:
                column.appendBool(row % 2 == 0);
                break;
            case 5:
                column.appendText("longer than what fits into a view");
                break;
            default:
                column.appendNull();
            }
        }
        builder.endRow();
    }
    return std::move(*builder.finish());
}

OwnedDescriptor sealed(QByteArrayView bytes)
{
    OwnedDescriptor memory(memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    std::ignore = ::write(memory.get(), bytes.data(), std::size_t(bytes.size()));
    fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE);
    return memory;
}

void lookAtAll(const Batch &batch)
{
    quint64 sum = 0;
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        for (int column = 0; column < batch.columnCount(); ++column) {
            const auto cell = batch.cell(row, column);
            for (const auto byte : cell.hasBytes() ? cell.bytes : std::string_view())
                sum += quint8(byte);
            sum += cell.hasBytes() || cell.isNull() ? 0 : cell.unsignedInteger;
        }
    }
    for (const auto &cell : batch.longCells())
        std::ignore = cell.value->read(0, qMin<qint64>(cell.value->size(), 4096));
    asm volatile("" : : "r"(sum));
}

void read(const QByteArray &shape, std::vector<OwnedDescriptor> descriptors)
{
    WireReader wire(shape);
    const auto batch = SharedBatch::read(wire, descriptors);
    if (batch && wire.isFinished() && !batchFault(*batch, batch->columnCount(), 1 << 20))
        lookAtAll(*batch);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Input input(data, size);
    if (input.number<quint8>() % 4 == 0) {
        // Anything, with two descriptors of anything.
        const auto shape = input.bytes(input.number<quint16>()).toByteArray();
        std::vector<OwnedDescriptor> descriptors;
        descriptors.push_back(sealed(input.rest()));
        descriptors.push_back(sealed(input.rest()));
        read(shape, std::move(descriptors));
        return 0;
    }
    // A right one of which some bytes are changed, in shape or values.
    const auto written = SharedBatch::write(builtBatch(input));
    if (!written)
        return 0;
    auto shape = written->shape();
    while (!input.isEmpty() && !shape.isEmpty()) {
        const auto at = input.number<quint16>() % shape.size();
        shape[at] = char(input.number<quint8>());
    }
    read(shape, {});
    return 0;
}
