#include "ui/schema/componentfeed.h"

#include "core/connection/reply.h"
#include "core/plugins/driverregistry.h"
#include "core/sdk/extensions/schemacomponents.h"
#include "ui/schema/componentrows.h"
#include "ui/settings/settings.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QtConcurrentRun>

namespace workbench {

namespace {

/// A connection that is not saved has another id each time; what it reaches stays.
QString keyOf(const OpenConnection &connection)
{
    const auto name = connection.isSaved()
        ? connection.id()
        : QString::fromLatin1(QCryptographicHash::hash(connection.place().toUtf8(), QCryptographicHash::Sha256).toHex().first(16));
    return QStringLiteral("components/file/") + name;
}

} // namespace

std::vector<dumbo::ComponentOffer> offersOf(const dumbo::DriverRegistry &registry, const OpenConnection &connection)
{
    const auto id = dumbo::SchemaComponentsExtension::extensionId();
    const auto extension = registry.tryExtension(connection.target().connector, id);
    return extension ? static_cast<dumbo::SchemaComponentsExtension *>(extension.get())->offers() : std::vector<dumbo::ComponentOffer>();
}

ComponentFeed::ComponentFeed(Workspace &workspace, QObject *parent)
    : QObject(parent)
    , m_workspace(workspace)
{
    auto &hub = workspace.connections();
    connect(&hub, &ConnectionHub::catalogChanged, this, [this](OpenConnection *connection) {
        if (!connection->isLoadingCatalog())
            read(*connection);
    });
    connect(&hub, &ConnectionHub::aboutToRemove, this, [this](const OpenConnection *connection) { m_entries.erase(connection->id()); });
    connect(&m_files, &QFileSystemWatcher::fileChanged, &m_settled, [this] { m_settled.start(); });
    m_settled.setSingleShot(true);
    m_settled.setInterval(100);
    connect(&m_settled, &QTimer::timeout, this, [this] {
        for (auto *connection : m_workspace.connections().connections())
            read(*connection);
    });
}

ComponentFeed::~ComponentFeed() = default;

std::shared_ptr<const TreeComponents> ComponentFeed::of(const OpenConnection &connection) const
{
    static const auto none = std::make_shared<const TreeComponents>();
    const auto found = m_entries.find(connection.id());
    return found == m_entries.end() || !found->second.shown ? none : found->second.shown;
}

QString ComponentFeed::file(const OpenConnection &connection) const
{
    return m_workspace.settings().remembered(keyOf(connection)).toString();
}

void ComponentFeed::setFile(const OpenConnection &connection, const QString &path)
{
    m_workspace.settings().remember(keyOf(connection), path.isEmpty() ? QVariant() : QVariant(path));
    if (path.isEmpty()) {
        ++m_entries[connection.id()].generation;
        m_entries[connection.id()].shown.reset();
        follow();
        Q_EMIT changed(connection.id());
    } else if (auto *open = m_workspace.connections().find(connection.id())) {
        read(*open);
    }
}

void ComponentFeed::read(OpenConnection &connection)
{
    const auto path = file(connection);
    if (path.isEmpty() || !connection.catalogPart() || connection.state() != OpenConnection::State::Connected)
        return;
    follow();
    auto &entry = m_entries[connection.id()];
    const auto generation = ++entry.generation;
    if (!entry.shown || entry.shown->path != path) {
        TreeComponents reading;
        reading.state = TreeComponents::State::Reading;
        reading.path = path;
        reading.file = QFileInfo(path).fileName();
        show(connection.id(), reading);
    }
    connection.fetchLedger(this, [this, id = connection.id(), generation](const dumbo::Result<dumbo::LedgerState> &ledger) {
        compare(id, generation, ledger);
    });
}

void ComponentFeed::compare(const QString &connectionId, int generation, const dumbo::Result<dumbo::LedgerState> &ledger)
{
    const auto *connection = m_workspace.connections().find(connectionId);
    if (!connection || m_entries[connectionId].generation != generation)
        return;
    ComponentQuestion question { file(*connection), connection->dialect(), offersOf(m_workspace.connections().registry(), *connection),
        connection->objects(), ledger ? std::optional(*ledger) : std::nullopt };
    const auto answer = QtConcurrent::run([question = std::move(question)] { return readTreeComponents(question); });
    dumbo::onFinished(answer, this, [this, connectionId, generation](const TreeComponents &components) {
        if (const auto entry = m_entries.find(connectionId); entry != m_entries.end() && entry->second.generation == generation)
            show(connectionId, components);
    });
}

void ComponentFeed::show(const QString &connectionId, const TreeComponents &components)
{
    m_entries[connectionId].shown = std::make_shared<const TreeComponents>(components);
    follow();
    Q_EMIT changed(connectionId);
}

/// A file that an editor replaced is another one, and has to be watched anew.
void ComponentFeed::follow()
{
    QStringList wanted;
    for (const auto *connection : m_workspace.connections().connections()) {
        if (const auto path = file(*connection); !path.isEmpty() && !wanted.contains(path))
            wanted.append(path);
    }
    const auto watched = m_files.files();
    for (const auto &path : watched) {
        if (!wanted.contains(path))
            m_files.removePath(path);
    }
    for (const auto &path : std::as_const(wanted)) {
        if (!watched.contains(path))
            m_files.addPath(path);
    }
}

} // namespace workbench
