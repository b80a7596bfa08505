#include "app/cli/resultprinter.h"

#include "app/cli/batchpipe.h"
#include "app/cli/terminal.h"

#include <QCoreApplication>

#include <unistd.h>
#include <utility>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ResultPrinter", text);
}

} // namespace

ResultPrinter::ResultPrinter(ResultFormat format, const WriterOptions &options)
    : m_format(format)
    , m_writer(ResultWriter::create(format, options, [](const QByteArray &bytes) { return writeAll(STDOUT_FILENO, bytes); }))
{
}

Result<void> ResultPrinter::print(Execution &execution)
{
    while (true) {
        const auto more = execution.nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return {};
        const auto printed = execution.columns().empty() ? tellCommand(execution) : printRows(execution);
        if (!printed)
            return printed;
    }
}

Result<void> ResultPrinter::printRows(Execution &execution)
{
    if (std::exchange(m_hasWritten, true) && separatesResults()) {
        if (const auto written = writeAll(STDOUT_FILENO, "\n"); !written)
            return written;
    }
    if (const auto begun = m_writer->begin(execution.columns()); !begun)
        return begun;
    return printBatches(execution);
}

Result<void> ResultPrinter::printBatches(Execution &execution)
{
    BatchPipe pipe(*m_writer);
    auto limit = BatchLimit::first();
    while (true) {
        auto batch = execution.next(limit);
        if (!batch) {
            // Rows before the error are good: they are written out first.
            std::ignore = pipe.finish();
            std::ignore = m_writer->end();
            return std::unexpected(batch.error());
        }
        if (!*batch)
            break;
        m_rows += (*batch)->rowCount();
        if (const auto pushed = pipe.push(std::move(**batch)); !pushed)
            return pushed;
        limit = {};
    }
    if (const auto finished = pipe.finish(); !finished)
        return finished;
    return m_writer->end();
}

Result<void> ResultPrinter::tellCommand(Execution &execution) const
{
    const auto batch = execution.next({});
    if (!batch)
        return std::unexpected(batch.error());
    const auto outcome = execution.outcome();
    if (!isTerminal(STDERR_FILENO) || m_format != ResultFormat::Table)
        return {};
    auto line = QString::fromUtf8(outcome.tag);
    if (outcome.affectedRows)
        line = tr("%1, rows: %2").arg(line).arg(*outcome.affectedRows);
    printLine(line);
    return {};
}

bool ResultPrinter::separatesResults() const
{
    return m_format != ResultFormat::Json && m_format != ResultFormat::Ndjson && m_format != ResultFormat::Insert;
}

} // namespace cli
