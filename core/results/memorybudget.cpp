#include "core/results/memorybudget.h"

#include <utility>

namespace dumbo {

namespace {

constexpr std::size_t maxRequests = 64;

} // namespace

PageOwner::PageOwner() = default;
PageOwner::~PageOwner() = default;

MemoryBudget::MemoryBudget(qint64 limitBytes)
    : m_limit(limitBytes)
{
}

MemoryBudget::~MemoryBudget()
{
    m_loader.request_stop();
    if (m_loader.joinable() && m_loader.get_id() == std::this_thread::get_id())
        m_loader.detach();
}

qint64 MemoryBudget::limit() const
{
    const std::scoped_lock lock(m_mutex);
    return m_limit;
}

void MemoryBudget::setLimit(qint64 bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_limit = bytes;
}

qint64 MemoryBudget::used() const
{
    const std::scoped_lock lock(m_mutex);
    return m_used;
}

Result<void> MemoryBudget::add(const std::weak_ptr<PageOwner> &owner, std::size_t page, qint64 bytes)
{
    {
        const std::scoped_lock lock(m_mutex);
        m_used += bytes;
        m_clock.push_back({ owner, page });
    }
    return makeRoom();
}

void MemoryBudget::release(qint64 bytes)
{
    const std::scoped_lock lock(m_mutex);
    m_used -= bytes;
}

/// Each entry gets a second chance; after two rounds everything that may go has gone.
Result<void> MemoryBudget::makeRoom()
{
    const std::scoped_lock evicting(m_evicting);
    std::unique_lock lock(m_mutex);
    auto chances = 2 * m_clock.size();
    // The newest page stays: somebody has just asked for it.
    while (m_used > m_limit && m_clock.size() > 1 && chances-- > 0) {
        auto entry = std::move(m_clock.front());
        m_clock.pop_front();
        auto owner = entry.owner.lock();
        if (!owner)
            continue;
        lock.unlock();
        const auto freed = owner->dropPage(entry.page);
        owner.reset(); // the last one releases its memory, which takes the mutex
        lock.lock();
        if (!freed || *freed == 0)
            m_clock.push_back(std::move(entry));
        if (!freed)
            return fail(freed.error());
        m_used -= *freed;
    }
    return {};
}

void MemoryBudget::requestPage(const std::weak_ptr<PageOwner> &owner, std::size_t page)
{
    std::shared_ptr<PageOwner> forgotten; // destroyed after the lock
    const std::scoped_lock lock(m_requests->mutex);
    m_requests->entries.push_back({ owner, page });
    if (m_requests->entries.size() > maxRequests) {
        const auto oldest = std::move(m_requests->entries.front());
        m_requests->entries.pop_front();
        forgotten = oldest.owner.lock();
        if (forgotten)
            forgotten->forgetRequest(oldest.page);
    }
    if (!m_loader.joinable())
        m_loader = std::jthread([requests = m_requests](const std::stop_token &stop) { serve(stop, *requests); });
    m_requests->arrived.notify_one();
}

void MemoryBudget::serve(const std::stop_token &stop, Requests &requests)
{
    std::unique_lock lock(requests.mutex);
    while (requests.arrived.wait(lock, stop, [&] { return !requests.entries.empty(); }) && !stop.stop_requested()) {
        auto request = std::move(requests.entries.back());
        requests.entries.pop_back();
        lock.unlock();
        if (const auto owner = request.owner.lock())
            owner->loadPage(request.page);
        lock.lock();
    }
}

} // namespace dumbo
