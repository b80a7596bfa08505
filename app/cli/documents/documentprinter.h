#pragma once

#include "core/results/resultwriter.h"
#include "core/sdk/execution.h"

namespace cli {

/// Writes documents to standard output: one JSON text a line, byte for byte but for line breaks between its values; or, for who looks at
/// them, as a table of their outermost members.
class DocumentPrinter {
public:
    /// Nothing: lines of JSON.
    explicit DocumentPrinter(std::optional<dumbo::ResultFormat> table = {}, const dumbo::WriterOptions &options = {});

    /// The column "data" of the only result.
    [[nodiscard]] dumbo::Result<void> print(dumbo::Execution &execution);
    /// A JSON text; a line of its own whatever the format.
    [[nodiscard]] dumbo::Result<void> printText(const QByteArray &json);
    /// As it is.
    [[nodiscard]] dumbo::Result<void> printRaw(const QByteArray &text) { return m_sink(text); }
    /// Documents printed so far.
    [[nodiscard]] qint64 documents() const { return m_documents; }
    /// Where the documents go instead of standard output.
    void setSink(dumbo::ByteSink sink) { m_sink = std::move(sink); }

private:
    [[nodiscard]] dumbo::Result<void> printLines(const dumbo::Batch &batch, int column);
    [[nodiscard]] dumbo::Result<void> addToTable(const dumbo::Batch &batch, int column);
    [[nodiscard]] dumbo::Result<void> printTable();

    const std::optional<dumbo::ResultFormat> m_table;
    const dumbo::WriterOptions m_options;
    dumbo::ByteSink m_sink;
    qint64 m_documents = 0;
    std::vector<QByteArray> m_waiting; ///< of a table
    QStringList m_columns;
    std::unique_ptr<dumbo::ResultWriter> m_writer;
    qint64 m_cut = 0; ///< documents with members that the table has no column for
};

/// A whole document in one line: line breaks and the blanks around them are between values, since no JSON string holds any.
[[nodiscard]] QByteArray oneLine(const QByteArray &json);

} // namespace cli
