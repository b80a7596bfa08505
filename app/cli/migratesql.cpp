#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "core/migrations/ledger.h"
#include "core/migrations/planscript.h"

#include <QCoreApplication>

#include <algorithm>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

/// What is to be printed.
struct Script {
    MigrationSet set;
    std::optional<QByteArray> whole; ///< what a run of all that is pending would send
};

/// Of the migrations that were named, those that are not applied, or with --down those that are.
Step<Script> left(MigrateContext &context)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    auto database = context.open(**target);
    if (!database)
        return std::unexpected(database.error());
    auto &executor = (*database)->executor();
    const auto dialect = executor.connection().dialect();
    auto set = context.source(dialect);
    if (!set)
        return std::unexpected(set.error());
    const auto ledger = readLedger(executor);
    if (!ledger)
        return context.stop(ledger.error());
    auto plan = planMigrations(*set, *ledger);
    const auto state = context.arguments().down ? MigrationState::Applied : MigrationState::Pending;
    auto chosen = context.only(std::move(*set), context.arguments().names);
    if (!chosen)
        return std::unexpected(chosen.error());
    std::erase_if(chosen->migrations, [&](const Migration &migration) {
        return std::ranges::none_of(plan.migrations, [&](const PlannedMigration &planned) { return planned.state == state && planned.name() == migration.name; });
    });
    Script script { std::move(*chosen), std::nullopt };
    if (context.arguments().down || !context.arguments().names.isEmpty())
        return script;
    auto whole = planScript(plan, dialect, { .fit = transactionFits(context, dialect.databaseType) });
    if (!whole)
        return context.stop(whole.error());
    script.whole = std::move(*whole);
    return script;
}

Step<Script> chosen(MigrateContext &context)
{
    if (!context.arguments().all) {
        if (context.arguments().connection.connection.isEmpty())
            return context.stop(tr("Tell the connection, or --all with --type."));
        return left(context);
    }
    const auto dialect = context.dialect();
    if (!dialect)
        return std::unexpected(dialect.error());
    auto set = context.source(*dialect);
    if (!set)
        return std::unexpected(set.error());
    auto named = context.only(std::move(*set), context.arguments().names);
    if (!named)
        return std::unexpected(named.error());
    return Script { std::move(*named), std::nullopt };
}

/// A comment in which no line break ends it.
QByteArray comment(const QString &text)
{
    return "-- " + text.simplified().toUtf8() + '\n';
}

QByteArray scriptOf(const Migration &migration, bool isDown)
{
    auto text = comment(migration.inTransaction ? migration.name : tr("%1 (outside of a transaction)").arg(migration.name));
    for (const auto &statement : isDown ? migration.down : migration.up)
        text += statement.text + ";\n";
    return text;
}

QJsonObject jsonOf(const Script &script, bool isDown)
{
    QJsonArray migrations;
    for (const auto &migration : script.set.migrations) {
        auto entry = cli::jsonOf(migration);
        QJsonArray statements;
        for (const auto &statement : isDown ? migration.down : migration.up)
            statements.append(QString::fromUtf8(statement.text));
        entry.insert(u"sql"_s, statements);
        migrations.append(entry);
    }
    auto json = migrateJson(u"sql"_s, script.set);
    json.insert(u"migrations"_s, migrations);
    if (script.whole)
        json.insert(u"script"_s, QString::fromUtf8(*script.whole));
    return json;
}

} // namespace

ExitCode printSql(MigrateContext &context)
{
    auto script = chosen(context);
    if (!script)
        return script.error().code;
    auto &set = script->set;
    const bool isDown = context.arguments().down;
    if (isDown)
        std::ranges::reverse(set.migrations);
    if (context.arguments().json)
        return context.print(jsonOf(*script, isDown), Done);
    printProblems(set.problems);
    if (script->whole)
        return context.print(*script->whole, Done);
    QByteArray text;
    for (const auto &migration : set.migrations)
        text += (text.isEmpty() ? "" : "\n") + scriptOf(migration, isDown);
    return context.print(text, Done);
}

} // namespace cli
