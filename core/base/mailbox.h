#pragma once

#include "core/base/eventloop.h"

#include <QtAssert>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace dumbo {

/// Carries values from any thread to one receiver in the event loop of the thread that made the mailbox.
///
/// Messages arrive in the order in which they were posted; a message is never delivered inside post(), nor after the
/// mailbox is gone. Many posts wake the loop once. Made and destroyed in the receiver's thread; the receiver may
/// destroy the mailbox.
///
/// ```cpp
/// Mailbox<Progress> mailbox([this](Progress progress) { show(progress); });
/// std::jthread worker([sender = mailbox.sender()] { sender.post({ 1, 10 }); });
/// ```
template <typename T>
class Mailbox {
    struct State {
        std::mutex mutex;
        std::deque<T> messages;
        bool scheduled = false;
        bool open = true;
        int deliveries = 0; ///< on the stack; the receiver must not be destroyed while it runs
        std::shared_ptr<EventLoop> loop;
        std::function<void(T)> receive; ///< receiver's thread only
    };

public:
    /// The posting end: copied freely, used in any thread, and outlives the mailbox.
    class Sender {
    public:
        Sender() = default;

        /// False where the mailbox is gone: the message is dropped.
        bool post(T message) const
        {
            if (!m_state)
                return false;
            const std::scoped_lock lock(m_state->mutex);
            if (!m_state->open)
                return false;
            m_state->messages.push_back(std::move(message));
            if (!std::exchange(m_state->scheduled, true))
                m_state->loop->post([state = m_state] { deliver(state); });
            return true;
        }

    private:
        friend class Mailbox;
        explicit Sender(std::shared_ptr<State> state)
            : m_state(std::move(state))
        {
        }
        std::shared_ptr<State> m_state;
    };

    explicit Mailbox(std::function<void(T)> receive)
        : m_state(std::make_shared<State>())
    {
        m_state->loop = EventLoop::ofThisThread();
        m_state->receive = std::move(receive);
    }

    ~Mailbox()
    {
        Q_ASSERT(m_thread == std::this_thread::get_id());
        std::deque<T> dropped;
        std::function<void(T)> receive;
        const std::scoped_lock lock(m_state->mutex);
        m_state->open = false;
        dropped.swap(m_state->messages);
        if (m_state->deliveries == 0)
            receive.swap(m_state->receive);
    }

    Mailbox(const Mailbox &) = delete;
    Mailbox &operator=(const Mailbox &) = delete;

    [[nodiscard]] Sender sender() const { return Sender(m_state); }
    bool post(T message) const { return sender().post(std::move(message)); }

private:
    /// Takes one message at a time, so that an event loop inside the receiver goes on with the rest, in order.
    static void deliver(const std::shared_ptr<State> &state)
    {
        std::function<void(T)> finished;
        std::unique_lock lock(state->mutex);
        state->scheduled = false;
        ++state->deliveries;
        for (auto left = state->messages.size(); left > 0 && state->open && !state->messages.empty(); --left) {
            auto message = std::move(state->messages.front());
            state->messages.pop_front();
            if (!state->messages.empty() && !std::exchange(state->scheduled, true))
                state->loop->post([state] { deliver(state); });
            lock.unlock();
            state->receive(std::move(message));
            lock.lock();
        }
        if (--state->deliveries == 0 && !state->open)
            finished.swap(state->receive);
    }

    std::shared_ptr<State> m_state;
    std::thread::id m_thread = std::this_thread::get_id();
};

} // namespace dumbo
