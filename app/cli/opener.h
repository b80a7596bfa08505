#pragma once

#include "app/cli/interrupt.h"
#include "core/connection/profile.h"
#include "core/connection/targetconnector.h"
#include "core/plugins/driverregistry.h"
#include "core/sdk/connectionobserver.h"

#include <memory>
#include <optional>

namespace cli {

/// How the person named a database.
struct ConnectionArguments {
    QString connection; ///< a connection string, a file, or a saved name
    QString connector; ///< empty: the best one
    bool readOnly = false;
    int passwordDescriptor = -1; ///< where the password is read from; -1: not from a descriptor
    QString ssh; ///< a tunnel instead of the connection's own; empty: that one, or none
};

/// What the person meant.
struct NamedTarget {
    dumbo::ConnectionTarget target;
    std::optional<dumbo::Profile> profile; ///< where it is a saved connection
};

/// A live connection with the tunnel it needs.
class OpenedConnection {
public:
    OpenedConnection(std::unique_ptr<dumbo::TargetConnector> connector, std::unique_ptr<dumbo::Connection> connection)
        : m_connector(std::move(connector))
        , m_connection(std::move(connection))
    {
    }
    [[nodiscard]] dumbo::Connection &operator*() const { return *m_connection; }
    [[nodiscard]] dumbo::Connection *operator->() const { return m_connection.get(); }

private:
    std::unique_ptr<dumbo::TargetConnector> m_connector; ///< outlives the connection
    std::unique_ptr<dumbo::Connection> m_connection;
};

/// Prints notices and warnings of the server to standard error.
class NoticePrinter final : public dumbo::ConnectionObserver {
public:
    void notice(dumbo::NoticeSeverity severity, const QString &message) override;
};

/// A file of that name is meant before a saved connection, which is meant before a connection string.
[[nodiscard]] dumbo::Result<NamedTarget> targetOf(const dumbo::DriverRegistry &registry, const ConnectionArguments &arguments);

/// "PostgreSQL:libpq"; NotRegistered where the text is no connector.
[[nodiscard]] dumbo::Result<dumbo::Connector> connectorFromText(const QString &text);
/// Data where the text is no ssh server, or the connector reaches its database otherwise.
[[nodiscard]] dumbo::Result<dumbo::SshTunnel> tunnelFromText(
    const QString &text, const dumbo::Connector &connector, const dumbo::DriverRegistry &registry);

/// Connects, loading the driver, and runs the start-up SQL. Secrets come as Secrets says. A production connection is told to who
/// watches.
[[nodiscard]] dumbo::Result<OpenedConnection> openConnection(dumbo::DriverRegistry &registry,
    const ConnectionArguments &arguments, dumbo::ConnectionObserver &observer, const Interrupt &interrupt);

} // namespace cli
