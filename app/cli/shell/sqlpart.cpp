#include "app/cli/shell/sqlpart.h"

#include "app/cli/errorreport.h"
#include "app/cli/resultprinter.h"
#include "app/cli/runprinter.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SqlPart", text);
}

/// Statements after which tables or their columns may be others.
bool mayChangeCatalog(const QByteArray &sql)
{
    static const QRegularExpression words(
        QStringLiteral("^\\s*(create|alter|drop|rename|comment|attach|detach|use|set|rollback|import|do|call|pragma)\\b"),
        QRegularExpression::CaseInsensitiveOption);
    return words.match(QString::fromUtf8(sql.first(std::min<qsizetype>(sql.size(), 64)))).hasMatch();
}

Result<qint64> runAndPrint(Executor &executor, const QByteArray &sql, ResultPrinter &printer)
{
    const auto execution = executor.execute(sql);
    if (!execution)
        return fail(execution.error());
    if (const auto printed = printer.print(**execution); !printed)
        return fail(printed.error());
    return printer.rows();
}

} // namespace

void tellElapsed(const ShellSettings &settings, std::chrono::steady_clock::time_point begin)
{
    if (settings.timing)
        printLine(tr("time: %1").arg(elapsedText(std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begin))));
}

PartOutcome runSqlPart(LiveConnection &connection, const ShellSettings &settings, const ShellPart &part, const QString &source)
{
    WriterOptions options;
    options.nullText = settings.nullText;
    options.header = settings.header;
    options.dialect = connection.dialect();
    ResultPrinter printer(settings.format, options);
    const auto begin = std::chrono::steady_clock::now();
    const auto rows = connection.run([&](Executor &executor) { return runAndPrint(executor, part.text, printer); });
    if (mayChangeCatalog(part.text))
        connection.forgetObjects();
    if (rows) {
        tellElapsed(settings, begin);
        return PartOutcome::Done;
    }
    if (rows.error().isCancelled()) {
        printLine(printer.rows() > 0 ? tr("cancelled; rows so far: %1").arg(printer.rows()) : tr("cancelled"));
        return PartOutcome::Cancelled;
    }
    reportError(rows.error(), { part.text, part.line, source, connection.dialect().highlighting });
    return PartOutcome::Failed;
}

} // namespace cli
