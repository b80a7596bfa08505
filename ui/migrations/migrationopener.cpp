#include "ui/migrations/migrationopener.h"

#include "core/migrations/targetopener.h"
#include "ui/settings/settings.h"
#include "ui/shell/openconnection.h"

#include <QCoreApplication>
#include <QCryptographicHash>

namespace workbench {

namespace {

/// A connection that is not saved has another id each time; what it reaches stays.
QString sourceKey(const OpenConnection &connection)
{
    const auto name = connection.isSaved()
        ? connection.id()
        : QString::fromLatin1(QCryptographicHash::hash(connection.place().toUtf8(), QCryptographicHash::Sha256).toHex().first(16));
    return QStringLiteral("migrations/source/") + name;
}

} // namespace

dumbo::DatabaseOpener openerOf(const OpenConnection &connection, dumbo::DriverRegistry &registry)
{
    if (!connection.capabilities().testFlag(dumbo::Capability::SeveralConnections)) {
        return [name = connection.name()](const dumbo::OpenRequest &) -> dumbo::Result<std::unique_ptr<dumbo::OpenDatabase>> {
            return dumbo::fail(dumbo::Error(dumbo::ErrorKind::InvalidOperation,
                QCoreApplication::translate("Migrations", "%1 lives in one connection only, so migrations have none to work with.").arg(name))
                                   .withHint(QCoreApplication::translate("Migrations", "Save the database into a file and open that.")));
        };
    }
    return dumbo::targetOpener(registry, connection.target());
}

QString rememberedSource(const Settings &settings, const OpenConnection &connection)
{
    return settings.remembered(sourceKey(connection)).toString();
}

void rememberSource(Settings &settings, const OpenConnection &connection, const QString &source)
{
    settings.remember(sourceKey(connection), source);
}

} // namespace workbench
