#pragma once

#include "core/documents/pongo/clientstate.h"
#include "core/documents/pongo/collection.h"

namespace dumbo::pongo {

/// What a change of one document did.
struct OneChange {
    std::optional<Document> before;
    std::optional<Document> after;
    bool isWritten = false;
};

struct Replacement {
    Document document;
    ExpectedVersion expected; ///< what the text says of its version
};

/// One operation of a collection: with an executor of its own, or the session's.
class CollectionWork {
public:
    CollectionWork(std::shared_ptr<ClientState> client, const ObjectPath &table, Executor *session, bool writes);
    ~CollectionWork();
    CollectionWork(CollectionWork &&) noexcept;

    [[nodiscard]] Result<std::optional<DocumentSource>> source();
    [[nodiscard]] Result<void> create();
    [[nodiscard]] Result<bool> drop();
    [[nodiscard]] Result<void> rename(const QString &newName);
    using IndexSql = std::function<Result<std::vector<StatementText>>(PongoExtension &, const DocumentSource &)>;
    [[nodiscard]] Result<void> changeIndex(const IndexSql &sql);

    /// As it is inserted: with an id of its own where it says none.
    [[nodiscard]] Result<Document> newDocument(const QByteArray &text);
    [[nodiscard]] Result<Replacement> replacement(const QByteArray &text);
    /// Nothing to write makes no table.
    [[nodiscard]] Result<DocumentOutcome> write(DocumentWrite write, BatchMode mode);
    /// Rows of which any version is expected may be missing.
    [[nodiscard]] Result<DocumentOutcome> deleteRows(DocumentWrite write, const std::vector<ExpectedVersion> &expected, BatchMode mode);

    /// The cursor takes the executor.
    [[nodiscard]] Result<Cursor> find(const QByteArray &filter, const FindOptions &options);
    [[nodiscard]] Result<Cursor> aggregate(const QByteArray &pipeline);
    [[nodiscard]] Result<std::optional<Document>> load(const DocumentFilter &filter);
    [[nodiscard]] Result<qint64> count(const QByteArray &filter);
    [[nodiscard]] Result<std::vector<QByteArray>> distinct(const DocumentPath &path, const QByteArray &filter);

    [[nodiscard]] Result<OneChange> updateOne(const QByteArray &filter, const QByteArray &update, const FindOneAndOptions &options);
    [[nodiscard]] Result<OneChange> replaceOne(const QByteArray &filter, const QByteArray &document, const FindOneAndOptions &options);
    [[nodiscard]] Result<OneChange> deleteOne(const QByteArray &filter, const FindOneAndOptions &options);
    [[nodiscard]] Result<OneChange> handle(
        const QByteArray &id, const Collection<>::Handler &handler, const ExpectedVersion &expected);
    [[nodiscard]] Result<ChangedMany> updateMany(const QByteArray &filter, const QByteArray &update, bool upsert);
    [[nodiscard]] Result<qint64> deleteMany(const QByteArray &filter);

private:
    /// What one document becomes: nothing, it goes; the same text, it stays.
    using Change = std::function<Result<std::optional<QByteArray>>(const std::optional<Document> &)>;

    [[nodiscard]] Result<DocumentEngine> engine();
    /// Makes the collection where that is wanted; NotFound else.
    [[nodiscard]] Result<DocumentSource> sourceForWriting();
    [[nodiscard]] Result<void> run(const std::vector<StatementText> &statements);
    [[nodiscard]] Result<OneChange> changeOne(const DocumentQuery &query, const ExpectedVersion &expected, const Change &change);
    [[nodiscard]] Result<OneChange> writeOne(
        Executor &executor, const DocumentSource &source, const std::optional<Document> &before, const std::optional<QByteArray> &after);
    [[nodiscard]] Result<std::optional<Document>> findFirst(Executor &executor, const DocumentQuery &query);
    [[nodiscard]] Result<DocumentQuery> queryOne(const QByteArray &filter, const QByteArray &sort);

    std::shared_ptr<ClientState> m_client;
    ObjectPath m_table;
    Executor *m_executor = nullptr;
    std::unique_ptr<Executor> m_owned;
    const bool m_isSession;
    std::optional<DocumentEngine> m_engine; ///< once asked for
};

[[nodiscard]] DocumentFilter filterOfId(const QByteArray &id);
[[nodiscard]] QByteArray idOf(const std::vector<Value> &key);

} // namespace dumbo::pongo
