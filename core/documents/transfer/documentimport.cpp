#include "core/documents/transfer/documentimport.h"

#include "core/documents/documentidentity.h"
#include "core/documents/query/extendedjson.h"
#include "core/json/jsondocument.h"

#include <QCoreApplication>
#include <QSet>

#include <span>
#include <utility>

namespace dumbo {

namespace {

constexpr std::size_t mostRows = 1000;
constexpr qsizetype mostBytes = 4 * 1024 * 1024;
constexpr qsizetype excerptBytes = 200;

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::DocumentImport", text);
}

/// Whether an error may be the fault of one document.
bool isOfRow(ErrorKind kind)
{
    return kind == ErrorKind::Data || isConstraintViolation(kind);
}

/// Gathers rows, writes them in batches, and notes what does not go in.
class Import {
public:
    Import(Executor &executor, const DocumentEngine &engine, const DocumentSource &source, const DocumentImportOptions &options)
        : m_executor(executor)
        , m_engine(engine)
        , m_options(options)
        , m_firstKeyWins(engine.rules(source).firstKeyWins)
    {
        m_write.kind = options.existing == DocumentImportOptions::Existing::Replace ? DocumentWrite::Kind::Upsert : DocumentWrite::Kind::Insert;
        m_write.source = source;
    }
    [[nodiscard]] Result<DocumentImportReport> run(QIODevice &device);

private:
    /// Where a row came from.
    struct Origin {
        qint64 line;
        qint64 position;
    };
    [[nodiscard]] Result<void> take(const JsonStream::Item &item);
    [[nodiscard]] Result<QByteArray> idOf(const JsonNode &document) const;
    [[nodiscard]] Result<void> flush();
    [[nodiscard]] Result<void> write(std::span<const DocumentRow> rows, std::span<const Origin> origins);
    [[nodiscard]] Result<void> note(const DocumentOutcome &outcome, std::span<const DocumentRow> rows, std::span<const Origin> origins);
    [[nodiscard]] Result<void> refuse(const Origin &origin, const Error &error, const QByteArray &text);
    void report(const JsonStream &stream);

    Executor &m_executor;
    const DocumentEngine &m_engine;
    const DocumentImportOptions &m_options;
    bool m_firstKeyWins;
    JsonReader m_reader;
    DocumentWrite m_write;
    std::vector<Origin> m_origins;
    QSet<QByteArray> m_ids;
    qsizetype m_bytes = 0;
    DocumentImportReport m_report;
};

Result<DocumentImportReport> Import::run(QIODevice &device)
{
    JsonStream stream(device, { .format = m_options.format, .cancellation = m_executor.cancellation() });
    for (;;) {
        const auto item = stream.next();
        if (!item)
            return fail(item.error());
        if (!*item)
            break;
        ++m_report.read;
        const Origin origin { (*item)->line, (*item)->position };
        const auto taken = (*item)->error ? refuse(origin, *(*item)->error, (*item)->text) : take(**item);
        if (!taken)
            return fail(taken.error());
        if (m_write.rows.size() >= mostRows || m_bytes >= mostBytes) {
            if (const auto flushed = flush(); !flushed)
                return fail(flushed.error());
            report(stream);
        }
    }
    if (const auto flushed = flush(); !flushed)
        return fail(flushed.error());
    report(stream);
    return std::move(m_report);
}

void Import::report(const JsonStream &stream)
{
    if (m_options.progress)
        m_options.progress({ stream.bytesRead(), m_report.read, m_report.written, m_report.refused });
}

Result<QByteArray> Import::idOf(const JsonNode &document) const
{
    if (!document.isObject())
        return std::unexpected(Error(ErrorKind::Data, tr("A document is an object")).withPosition(document.begin()));
    const auto id = document.find("_id", m_firstKeyWins);
    if (!id.isValid())
        return newDocumentId();
    if (id.isNumber())
        return id.text().toByteArray();
    if (!id.isString() || id.string().isEmpty())
        return std::unexpected(Error(ErrorKind::Data, tr("The _id of a document is a text, and not empty")).withPosition(id.begin()));
    auto text = id.string();
    if (!text.isValidUtf8())
        return std::unexpected(Error(ErrorKind::Data, tr("The _id of a document can't hold half a character")).withPosition(id.begin()));
    return text;
}

Result<void> Import::take(const JsonStream::Item &item)
{
    const Origin origin { item.line, item.position };
    auto text = m_options.extendedJson && item.text.contains("\"$") ? plainJson(item.text) : Result<QByteArray>(item.text);
    if (!text)
        return refuse(origin, text.error(), item.text);
    const auto root = m_reader.read(*text);
    if (!root)
        return refuse(origin, root.error(), item.text);
    const auto id = idOf(*root);
    if (!id)
        return refuse(origin, id.error(), item.text);
    if (const auto identified = withIdentity(*root, { *id, 1 }, { .firstKeyWins = m_firstKeyWins }))
        text = *identified;
    // One statement writes a row only once.
    if (m_ids.contains(*id)) {
        if (const auto flushed = flush(); !flushed)
            return flushed;
    }
    m_ids.insert(*id);
    m_bytes += text->size();
    m_write.rows.push_back({ { Value::text(QString::fromUtf8(*id)) }, *text, {}, {} });
    m_origins.push_back(origin);
    return {};
}

Result<void> Import::flush()
{
    if (m_write.rows.empty())
        return {};
    const auto rows = std::exchange(m_write.rows, {});
    const auto origins = std::exchange(m_origins, {});
    m_ids.clear();
    m_bytes = 0;
    return write(rows, origins);
}

/// Each write is a savepoint: where the database refuses a document, halves are tried until it is found.
Result<void> Import::write(std::span<const DocumentRow> rows, std::span<const Origin> origins)
{
    auto write = m_write;
    write.rows.assign(rows.begin(), rows.end());
    const auto outcome = m_engine.write(m_executor, write, { .keepOthers = true, .readConflicts = false });
    if (outcome)
        return note(*outcome, rows, origins);
    if (!isOfRow(outcome.error().kind()))
        return fail(outcome.error());
    // Its position is one of the statement.
    if (rows.size() == 1)
        return refuse(origins.front(), Error(outcome.error().kind(), outcome.error().message()), rows.front().text);
    const auto half = rows.size() / 2;
    if (const auto first = this->write(rows.first(half), origins.first(half)); !first)
        return first;
    return this->write(rows.subspan(half), origins.subspan(half));
}

Result<void> Import::note(const DocumentOutcome &outcome, std::span<const DocumentRow> rows, std::span<const Origin> origins)
{
    m_report.written += outcome.changed;
    for (const auto &conflict : outcome.conflicts) {
        if (m_options.existing == DocumentImportOptions::Existing::Skip) {
            ++m_report.skipped;
            continue;
        }
        const auto row = std::size_t(conflict.row);
        if (auto refused = refuse(origins[row], Error(ErrorKind::UniqueConstraint, tr("A document with this _id is there already")), rows[row].text); !refused)
            return refused;
    }
    return {};
}

Result<void> Import::refuse(const Origin &origin, const Error &error, const QByteArray &text)
{
    const auto position = origin.position + error.position().value_or(0);
    if (m_options.stopAtFault)
        return std::unexpected(Error(error.kind(), tr("Line %1: %2").arg(origin.line).arg(error.message())).withPosition(position));
    ++m_report.refused;
    if (qint64(m_report.faults.size()) < m_options.mostFaults)
        m_report.faults.push_back({ origin.line, position, error.message(), text.first(std::min(text.size(), excerptBytes)) });
    return {};
}

} // namespace

Result<DocumentImportReport> importDocuments(
    Executor &executor, const DocumentEngine &engine, const DocumentSource &source, QIODevice &device, const DocumentImportOptions &options)
{
    if (!source.isCollection)
        return fail(ErrorKind::InvalidOperation, tr("Documents are imported into collections; \"%1\" is another table").arg(source.table.name));
    return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<DocumentImportReport>> {
        auto report = Import(inner, engine, source, options).run(device);
        if (!report)
            return fail(report.error());
        return Commit { std::move(*report) };
    });
}

} // namespace dumbo
