#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "core/migrations/ledger.h"

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

/// Of the migrations that were named, those that are not applied, or with --down those that are.
Step<MigrationSet> left(MigrateContext &context)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    auto database = context.open(**target);
    if (!database)
        return std::unexpected(database.error());
    auto &executor = (*database)->executor();
    auto set = context.source(executor.connection().dialect());
    if (!set)
        return set;
    const auto ledger = readLedger(executor);
    if (!ledger)
        return context.stop(ledger.error());
    auto plan = planMigrations(*set, *ledger);
    const auto state = context.arguments().down ? MigrationState::Applied : MigrationState::Pending;
    auto chosen = context.only(std::move(*set), context.arguments().names);
    if (!chosen)
        return chosen;
    std::erase_if(chosen->migrations, [&](const Migration &migration) {
        return std::ranges::none_of(plan.migrations, [&](const PlannedMigration &planned) { return planned.state == state && planned.name() == migration.name; });
    });
    return chosen;
}

Step<MigrationSet> chosen(MigrateContext &context)
{
    if (!context.arguments().all)
        return context.arguments().connection.connection.isEmpty() ? context.stop(tr("Tell the connection, or --all with --type.")) : left(context);
    const auto dialect = context.dialect();
    if (!dialect)
        return std::unexpected(dialect.error());
    auto set = context.source(*dialect);
    return set ? context.only(std::move(*set), context.arguments().names) : set;
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

} // namespace

ExitCode printSql(MigrateContext &context)
{
    auto set = chosen(context);
    if (!set)
        return set.error().code;
    const bool isDown = context.arguments().down;
    if (isDown)
        std::ranges::reverse(set->migrations);
    if (context.arguments().json) {
        QJsonArray migrations;
        for (const auto &migration : set->migrations) {
            auto json = jsonOf(migration);
            QJsonArray statements;
            for (const auto &statement : isDown ? migration.down : migration.up)
                statements.append(QString::fromUtf8(statement.text));
            json.insert(u"sql"_s, statements);
            migrations.append(json);
        }
        auto json = migrateJson(u"sql"_s, *set);
        json.insert(u"migrations"_s, migrations);
        return context.print(json, Done);
    }
    printProblems(set->problems);
    QByteArray text;
    for (const auto &migration : set->migrations)
        text += (text.isEmpty() ? "" : "\n") + scriptOf(migration, isDown);
    return context.print(text, Done);
}

} // namespace cli
