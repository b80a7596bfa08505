#include "app/cli/runprinter.h"

#include "app/cli/terminal.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("RunPrinter", text);
}

/// A statement in one line.
QString shortened(const StatementText &text)
{
    constexpr qsizetype most = 100;
    const auto line = QString::fromUtf8(text).simplified();
    return line.size() <= most ? line : line.first(most) + u'…';
}

} // namespace

QString elapsedText(std::chrono::milliseconds elapsed)
{
    return elapsed.count() == 0 ? QStringLiteral("0 ms") : elapsedText(std::chrono::microseconds(elapsed));
}

QString elapsedText(std::chrono::microseconds elapsed)
{
    if (elapsed.count() < 1000)
        return QStringLiteral("%1 µs").arg(elapsed.count());
    if (elapsed.count() < 1'000'000)
        return QStringLiteral("%1 ms").arg(elapsed.count() / 1000);
    return QStringLiteral("%1 s").arg(double(elapsed.count()) / 1e6, 0, 'f', 3);
}

void RunPrinter::lockWaiting(const LockWait &wait)
{
    if (std::exchange(m_hasWaited, true) && wait.holder == m_holder)
        return;
    m_holder = wait.holder;
    printLine(wait.holder.isEmpty() ? tr("waiting for another run to end") : tr("waiting for another run to end: %1").arg(wait.holder));
}

void RunPrinter::migrationStarted(const Migration &migration, int number, int count)
{
    printLine(tr("%1 (%2 of %3)").arg(migration.name).arg(number).arg(count));
}

void RunPrinter::statementStarted(const StatementProgress &statement)
{
    // On a terminal a person wants to know what takes so long; in a log one line for each statement is enough.
    if (isTerminal(STDERR_FILENO))
        std::ignore = writeAll(STDERR_FILENO, (u"  … "_s + shortened(statement.text)).toUtf8());
}

void RunPrinter::statementFinished(const StatementProgress &statement)
{
    auto line = u"  "_s + shortened(statement.text) + u"  "_s + elapsedText(statement.elapsed);
    if (statement.rows)
        line += tr(", %1 rows").arg(*statement.rows);
    if (statement.error)
        line += statement.error->isCancelled() ? tr(", cancelled") : tr(", failed");
    printLine((isTerminal(STDERR_FILENO) ? u"\r\x1b[K"_s : QString()) + line);
}

void RunPrinter::migrationFinished(const MigrationResult &result)
{
    // Those of one transaction end together, long after their statements.
    printLine(tr("%1: %2 (%3)").arg(result.name, migrationOutcomeName(result.outcome), elapsedText(result.elapsed)));
}

void RunPrinter::notice(const QString &sentence)
{
    printLine(tr("note: ") + sentence);
}

bool RunPrinter::confirm(const RunQuestion &question)
{
    if (!question.detail.isEmpty())
        printLine(question.detail);
    const bool isYes = m_context.confirm(question.text);
    if (!isYes)
        printLine(tr("%1 The answer was no (--yes says yes).").arg(question.text));
    return isYes;
}

} // namespace cli
