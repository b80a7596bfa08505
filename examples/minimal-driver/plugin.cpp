#include "connection.h"
#include "core/sdk/drivermodule.h"
#include "facts.h"

namespace {

using namespace dumbo;

//! [plugin]
class CsvPlugin final : public StoragePlugin {
public:
    Connector connector() const override { return { QStringLiteral("CSV"), QStringLiteral("folder") }; }
    Dialect dialect() const override { return csv::dialect(); }
    Capabilities capabilities() const override { return csv::capabilities(); }

    Result<std::unique_ptr<Connection>> connect(const ConnectRequest &request, ConnectionObserver &observer) override
    {
        if (request.cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, QStringLiteral("Connecting was cancelled."));
        const QDir folder(request.options.text(u"folder"));
        if (request.options.text(u"folder").isEmpty() || !folder.exists())
            return fail(ErrorKind::NotFound, QStringLiteral("There is no folder \"%1\".").arg(request.options.text(u"folder")));
        return std::make_unique<csv::Connection>(folder, observer);
    }

    Extension *extension(const ExtensionId &id) override { return id == m_facts.id() ? &m_facts : nullptr; }

private:
    csv::Facts m_facts;
};
//! [plugin]

//! [module]
class CsvModule final : public QObject, public DriverModule {
    Q_OBJECT
    Q_INTERFACES(dumbo::DriverModule)
    Q_PLUGIN_METADATA(IID DUMBO_DRIVER_IID FILE "driver.json")

public:
    std::vector<std::unique_ptr<StoragePlugin>> createPlugins() override
    {
        std::vector<std::unique_ptr<StoragePlugin>> plugins;
        plugins.push_back(std::make_unique<CsvPlugin>());
        return plugins;
    }
};
//! [module]

} // namespace

#include "plugin.moc"
