#pragma once

#include "core/base/result.h"
#include "core/results/textbuffer.h"
#include "core/sdk/batch.h"
#include "core/sdk/column.h"
#include "core/sdk/dialect.h"

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace dumbo {

enum class ResultFormat {
    Table, ///< aligned columns for a terminal
    Csv, ///< RFC 4180: CRLF, quotes where needed; NULL is nothing, the empty string is ""
    Tsv, ///< as Csv with tabs and LF
    Json, ///< one array of objects for each result set, on a line of its own
    Ndjson, ///< one object a line
    Markdown,
    Insert, ///< INSERT statements in the dialect
};

/// "csv", "tsv", … as the command line spells them.
[[nodiscard]] DUMBO_CORE_EXPORT QString resultFormatName(ResultFormat format);
[[nodiscard]] DUMBO_CORE_EXPORT std::optional<ResultFormat> resultFormatFromName(QStringView name);

struct WriterOptions {
    bool header = true;
    /// Written for NULL where the format has no word of its own (Table, Csv, Tsv, Markdown). A value that equals
    /// it is quoted in Csv and Tsv.
    std::optional<QByteArray> nullText;
    Dialect dialect; ///< Insert
    QString tableName = QStringLiteral("result"); ///< Insert; quoted as the dialect wants
    std::vector<int> columns; ///< which, in order; empty: all
};

/// Takes the next bytes of the output, which are valid during the call only. An error ends the writing.
using ByteSink = std::function<Result<void>(const QByteArray &)>;

/// Turns one result set into text, batch by batch, in memory that does not grow with the result. Integers and decimals
/// are the engine's digits, floats the shortest that read back the same, bytes `\x` and hex. Long values are read through.
class DUMBO_CORE_EXPORT ResultWriter {
public:
    [[nodiscard]] static std::unique_ptr<ResultWriter> create(ResultFormat format, WriterOptions options, ByteSink sink);
    ResultWriter(WriterOptions options, ByteSink sink);
    virtual ~ResultWriter();
    ResultWriter(const ResultWriter &) = delete;
    ResultWriter &operator=(const ResultWriter &) = delete;

    [[nodiscard]] Result<void> begin(std::span<const Column> columns);
    /// Rows [firstRow, firstRow + count) of the batch.
    [[nodiscard]] Result<void> write(const Batch &batch, qint64 firstRow, qint64 count);
    [[nodiscard]] Result<void> write(const Batch &batch) { return write(batch, 0, batch.rowCount()); }
    /// Completes the text and flushes. A result without any row is complete text too.
    [[nodiscard]] Result<void> end();
    /// Sends on what is buffered, so that the first rows are seen at once.
    [[nodiscard]] Result<void> flush();

protected:
    [[nodiscard]] const WriterOptions &options() const { return m_options; }
    [[nodiscard]] const std::vector<Column> &columns() const { return m_columns; }
    [[nodiscard]] TextBuffer &out() { return m_out; }
    /// Calls take(part) for the cell's bytes: once, or for a long value piece by piece, so that memory stays small.
    [[nodiscard]] Result<void> forEachPart(const Cell &cell, const std::function<void(std::string_view)> &take);

private:
    [[nodiscard]] virtual Result<void> writeHeader() = 0;
    [[nodiscard]] virtual Result<void> writeRow(std::span<const Cell> cells) = 0;
    [[nodiscard]] virtual Result<void> writeFooter();

    WriterOptions m_options;
    ByteSink m_sink;
    std::vector<Column> m_columns; ///< those chosen
    std::vector<int> m_indexes;
    std::vector<Cell> m_row;
    TextBuffer m_out;
};

} // namespace dumbo
