#include "ui/shell/connectionhub.h"

#include "core/connection/connectionstring.h"
#include "core/connection/credentialstore.h"
#include "core/connection/profileswatcher.h"
#include "core/plugins/driverregistry.h"
#include "ui/connections/connectionurl.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"

#include <QSet>
#include <QUuid>

#include <algorithm>

namespace workbench {

ConnectionHub::ConnectionHub(dumbo::DriverRegistry &registry, QObject *parent)
    : QObject(parent)
    , m_registry(registry)
{
}

ConnectionHub::~ConnectionHub() = default;

QList<OpenConnection *> ConnectionHub::connections() const
{
    QList<OpenConnection *> all;
    for (const auto &connection : m_connections)
        all.append(connection.get());
    return all;
}

OpenConnection *ConnectionHub::find(const QString &id) const
{
    const auto found = std::ranges::find(m_connections, id, [](const auto &connection) { return connection->id(); });
    return found == m_connections.end() ? nullptr : found->get();
}

dumbo::Result<OpenConnection *> ConnectionHub::open(const QString &text)
{
    const auto target = dumbo::parseConnectionString(text, m_registry);
    if (!target)
        return std::unexpected(target.error());
    return open(*target);
}

OpenConnection *ConnectionHub::open(const dumbo::ConnectionTarget &target)
{
    const auto isSame = [&target](const dumbo::ConnectionTarget &other) {
        return other.connector == target.connector && sameOptions(other.options, target.options) && other.readOnly == target.readOnly
            && other.tunnel == target.tunnel;
    };
    for (const auto &connection : m_connections) {
        if (isSame(connection->target())) {
            if (!target.secrets.isEmpty())
                connection->tellSecrets(target.secrets);
            connection->reconnect();
            return connection.get();
        }
    }
    const QString id = QUuid::createUuid().toString(QUuid::Id128).first(12);
    OpenConnection *connection = take(std::make_unique<OpenConnection>(m_registry, target, id, m_keychain.get()));
    connection->reconnect();
    return connection;
}

dumbo::Result<OpenConnection *> ConnectionHub::restore(const QString &id, const QString &text)
{
    if (OpenConnection *known = find(id))
        return known;
    const auto target = dumbo::parseConnectionString(text, m_registry);
    if (!target)
        return std::unexpected(target.error());
    return take(std::make_unique<OpenConnection>(m_registry, *target, id, m_keychain.get()));
}

OpenConnection *ConnectionHub::take(std::unique_ptr<OpenConnection> connection)
{
    OpenConnection *taken = connection.get();
    QSet<QRgb> used;
    for (const auto &other : m_connections)
        used.insert(other->accent().rgb());
    int number = 0;
    while (number < theme::accentCount() - 1 && used.contains(theme::accent(number).rgb()))
        ++number;
    taken->setAccent(theme::accent(number));
    connect(taken, &OpenConnection::changed, this, [this, taken] { Q_EMIT connectionChanged(taken); });
    connect(taken, &OpenConnection::catalogChanged, this, [this, taken] { Q_EMIT catalogChanged(taken); });
    connect(taken, &OpenConnection::ddlFailed, this, &ConnectionHub::failed);
    connect(taken, &OpenConnection::questionChanged, this, [this, taken] { Q_EMIT questionChanged(taken); });
    m_connections.push_back(std::move(connection));
    Q_EMIT added(taken);
    return taken;
}

void ConnectionHub::remove(const QString &id)
{
    OpenConnection *connection = find(id);
    if (!connection)
        return;
    connection->close();
    if (!connection->isSaved())
        takeOut(connection);
}

void ConnectionHub::takeOut(OpenConnection *connection)
{
    Q_EMIT aboutToRemove(connection);
    const auto found = std::ranges::find(m_connections, connection, [](const auto &entry) { return entry.get(); });
    // Somebody up the stack may be one of its own signals' receivers.
    found->release()->deleteLater();
    m_connections.erase(found);
}

} // namespace workbench
