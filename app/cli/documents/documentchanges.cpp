#include "app/cli/documents/documentrunner.h"
#include "app/cli/documents/documentvalues.h"
#include "core/documents/documentidentity.h"
#include "core/documents/documentsource.h"
#include "core/documents/query/extendedjson.h"
#include "core/documents/query/update.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "core/sdk/cellvalue.h"

#include <QCoreApplication>

namespace cli {

using namespace dumbo;

/// The part of DocumentRunner that writes.
namespace {

constexpr std::size_t batchRows = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentRunner", text);
}

Error noObject()
{
    return Error(ErrorKind::Data, tr("A document is an object, { … }.")).withPosition(0);
}

Result<void> needCollection(const DocumentSource &source)
{
    if (source.isCollection)
        return {};
    return fail(ErrorKind::InvalidOperation,
        tr("\"%1\" is no collection; rows are inserted into a table with SQL.").arg(source.table.name));
}

/// A document without _id gets the one that the filter asked for.
QByteArray withIdOf(const DocumentFilter &filter, const QByteArray &document)
{
    const auto wanted = documentOfFilter(filter);
    JsonReader wantedReader;
    const auto wantedRoot = wanted ? wantedReader.read(*wanted) : Result<JsonNode>(JsonNode());
    const auto id = wantedRoot ? wantedRoot->find("_id") : JsonNode();
    JsonReader reader;
    const auto root = reader.read(document);
    if (!root || !id.isValid() || root->find("_id").isValid())
        return document;
    const auto member = "\"_id\":" + id.text().toByteArray() + (root->childCount() > 0 ? "," : "");
    return QByteArray(document).insert(root->begin() + 1, member);
}

} // namespace

Result<DocumentQuery> DocumentRunner::queryForWrite(const DocumentRequest &request)
{
    if (request.filter.text.trimmed().isEmpty())
        return fail(ErrorKind::Data, tr("Which documents? {} means all."));
    return query(request);
}

Result<DocumentRow> DocumentRunner::insertedRow(const RequestText &document, const DocumentSource &source)
{
    auto plain = plainJson(document.text);
    if (!plain)
        return fail(plain.error());
    JsonReader reader;
    const auto root = reader.read(*plain);
    if (!root)
        return fail(root.error());
    if (!root->isObject())
        return fail(noObject());
    const auto id = root->find("_id", m_engine.rules(source).firstKeyWins);
    if (id.isValid() && !id.isString() && !id.isNumber())
        return fail(Error(ErrorKind::Data, tr("The _id of a document is a text.")).withPosition(id.begin()));
    DocumentRow row;
    row.key = { Value::text(id.isNumber() ? id.text().toByteArray() : id.isValid() ? id.string() : newDocumentId()) };
    row.text = std::move(*plain);
    return row;
}

Result<void> DocumentRunner::insertGiven(const DocumentRequest &request)
{
    std::size_t next = 0;
    return insert(request, [&]() -> Result<std::optional<RequestText>> {
        return next < request.documents.size() ? std::optional(request.documents[next++]) : std::nullopt;
    });
}

Result<void> DocumentRunner::insert(const DocumentRequest &request, const Documents &documents)
{
    const auto from = source(request);
    if (!from)
        return fail(from.error());
    if (const auto fits = needCollection(*from); !fits)
        return fits;
    // Said when it is true: a later document may undo all.
    QByteArray lines;
    const auto done = m_executor.withTransaction([&](Executor &executor) -> Result<TransactionOutcome<>> {
        lines.clear();
        DocumentWrite write;
        write.source = *from;
        while (true) {
            const auto document = documents();
            if (!document)
                return fail(document.error());
            if (*document) {
                auto row = within(**document, insertedRow(**document, *from));
                if (!row)
                    return fail(row.error());
                write.rows.push_back(std::move(*row));
            }
            if (!write.rows.empty() && (!*document || write.rows.size() == batchRows)) {
                if (const auto written = insertBatch(executor, request, write, lines); !written)
                    return fail(written.error());
                write.rows.clear();
            }
            if (!*document)
                return Commit {};
        }
    });
    return done ? m_printer.printRaw(lines) : fail(done.error());
}

Result<void> DocumentRunner::insertBatch(Executor &executor, const DocumentRequest &request, const DocumentWrite &write, QByteArray &lines)
{
    if (request.explains) {
        const auto statements = m_engine.explainWrite(write);
        return statements ? printStatements(*statements) : fail(statements.error());
    }
    const auto outcome = m_engine.write(executor, write);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty())
        return fail(conflictError(write.source, outcome->conflicts, true));
    for (const auto &written : outcome->written)
        lines += keyJson(write.source, written.key, written.version ? "\"_version\":" + QByteArray::number(*written.version) : QByteArray()) + '\n';
    return {};
}

Result<void> DocumentRunner::update(const DocumentRequest &request)
{
    if (const auto parsed = within(request.argument, DocumentUpdate::parse(request.argument.text)); !parsed)
        return fail(parsed.error());
    const auto wanted = queryForWrite(request);
    if (!wanted)
        return fail(wanted.error());
    DocumentUpdateOptions options;
    options.upsert = request.upserts;
    if (request.explains || request.previews) {
        const auto preview = within(request.argument, m_engine.previewUpdate(m_executor, *wanted, request.argument.text, options));
        return preview ? printPreview(*preview, request) : fail(preview.error());
    }
    const auto outcome = m_engine.update(m_executor, *wanted, request.argument.text, options);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty())
        return fail(conflictError(wanted->source, outcome->conflicts, false));
    auto json = "{\"matched\":" + QByteArray::number(outcome->matched) + ",\"changed\":" + QByteArray::number(outcome->changed);
    if (outcome->upserted)
        json += ",\"upserted\":" + *outcome->upserted;
    return m_printer.printText(json + '}');
}

Result<void> DocumentRunner::remove(const DocumentRequest &request)
{
    const auto wanted = queryForWrite(request);
    if (!wanted)
        return fail(wanted.error());
    if (request.explains || request.previews) {
        const auto preview = m_engine.previewRemove(m_executor, *wanted);
        return preview ? printPreview(*preview, request) : fail(preview.error());
    }
    const auto outcome = m_engine.remove(m_executor, *wanted);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty())
        return fail(conflictError(wanted->source, outcome->conflicts, false));
    return m_printer.printText("{\"deleted\":" + QByteArray::number(outcome->changed) + '}');
}

/// The first document that matches, as it is to be written.
Result<std::optional<DocumentRow>> DocumentRunner::foundRow(const DocumentQuery &query)
{
    DocumentFindOptions options;
    options.asStored = true;
    std::optional<DocumentRow> found;
    const auto visited = m_engine.visitBatches(m_executor, query, options, [&](const Batch &batch) -> Result<bool> {
        if (batch.rowCount() == 0)
            return true;
        auto &row = found.emplace();
        for (int column = 0; column < int(query.source.key.size()); ++column) {
            auto value = cellValue(batch.cell(0, column));
            if (!value)
                return fail(value.error());
            row.key.push_back(std::move(*value));
        }
        const auto after = int(query.source.key.size());
        if (query.source.isCollection) {
            row.expectedVersion = batch.cell(0, after).integer;
            return false;
        }
        const auto text = cellValue(batch.cell(0, after));
        if (!text)
            return fail(text.error());
        if (const auto *json = std::get_if<Value::Json>(&text->variant()))
            row.expectedText = json->text;
        else if (const auto *plain = std::get_if<Value::Text>(&text->variant()))
            row.expectedText = plain->utf8;
        return false;
    });
    if (!visited)
        return fail(visited.error());
    return found;
}

Result<void> DocumentRunner::replace(const DocumentRequest &request)
{
    auto plain = within(request.argument, plainJson(request.argument.text));
    if (!plain)
        return fail(plain.error());
    JsonReader reader;
    const auto root = within(request.argument, reader.read(*plain));
    if (!root)
        return fail(root.error());
    if (!root->isObject()) {
        m_faultyText = request.argument;
        return fail(noObject());
    }
    auto one = request;
    one.onlyOne = true;
    auto wanted = queryForWrite(one);
    if (!wanted)
        return fail(wanted.error());
    wanted->forUpdate = true;
    return m_executor.withTransaction([&](Executor &) -> Result<TransactionOutcome<>> {
        auto row = foundRow(*wanted);
        if (!row)
            return fail(row.error());
        Result<void> done;
        if (*row)
            done = replaceRow(request, wanted->source, std::move(**row), *plain);
        else if (request.upserts) {
            auto inserting = request;
            inserting.documents = { { withIdOf(wanted->filter, *plain), request.argument.name, request.argument.offset } };
            done = insertGiven(inserting);
        } else
            done = m_printer.printText("{\"matched\":0,\"changed\":0}");
        return done ? Result<TransactionOutcome<>>(Commit {}) : fail(done.error());
    });
}

Result<void> DocumentRunner::replaceRow(
    const DocumentRequest &request, const DocumentSource &source, DocumentRow row, const QByteArray &document)
{
    JsonReader reader;
    const auto root = reader.read(document);
    const auto id = root ? root->find("_id", m_engine.rules(source).firstKeyWins) : JsonNode();
    const auto isSame = [&] {
        const auto *key = std::get_if<Value::Text>(&row.key.front().variant());
        return key && (id.isString() ? id.string() : id.text().toByteArray()) == key->utf8;
    };
    if (source.isCollection && id.isValid() && !isSame()) {
        m_faultyText = request.argument;
        return fail(Error(ErrorKind::Data, tr("The _id of a document can't be changed.")).withPosition(id.begin()));
    }
    row.text = document;
    if (request.expectedVersion)
        row.expectedVersion = request.expectedVersion;
    DocumentWrite write;
    write.kind = DocumentWrite::Kind::Update;
    write.source = source;
    write.rows.push_back(std::move(row));
    if (request.explains) {
        const auto statements = m_engine.explainWrite(write);
        return statements ? printStatements(*statements) : fail(statements.error());
    }
    const auto outcome = m_engine.write(m_executor, write);
    if (!outcome)
        return fail(outcome.error());
    if (!outcome->conflicts.empty())
        return fail(conflictError(source, outcome->conflicts, false));
    return m_printer.printText("{\"matched\":1,\"changed\":" + QByteArray::number(outcome->changed) + '}');
}

Result<void> DocumentRunner::printPreview(const DocumentPreview &preview, const DocumentRequest &request)
{
    if (request.explains) {
        if (const auto printed = printStatements(preview.statements); !printed)
            return printed;
        QByteArray reasons;
        for (const auto &reason : preview.reasons)
            reasons += "-- " + reason.toUtf8() + '\n';
        return m_printer.printRaw(reasons);
    }
    for (const auto &change : preview.samples) {
        auto json = "{\"before\":" + oneLine(change.before);
        if (!change.after.isEmpty())
            json += ",\"after\":" + oneLine(change.after);
        if (const auto printed = m_printer.printText(json + '}'); !printed)
            return printed;
    }
    if (preview.upserted) {
        if (const auto printed = m_printer.printText("{\"after\":" + oneLine(*preview.upserted) + '}'); !printed)
            return printed;
    }
    return m_printer.printText("{\"matched\":" + QByteArray::number(preview.matched) + ",\"changed\":" + QByteArray::number(preview.changed) + '}');
}

} // namespace cli
