#include "core/plugins/guard.h"

#include "core/plugins/guardedexecution.h"

namespace dumbo {

namespace {

/// Counts an open connection for as long as it lives.
class UseToken {
public:
    explicit UseToken(std::shared_ptr<std::atomic_int> count)
        : m_count(std::move(count))
    {
        if (m_count)
            m_count->fetch_add(1, std::memory_order_relaxed);
    }
    ~UseToken()
    {
        if (m_count)
            m_count->fetch_sub(1, std::memory_order_relaxed);
    }
    UseToken(const UseToken &) = delete;
    UseToken &operator=(const UseToken &) = delete;

private:
    std::shared_ptr<std::atomic_int> m_count;
};

class GuardedPrepared final : public Prepared {
public:
    GuardedPrepared(std::unique_ptr<Prepared> inner, ContractGuard &guard)
        : m_inner(std::move(inner))
        , m_guard(guard)
    {
    }

    std::span<const ParameterInfo> parameters() const override
    {
        return m_guard.value([&] { return m_inner->parameters(); }, std::span<const ParameterInfo>());
    }

    std::span<const Column> columns() const override
    {
        return m_guard.value([&] { return m_inner->columns(); }, std::span<const Column>());
    }

    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override
    {
        return guardedExecution(m_guard.call([&] { return m_inner->execute(parameters); }), m_guard);
    }

    Result<qint64> executeMany(const Batch &rows) override
    {
        return m_guard.call([&] { return m_inner->executeMany(rows); });
    }

private:
    std::unique_ptr<Prepared> m_inner;
    ContractGuard &m_guard;
};

class GuardedConnection final : public Connection {
public:
    GuardedConnection(std::unique_ptr<Connection> inner, std::shared_ptr<StoragePlugin> plugin,
        const DriverIdentity &identity, std::shared_ptr<std::atomic_int> useCount)
        : m_plugin(std::move(plugin))
        , m_use(std::move(useCount))
        , m_guard(identity)
        , m_inner(std::move(inner))
    {
    }

    Dialect dialect() const override
    {
        return m_guard.value([&] { return m_inner->dialect(); }, Dialect());
    }
    Capabilities capabilities() const override
    {
        return m_guard.value([&] { return m_inner->capabilities(); }, Capabilities());
    }
    ServerFacts server() const override
    {
        return m_guard.value([&] { return m_inner->server(); }, ServerFacts());
    }

    Result<std::unique_ptr<Execution>> execute(const Statement &statement) override
    {
        return guardedExecution(m_guard.call([&] { return m_inner->execute(statement); }), m_guard);
    }

    Result<std::unique_ptr<Prepared>> prepare(const StatementText &text) override
    {
        auto prepared = m_guard.call([&] { return m_inner->prepare(text); });
        if (!prepared)
            return fail(prepared.error());
        return std::make_unique<GuardedPrepared>(std::move(*prepared), m_guard);
    }

    Result<CatalogPart> catalog(const CatalogRequest &request) override
    {
        return m_guard.call([&] { return m_inner->catalog(request); });
    }

    Result<void> begin(const TransactionOptions &options) override
    {
        return m_guard.call([&] { return m_inner->begin(options); });
    }
    Result<void> commit() override
    {
        return m_guard.call([&] { return m_inner->commit(); });
    }
    Result<void> rollback() override
    {
        return m_guard.call([&] { return m_inner->rollback(); });
    }
    Result<void> savepoint(const QString &name) override
    {
        return m_guard.call([&] { return m_inner->savepoint(name); });
    }
    Result<void> releaseSavepoint(const QString &name) override
    {
        return m_guard.call([&] { return m_inner->releaseSavepoint(name); });
    }
    Result<void> rollbackToSavepoint(const QString &name) override
    {
        return m_guard.call([&] { return m_inner->rollbackToSavepoint(name); });
    }

    TransactionState transactionState() const override
    {
        return m_guard.value([&] { return m_inner->transactionState(); }, TransactionState::Unknown);
    }

    Result<ResetOutcome> reset() override
    {
        if (m_guard.hasThrown())
            return ResetOutcome::Unusable;
        return m_guard.call([&] { return m_inner->reset(); });
    }

    bool isBroken() const override
    {
        return m_guard.hasThrown() || m_guard.value([&] { return m_inner->isBroken(); }, true);
    }

    Result<void> ping() override
    {
        return m_guard.call([&] { return m_inner->ping(); });
    }

    int idleDescriptor() const override
    {
        return m_guard.value([&] { return m_inner->idleDescriptor(); }, -1);
    }

    void pump() override
    {
        m_guard.value([&] { return m_inner->pump(), true; }, false);
    }

    void cancel() noexcept override { m_inner->cancel(); }

    Extension *extension(const ExtensionId &id) override
    {
        auto *found = m_guard.value([&] { return m_inner->extension(id); }, static_cast<Extension *>(nullptr));
        return found && m_guard.value([&] { return found->id() == id; }, false) ? found : nullptr;
    }

private:
    std::shared_ptr<StoragePlugin> m_plugin; ///< goes after the connection
    UseToken m_use;
    mutable ContractGuard m_guard;
    std::unique_ptr<Connection> m_inner;
};

class GuardedPlugin final : public StoragePlugin {
public:
    GuardedPlugin(
        std::shared_ptr<StoragePlugin> inner, const DriverIdentity &identity, std::shared_ptr<std::atomic_int> useCount)
        : m_inner(std::move(inner))
        , m_identity(identity)
        , m_useCount(std::move(useCount))
    {
    }

    Connector connector() const override
    {
        return value([&] { return m_inner->connector(); }, Connector());
    }
    Dialect dialect() const override
    {
        return value([&] { return m_inner->dialect(); }, Dialect());
    }
    Capabilities capabilities() const override
    {
        return value([&] { return m_inner->capabilities(); }, Capabilities());
    }
    MigratorDefaults migratorDefaults() const override
    {
        return value([&] { return m_inner->migratorDefaults(); }, MigratorDefaults());
    }
    PoolPolicy poolPolicy(const ConnectionOptions &options) const override
    {
        return value([&] { return m_inner->poolPolicy(options); }, PoolPolicy());
    }

    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &request, ConnectionObserver &observer) override
    {
        ContractGuard guard(m_identity);
        auto connection = guard.call([&] { return m_inner->connect(request, observer); });
        if (!connection)
            return fail(connection.error());
        return std::make_unique<GuardedConnection>(std::move(*connection), m_inner, m_identity, m_useCount);
    }

    Extension *extension(const ExtensionId &id) override
    {
        auto *found = value([&] { return m_inner->extension(id); }, static_cast<Extension *>(nullptr));
        return found && value([&] { return found->id() == id; }, false) ? found : nullptr;
    }

private:
    template <typename Call, typename T>
    T value(Call call, T fallback) const
    {
        return ContractGuard(m_identity).value(call, fallback);
    }

    std::shared_ptr<StoragePlugin> m_inner;
    DriverIdentity m_identity;
    std::shared_ptr<std::atomic_int> m_useCount;
};

} // namespace

std::shared_ptr<StoragePlugin> guarded(
    std::shared_ptr<StoragePlugin> plugin, const DriverIdentity &identity, std::shared_ptr<std::atomic_int> useCount)
{
    return std::make_shared<GuardedPlugin>(std::move(plugin), identity, std::move(useCount));
}

} // namespace dumbo
