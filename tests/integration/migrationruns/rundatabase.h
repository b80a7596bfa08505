#pragma once

#include "core/connection/connectionstring.h"
#include "core/migrations/runner.h"
#include "core/migrations/targetopener.h"
#include "core/plugins/driverregistry.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <functional>

namespace dumbo::test {

/// A fresh database of one type, named by its connection string, so that another process can open it too.
class RunDatabase
{
public:
    /// "sqlite", "postgresql" or "mariadb", or the first two through "qsqlite" and "qpsql".
    [[nodiscard]] static Result<std::unique_ptr<RunDatabase>> make(const QString &type)
    {
        auto made = std::make_unique<RunDatabase>();
        made->m_type = type;
        if (type == u"qpsql" || type == u"qsqlite") {
            made->m_type = type == u"qpsql" ? QStringLiteral("postgresql") : QStringLiteral("sqlite");
            made->m_connector = Connector { type == u"qpsql" ? QStringLiteral("PostgreSQL") : QStringLiteral("SQLite"), type };
        }
        if (made->m_type == u"postgresql") {
            const auto server = PostgresServer::shared();
            if (!server)
                return fail(server.error());
            made->m_url = (*server)->url((*server)->createDatabase());
        } else if (made->m_type == u"mariadb") {
            const auto server = MariaDbServer::shared();
            if (!server)
                return fail(server.error());
            made->m_url = QStringLiteral("mysql://guarded:secret@127.0.0.1:%1/%2").arg((*server)->port()).arg((*server)->createDatabase());
        } else {
            made->m_url = made->m_folder.filePath(QStringLiteral("huts.db"));
            QFile file(made->m_url);
            if (!file.open(QIODevice::WriteOnly))
                return fail(ErrorKind::System, file.errorString());
        }
        return made;
    }

    [[nodiscard]] static DatabaseOpener openerOf(
        DriverRegistry &registry, const QString &url, const std::optional<Connector> &connector = {})
    {
        const auto target = parseConnectionString(url, registry, connector);
        if (!target)
            qFatal("%s", qPrintable(target.error().toText()));
        return targetOpener(registry, *target);
    }

    RunDatabase()
    {
        m_registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    }

    [[nodiscard]] QString type() const { return m_type; }
    [[nodiscard]] QString url() const { return m_url; }
    [[nodiscard]] bool isServer() const { return m_type != u"sqlite"; }
    [[nodiscard]] DatabaseOpener opener() { return openerOf(m_registry, m_url, m_connector); }
    [[nodiscard]] DriverRegistry &registry() { return m_registry; }
    [[nodiscard]] std::unique_ptr<OpenDatabase> open()
    {
        auto opened = opener()({});
        if (!opened)
            qFatal("%s", qPrintable(opened.error().toText()));
        return std::move(*opened);
    }
    void run(const QByteArray &sql)
    {
        if (const auto done = open()->executor().command(sql); !done)
            qFatal("%s: %s", sql.constData(), qPrintable(done.error().toText()));
    }
    /// The first value of the answer, or "error".
    [[nodiscard]] QString ask(const QByteArray &sql)
    {
        const auto row = first(open()->executor().query(sql));
        return row ? row->text(0) : QStringLiteral("error");
    }
    [[nodiscard]] bool hasTable(const QString &name) { return ask("SELECT count(*) FROM " + name.toUtf8()) != u"error"; }
    [[nodiscard]] LedgerState ledger()
    {
        const auto state = readLedger(open()->executor());
        if (!state)
            qFatal("%s", qPrintable(state.error().toText()));
        return *state;
    }

    /// Runs for a minute unless it is ended.
    [[nodiscard]] QByteArray slowStatement() const
    {
        if (m_type == u"postgresql")
            return "SELECT pg_sleep(60)";
        if (m_type == u"mariadb")
            return "DO SLEEP(60)";
        return "CREATE TABLE slow AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000000000) SELECT count(*) FROM n";
    }

private:
    QString m_type;
    QString m_url;
    std::optional<Connector> m_connector;
    QTemporaryDir m_folder;
    DriverRegistry m_registry;
};

/// What a run told.
class HeardEvents final : public RunEvents
{
public:
    void lockWaiting(const LockWait &wait) override { waits.push_back(wait); onWait(wait); }
    void lockTaken() override { ++locks; }
    void migrationStarted(const Migration &migration, int number, int count) override
    {
        lines.append(QStringLiteral("%1/%2 %3").arg(number).arg(count).arg(migration.name));
    }
    void statementStarted(const StatementProgress &statement) override { onStatement(statement); }
    void statementFinished(const StatementProgress &statement) override
    {
        lines.append(QStringLiteral("  %1%2%3").arg(QString::number(statement.statement),
            statement.inTransaction ? QString() : QStringLiteral(" alone"), statement.error ? QStringLiteral(" failed") : QString()));
    }
    void migrationFinished(const MigrationResult &result) override
    {
        lines.append(result.name + u' ' + migrationOutcomeName(result.outcome));
    }
    void notice(const QString &sentence) override { notices.append(sentence); }
    bool confirm(const RunQuestion &question) override
    {
        questions.append(question.text);
        return says;
    }

    QStringList lines;
    QStringList notices;
    QStringList questions;
    std::vector<LockWait> waits;
    int locks = 0;
    bool says = false;
    std::function<void(const StatementProgress &)> onStatement = [](const auto &) { };
    std::function<void(const LockWait &)> onWait = [](const auto &) { };
};

[[nodiscard]] inline Migration migration(const QString &name, const QByteArrayList &up, const QByteArrayList &down = {})
{
    Migration made;
    made.name = name;
    for (const auto &text : up)
        made.up.push_back({ text, 0, text.size(), int(made.up.size()) + 1 });
    for (const auto &text : down)
        made.down.push_back({ text });
    made.hasDown = !down.isEmpty();
    made.hash = migrationHash(made.up);
    return made;
}

[[nodiscard]] inline MigrationSet setOf(std::vector<Migration> migrations)
{
    MigrationSet set;
    set.layout = QStringLiteral("dumbo");
    set.migrations = std::move(migrations);
    return set;
}

[[nodiscard]] inline QStringList states(const MigrationPlan &plan)
{
    QStringList found;
    for (const auto &planned : plan.migrations)
        found.append(planned.name() + u' ' + migrationStateName(planned.state));
    return found;
}

[[nodiscard]] inline QStringList outcomes(const RunReport &report)
{
    QStringList found;
    for (const auto &result : report.migrations)
        found.append(result.name + u' ' + migrationOutcomeName(result.outcome));
    return found;
}

} // namespace dumbo::test

/// Makes a fresh database of a type, or ends the test function.
#define DUMBO_NEED_DATABASE(name, type) \
    const auto name##Made = dumbo::test::RunDatabase::make(type); \
    DUMBO_NEED_SERVER(name##Made); \
    auto &name = **name##Made
