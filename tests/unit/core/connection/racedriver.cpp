#include "tests/unit/core/connection/racedriver.h"

#include <thread>

namespace dumbo::test {

namespace {

class NoRows final : public Execution {
public:
    Result<bool> nextResult() override { return !std::exchange(m_done, true); }
    std::span<const Column> columns() const override { return {}; }
    Result<std::optional<Batch>> next(const BatchLimit &) override { return std::nullopt; }
    CommandOutcome outcome() const override { return { "DONE", 1, {} }; }
    Result<void> close(CloseMode) override { return {}; }

private:
    bool m_done = false;
};

} // namespace

RaceConnection::RaceConnection(std::shared_ptr<RaceLog> log)
    : m_log(std::move(log))
{
    const std::scoped_lock lock(m_log->mutex);
    ++m_log->openConnections;
}

RaceConnection::~RaceConnection()
{
    const std::scoped_lock lock(m_log->mutex);
    --m_log->openConnections;
}

Result<std::unique_ptr<Execution>> RaceConnection::execute(const Statement &statement)
{
    using namespace std::chrono_literals;
    std::unique_lock lock(m_mutex);
    m_text = statement.text;
    m_cancelled = false;
    lock.unlock();
    std::this_thread::yield(); // Here a cancel is lost.
    lock.lock();
    m_running = true;
    const auto isLong = m_text.startsWith("long");
    if (m_text.startsWith("slow"))
        m_condition.wait_for(lock, 100ms, [] { return false; });
    else
        m_condition.wait_for(lock, isLong ? 60s : 20us, [&] { return m_cancelled; });
    m_running = false;
    if (m_cancelled)
        return fail(ErrorKind::Cancelled, QStringLiteral("interrupted"));
    if (isLong)
        return fail(ErrorKind::General, QStringLiteral("nobody cancelled"));
    return std::make_unique<NoRows>();
}

Result<std::unique_ptr<Prepared>> RaceConnection::prepare(const StatementText &)
{
    return fail(ErrorKind::NotImplemented, QStringLiteral("prepare"));
}

Result<CatalogPart> RaceConnection::catalog(const CatalogRequest &)
{
    return fail(ErrorKind::NotImplemented, QStringLiteral("catalog"));
}

void RaceConnection::cancel() noexcept
{
    const std::scoped_lock lock(m_mutex, m_log->mutex);
    if (!m_running) {
        ++m_log->earlyCancels;
        return;
    }
    m_cancelled = true;
    m_log->hits.insert(m_text);
    m_condition.notify_all();
}

} // namespace dumbo::test
