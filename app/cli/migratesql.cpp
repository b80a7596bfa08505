#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "app/cli/migratepending.h"
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
    const bool isDown = context.arguments().down;
    auto pending = readPending(context, isDown ? MigrationState::Applied : MigrationState::Pending);
    if (!pending)
        return std::unexpected(pending.error());
    Script script { std::move(pending->set), std::nullopt };
    script.set.migrations = std::move(pending->chosen);
    if (isDown || !context.arguments().names.isEmpty())
        return script;
    auto whole = planScript(pending->plan, pending->dialect, { .fit = transactionFits(context, pending->dialect.databaseType) });
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
