#pragma once

#include "core/base/result.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

namespace dumbo {

/// Something that holds pages in memory and can put each on disk: a ResultStore.
class DUMBO_CORE_EXPORT PageOwner {
public:
    PageOwner();
    virtual ~PageOwner();
    PageOwner(const PageOwner &) = delete;
    PageOwner &operator=(const PageOwner &) = delete;

private:
    friend class MemoryBudget;
    /// Frees the page's memory, writing it to disk first where it is not there yet. Returns the bytes freed: 0
    /// where the page was used since it was last asked (it then stays) or is not in memory. May wait for the disk.
    virtual Result<qint64> dropPage(std::size_t page) = 0;
    /// Brings a page back into memory. May wait for the disk.
    virtual void loadPage(std::size_t page) = 0;
    /// A request was forgotten, because many newer ones came: the page may be asked for again.
    virtual void forgetRequest(std::size_t page) = 0;
};

/// One limit of memory for the pages of all results together. When it is exceeded, pages that were not looked
/// at for the longest time go to disk (a clock with second chance: constant cost for each page).
///
/// All members may be called from any thread. Pages are written by whoever adds (a driver's thread, or the budget's own
/// loader), never by whoever looks.
class DUMBO_CORE_EXPORT MemoryBudget {
public:
    static constexpr qint64 defaultBytes = qint64(256) * 1024 * 1024;

    explicit MemoryBudget(qint64 limitBytes = defaultBytes);
    ~MemoryBudget();

    [[nodiscard]] qint64 limit() const;
    /// Takes effect with the next page.
    void setLimit(qint64 bytes);
    /// Bytes of the pages in memory now.
    [[nodiscard]] qint64 used() const;

    /// Counts a page that has just come into memory, and puts others on disk until all are within the limit. An error is the
    /// disk's; the page counts nevertheless.
    [[nodiscard]] Result<void> add(const std::weak_ptr<PageOwner> &owner, std::size_t page, qint64 bytes);
    /// Stops counting memory that its owner freed by itself.
    void release(qint64 bytes);

    /// Asks for a page to be loaded in the background. The newest requests are served first, and very old
    /// ones are forgotten: somebody scrolled on.
    void requestPage(const std::weak_ptr<PageOwner> &owner, std::size_t page);

private:
    struct Entry {
        std::weak_ptr<PageOwner> owner;
        std::size_t page = 0;
    };

    /// What the loader's thread works on; it outlives the budget where the loader itself destroys the last store.
    struct Requests {
        std::mutex mutex;
        std::condition_variable_any arrived;
        std::deque<Entry> entries;
    };

    [[nodiscard]] Result<void> makeRoom();
    static void serve(const std::stop_token &stop, Requests &requests);

    mutable std::mutex m_mutex;
    std::mutex m_evicting; ///< one thread makes room at a time
    qint64 m_limit;
    qint64 m_used = 0;
    std::deque<Entry> m_clock;
    std::shared_ptr<Requests> m_requests = std::make_shared<Requests>();
    std::jthread m_loader; ///< started by the first request
};

} // namespace dumbo
