#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "app/cli/runprinter.h"
#include "core/migrations/repair.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

/// The source as the database's dialect reads it, once it is known that the database can be reached.
Step<MigrationSet> reachedSource(MigrateContext &context)
{
    const auto target = context.target();
    if (!target)
        return std::unexpected(target.error());
    if ((*target)->isProduction() && context.arguments().reason.isEmpty())
        return context.stop(tr("On a production connection the ledger is changed with --reason TEXT only, which is recorded."), Refused);
    auto database = context.open(**target);
    if (!database)
        return std::unexpected(database.error());
    return context.source((*database)->connection().dialect());
}

RepairRequest requestOf(const MigrateContext &context)
{
    RepairRequest request;
    request.names = context.arguments().names;
    request.reason = context.arguments().reason;
    request.lockTimeout = context.arguments().lockTimeout;
    request.cancellation = context.interrupt().cancellation();
    return request;
}

ExitCode tell(MigrateContext &context, const QString &command, const MigrationSet &set, const Result<std::vector<LedgerChange>> &changes)
{
    if (!changes)
        return context.stop(changes.error(), changes.error().kind() == ErrorKind::Connection ? NoConnection : Refused).error().code;
    if (!context.arguments().json) {
        QString text;
        for (const auto &change : *changes)
            text += runActionName(change.action) + u' ' + change.name + u'\n';
        return context.print((text + tr("%1 changed in the ledger").arg(changes->size()) + u'\n').toUtf8(), Done);
    }
    QJsonArray array;
    for (const auto &change : *changes) {
        QJsonObject json { { u"name"_s, change.name }, { u"action"_s, runActionName(change.action) } };
        if (!change.before.isEmpty())
            json.insert(u"before"_s, QString::fromLatin1(change.before));
        if (!change.after.isEmpty())
            json.insert(u"after"_s, QString::fromLatin1(change.after));
        array.append(json);
    }
    auto json = migrateJson(command, set);
    json.insert(u"changes"_s, array);
    return context.print(json, Done);
}

} // namespace

ExitCode recordBaseline(MigrateContext &context)
{
    const auto &arguments = context.arguments();
    if (arguments.names.isEmpty() && arguments.upTo.isEmpty())
        return context.stop(tr("Name the migrations that the database has already, or say --up-to.")).error().code;
    const auto set = reachedSource(context);
    if (!set)
        return set.error().code;
    printProblems(set->problems);
    RunPrinter events(context);
    return tell(context, u"baseline"_s, *set, baseline((*context.target())->opener, *set, arguments.upTo, requestOf(context), events));
}

ExitCode repairLedger(MigrateContext &context)
{
    const auto &arguments = context.arguments();
    if (!arguments.accepts && !arguments.forgets)
        return context.stop(tr("Say --accept (changed ones) or --forget (missing and failed ones).")).error().code;
    const auto set = reachedSource(context);
    if (!set)
        return set.error().code;
    printProblems(set->problems);
    RunPrinter events(context);
    const auto &opener = (*context.target())->opener;
    return tell(context, u"repair"_s, *set,
        arguments.accepts ? acceptChanges(opener, *set, requestOf(context), events) : forget(opener, *set, requestOf(context), events));
}

} // namespace cli
