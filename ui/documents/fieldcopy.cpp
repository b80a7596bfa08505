#include "ui/documents/fieldcopy.h"

#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "core/results/celltext.h"
#include "core/results/resultwriter.h"
#include "core/sdk/batchbuilder.h"
#include "core/sdk/longvalue.h"

#include <QCoreApplication>

namespace workbench {

using dumbo::ErrorKind;
using dumbo::fail;
using dumbo::JsonNode;
using dumbo::Result;

namespace {

constexpr qint64 mostBytes = qint64(512) * 1024 * 1024;

dumbo::Error tooLarge()
{
    dumbo::Error error(ErrorKind::InsufficientResources,
        QCoreApplication::translate("CopyRows", "This is more than the clipboard should hold (512 MB)."));
    return error.withHint(QCoreApplication::translate("CopyRows", "Export the result to a file instead."));
}

/// One value of a document, or of its key.
struct Piece {
    bool isMissing = true;
    QByteArray text; ///< for people
    QByteArray json;
};

/// The document of one row after the other.
class FieldReader {
public:
    explicit FieldReader(const FieldsToCopy &fields)
        : m_fields(fields)
    {
    }

    Result<void> open(qint64 row)
    {
        m_row = row;
        m_root = {};
        auto text = textOf(row);
        if (!text)
            return fail(text.error());
        m_text = std::move(*text);
        // What is no JSON has no fields.
        if (const auto root = m_reader.read(m_text))
            m_root = *root;
        return {};
    }

    [[nodiscard]] Result<Piece> piece(int column)
    {
        if (column < m_fields.keyColumns)
            return keyPiece(column);
        const auto node = m_root.find(m_fields.fields.value(column - m_fields.keyColumns));
        if (!node.isValid())
            return Piece();
        Piece piece { false, {}, node.text().toByteArray() };
        piece.text = node.isString() ? node.string() : piece.json;
        return piece;
    }

private:
    [[nodiscard]] Result<QByteArray> textOf(qint64 row) const
    {
        if (const auto staged = m_fields.texts.constFind(row); staged != m_fields.texts.cend())
            return *staged;
        return cellText(row, int(m_fields.store->columns().size()) - 1);
    }
    [[nodiscard]] Result<QByteArray> cellText(qint64 row, int column) const
    {
        const auto cell = m_fields.store->cell(row - m_fields.added, column);
        if (!cell)
            return fail(cell.error());
        if ((*cell)->longValue)
            return (*(*cell)->longValue)->read(0, (*(*cell)->longValue)->size());
        QByteArray text;
        dumbo::appendCellText(text, **cell);
        return text;
    }
    [[nodiscard]] Result<Piece> keyPiece(int column) const
    {
        if (m_row < m_fields.added)
            return Piece();
        const auto text = cellText(m_row, column);
        if (!text)
            return fail(text.error());
        return Piece { false, *text, dumbo::encodeJsonString(*text) };
    }

    const FieldsToCopy &m_fields;
    dumbo::JsonReader m_reader;
    qint64 m_row = 0;
    QByteArray m_text;
    JsonNode m_root;
};

QString nameOf(const FieldsToCopy &fields, int column)
{
    return column < fields.keyColumns ? fields.keys.value(column) : dumbo::fromWtf8(fields.fields.value(column - fields.keyColumns));
}

using Take = std::function<Result<void>(FieldReader &)>;

Result<void> forEachRow(const FieldsToCopy &fields, GridRange range, const dumbo::Cancellation &cancellation, const Take &take)
{
    FieldReader reader(fields);
    for (auto row = range.firstRow; row <= range.lastRow; ++row) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, QCoreApplication::translate("CopyRows", "Copying was cancelled."));
        if (const auto opened = reader.open(row); !opened)
            return opened;
        if (const auto taken = take(reader); !taken)
            return taken;
    }
    return {};
}

Result<void> appendJson(QByteArray &text, const FieldsToCopy &fields, GridRange range, bool isArray, const dumbo::Cancellation &cancellation)
{
    return forEachRow(fields, range, cancellation, [&](FieldReader &reader) -> Result<void> {
        QByteArray object;
        for (int column = range.firstColumn; column <= range.lastColumn; ++column) {
            const auto piece = reader.piece(column);
            if (!piece)
                return fail(piece.error());
            if (piece->isMissing)
                continue;
            object += object.isEmpty() ? "{" : ", ";
            object += dumbo::encodeJsonString(dumbo::toWtf8(nameOf(fields, column))) + ": " + piece->json;
        }
        if (text.size() + object.size() > mostBytes)
            return fail(tooLarge());
        if (!text.isEmpty())
            text += isArray ? ",\n " : "\n";
        text += object.isEmpty() ? QByteArrayLiteral("{}") : object + '}';
        return {};
    });
}

dumbo::ResultFormat writerFormat(CopyFormat format)
{
    switch (format) {
    case CopyFormat::Csv:
        return dumbo::ResultFormat::Csv;
    case CopyFormat::Markdown:
        return dumbo::ResultFormat::Markdown;
    case CopyFormat::Insert:
        return dumbo::ResultFormat::Insert;
    default:
        return dumbo::ResultFormat::Tsv;
    }
}

Result<void> appendTable(QByteArray &text, const FieldsToCopy &fields, GridRange range, const CopyRequest &request, const dumbo::Cancellation &cancellation)
{
    dumbo::WriterOptions options;
    options.header = request.withHeader;
    options.dialect = fields.dialect;
    if (!fields.tableName.isEmpty())
        options.tableName = fields.tableName;
    std::vector<dumbo::Column> columns;
    for (int column = range.firstColumn; column <= range.lastColumn; ++column) {
        columns.emplace_back();
        columns.back().name = nameOf(fields, column);
        columns.back().kind = dumbo::LogicalKind::Text;
    }
    const auto writer = dumbo::ResultWriter::create(writerFormat(request.format), options, [&text](const QByteArray &bytes) -> Result<void> {
        if (text.size() + bytes.size() > mostBytes)
            return fail(tooLarge());
        text += bytes;
        return {};
    });
    if (const auto begun = writer->begin(columns); !begun)
        return begun;
    dumbo::BatchBuilder builder(range.columns(), {});
    const auto flush = [&]() -> Result<void> {
        const auto batch = builder.finish();
        return batch ? writer->write(*batch) : fail(batch.error());
    };
    const auto done = forEachRow(fields, range, cancellation, [&](FieldReader &reader) -> Result<void> {
        for (int column = range.firstColumn; column <= range.lastColumn; ++column) {
            const auto piece = reader.piece(column);
            if (!piece)
                return fail(piece.error());
            auto &into = builder.column(column - range.firstColumn);
            if (piece->isMissing)
                into.appendNull();
            else
                into.appendText({ piece->text.constData(), std::size_t(piece->text.size()) });
        }
        builder.endRow();
        return builder.isFull() ? flush() : Result<void>();
    });
    if (!done)
        return done;
    if (const auto rest = flush(); !rest)
        return rest;
    return writer->end();
}

} // namespace

Result<QString> copyFields(const FieldsToCopy &fields, const CopyRequest &request, const dumbo::Cancellation &cancellation)
{
    if (request.isSingleCell()) {
        FieldReader reader(fields);
        const auto range = request.ranges.front();
        if (const auto opened = reader.open(range.firstRow); !opened)
            return fail(opened.error());
        const auto piece = reader.piece(range.firstColumn);
        if (!piece)
            return fail(piece.error());
        return QString::fromUtf8(piece->text);
    }
    const bool isArray = request.format == CopyFormat::Json;
    const bool isJson = isArray || request.format == CopyFormat::NdJson;
    QByteArray text;
    for (const auto &range : request.ranges) {
        const auto done = isJson ? appendJson(text, fields, range, isArray, cancellation) : appendTable(text, fields, range, request, cancellation);
        if (!done)
            return fail(done.error());
    }
    if (isArray)
        text = '[' + text + ']';
    if (text.endsWith('\n'))
        text.chop(text.endsWith("\r\n") ? 2 : 1);
    return QString::fromUtf8(text);
}

} // namespace workbench
