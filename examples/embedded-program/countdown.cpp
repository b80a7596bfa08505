#include "countdown.h"

#include "core/sdk/batchbuilder.h"

#include <atomic>

namespace countdown {

using namespace dumbo;

namespace {

const Connector connectorName { QStringLiteral("Countdown"), QStringLiteral("embedded") };

Dialect countdownDialect()
{
    Dialect dialect;
    dialect.databaseType = connectorName.databaseType;
    return dialect;
}

class Rows final : public Execution {
public:
    explicit Rows(qint64 start)
        : m_left(start)
    {
        m_column.name = QStringLiteral("left");
        m_column.kind = LogicalKind::Integer;
    }

    Result<bool> nextResult() override { return !std::exchange(m_isStarted, true); }
    std::span<const Column> columns() const override { return { &m_column, 1 }; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override
    {
        BatchBuilder builder(1, limit);
        while (m_left > 0 && !builder.isFull()) {
            builder.column(0).appendInt64(m_left--);
            builder.endRow();
        }
        if (builder.rowCount() == 0)
            return std::nullopt;
        return builder.finish();
    }
    CommandOutcome outcome() const override { return { "FROM", {}, {} }; }
    Result<void> close(CloseMode) override
    {
        m_left = 0;
        return {};
    }

private:
    Column m_column;
    qint64 m_left;
    bool m_isStarted = false;
};

class CountdownConnection final : public Connection {
public:
    Dialect dialect() const override { return countdownDialect(); }
    Capabilities capabilities() const override { return {}; }
    ServerFacts server() const override { return {}; }
    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override
    {
        auto isNumber = false;
        const auto start = statement.text.startsWith("FROM ") ? statement.text.sliced(5).toLongLong(&isNumber) : 0;
        if (!isNumber)
            return fail(ErrorKind::InvalidOperation, QStringLiteral("A countdown understands \"FROM 3\" and the like."));
        return std::make_unique<Rows>(start);
    }
    Result<std::unique_ptr<Prepared>> prepare(const StatementText &) override
    {
        return fail(ErrorKind::NotImplemented, QStringLiteral("Nothing is prepared here."));
    }
    Result<CatalogPart> catalog(const CatalogRequest &) override
    {
        return fail(ErrorKind::NotImplemented, QStringLiteral("There is no catalog here."));
    }
    TransactionState transactionState() const override { return TransactionState::Idle; }
    void cancel() noexcept override { }
};

class CountdownPlugin final : public StoragePlugin {
public:
    Connector connector() const override { return connectorName; }
    Dialect dialect() const override { return countdownDialect(); }
    Capabilities capabilities() const override { return {}; }
    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &, ConnectionObserver &) override
    {
        return std::make_unique<CountdownConnection>();
    }
};

} // namespace

ConnectorManifest manifest()
{
    ConnectorManifest made;
    made.connector = connectorName;
    made.name = QStringLiteral("Countdown");
    made.schemes = QStringList { QStringLiteral("countdown") };
    made.dialect = countdownDialect();
    return made;
}

std::unique_ptr<StoragePlugin> makePlugin()
{
    return std::make_unique<CountdownPlugin>();
}

} // namespace countdown
