#include "ui/query/copyrows.h"

#include "core/results/celltext.h"
#include "core/results/resultwriter.h"
#include "core/sdk/longvalue.h"

#include <QCoreApplication>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::Result;
using dumbo::ResultFormat;

namespace {

constexpr qint64 mostBytes = qint64(512) * 1024 * 1024;

dumbo::Error tooLarge()
{
    dumbo::Error error(ErrorKind::InsufficientResources,
        QCoreApplication::translate("CopyRows", "This is more than the clipboard should hold (512 MB)."));
    return error.withHint(QCoreApplication::translate("CopyRows", "Export the result to a file instead."));
}

ResultFormat writerFormat(CopyFormat format)
{
    switch (format) {
    case CopyFormat::Tsv:
        return ResultFormat::Tsv;
    case CopyFormat::Csv:
        return ResultFormat::Csv;
    case CopyFormat::Json:
        return ResultFormat::Json;
    case CopyFormat::NdJson:
        return ResultFormat::Ndjson;
    case CopyFormat::Markdown:
        return ResultFormat::Markdown;
    case CopyFormat::Insert:
        return ResultFormat::Insert;
    }
    return ResultFormat::Tsv;
}

qint64 storeRow(const RowsToCopy &rows, qint64 row)
{
    return rows.order && row < qint64(rows.order->size()) ? (*rows.order)[std::size_t(row)] : row;
}

Result<QString> singleCell(const RowsToCopy &rows, GridRange range)
{
    const auto cell = rows.store->cell(storeRow(rows, range.firstRow), range.firstColumn);
    if (!cell)
        return fail(cell.error());
    if (!(*cell)->longValue) {
        QByteArray text;
        dumbo::appendCellText(text, **cell);
        return QString::fromUtf8(text);
    }
    const auto &value = **(*cell)->longValue;
    if (value.size() > mostBytes)
        return fail(tooLarge());
    const auto bytes = value.read(0, value.size());
    if (!bytes)
        return fail(bytes.error());
    return (*cell)->kind == dumbo::Cell::Kind::Bytes ? QStringLiteral("\\x") + QString::fromLatin1(bytes->toHex())
                                                     : QString::fromUtf8(*bytes);
}

Result<void> writeRange(const RowsToCopy &rows, GridRange range, dumbo::ResultWriter &writer, const dumbo::Cancellation &cancellation)
{
    for (qint64 row = range.firstRow; row <= std::min(range.lastRow, rows.rowCount - 1);) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, QCoreApplication::translate("CopyRows", "Copying was cancelled."));
        const auto at = storeRow(rows, row);
        const auto stored = rows.store->batchAt(at);
        if (!stored)
            return fail(stored.error());
        const auto inBatch = at - stored->firstRow;
        const bool ordered = rows.order && row < qint64(rows.order->size());
        const auto count = ordered ? 1 : std::min(stored->batch->rowCount() - inBatch, range.lastRow - row + 1);
        if (const auto written = writer.write(*stored->batch, inBatch, count); !written)
            return written;
        row += count;
    }
    return {};
}

dumbo::WriterOptions writerOptions(const RowsToCopy &rows, const CopyRequest &request, GridRange range)
{
    dumbo::WriterOptions options;
    options.header = request.withHeader;
    options.dialect = rows.dialect;
    if (!rows.tableName.isEmpty())
        options.tableName = rows.tableName;
    for (int column = range.firstColumn; column <= range.lastColumn; ++column)
        options.columns.push_back(column);
    return options;
}

} // namespace

Result<QString> copyRows(const RowsToCopy &rows, const CopyRequest &request, const dumbo::Cancellation &cancellation)
{
    if (request.isSingleCell())
        return singleCell(rows, request.ranges.front());
    QByteArray text;
    const auto sink = [&text](const QByteArray &bytes) -> Result<void> {
        if (text.size() + bytes.size() > mostBytes)
            return fail(tooLarge());
        text += bytes;
        return {};
    };
    for (std::size_t i = 0; i < request.ranges.size();) {
        // Ranges of the same columns make one table.
        const auto first = request.ranges[i];
        const auto writer = dumbo::ResultWriter::create(
            writerFormat(request.format), writerOptions(rows, request, first), sink);
        auto done = writer->begin(rows.store->columns());
        for (; done && i < request.ranges.size(); ++i) {
            const auto range = request.ranges[i];
            if (range.firstColumn != first.firstColumn || range.lastColumn != first.lastColumn)
                break;
            done = writeRange(rows, range, *writer, cancellation);
        }
        if (done)
            done = writer->end();
        if (!done)
            return fail(done.error());
    }
    // The last line's end alone: a line before it may be empty because its value is.
    if (text.endsWith('\n'))
        text.chop(text.endsWith("\r\n") ? 2 : 1);
    return QString::fromUtf8(text);
}

} // namespace workbench
