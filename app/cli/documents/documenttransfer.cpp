#include "app/cli/documents/documenttransfer.h"

#include "app/cli/terminal.h"

#include <QCoreApplication>
#include <QFile>

#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentTransfer", text);
}

/// One line that stays where it is, for who watches.
class ProgressLine {
public:
    ProgressLine() = default;
    ~ProgressLine()
    {
        if (m_isShown)
            std::ignore = writeAll(STDERR_FILENO, "\r\x1b[K");
    }
    ProgressLine(const ProgressLine &) = delete;
    ProgressLine &operator=(const ProgressLine &) = delete;

    void show(const QString &text)
    {
        if (!isTerminal(STDERR_FILENO))
            return;
        m_isShown = true;
        std::ignore = writeAll(STDERR_FILENO, "\r" + text.toUtf8() + "\x1b[K");
    }

private:
    bool m_isShown = false;
};

bool isStandard(const QString &file)
{
    return file.isEmpty() || file == u"-";
}

QString megabytes(qint64 bytes)
{
    return QString::number(double(bytes) / 1e6, 'f', 1);
}

} // namespace

Result<void> exportRequested(DocumentRunner &runner, const DocumentRequest &request, TransferRequest transfer)
{
    const auto query = runner.query(request);
    if (!query)
        return fail(query.error());
    ProgressLine progress;
    transfer.exporting.progress = [&](qint64 documents, qint64 bytes) {
        if (!isStandard(transfer.file) || !isTerminal(STDOUT_FILENO))
            progress.show(tr("%1 documents, %2 MB").arg(documents).arg(megabytes(bytes)));
    };
    Result<DocumentExportReport> report = DocumentExportReport();
    if (isStandard(transfer.file)) {
        QFile output;
        if (!output.open(STDOUT_FILENO, QIODevice::WriteOnly))
            return fail(ErrorKind::System, tr("The output can't be written: %1.").arg(output.errorString()));
        report = exportDocuments(runner.executor(), runner.engine(), *query, output, transfer.exporting);
    } else {
        report = exportDocumentsToFile(runner.executor(), runner.engine(), *query, transfer.file, transfer.exporting);
    }
    if (!report)
        return fail(report.error());
    if (isStandard(transfer.file) && report->leftOut > 0)
        printLine(tr("note: %1 rows hold no document.").arg(report->leftOut));
    if (isStandard(transfer.file))
        return {};
    return runner.printer().printText("{\"written\":" + QByteArray::number(report->written) + ",\"bytes\":" + QByteArray::number(report->bytes)
        + ",\"leftOut\":" + QByteArray::number(report->leftOut) + '}');
}

Result<bool> importRequested(DocumentRunner &runner, const DocumentRequest &request, TransferRequest transfer)
{
    const auto source = runner.source(request);
    if (!source)
        return fail(source.error());
    QFile input(transfer.file);
    const bool isOpen = isStandard(transfer.file) ? input.open(STDIN_FILENO, QIODevice::ReadOnly) : input.open(QIODevice::ReadOnly);
    if (!isOpen)
        return fail(ErrorKind::NotFound, tr("The file %1 can't be read: %2.").arg(transfer.file, input.errorString()));
    Result<DocumentImportReport> report = DocumentImportReport();
    {
        ProgressLine progress;
        transfer.importing.progress = [&](const DocumentImportProgress &done) {
            progress.show(tr("%1 documents, %2 MB").arg(done.written).arg(megabytes(done.bytes)));
        };
        report = importDocuments(runner.executor(), runner.engine(), *source, input, transfer.importing);
    }
    if (!report)
        return fail(report.error());
    const auto name = isStandard(transfer.file) ? tr("line ") : transfer.file + u':';
    for (const auto &fault : report->faults)
        printLine(name + QString::number(fault.line) + QStringLiteral(": ") + fault.message);
    if (report->refused > qint64(report->faults.size()))
        printLine(tr("and %1 more").arg(report->refused - qint64(report->faults.size())));
    const auto printed = runner.printer().printText("{\"read\":" + QByteArray::number(report->read) + ",\"written\":" + QByteArray::number(report->written)
        + ",\"skipped\":" + QByteArray::number(report->skipped) + ",\"refused\":" + QByteArray::number(report->refused) + '}');
    return printed ? Result<bool>(report->refused == 0) : fail(printed.error());
}

} // namespace cli
