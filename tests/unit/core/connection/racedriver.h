#pragma once

#include "core/sdk/storageplugin.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>

namespace dumbo::test {

/// What the driver of races saw.
struct RaceLog {
    std::mutex mutex;
    std::multiset<QByteArray> hits; ///< texts of the statements that a cancel reached
    int earlyCancels = 0; ///< cancels that met no running statement, and were lost
    int openConnections = 0;
};

/// A driver for tests of cancelling: as sqlite3_interrupt() does, its cancel() only ends a statement that is
/// running at that moment, and forgets one that came too early. "long …" runs until it is cancelled, "slow …" cannot be
/// cancelled for 100 ms, anything else takes some microseconds.
class RaceConnection final : public Connection {
public:
    explicit RaceConnection(std::shared_ptr<RaceLog> log);
    ~RaceConnection() override;

    Dialect dialect() const override { return {}; }
    Capabilities capabilities() const override { return Capability::Cancel; }
    ServerFacts server() const override { return {}; }
    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override;
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override;
    Result<CatalogPart> catalog(const CatalogRequest &request) override;
    TransactionState transactionState() const override { return TransactionState::Idle; }
    void cancel() noexcept override;

private:
    std::shared_ptr<RaceLog> m_log;
    std::mutex m_mutex;
    std::condition_variable m_condition;
    QByteArray m_text;
    bool m_running = false;
    bool m_cancelled = false;
};

class RacePlugin final : public StoragePlugin {
public:
    explicit RacePlugin(std::shared_ptr<RaceLog> log)
        : m_log(std::move(log))
    {
    }
    Connector connector() const override { return { QStringLiteral("Race"), QStringLiteral("race") }; }
    Dialect dialect() const override { return {}; }
    Capabilities capabilities() const override { return Capability::Cancel; }
    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &, ConnectionObserver &) override
    {
        return std::make_unique<RaceConnection>(m_log);
    }

private:
    std::shared_ptr<RaceLog> m_log;
};

} // namespace dumbo::test
