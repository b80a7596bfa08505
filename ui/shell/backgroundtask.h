#pragma once

#include "core/base/cancellation.h"
#include "core/base/mailbox.h"
#include "core/base/result.h"
#include "core/connection/reaper.h"

#include <functional>
#include <memory>
#include <thread>
#include <utility>
#include <variant>

namespace workbench {

/// One piece of blocking work in a thread of its own. Progress and outcome are values that arrive from the event loop of the thread
/// that began it. Destroyed earlier it cancels the work, which nobody waits for; nothing arrives any more then.
template <typename Progress, typename Outcome>
class BackgroundTask {
public:
    /// What the work gets, in its thread.
    struct Desk {
        dumbo::Cancellation cancellation;
        std::function<void(Progress)> report;
    };
    using Work = std::function<dumbo::Result<Outcome>(const Desk &)>;
    struct Listener {
        std::function<void(const Progress &)> progressed;
        std::function<void(const dumbo::Result<Outcome> &)> finished; ///< once, at last; may destroy the task
    };

    BackgroundTask(Work work, Listener listener)
        : m_mailbox([listener = std::move(listener)](Message message) {
            if (const auto *progress = std::get_if<Progress>(&message))
                listener.progressed(*progress);
            else
                listener.finished(std::get<dumbo::Result<Outcome>>(message));
        })
        , m_thread([work = std::move(work), sender = m_mailbox.sender(), cancellation = m_source.token(), ended = m_ended] {
            {
                const Desk desk { cancellation, [sender](Progress progress) { sender.post(Message(std::in_place_index<0>, std::move(progress))); } };
                sender.post(Message(std::in_place_index<1>, work(desk)));
            }
            ended->finish();
        })
    {
    }
    ~BackgroundTask()
    {
        m_source.cancel();
        dumbo::Reaper::instance().take(std::move(m_thread), m_ended);
    }
    BackgroundTask(const BackgroundTask &) = delete;
    BackgroundTask &operator=(const BackgroundTask &) = delete;

    /// Any number of times; the outcome follows.
    void cancel() { m_source.cancel(); }
    [[nodiscard]] bool isCancelling() const { return m_source.isCancelled(); }

private:
    using Message = std::variant<Progress, dumbo::Result<Outcome>>;

    dumbo::CancellationSource m_source;
    std::shared_ptr<dumbo::Completion> m_ended = std::make_shared<dumbo::Completion>();
    dumbo::Mailbox<Message> m_mailbox;
    std::jthread m_thread;
};

} // namespace workbench
