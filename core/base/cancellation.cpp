#include "core/base/cancellation.h"

#include <QtTypes>

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

namespace dumbo {

class CancellationState {
public:
    bool isCancelled() const { return m_cancelled.load(std::memory_order_acquire); }

    quint64 add(std::function<void()> function)
    {
        {
            const std::scoped_lock lock(m_mutex);
            if (!isCancelled()) {
                m_functions.emplace(++m_lastId, std::move(function));
                return m_lastId;
            }
        }
        function();
        return 0;
    }

    void remove(quint64 id)
    {
        std::unique_lock lock(m_mutex);
        m_functions.erase(id);
        m_finished.wait(lock, [&] { return m_running != id || m_runner == std::this_thread::get_id(); });
    }

    void cancel()
    {
        std::unique_lock lock(m_mutex);
        if (m_cancelled.exchange(true, std::memory_order_acq_rel))
            return;
        while (!m_functions.empty()) {
            auto node = m_functions.extract(m_functions.begin());
            m_running = node.key();
            m_runner = std::this_thread::get_id();
            lock.unlock();
            node.mapped()();
            lock.lock();
            m_running = 0;
            m_finished.notify_all();
        }
    }

private:
    std::atomic_bool m_cancelled = false;
    std::mutex m_mutex;
    std::condition_variable m_finished;
    std::map<quint64, std::function<void()>> m_functions;
    quint64 m_lastId = 0;
    quint64 m_running = 0;
    std::thread::id m_runner;
};

Cancellation::Registration::Registration() = default;

Cancellation::Registration::Registration(std::shared_ptr<CancellationState> state, quint64 id)
    : m_state(std::move(state))
    , m_id(id)
{
}

Cancellation::Registration::Registration(Registration &&other) noexcept
    : m_state(std::exchange(other.m_state, nullptr))
    , m_id(std::exchange(other.m_id, 0))
{
}

Cancellation::Registration &Cancellation::Registration::operator=(Registration &&other) noexcept
{
    if (this != &other) {
        release();
        m_state = std::exchange(other.m_state, nullptr);
        m_id = std::exchange(other.m_id, 0);
    }
    return *this;
}

Cancellation::Registration::~Registration()
{
    release();
}

void Cancellation::Registration::release()
{
    if (m_state && m_id != 0)
        m_state->remove(m_id);
    m_state.reset();
    m_id = 0;
}

Cancellation::Cancellation() = default;

Cancellation::Cancellation(std::shared_ptr<CancellationState> state)
    : m_state(std::move(state))
{
}

Cancellation::~Cancellation() = default;
Cancellation::Cancellation(const Cancellation &other) = default;
Cancellation::Cancellation(Cancellation &&other) noexcept = default;
Cancellation &Cancellation::operator=(const Cancellation &other) = default;
Cancellation &Cancellation::operator=(Cancellation &&other) noexcept = default;

bool Cancellation::isCancelled() const
{
    return m_state && m_state->isCancelled();
}

Cancellation::Registration Cancellation::onCancelled(std::function<void()> function) const
{
    if (!m_state)
        return {};
    return { m_state, m_state->add(std::move(function)) };
}

CancellationSource::CancellationSource()
    : m_state(std::make_shared<CancellationState>())
{
}

CancellationSource::~CancellationSource() = default;
CancellationSource::CancellationSource(const CancellationSource &other) = default;
CancellationSource::CancellationSource(CancellationSource &&other) noexcept = default;
CancellationSource &CancellationSource::operator=(const CancellationSource &other) = default;
CancellationSource &CancellationSource::operator=(CancellationSource &&other) noexcept = default;

Cancellation CancellationSource::token() const
{
    return Cancellation(m_state);
}

bool CancellationSource::isCancelled() const
{
    return m_state->isCancelled();
}

void CancellationSource::cancel() const
{
    m_state->cancel();
}

} // namespace dumbo
