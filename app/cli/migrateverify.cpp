#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "app/cli/terminal.h"
#include "core/migrations/verify.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MigrateCommand", text);
}

QJsonObject jsonOf(const VerifyReport &report, const MigrationSet &set)
{
    auto json = migrateJson(u"verify"_s, set);
    QJsonArray problems;
    for (const auto &problem : report.problems) {
        QJsonObject entry { { u"message"_s, problem.message } };
        if (!problem.name.isEmpty())
            entry.insert(u"name"_s, problem.name);
        problems.append(entry);
    }
    json.insert(u"counts"_s, countsOf(report.plan));
    json.insert(u"verified"_s, report.problems.empty());
    json.insert(u"problems"_s, problems);
    json.insert(u"notices"_s, QJsonArray::fromStringList(report.notices));
    return json;
}

} // namespace

ExitCode verify(MigrateContext &context)
{
    const auto target = context.target();
    if (!target)
        return target.error().code;
    auto database = context.open(**target);
    if (!database)
        return database.error().code;
    const auto set = context.source((*database)->connection().dialect());
    if (!set)
        return set.error().code;
    const auto report = verifyMigrations((*database)->executor(), *set);
    if (!report)
        return context.stop(report.error()).error().code;
    const auto code = report->problems.empty() ? Done : Refused;
    if (context.arguments().json)
        return context.print(jsonOf(*report, *set), code);
    for (const auto &notice : report->notices)
        printLine(tr("note: ") + notice);
    QString text;
    for (const auto &problem : report->problems)
        text += (problem.name.isEmpty() ? QString() : problem.name + u": "_s) + problem.message + u'\n';
    if (report->problems.empty())
        text = tr("The database has what the source says: %1").arg(countedStates(report->plan)) + u'\n';
    return context.print(text.toUtf8(), code);
}

} // namespace cli
