#include "core/documents/documentengine.h"

#include "core/documents/documentexecution.h"
#include "core/documents/documentidentity.h"
#include "core/documents/documentspool.h"
#include "core/documents/query/update.h"
#include "core/json/jsonstring.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QTimeZone>

namespace dumbo {

namespace {

constexpr qint64 rowsBetweenProgress = 1000;

QString tr(const char *text)
{
    return QCoreApplication::translate("DocumentEngine", text);
}

/// What happens to one document that was found: its new text, nothing where it stays, an empty text where it goes.
using Change = std::function<Result<std::optional<QByteArray>>(QByteArrayView document)>;

struct Changes {
    qint64 matched = 0;
    qint64 changed = 0;
};

/// A query for documents that are to be written.
DocumentQuery queryForChange(DocumentQuery query, bool writes)
{
    query.projection = {};
    query.forUpdate = writes;
    if (query.skip == 0 && !query.limit)
        query.sort.clear();
    return query;
}

/// Reads what a query finds and gives each document that changes to the function, with the row that writes it.
class ChangeReader {
public:
    using Visit = std::function<Result<void>(DocumentRow row, QByteArrayView before, std::optional<qint64> version)>;

    ChangeReader(const DocumentSource &source, Change change, Visit visit, const DocumentUpdateOptions &options)
        : m_source(source)
        , m_columns(source)
        , m_change(std::move(change))
        , m_visit(std::move(visit))
        , m_options(options)
    {
    }

    Result<bool> read(const Batch &batch)
    {
        for (qint64 row = 0; row < batch.rowCount(); ++row) {
            if (const auto done = readRow(batch, row); !done)
                return fail(done.error());
            if (m_options.progress && m_changes.matched % rowsBetweenProgress == 0)
                m_options.progress(m_changes.matched, 0);
        }
        return true;
    }
    [[nodiscard]] const Changes &changes() const { return m_changes; }

private:
    Result<void> readRow(const Batch &batch, qint64 number)
    {
        QByteArray storage;
        const auto cell = batch.cell(number, m_columns.text());
        const auto text = cellBytes(cell, storage);
        if (!text)
            return fail(text.error());
        // What is no JSON is no document, and no filter finds it.
        if (!m_reader.read(*text))
            return {};
        ++m_changes.matched;
        const auto changed = m_change(*text);
        if (!changed)
            return fail(changed.error());
        if (!*changed)
            return {};
        ++m_changes.changed;
        auto key = keyOf(batch, number, m_columns);
        if (!key)
            return fail(key.error());
        DocumentRow row;
        row.key = std::move(*key);
        row.text = **changed;
        row.expectedVersion = versionOf(batch, number, m_columns);
        if (!m_source.isCollection && !cell.isNull())
            row.expectedText = text->toByteArray();
        const auto version = row.expectedVersion;
        return m_visit(std::move(row), *text, version);
    }

    const DocumentSource &m_source;
    DocumentColumns m_columns;
    Change m_change;
    Visit m_visit;
    const DocumentUpdateOptions &m_options;
    JsonReader m_reader;
    Changes m_changes;
};

Result<void> needsKey(const DocumentSource &source)
{
    if (!source.key.isEmpty())
        return {};
    return fail(ErrorKind::InvalidOperation,
        tr("\"%1\" has no primary key, so its rows can't be told apart and nothing is written.").arg(source.table.name));
}

Change updateBy(const DocumentUpdate &update, const DocumentRules &rules)
{
    const UpdateContext context { QDateTime::currentDateTimeUtc(), false, rules };
    return [update, context](QByteArrayView document) { return update.apply(document, context); };
}

Result<std::optional<QByteArray>> removal(QByteArrayView)
{
    return QByteArray();
}

/// The document that an upsert inserts.
Result<DocumentRow> upsertedRow(const DocumentQuery &query, const DocumentUpdate &update, const DocumentRules &rules)
{
    if (!query.source.isCollection)
        return fail(ErrorKind::InvalidOperation, tr("Only a collection takes documents that an update inserts."));
    auto document = documentOfFilter(query.filter);
    if (!document)
        return fail(document.error());
    const auto updated = update.apply(*document, { QDateTime::currentDateTimeUtc(), true, rules });
    if (!updated)
        return fail(updated.error());
    auto text = *updated ? **updated : *document;
    const auto parsed = JsonDocument::parse(text);
    if (!parsed)
        return fail(parsed.error());
    const auto given = parsed->root().find("_id", rules.firstKeyWins);
    if (given.isValid() && !given.isString())
        return fail(ErrorKind::Data, tr("The _id of a document is a text."));
    if (!given.string().isValidUtf8())
        return fail(ErrorKind::Data, tr("The _id of a document can't hold half a character."));
    const auto id = given.isString() ? given.string() : newDocumentId();
    if (auto whole = withIdentity(parsed->root(), { id, 1 }, { rules.firstKeyWins, false, true }))
        text = std::move(*whole);
    DocumentRow row;
    row.key = { Value::text(id) };
    row.text = std::move(text);
    return row;
}

DocumentWrite writeOf(const DocumentSource &source, DocumentWrite::Kind kind, std::vector<DocumentRow> rows)
{
    DocumentWrite write;
    write.kind = kind;
    write.source = source;
    write.rows = std::move(rows);
    return write;
}

void append(DocumentOutcome &total, DocumentOutcome part, qint64 firstRow, bool listWritten)
{
    total.changed += part.changed;
    for (auto &conflict : part.conflicts) {
        conflict.row += firstRow;
        total.conflicts.push_back(std::move(conflict));
    }
    if (!listWritten)
        return;
    for (auto &written : part.written) {
        written.row += firstRow;
        total.written.push_back(std::move(written));
    }
}

/// Finds, then writes what changes, inside a transaction that the caller has.
Result<DocumentOutcome> changeFound(const DocumentEngine &engine, Executor &executor, const DocumentQuery &query, DocumentWrite::Kind kind,
    const Change &change, const DocumentUpdateOptions &options)
{
    DocumentSpool spool;
    ChangeReader reader(
        query.source, change, [&](DocumentRow row, QByteArrayView, std::optional<qint64>) { return spool.add(std::move(row)); }, options);
    DocumentFindOptions reading;
    reading.asStored = !query.source.isCollection;
    const auto asked = queryForChange(query, true);
    const auto read = engine.visitBatches(executor, asked, reading, [&](const Batch &batch) { return reader.read(batch); });
    if (!read)
        return fail(read.error());
    DocumentOutcome total;
    total.matched = reader.changes().matched;
    qint64 done = 0;
    const auto written = spool.read([&](std::vector<DocumentRow> rows) -> Result<void> {
        const auto count = qint64(rows.size());
        auto outcome = engine.write(executor, writeOf(query.source, kind, std::move(rows)), { true, true });
        if (!outcome)
            return fail(outcome.error());
        append(total, std::move(*outcome), done, options.listWritten);
        done += count;
        if (options.progress)
            options.progress(total.matched, done);
        return {};
    });
    if (!written)
        return fail(written.error());
    return total;
}

Result<TransactionOutcome<DocumentOutcome>> ended(Result<DocumentOutcome> outcome)
{
    if (!outcome)
        return fail(outcome.error());
    if (outcome->conflicts.empty())
        return Commit { std::move(*outcome) };
    outcome->changed = 0;
    outcome->written.clear();
    return Rollback { std::move(*outcome) };
}

Result<DocumentPreview> previewChange(const DocumentEngine &engine, Executor &executor, const DocumentQuery &query, DocumentWrite::Kind kind,
    const Change &change, const DocumentUpdateOptions &options)
{
    DocumentPreview preview;
    std::vector<DocumentRow> rows;
    ChangeReader reader(
        query.source, change,
        [&](DocumentRow row, QByteArrayView before, std::optional<qint64> version) -> Result<void> {
            if (qint64(rows.size()) >= options.samples)
                return {};
            preview.samples.push_back({ row.key, version, before.toByteArray(), row.text });
            rows.push_back(std::move(row));
            return {};
        },
        options);
    const auto asked = queryForChange(query, false);
    DocumentFindOptions reading;
    reading.asStored = !query.source.isCollection;
    const auto read = engine.visitBatches(executor, asked, reading, [&](const Batch &batch) { return reader.read(batch); });
    if (!read)
        return fail(read.error());
    preview.matched = reader.changes().matched;
    preview.changed = reader.changes().changed;
    if (!rows.empty()) {
        auto statements = engine.explainWrite(writeOf(query.source, kind, std::move(rows)));
        if (!statements)
            return fail(statements.error());
        preview.statements = std::move(*statements);
    }
    const auto plan = engine.explainFind(asked);
    if (!plan)
        return fail(plan.error());
    preview.reasons = plan->reasons;
    return preview;
}

} // namespace

Result<DocumentOutcome> DocumentEngine::update(
    Executor &executor, const DocumentQuery &query, const QByteArray &update, const DocumentUpdateOptions &options) const
{
    if (const auto able = needsKey(query.source); !able)
        return fail(able.error());
    const auto parsed = DocumentUpdate::parse(update);
    if (!parsed)
        return fail(parsed.error());
    const auto meaning = rules(query.source);
    return executor.withTransaction([&](Executor &inner) -> Result<TransactionOutcome<DocumentOutcome>> {
        auto outcome = changeFound(*this, inner, query, DocumentWrite::Kind::Update, updateBy(*parsed, meaning), options);
        if (!outcome || outcome->matched > 0 || !options.upsert)
            return ended(std::move(outcome));
        auto row = upsertedRow(query, *parsed, meaning);
        if (!row)
            return fail(row.error());
        const auto text = row->text;
        auto inserted = write(inner, writeOf(query.source, DocumentWrite::Kind::Insert, { std::move(*row) }), { true, true });
        if (inserted && inserted->conflicts.empty())
            inserted->upserted = text;
        return ended(std::move(inserted));
    });
}

Result<DocumentPreview> DocumentEngine::previewUpdate(
    Executor &executor, const DocumentQuery &query, const QByteArray &update, const DocumentUpdateOptions &options) const
{
    if (const auto able = needsKey(query.source); !able)
        return fail(able.error());
    const auto parsed = DocumentUpdate::parse(update);
    if (!parsed)
        return fail(parsed.error());
    const auto meaning = rules(query.source);
    auto preview = previewChange(*this, executor, query, DocumentWrite::Kind::Update, updateBy(*parsed, meaning), options);
    if (!preview || preview->matched > 0 || !options.upsert)
        return preview;
    auto row = upsertedRow(query, *parsed, meaning);
    if (!row)
        return fail(row.error());
    preview->upserted = row->text;
    auto statements = explainWrite(writeOf(query.source, DocumentWrite::Kind::Insert, { std::move(*row) }));
    if (!statements)
        return fail(statements.error());
    preview->statements = std::move(*statements);
    return preview;
}

Result<DocumentOutcome> DocumentEngine::remove(Executor &executor, const DocumentQuery &query, const DocumentUpdateOptions &options) const
{
    if (query.skip == 0 && !query.limit && !options.listWritten) {
        auto matching = writeOf(query.source, DocumentWrite::Kind::DeleteMatching, {});
        matching.filter = query.filter;
        auto outcome = write(executor, matching);
        if (outcome)
            outcome->matched = outcome->changed;
        if (outcome || outcome.error().kind() != ErrorKind::NotImplemented)
            return outcome;
    }
    if (const auto able = needsKey(query.source); !able)
        return fail(able.error());
    return executor.withTransaction([&](Executor &inner) {
        return ended(changeFound(*this, inner, query, DocumentWrite::Kind::Delete, removal, options));
    });
}

Result<DocumentPreview> DocumentEngine::previewRemove(
    Executor &executor, const DocumentQuery &query, const DocumentUpdateOptions &options) const
{
    return previewChange(*this, executor, query, DocumentWrite::Kind::Delete, removal, options);
}

} // namespace dumbo
