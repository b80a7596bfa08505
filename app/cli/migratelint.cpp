#include "app/cli/migratecommand.h"

#include "app/cli/migratejson.h"
#include "app/cli/migratepending.h"
#include "app/cli/terminal.h"
#include "core/migrations/advisor.h"

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

struct Linted {
    MigrationSet set;
    MigrationAdvice advice;
};

/// Without a server: all of the source, from the text alone.
Step<Linted> lintTexts(MigrateContext &context)
{
    const auto dialect = context.dialect();
    if (!dialect)
        return std::unexpected(dialect.error());
    auto set = context.source(*dialect);
    if (!set)
        return std::unexpected(set.error());
    const auto chosen = context.only(*set, context.arguments().names);
    if (!chosen)
        return std::unexpected(chosen.error());
    const auto advisor = Advisor::create(context.registry(), dialect->databaseType);
    if (!advisor)
        return context.stop(advisor.error(), NoConnection);
    AdviceContext known;
    known.cancellation = context.interrupt().cancellation();
    auto advice = advisor->advise(chosen->migrations, known);
    if (!advice)
        return context.stop(advice.error());
    return Linted { std::move(*chosen), std::move(*advice) };
}

/// What is pending, with what the database says.
Step<Linted> lintLive(MigrateContext &context)
{
    auto pending = readPending(context);
    if (!pending)
        return std::unexpected(pending.error());
    const auto advisor = Advisor::create(context.registry(), pending->dialect.databaseType);
    if (!advisor)
        return context.stop(advisor.error(), NoConnection);
    auto advice = advisor->advise(pending->chosen, (*context.target())->opener, context.interrupt().cancellation());
    if (!advice)
        return context.stop(advice.error(), advice.error().kind() == ErrorKind::Connection ? NoConnection : Refused);
    return Linted { std::move(pending->set), std::move(*advice) };
}

/// "path:12:5: warning: CREATE INDEX blocks writes. [PG101 index-not-concurrent]", as compilers have it.
QString lineOf(const AdvisedFinding &finding, const QString &migration)
{
    auto line = QStringLiteral("%1:%2:%3: %4: %5 [%6 %7]\n")
                    .arg(finding.path.isEmpty() ? migration : finding.path)
                    .arg(finding.line)
                    .arg(finding.column)
                    .arg(severityName(finding.severity), finding.message, finding.code, finding.name);
    if (!finding.severityReason.isEmpty())
        line += "    "_L1 + finding.severityReason + u'\n';
    for (const auto &probe : finding.probes) {
        if (!probe.sentence.isEmpty())
            line += "    "_L1 + probe.sentence + u'\n';
    }
    for (const auto &form : finding.saferForms) {
        line += "    "_L1 + tr("safer: %1").arg(form.title) + u'\n';
        for (const auto &statement : form.statements)
            line += "        "_L1 + QString::fromUtf8(statement).replace(u'\n', "\n        "_L1) + ";\n"_L1;
    }
    return line;
}

QString textOf(const MigrationAdvice &advice)
{
    QString text;
    for (const auto &migration : advice.migrations) {
        for (const auto &finding : migration.findings) {
            if (!finding.silenced)
                text += lineOf(finding, migration.name);
        }
    }
    const auto counts = advice.counts();
    return text + tr("errors: %1, warnings: %2, infos: %3, silenced: %4").arg(counts.errors).arg(counts.warnings).arg(counts.infos).arg(counts.silenced) + u'\n';
}

} // namespace

ExitCode lint(MigrateContext &context)
{
    const auto linted = context.arguments().live ? lintLive(context) : lintTexts(context);
    if (!linted)
        return linted.error().code;
    const bool isBroken = std::ranges::any_of(linted->set.problems, &SourceProblem::isFatal);
    const auto code = isBroken || linted->advice.counts().errors > 0 ? Refused : Done;
    if (context.arguments().json) {
        auto json = migrateJson(u"lint"_s, linted->set);
        json.insert(u"advice"_s, toJson(linted->advice));
        return context.print(json, code);
    }
    printProblems(linted->set.problems);
    for (const auto &note : linted->advice.notes)
        printLine(tr("note: ") + note);
    return context.print(textOf(linted->advice).toUtf8(), code);
}

} // namespace cli
