#include "core/results/resultstore.h"

#include "core/results/batchcodec.h"

#include <algorithm>
#include <utility>

namespace dumbo {

ResultStore::ResultStore(std::vector<Column> columns, std::shared_ptr<MemoryBudget> budget)
    : m_columns(std::move(columns))
    , m_budget(std::move(budget))
{
}

std::shared_ptr<ResultStore> ResultStore::create(std::vector<Column> columns, std::shared_ptr<MemoryBudget> budget)
{
    return std::shared_ptr<ResultStore>(new ResultStore(std::move(columns), std::move(budget)));
}

ResultStore::~ResultStore()
{
    m_budget->release(memoryBytes());
}

ResultStore::State ResultStore::state() const
{
    const std::scoped_lock lock(m_mutex);
    return m_state;
}

std::optional<Error> ResultStore::error() const
{
    const std::scoped_lock lock(m_mutex);
    return m_error;
}

CommandOutcome ResultStore::outcome() const
{
    const std::scoped_lock lock(m_mutex);
    return m_outcome;
}

qint64 ResultStore::memoryBytes() const
{
    const std::scoped_lock lock(m_mutex);
    qint64 total = 0;
    for (const auto &page : m_pages)
        total += page.batch ? page.bytes : 0;
    return total;
}

qint64 ResultStore::spilledBytes() const
{
    const std::scoped_lock lock(m_mutex);
    return m_file ? m_file->size() : 0;
}

/// The mutex is held.
std::size_t ResultStore::pageOf(qint64 row) const
{
    Q_ASSERT(row >= 0 && row < rowCount());
    const auto after = std::ranges::upper_bound(m_pages, row, {}, &Page::firstRow);
    return std::size_t(after - m_pages.begin()) - 1;
}

std::optional<CellView> ResultStore::tryCell(qint64 row, int column) const
{
    if (row < 0 || row >= rowCount())
        return std::nullopt;
    std::size_t index = 0;
    {
        const std::scoped_lock lock(m_mutex);
        index = pageOf(row);
        const auto &page = m_pages[index];
        page.used = true;
        if (page.batch)
            return CellView(page.batch, page.batch->cell(row - page.firstRow, column));
        if (std::exchange(page.requested, true))
            return std::nullopt;
    }
    m_budget->requestPage(std::const_pointer_cast<ResultStore>(shared_from_this()), index);
    return std::nullopt;
}

Result<CellView> ResultStore::cell(qint64 row, int column) const
{
    const auto stored = batchAt(row);
    if (!stored)
        return fail(stored.error());
    return CellView(stored->batch, stored->batch->cell(row - stored->firstRow, column));
}

Result<StoredBatch> ResultStore::batchAt(qint64 row) const
{
    std::size_t index = 0;
    qint64 firstRow = 0;
    {
        const std::scoped_lock lock(m_mutex);
        index = pageOf(row);
        firstRow = m_pages[index].firstRow;
        if (m_pages[index].batch)
            return StoredBatch { firstRow, m_pages[index].batch };
    }
    // Whoever reads through everything must not push out what the window shows: the page is not kept.
    auto batch = load(index);
    if (!batch)
        return fail(batch.error());
    return StoredBatch { firstRow, std::move(*batch) };
}

Result<std::shared_ptr<const Batch>> ResultStore::load(std::size_t index) const
{
    std::shared_ptr<SpillFile> file;
    qint64 offset = 0;
    qint64 size = 0;
    std::vector<LongCell> longCells;
    {
        const std::scoped_lock lock(m_mutex);
        const auto &page = m_pages[index];
        if (page.batch)
            return page.batch;
        file = m_file;
        offset = page.fileOffset;
        size = page.fileBytes;
        longCells = page.longCells;
    }
    const auto block = file->read(offset, size);
    if (!block)
        return fail(block.error());
    return std::make_shared<const Batch>(decodeBatch(*block, std::move(longCells)));
}

Result<void> ResultStore::append(Batch batch)
{
    if (batch.rowCount() == 0)
        return {};
    const auto bytes = batch.memoryBytes();
    const auto rows = batch.rowCount();
    std::size_t index = 0;
    {
        const std::scoped_lock lock(m_mutex);
        Q_ASSERT(m_state == State::Growing || m_state == State::Paused);
        index = m_pages.size();
        auto &page = m_pages.emplace_back();
        page.firstRow = rowCount();
        page.bytes = bytes;
        page.longCells = batch.longCells();
        page.batch = std::make_shared<const Batch>(std::move(batch));
        m_rowCount.fetch_add(rows, std::memory_order_release);
    }
    const auto outcome = m_budget->add(weak_from_this(), index, bytes);
    notify();
    return outcome;
}

void ResultStore::setState(State state)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_state = state;
    }
    notify();
}

void ResultStore::finish(State state, const CommandOutcome &outcome, const std::optional<Error> &error)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_state = state;
        m_outcome = outcome;
        m_error = error;
    }
    notify();
}

void ResultStore::setObserver(std::function<void()> observer)
{
    const std::scoped_lock lock(m_observerMutex);
    m_observer = std::move(observer);
}

void ResultStore::notify() const
{
    const std::scoped_lock lock(m_observerMutex);
    if (m_observer)
        m_observer();
}

Result<qint64> ResultStore::dropPage(std::size_t index)
{
    std::shared_ptr<const Batch> batch;
    {
        const std::scoped_lock lock(m_mutex);
        auto &page = m_pages[index];
        if (std::exchange(page.used, false) || !page.batch)
            return 0;
        if (page.fileOffset >= 0) {
            page.batch.reset();
            return page.bytes;
        }
        batch = page.batch;
    }
    if (const auto written = writePage(index, *batch); !written)
        return fail(written.error());
    const std::scoped_lock lock(m_mutex);
    m_pages[index].batch.reset();
    return m_pages[index].bytes;
}

Result<void> ResultStore::writePage(std::size_t index, const Batch &batch)
{
    std::shared_ptr<SpillFile> file;
    {
        const std::scoped_lock lock(m_mutex);
        file = m_file;
    }
    if (!file) {
        auto created = SpillFile::create();
        if (!created)
            return fail(created.error());
        file = std::move(*created);
    }
    const auto block = encodeBatch(batch);
    const auto offset = file->append(std::span(block.constData(), std::size_t(block.size())));
    if (!offset)
        return fail(offset.error());
    const std::scoped_lock lock(m_mutex);
    m_file = file;
    m_pages[index].fileOffset = *offset;
    m_pages[index].fileBytes = block.size();
    return {};
}

void ResultStore::forgetRequest(std::size_t index)
{
    const std::scoped_lock lock(m_mutex);
    m_pages[index].requested = false;
}

void ResultStore::loadPage(std::size_t index)
{
    auto batch = load(index);
    qint64 added = 0;
    {
        const std::scoped_lock lock(m_mutex);
        auto &page = m_pages[index];
        // A page the disk does not give back is not asked for again and again; the error says why it stays empty.
        page.requested = !batch;
        if (batch && !page.batch) {
            added = (*batch)->memoryBytes();
            page.bytes = added;
            page.used = true;
            page.batch = std::move(*batch);
        } else if (!batch && !m_error) {
            m_error = batch.error();
        }
    }
    if (added != 0)
        // A full disk is no reason to hide the page: everything older is on disk already or stays in memory.
        std::ignore = m_budget->add(weak_from_this(), index, added);
    notify();
}

} // namespace dumbo
