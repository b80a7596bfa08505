#include "app/cli/documents/documentprinter.h"

#include "app/cli/terminal.h"
#include "core/json/jsondocument.h"
#include "core/sdk/batchbuilder.h"
#include "core/sdk/longvalue.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>
#include <unistd.h>

namespace cli {

using namespace dumbo;

namespace {

constexpr std::size_t measuredDocuments = 500; ///< that decide about the columns
constexpr qsizetype pieceBytes = 256 * 1024;

Result<QByteArray> bytesOf(const Cell &cell)
{
    if (cell.longValue)
        return (*cell.longValue)->read(0, (*cell.longValue)->size());
    return QByteArray(cell.bytes.data(), qsizetype(cell.bytes.size()));
}

/// A member as a cell: texts as they read, the rest as JSON. Nothing for null.
std::optional<QByteArray> cellText(const JsonNode &member)
{
    if (!member.isValid() || member.isNull())
        return std::nullopt;
    return member.isString() ? member.string() : member.text().toByteArray();
}

} // namespace

QByteArray oneLine(const QByteArray &json)
{
    if (!json.contains('\n') && !json.contains('\r'))
        return json;
    QByteArray line;
    line.reserve(json.size());
    bool hasBroken = false;
    for (const auto character : json) {
        const bool isBlank = character == ' ' || character == '\t';
        if (character == '\n' || character == '\r') {
            while (line.endsWith(' ') || line.endsWith('\t'))
                line.chop(1);
            hasBroken = true;
        } else if (!hasBroken || !isBlank) {
            if (hasBroken && !line.isEmpty())
                line += ' ';
            hasBroken = false;
            line += character;
        }
    }
    return line;
}

DocumentPrinter::DocumentPrinter(std::optional<ResultFormat> table, const WriterOptions &options)
    : m_table(table)
    , m_options(options)
    , m_sink([](const QByteArray &bytes) { return writeAll(STDOUT_FILENO, bytes); })
{
}

Result<void> DocumentPrinter::print(Execution &execution)
{
    if (const auto more = execution.nextResult(); !more || !*more)
        return more ? Result<void>() : fail(more.error());
    const auto columns = execution.columns();
    const auto data = std::ranges::find(columns, QStringLiteral("data"), &Column::name);
    const auto column = data == columns.end() ? int(columns.size()) - 1 : int(data - columns.begin());
    auto limit = BatchLimit::first();
    Result<void> done;
    while (done) {
        const auto batch = execution.next(limit);
        if (!batch)
            done = fail(batch.error());
        else if (!*batch)
            break;
        else
            done = m_table ? addToTable(**batch, column) : printLines(**batch, column);
        limit = {};
    }
    // Documents before an error are good.
    if (m_table) {
        const auto printed = printTable();
        const auto ended = m_writer && printed ? m_writer->end() : Result<void>();
        if (done)
            done = printed ? ended : printed;
        if (m_cut > 0)
            printLine(QCoreApplication::translate("DocumentPrinter", "note: %1 documents have other members too.").arg(m_cut));
    }
    return done;
}

Result<void> DocumentPrinter::printText(const QByteArray &json)
{
    return m_sink(oneLine(json) + '\n');
}

Result<void> DocumentPrinter::printLines(const Batch &batch, int column)
{
    QByteArray lines;
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        const auto cell = batch.cell(row, column);
        const auto text = bytesOf(cell);
        if (!text)
            return fail(text.error());
        lines += cell.isNull() ? QByteArray("null") : oneLine(*text);
        lines += '\n';
        ++m_documents;
        if (lines.size() < pieceBytes)
            continue;
        if (const auto written = m_sink(lines); !written)
            return written;
        lines.clear();
    }
    return lines.isEmpty() ? Result<void>() : m_sink(lines);
}

Result<void> DocumentPrinter::addToTable(const Batch &batch, int column)
{
    for (qint64 row = 0; row < batch.rowCount(); ++row) {
        auto text = bytesOf(batch.cell(row, column));
        if (!text)
            return fail(text.error());
        m_waiting.push_back(std::move(*text));
        ++m_documents;
        if (m_waiting.size() < measuredDocuments)
            continue;
        if (const auto printed = printTable(); !printed)
            return printed;
    }
    return {};
}

/// What waits. The first documents decide about the columns.
Result<void> DocumentPrinter::printTable()
{
    JsonReader reader;
    if (!m_writer) {
        for (const auto &text : m_waiting) {
            const auto root = reader.read(text);
            for (const auto member : (root ? *root : JsonNode()).children()) {
                const auto key = QString::fromUtf8(member.key());
                if (member.hasKey() && !m_columns.contains(key))
                    m_columns.append(key);
            }
        }
        if (m_columns.isEmpty())
            m_columns.append(QStringLiteral("data"));
        std::vector<Column> described;
        for (const auto &name : m_columns)
            described.emplace_back().name = name;
        m_writer = ResultWriter::create(*m_table, m_options, m_sink);
        if (const auto begun = m_writer->begin(described); !begun)
            return begun;
    }
    BatchLimit limit;
    limit.maxRows = std::numeric_limits<qint64>::max();
    BatchBuilder builder(int(m_columns.size()), limit);
    for (const auto &text : m_waiting) {
        const auto root = reader.read(text);
        if (!root || !root->isObject()) {
            builder.column(0).appendText({ text.constData(), std::size_t(text.size()) });
            builder.endRow();
            continue;
        }
        std::vector<std::optional<QByteArray>> cells(std::size_t(m_columns.size()));
        bool isCut = false;
        for (const auto member : root->children()) {
            const auto place = m_columns.indexOf(QString::fromUtf8(member.key()));
            isCut = isCut || place < 0;
            if (place >= 0)
                cells[std::size_t(place)] = cellText(member);
        }
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (cells[i])
                builder.column(int(i)).appendText({ cells[i]->constData(), std::size_t(cells[i]->size()) });
        }
        builder.endRow();
        m_cut += isCut;
    }
    m_waiting.clear();
    const auto batch = builder.finish();
    return batch ? m_writer->write(*batch) : fail(batch.error());
}

} // namespace cli
