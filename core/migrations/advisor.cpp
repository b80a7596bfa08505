#include "core/migrations/advisor.h"

#include "core/migrations/advice/advising.h"

#include <QCoreApplication>

#include <algorithm>
#include <utility>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Advisor", text);
}

Error missing(const QString &databaseType, const ExtensionId &id)
{
    return Error(ErrorKind::NotRegistered, tr("No driver offers \"%1\" %2 for %3.").arg(id.name).arg(id.version).arg(databaseType));
}

/// The connectors of a database type, the preferred first.
QList<ConnectorManifest> connectorsOf(const DriverRegistry &registry, const QString &databaseType)
{
    auto connectors = registry.connectors();
    connectors.removeIf([&](const ConnectorManifest &manifest) { return manifest.connector.databaseType != databaseType; });
    return connectors;
}

} // namespace

Result<std::shared_ptr<Extension>> pluginExtension(
    DriverRegistry &registry, const QString &databaseType, const ExtensionId &id)
{
    auto error = missing(databaseType, id);
    for (const auto &manifest : connectorsOf(registry, databaseType)) {
        auto found = registry.extension(manifest.connector, id);
        if (found)
            return found;
        if (found.error().kind() != ErrorKind::NotRegistered)
            error = found.error();
    }
    return fail(error);
}

Result<Advisor> Advisor::create(DriverRegistry &registry, const QString &databaseType)
{
    auto extension = pluginExtension<MigrationAdviceExtension>(registry, databaseType);
    if (!extension)
        return fail(extension.error());
    const auto connectors = connectorsOf(registry, databaseType);
    const auto plugin = registry.get(connectors.front().connector);
    if (!plugin)
        return fail(plugin.error());
    return Advisor(std::move(*extension), (*plugin)->dialect(), (*plugin)->migratorDefaults().inOneTransaction);
}

Advisor::Advisor(std::shared_ptr<MigrationAdviceExtension> extension, const Dialect &dialect, bool inTransaction)
    : m_extension(std::move(extension))
    , m_dialect(dialect)
    , m_inTransaction(inTransaction)
{
}

std::vector<Advisor::Rule> Advisor::ownRules()
{
    using Severity = FindingSeverity;
    return {
        { QStringLiteral("DMB001"), QStringLiteral("ignored-without-reason"), Severity::Warning,
            tr("A comment silences without a code or without a reason, so it silences nothing. Say why the finding does not matter here.") },
        { QStringLiteral("DMB002"), QStringLiteral("ignored-unknown"), Severity::Warning,
            tr("A comment silences a code that no rule has.") },
        { QStringLiteral("DMB003"), QStringLiteral("ignored-nothing"), Severity::Info,
            tr("A comment silences what was not found. Take it out, so that it does not hide a finding of later.") },
        { QStringLiteral("DMB010"), QStringLiteral("would-wait-now"), Severity::Warning,
            tr("Another session holds a lock that the statement would wait for, and everybody who needs the table afterwards would wait "
               "behind it. An error where that session's transaction is open for 5 s or longer. Needs a connection.") },
        { QStringLiteral("DMB011"), QStringLiteral("busy-table"), Severity::Warning,
            tr("The statement keeps others out of a table that is read or written at least once a second. Needs a connection.") },
    };
}

std::vector<Advisor::Rule> Advisor::rules() const
{
    auto all = m_extension->rules();
    std::ranges::move(ownRules(), std::back_inserter(all));
    std::ranges::stable_sort(all, {}, &Rule::code);
    return all;
}

Result<MigrationAdvice> Advisor::advise(std::span<const Migration> migrations, const AdviceContext &context) const
{
    return Advising({ *m_extension, m_dialect, rules(), m_inTransaction }, context).run(migrations);
}

Result<MigrationAdvice> Advisor::advise(
    std::span<const Migration> migrations, const DatabaseOpener &opener, const Cancellation &cancellation) const
{
    OpenRequest request;
    request.readOnly = true;
    request.cancellation = cancellation;
    const auto database = opener(request);
    if (!database)
        return fail(database.error());
    auto context = adviceContext((*database)->executor());
    if (!context)
        return fail(context.error());
    context->cancellation = cancellation;
    return advise(migrations, *context);
}

Result<AdviceContext> adviceContext(Executor &executor)
{
    CatalogRequest request;
    request.includeDdl = true; // of views: what they read
    auto catalog = executor.connection().catalog(request);
    if (!catalog)
        return fail(catalog.error());
    const auto server = executor.connection().server();
    AdviceContext context;
    context.catalog = std::make_shared<const CatalogPart>(std::move(*catalog));
    context.searchPath = server.searchPath;
    context.serverVersion = server.version;
    context.executor = &executor;
    return context;
}

} // namespace dumbo
