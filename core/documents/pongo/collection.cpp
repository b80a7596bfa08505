#include "core/documents/pongo/collection.h"

#include "core/documents/documentidentity.h"
#include "core/documents/documentsource.h"
#include "core/documents/pongo/collectionwork.h"
#include "core/documents/query/documentpath.h"
#include "core/documents/query/extendedjson.h"

#include <QCoreApplication>

namespace dumbo::pongo {

namespace {

using Kind = DocumentWrite::Kind;

DocumentRow rowOf(const Document &document)
{
    DocumentRow row;
    row.key = { Value::text(document.id) };
    row.text = document.text;
    return row;
}

/// What a batch did, by id.
BatchOutcome batchOutcome(const DocumentOutcome &outcome, const std::vector<ExpectedVersion> &expected)
{
    BatchOutcome batch;
    for (const auto &written : outcome.written)
        batch.written.push_back({ idOf(written.key), written.version.value_or(1) });
    for (const auto &conflict : outcome.conflicts)
        batch.conflicts.push_back({ idOf(conflict.key), expected[std::size_t(conflict.row)], conflict.actualVersion });
    return batch;
}

Changed changedOf(const OneChange &change)
{
    return { change.before ? 1 : 0, change.isWritten && change.before ? 1 : 0,
        change.isWritten && !change.before && change.after ? std::optional(change.after->id) : std::nullopt,
        change.after ? std::optional(change.after->version) : std::nullopt };
}

std::optional<Document> documentOf(const OneChange &change, bool returnNew)
{
    return returnNew ? change.after : change.before;
}

} // namespace

Collection<>::Collection(std::shared_ptr<ClientState> client, const ObjectPath &table, Executor *session)
    : m_client(std::move(client))
    , m_table(table)
    , m_session(session)
{
}

CollectionWork Collection<>::work(bool writes) const
{
    return CollectionWork(m_client, m_table, m_session, writes);
}

Result<void> Collection<>::create() const
{
    return work(true).create();
}

Result<bool> Collection<>::exists() const
{
    return work(false).source().transform([](const auto &source) { return source.has_value(); });
}

Result<bool> Collection<>::drop() const
{
    return work(true).drop();
}

Result<void> Collection<>::rename(const QString &newName) const
{
    return work(true).rename(newName);
}

Result<void> Collection<>::createIndex(const DocumentIndex &index) const
{
    return work(true).changeIndex([&](PongoExtension &pongo, const DocumentSource &source) { return pongo.createIndex(source, index); });
}

Result<void> Collection<>::dropIndex(const DocumentIndex &index) const
{
    return work(true).changeIndex([&](PongoExtension &pongo, const DocumentSource &source) { return pongo.dropIndex(source, index); });
}

Result<std::vector<DocumentIndex>> Collection<>::indexes() const
{
    return work(false).source().transform([](const auto &source) { return source ? source->indexes : std::vector<DocumentIndex>(); });
}

Result<Inserted> Collection<>::insertOne(const QByteArray &document) const
{
    const auto outcome = insertMany({ document });
    if (!outcome)
        return fail(outcome.error());
    if (const auto complete = outcome->check(); !complete)
        return fail(complete.error());
    return outcome->written.front();
}

Result<BatchOutcome> Collection<>::insertMany(const std::vector<QByteArray> &documents, BatchMode mode) const
{
    DocumentWrite write;
    write.kind = Kind::Insert;
    auto work = this->work(true);
    for (const auto &text : documents) {
        const auto document = work.newDocument(text);
        if (!document)
            return fail(document.error());
        write.rows.push_back(rowOf(*document));
    }
    const std::vector expected(documents.size(), ExpectedVersion::doesNotExist());
    return work.write(std::move(write), mode).transform([&](const DocumentOutcome &outcome) { return batchOutcome(outcome, expected); });
}

Result<Cursor> Collection<>::find(const QByteArray &filter, const FindOptions &options) const
{
    return work(false).find(filter, options);
}

Result<std::optional<Document>> Collection<>::findOne(const QByteArray &filter, const FindOptions &options) const
{
    auto one = options;
    one.limit = std::min<qint64>(1, options.limit.value_or(1));
    auto cursor = find(filter, one);
    if (!cursor)
        return fail(cursor.error());
    return cursor->next();
}

Result<std::optional<Document>> Collection<>::findById(const QByteArray &id) const
{
    return work(false).load(filterOfId(id));
}

Result<qint64> Collection<>::countDocuments(const QByteArray &filter) const
{
    return work(false).count(filter);
}

Result<std::vector<QByteArray>> Collection<>::distinct(const QByteArray &path, const QByteArray &filter) const
{
    return work(false).distinct(dottedPath(path), filter);
}

Result<Changed> Collection<>::updateOne(const QByteArray &filter, const QByteArray &update, const WriteOptions &options) const
{
    return work(true).updateOne(filter, update, { {}, options.expected, options.upsert, true }).transform(changedOf);
}

Result<ChangedMany> Collection<>::updateMany(const QByteArray &filter, const QByteArray &update, bool upsert) const
{
    return work(true).updateMany(filter, update, upsert);
}

Result<Changed> Collection<>::replaceOne(const QByteArray &filter, const QByteArray &document, const WriteOptions &options) const
{
    return work(true).replaceOne(filter, document, { {}, options.expected, options.upsert, true }).transform(changedOf);
}

Result<BatchOutcome> Collection<>::replaceMany(const std::vector<QByteArray> &documents, BatchMode mode) const
{
    DocumentWrite write;
    write.kind = Kind::Update;
    auto work = this->work(true);
    std::vector<ExpectedVersion> expected;
    for (const auto &text : documents) {
        const auto document = work.replacement(text);
        if (!document)
            return fail(document.error());
        write.rows.push_back(rowOf(document->document));
        write.rows.back().expectedVersion = document->expected.version();
        expected.push_back(document->expected.version() ? document->expected : ExpectedVersion::exists());
    }
    return work.write(std::move(write), mode).transform([&](const DocumentOutcome &outcome) { return batchOutcome(outcome, expected); });
}

Result<Changed> Collection<>::deleteOne(const QByteArray &filter, const ExpectedVersion &expected) const
{
    return work(true).deleteOne(filter, { {}, expected, false, false }).transform(changedOf);
}

Result<qint64> Collection<>::deleteMany(const QByteArray &filter) const
{
    return work(true).deleteMany(filter);
}

Result<BatchOutcome> Collection<>::deleteMany(
    const std::vector<std::pair<QByteArray, ExpectedVersion>> &documents, BatchMode mode) const
{
    DocumentWrite write;
    write.kind = Kind::Delete;
    std::vector<ExpectedVersion> expected;
    for (const auto &[id, version] : documents) {
        if (version == ExpectedVersion::doesNotExist())
            return fail(ErrorKind::InvalidOperation,
                QCoreApplication::translate("Pongo", "\"%1\" can't be deleted and be expected not to exist.").arg(QString::fromUtf8(id)));
        DocumentRow row;
        row.key = { Value::text(id) };
        row.expectedVersion = version.version();
        write.rows.push_back(std::move(row));
        expected.push_back(version);
    }
    return work(true).deleteRows(std::move(write), expected, mode).transform([&](const DocumentOutcome &outcome) { return batchOutcome(outcome, expected); });
}

Result<std::optional<Document>> Collection<>::findOneAndUpdate(
    const QByteArray &filter, const QByteArray &update, const FindOneAndOptions &options) const
{
    return work(true).updateOne(filter, update, options).transform([&](const OneChange &change) { return documentOf(change, options.returnNew); });
}

Result<std::optional<Document>> Collection<>::findOneAndReplace(
    const QByteArray &filter, const QByteArray &document, const FindOneAndOptions &options) const
{
    return work(true).replaceOne(filter, document, options).transform([&](const OneChange &change) { return documentOf(change, options.returnNew); });
}

Result<std::optional<Document>> Collection<>::findOneAndDelete(const QByteArray &filter, const FindOneAndOptions &options) const
{
    return work(true).deleteOne(filter, options).transform([](const OneChange &change) { return change.before; });
}

Result<std::optional<Document>> Collection<>::handle(const QByteArray &id, const Handler &handler, const ExpectedVersion &expected) const
{
    return work(true).handle(id, handler, expected).transform([](const OneChange &change) { return change.after; });
}

} // namespace dumbo::pongo
