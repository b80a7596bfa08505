#pragma once

#include "core/results/resultwriter.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace cli {

/// Formats batches in a thread of its own while the driver fetches the next: at most a few batches wait, so memory does not
/// grow. The first batch is written at once by the caller, so that a short result needs no thread.
class BatchPipe {
public:
    explicit BatchPipe(dumbo::ResultWriter &writer);
    ~BatchPipe();
    BatchPipe(const BatchPipe &) = delete;
    BatchPipe &operator=(const BatchPipe &) = delete;

    /// Waits while the queue is full. Answers an error of any batch so far.
    [[nodiscard]] dumbo::Result<void> push(dumbo::Batch batch);
    /// Waits until all is written.
    [[nodiscard]] dumbo::Result<void> finish();

private:
    void work(const std::stop_token &stop);
    [[nodiscard]] dumbo::Result<void> writeNow(const dumbo::Batch &batch, bool flush);

    dumbo::ResultWriter &m_writer;
    std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<dumbo::Batch> m_waiting;
    std::optional<dumbo::Error> m_error;
    bool m_isFirst = true;
    std::jthread m_worker;
};

} // namespace cli
