#include "core/isolation/sharedbatch.h"

#include "core/isolation/columnlayout.h"
#include "core/isolation/longvaluefile.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <limits.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

namespace dumbo {

namespace {

constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
constexpr qint64 largestMemory = qint64(2) * 1024 * 1024 * 1024; ///< of a batch; no limit of rows and bytes asks for as much

/// Where a batch's buffers are.
enum class Place : quint32 { Message, SharedMemory };

class MappedMemory final : public BatchMemory {
public:
    MappedMemory(void *address, std::size_t size)
        : m_address(address)
        , m_size(size)
    {
    }
    ~MappedMemory() override { munmap(m_address, m_size); }
    qint64 size() const override { return qint64(m_size); }
    [[nodiscard]] std::span<const char> bytes() const { return { static_cast<const char *>(m_address), m_size }; }

private:
    void *m_address;
    std::size_t m_size;
};

/// Of a small batch; aligned like shared memory.
class CopiedMemory final : public BatchMemory {
public:
    explicit CopiedMemory(QByteArrayView bytes)
        : m_words(std::size_t(bytes.size() + 7) / 8)
        , m_size(std::size_t(bytes.size()))
    {
        if (m_size > 0)
            std::memcpy(m_words.data(), bytes.data(), m_size);
    }
    qint64 size() const override { return qint64(m_words.size() * 8); }
    [[nodiscard]] std::span<const char> bytes() const { return { reinterpret_cast<const char *>(m_words.data()), m_size }; }

private:
    std::vector<quint64> m_words;
    std::size_t m_size;
};

Error memoryError(int code)
{
    return Error(code == ENOMEM || code == ENOSPC || code == EMFILE ? ErrorKind::InsufficientResources : ErrorKind::System,
        QCoreApplication::translate("SharedBatch", "There is no shared memory for a result: %1.")
            .arg(QString::fromLocal8Bit(std::strerror(code))))
        .withNativeCode(code);
}

bool writeAll(int file, std::span<iovec> parts)
{
    while (!parts.empty()) {
        auto count = ::writev(file, parts.data(), int(std::min<std::size_t>(parts.size(), IOV_MAX)));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        while (!parts.empty() && std::size_t(count) >= parts.front().iov_len) {
            count -= ssize_t(parts.front().iov_len);
            parts = parts.subspan(1);
        }
        if (!parts.empty()) {
            parts.front().iov_base = static_cast<char *>(parts.front().iov_base) + count;
            parts.front().iov_len -= std::size_t(count);
        }
    }
    return true;
}

/// Written by calls, not through a mapping: that needs no page faults here, and a mapping would be in the way of the seal.
Result<OwnedDescriptor> sealedMemory(std::span<iovec> parts)
{
    OwnedDescriptor memory(memfd_create("dumbo-batch", MFD_CLOEXEC | MFD_ALLOW_SEALING));
    if (!memory.isValid() || !writeAll(memory.get(), parts) || fcntl(memory.get(), F_ADD_SEALS, seals) != 0)
        return fail(memoryError(errno));
    return memory;
}

/// Memory that nobody can take away under the reader's hands, or nothing.
std::unique_ptr<MappedMemory> mapSealed(const OwnedDescriptor &memory)
{
    struct stat facts {};
    const auto has = fcntl(memory.get(), F_GET_SEALS);
    if (has < 0 || (has & seals) != seals || fstat(memory.get(), &facts) != 0 || facts.st_size <= 0
        || facts.st_size > largestMemory)
        return {};
    auto *address = mmap(nullptr, std::size_t(facts.st_size), PROT_READ, MAP_SHARED | MAP_POPULATE, memory.get(), 0);
    if (address == MAP_FAILED)
        return {};
    return std::make_unique<MappedMemory>(address, std::size_t(facts.st_size));
}

OwnedDescriptor takeFirst(std::vector<OwnedDescriptor> &descriptors)
{
    if (descriptors.empty())
        return {};
    auto first = std::move(descriptors.front());
    descriptors.erase(descriptors.begin());
    return first;
}

std::vector<LongCell> readLongCells(WireReader &wire, std::vector<OwnedDescriptor> &descriptors)
{
    const auto count = wire.value<quint32>();
    if (count == 0 || !wire.isGood())
        return {};
    auto cells = longCellsOf(wire, count, takeFirst(descriptors));
    return wire.isGood() ? std::move(cells) : std::vector<LongCell>();
}

/// The columns within bytes, as a batch that owns them. Its columns are as long as it has rows: pieces are cut out of it before
/// anybody looks at it any closer.
std::optional<Batch> batchWithin(WireReader &wire, qint64 rows, std::unique_ptr<BatchMemory> memory,
    std::span<const char> bytes, std::vector<OwnedDescriptor> &descriptors)
{
    auto columns = readColumns(wire, bytes);
    auto longCells = readLongCells(wire, descriptors);
    if (rows < 0 || !std::ranges::all_of(columns, [&](const ColumnData &column) { return column.length == rows; }))
        wire.refuse("its columns are not as long as it has rows");
    if (!wire.isGood())
        return {};
    return Batch(rows, std::move(columns), std::move(memory), std::move(longCells));
}

} // namespace

template <>
struct WireEnum<Place> {
    static constexpr auto last = Place::SharedMemory;
};

Result<SharedBatch> SharedBatch::write(const Batch &batch)
{
    SharedBatch shared;
    ColumnLayout layout;
    WireWriter columns;
    layout.write(columns, batch);
    WireWriter wire;
    wire(batch.rowCount());
    if (layout.size() < smallBatch) {
        wire(Place::Message, layout.joined());
    } else {
        if (layout.size() > largestMemory)
            return fail(memoryError(ENOMEM));
        auto memory = sealedMemory(layout.parts());
        if (!memory)
            return fail(memory.error());
        shared.m_memory = std::move(*memory);
        wire(Place::SharedMemory);
    }
    wire.bytes(columns.written().constData(), columns.written().size());
    wire(quint32(batch.longCells().size()));
    if (!batch.longCells().empty()) {
        auto file = writeLongCells(wire, batch.longCells());
        if (!file)
            return fail(file.error());
        shared.m_longValues = std::move(*file);
    }
    shared.m_shape = wire.take();
    return shared;
}

std::vector<int> SharedBatch::descriptors() const
{
    std::vector<int> all;
    for (const auto *each : { &m_memory, &m_longValues }) {
        if (each->isValid())
            all.push_back(each->get());
    }
    return all;
}

std::optional<Batch> SharedBatch::read(WireReader &wire, std::vector<OwnedDescriptor> &descriptors)
{
    const auto rows = wire.value<qint64>();
    if (wire.value<Place>() == Place::Message) {
        auto memory = std::make_unique<CopiedMemory>(wire.value<QByteArray>());
        const auto bytes = memory->bytes();
        return batchWithin(wire, rows, std::move(memory), bytes, descriptors);
    }
    auto memory = mapSealed(takeFirst(descriptors));
    if (!memory) {
        wire.refuse("its memory is missing or not sealed");
        return {};
    }
    const auto bytes = memory->bytes();
    return batchWithin(wire, rows, std::move(memory), bytes, descriptors);
}

} // namespace dumbo
