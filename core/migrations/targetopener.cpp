#include "core/migrations/targetopener.h"

#include "core/connection/connectionexecutor.h"
#include "core/plugins/driverregistry.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

constexpr int maxAttempts = 3;

/// A connection of its own with what it lives by, in the order in which they are made.
class TargetDatabase final : public OpenDatabase {
public:
    explicit TargetDatabase(const ConnectionTarget &target)
        : m_connector(target)
    {
    }
    ~TargetDatabase() override
    {
        m_registration = {};
        if (!m_executor)
            return;
        m_executor->rollBackOpen();
        m_gate->endJob();
        m_gate->setConnection(nullptr);
    }
    TargetDatabase(const TargetDatabase &) = delete;
    TargetDatabase &operator=(const TargetDatabase &) = delete;

    [[nodiscard]] Executor &executor() override { return *m_executor; }

    [[nodiscard]] Result<void> open(
        StoragePlugin &plugin, const QMap<QString, QString> &secrets, const Cancellation &cancellation, const TargetConnector::Ask &ask)
    {
        auto connection = connect(plugin, secrets, cancellation, ask);
        if (!connection)
            return fail(connection.error());
        m_connection = std::move(*connection);
        if (const auto started = m_connector.runStartupSql(*m_connection, cancellation); !started)
            return started;
        m_gate->setConnection(m_connection.get());
        m_gate->beginJob(job);
        m_registration = cancellation.onCancelled([gate = m_gate] { gate->cancel(job); });
        m_executor.emplace(*m_connection, m_gate);
        return {};
    }

private:
    [[nodiscard]] Result<std::unique_ptr<Connection>> connect(
        StoragePlugin &plugin, const QMap<QString, QString> &secrets, const Cancellation &cancellation, const TargetConnector::Ask &ask)
    {
        ConnectRequest request;
        request.secrets = secrets;
        request.cancellation = cancellation;
        for (;; ++request.attempt) {
            auto connection = m_connector.connect(plugin, request, m_observer, ask);
            if (connection || connection.error().kind() != ErrorKind::AuthenticationRequired || !ask || request.attempt == maxAttempts)
                return connection;
            CredentialsRequest missing;
            missing.fields = connection.error().detail().split(u'\n', Qt::SkipEmptyParts);
            missing.attempt = request.attempt;
            missing.message = connection.error().message();
            const auto answers = missing.fields.isEmpty() ? std::nullopt : ask(missing);
            if (!answers)
                return connection;
            request.secrets.insert(*answers);
        }
    }

    static constexpr JobId job = 1;
    ConnectionObserver m_observer;
    TargetConnector m_connector;
    std::unique_ptr<Connection> m_connection;
    std::shared_ptr<CancelGate> m_gate = CancelGate::create();
    std::optional<ConnectionExecutor> m_executor;
    Cancellation::Registration m_registration;
};

} // namespace

DatabaseOpener targetOpener(DriverRegistry &registry, const ConnectionTarget &target, const TargetConnector::Ask &ask)
{
    auto routed = target;
    if (routed.tunnel) {
        if (const auto manifest = registry.describe(target.connector))
            routed.tunnel->routeBy(*manifest);
    }
    return [provider = registry.provider(target.connector), routed, ask](const OpenRequest &request) -> Result<std::unique_ptr<OpenDatabase>> {
        const auto plugin = provider();
        if (!plugin)
            return fail(plugin.error());
        auto wanted = routed;
        if (request.options) {
            for (const auto &[name, value] : request.options->entries())
                wanted.options.set(name, value);
        }
        wanted.readOnly = request.readOnly || (wanted.readOnly && !request.isScratch);
        auto database = std::make_unique<TargetDatabase>(wanted);
        if (const auto opened = database->open(**plugin, wanted.secrets, request.cancellation, ask); !opened)
            return fail(opened.error());
        return database;
    };
}

} // namespace dumbo
