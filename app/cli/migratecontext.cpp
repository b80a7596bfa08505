#include "app/cli/migratecontext.h"

#include "app/cli/errorreport.h"
#include "app/cli/terminal.h"
#include "core/migrations/sources/migrationsource.h"
#include "core/migrations/targetopener.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

} // namespace

MigrateContext::MigrateContext(DriverRegistry &registry, const MigrateArguments &arguments, Interrupt &interrupt)
    : m_registry(registry)
    , m_arguments(arguments)
    , m_interrupt(interrupt)
{
}

MigrateContext::~MigrateContext() = default;

Step<MigrateTarget> MigrateContext::targetNamed(const QString &connection) const
{
    auto asked = m_arguments.connection;
    const bool isOwn = connection == asked.connection;
    asked.connection = connection;
    if (!isOwn)
        asked.connector.clear(), asked.ssh.clear(), asked.passwordDescriptor = -1;
    auto named = targetOf(m_registry, asked);
    if (!named)
        return stop(named.error(), NoConnection);
    // Lives as long as the opener: what was typed once is not asked again.
    const auto secrets = std::make_shared<Secrets>(Secrets::Sources { asked.connection, asked.passwordDescriptor, named->profile }, m_interrupt);
    const auto plain = targetOpener(m_registry, named->target, [secrets](const CredentialsRequest &request) { return secrets->answer(request); });
    DatabaseOpener opener = [plain, secrets](const OpenRequest &request) {
        auto opened = plain(request);
        if (opened)
            secrets->keep();
        return opened;
    };
    return MigrateTarget { std::move(*named), std::move(opener) };
}

Step<const MigrateTarget *> MigrateContext::target()
{
    if (!m_target) {
        auto made = targetNamed(m_arguments.connection.connection);
        if (!made)
            return std::unexpected(made.error());
        m_target = std::move(*made);
        if (m_target->isProduction() && isTerminal(STDERR_FILENO))
            printLine(tr("production: %1").arg(m_target->named.profile->name));
    }
    return &*m_target;
}

Step<std::unique_ptr<OpenDatabase>> MigrateContext::open(const MigrateTarget &target, bool readOnly) const
{
    OpenRequest request;
    request.readOnly = readOnly;
    request.cancellation = m_interrupt.cancellation();
    auto opened = target.opener(request);
    if (!opened)
        return stop(opened.error(), NoConnection);
    return std::move(*opened);
}

Step<Dialect> MigrateContext::dialect()
{
    auto type = m_arguments.databaseType;
    if (type.isEmpty()) {
        if (m_arguments.connection.connection.isEmpty())
            return stop(tr("Tell the database type, by --connection or --type."));
        const auto named = target();
        if (!named)
            return std::unexpected(named.error());
        if (const auto manifest = m_registry.describe((*named)->named.target.connector))
            return manifest->dialect;
        return stop(tr("There is no driver for this connection."), NoConnection);
    }
    if (type.compare(QStringLiteral("postgres"), Qt::CaseInsensitive) == 0)
        type = QStringLiteral("PostgreSQL");
    if (type.compare(QStringLiteral("mariadb"), Qt::CaseInsensitive) == 0)
        type = QStringLiteral("MySQL");
    QStringList known;
    for (const auto &manifest : m_registry.connectors()) {
        if (manifest.dialect.databaseType.compare(type, Qt::CaseInsensitive) == 0)
            return manifest.dialect;
        if (!known.contains(manifest.dialect.databaseType))
            known.append(manifest.dialect.databaseType);
    }
    return stop(tr("No driver knows the database type \"%1\"; there are: %2.").arg(type, known.join(QStringLiteral(", "))));
}

/// Only components want them, and asking loads a driver.
std::vector<ComponentOffer> MigrateContext::offersFor(const Dialect &dialect) const
{
    const bool mayBeComponents = m_arguments.source.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
    return mayBeComponents ? componentOffers(m_registry, dialect.databaseType) : std::vector<ComponentOffer>();
}

Step<MigrationSet> MigrateContext::source(const Dialect &dialect) const
{
    auto set = readMigrations({ m_arguments.source, m_arguments.layout, dialect, offersFor(dialect) });
    if (!set)
        return stop(set.error(), Usage);
    if (!m_arguments.application.isEmpty()) {
        for (auto &migration : set->migrations)
            migration.application = m_arguments.application;
    }
    return std::move(*set);
}

Step<MigrationSet> MigrateContext::only(MigrationSet set, const QStringList &names) const
{
    for (const auto &name : names) {
        if (!std::ranges::contains(set.migrations, name, &Migration::name))
            return stop(tr("There is no migration \"%1\" in \"%2\".").arg(name, set.path));
    }
    if (!names.isEmpty())
        std::erase_if(set.migrations, [&](const Migration &migration) { return !names.contains(migration.name); });
    return set;
}

std::unexpected<Stopped> MigrateContext::stop(const Error &error, ExitCode code) const
{
    if (m_interrupt.isRequested())
        return std::unexpected(Stopped { Interrupted });
    reportError(error);
    return std::unexpected(Stopped { code });
}

std::unexpected<Stopped> MigrateContext::stop(const QString &message, ExitCode code) const
{
    printLine(QStringLiteral("dumbo: ") + message);
    return std::unexpected(Stopped { code });
}

bool MigrateContext::confirm(const QString &question) const
{
    if (m_arguments.assumesYes)
        return true;
    if (!isTerminal(STDIN_FILENO))
        return false;
    const auto answer = askLine(question + tr(" [y/N] "));
    return answer && (answer->compare(u'y', Qt::CaseInsensitive) == 0 || answer->compare(tr("yes"), Qt::CaseInsensitive) == 0);
}

ExitCode MigrateContext::print(const QByteArray &text, ExitCode code) const
{
    if (const auto written = writeAll(STDOUT_FILENO, text); !written) {
        reportError(written.error());
        return Refused;
    }
    return code;
}

ExitCode MigrateContext::print(const QJsonObject &json, ExitCode code) const
{
    return print(QJsonDocument(json).toJson(), code);
}

void printProblems(const std::vector<SourceProblem> &problems)
{
    for (const auto &problem : problems) {
        const auto place = problem.line > 0 ? QStringLiteral("%1:%2: ").arg(problem.path).arg(problem.line) : problem.path + QStringLiteral(": ");
        printLine(place + (problem.isFatal ? tr("error: ") : tr("note: ")) + problem.message);
    }
}

QString countedStates(const MigrationPlan &plan)
{
    QStringList parts;
    for (const auto state : { MigrationState::Applied, MigrationState::Pending, MigrationState::Changed, MigrationState::Missing,
             MigrationState::OutOfOrder, MigrationState::Failed }) {
        if (const auto count = plan.count(state))
            parts.append(QStringLiteral("%1 %2").arg(count).arg(migrationStateName(state)));
    }
    return parts.isEmpty() ? tr("nothing") : parts.join(QStringLiteral(", "));
}

} // namespace cli
