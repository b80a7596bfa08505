#include "core/documents/transfer/documentexport.h"

#include "core/documents/documentrows.h"
#include "core/json/jsondocument.h"

#include <QCoreApplication>
#include <QSaveFile>

#include <algorithm>

namespace dumbo {

namespace {

constexpr qsizetype bufferBytes = 256 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::DocumentExport", text);
}

/// Puts documents into one text and sends it on in large pieces.
class Writer {
public:
    Writer(QIODevice &device, const DocumentExportOptions &options)
        : m_device(device)
        , m_options(options)
    {
    }
    void add(QByteArrayView text);
    void addBracket();
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> flushIfFull() { return m_buffer.size() < bufferBytes ? Result<void>() : flush(); }
    [[nodiscard]] const DocumentExportReport &report() const { return m_report; }

private:
    [[nodiscard]] bool isArray() const { return m_options.format == DocumentExportOptions::Format::Array; }

    QIODevice &m_device;
    const DocumentExportOptions &m_options;
    JsonReader m_reader;
    QByteArray m_buffer;
    DocumentExportReport m_report;
};

void Writer::add(QByteArrayView text)
{
    const auto root = m_reader.read(text);
    if (!root) {
        ++m_report.leftOut;
        return;
    }
    if (isArray())
        m_buffer += m_report.written ? ",\n" : "[\n";
    const auto begin = m_buffer.size();
    if (m_options.extended)
        m_buffer += extendedJson(*root, *m_options.extended);
    else
        m_buffer += root->text();
    if (!isArray()) {
        // A JSON string has no line breaks of its own, so these stand between values.
        std::replace_if(m_buffer.begin() + begin, m_buffer.end(), [](char byte) { return byte == '\n' || byte == '\r'; }, ' ');
        m_buffer += '\n';
    }
    ++m_report.written;
}

/// The array's end.
void Writer::addBracket()
{
    if (isArray())
        m_buffer += m_report.written ? "\n]\n" : "[]\n";
}

Result<void> Writer::flush()
{
    if (m_device.write(m_buffer) != m_buffer.size())
        return fail(ErrorKind::System, tr("The documents can't be written: %1").arg(m_device.errorString()));
    m_report.bytes += m_buffer.size();
    m_buffer.resize(0);
    if (m_options.progress)
        m_options.progress(m_report.written, m_report.bytes);
    return {};
}

} // namespace

Result<DocumentExportReport> exportDocuments(
    Executor &executor, const DocumentEngine &engine, const DocumentQuery &query, QIODevice &device, const DocumentExportOptions &options)
{
    Writer writer(device, options);
    const auto column = DocumentColumns(query.source).text();
    QByteArray storage;
    const auto visited = engine.visitBatches(executor, query, {}, [&](const Batch &batch) -> Result<bool> {
        for (qint64 row = 0; row < batch.rowCount(); ++row) {
            const auto text = cellBytes(batch.cell(row, column), storage);
            if (!text)
                return fail(text.error());
            writer.add(*text);
            if (const auto flushed = writer.flushIfFull(); !flushed)
                return fail(flushed.error());
        }
        return true;
    });
    if (!visited)
        return fail(visited.error());
    writer.addBracket();
    if (const auto flushed = writer.flush(); !flushed)
        return fail(flushed.error());
    return writer.report();
}

Result<DocumentExportReport> exportDocumentsToFile(
    Executor &executor, const DocumentEngine &engine, const DocumentQuery &query, const QString &path, const DocumentExportOptions &options)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return fail(ErrorKind::System, tr("The file \"%1\" can't be written: %2").arg(path, file.errorString()));
    auto report = exportDocuments(executor, engine, query, file, options);
    if (report && !file.commit())
        return fail(ErrorKind::System, tr("The file \"%1\" can't be written: %2").arg(path, file.errorString()));
    return report;
}

} // namespace dumbo
