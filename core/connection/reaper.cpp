#include "core/connection/reaper.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdlib>
#include <iterator>

namespace dumbo {

namespace {

void endOfProgram()
{
    Reaper::instance().waitForAll(Reaper::patience);
}

} // namespace

Reaper::Reaper()
{
    std::atexit(endOfProgram);
    if (QCoreApplication::instance())
        qAddPostRoutine(endOfProgram);
}

Reaper &Reaper::instance()
{
    // Never destroyed: a thread that the program's end did not wait for may still be running.
    static auto *reaper = new Reaper;
    return *reaper;
}

void Reaper::take(std::jthread thread, std::shared_ptr<Completion> ended)
{
    std::vector<Entry> done;
    const std::scoped_lock lock(m_mutex);
    m_entries.push_back({ std::move(thread), std::move(ended) });
    done = takeEnded();
}

bool Reaper::waitForAll(std::chrono::milliseconds timeout)
{
    const auto end = std::chrono::steady_clock::now() + timeout;
    std::vector<Entry> entries;
    {
        const std::scoped_lock lock(m_mutex);
        entries.swap(m_entries);
    }
    std::vector<Entry> late;
    for (auto &entry : entries) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
        if (!entry.ended->waitFor(std::max(left, std::chrono::milliseconds(0))))
            late.push_back(std::move(entry));
    }
    const std::scoped_lock lock(m_mutex);
    std::ranges::move(late, std::back_inserter(m_entries));
    return m_entries.empty();
}

int Reaper::threadCount()
{
    std::vector<Entry> done;
    const std::scoped_lock lock(m_mutex);
    done = takeEnded();
    return int(m_entries.size());
}

std::vector<Reaper::Entry> Reaper::takeEnded()
{
    const auto firstEnded = std::ranges::stable_partition(m_entries, [](const Entry &entry) {
        return !entry.ended->isFinished() || entry.thread.get_id() == std::this_thread::get_id();
    }).begin();
    std::vector<Entry> ended(std::make_move_iterator(firstEnded), std::make_move_iterator(m_entries.end()));
    m_entries.erase(firstEnded, m_entries.end());
    return ended;
}

} // namespace dumbo
