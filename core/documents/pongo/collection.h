#pragma once

#include "core/documents/pongo/cursor.h"
#include "core/documents/pongo/outcomes.h"

#include <functional>
#include <memory>

namespace dumbo::pongo {

class ClientState;
class CollectionWork;

struct FindOptions {
    QByteArray sort = {}; ///< e.g. { age: -1 }
    QByteArray projection = {}; ///< e.g. { name: 1 }
    qint64 skip = 0;
    std::optional<qint64> limit = {};
};

struct WriteOptions {
    ExpectedVersion expected = {};
    bool upsert = false;
};

struct FindOneAndOptions {
    QByteArray sort = {}; ///< which one, of several
    ExpectedVersion expected = {};
    bool upsert = false;
    bool returnNew = false; ///< the document as it is afterwards, not as it was
};

template <typename T>
struct Codec;

/// Documents of one type, or, of none, as texts.
template <typename T = void, typename C = Codec<T>>
class Collection;

/// A collection of JSON texts. Filters, updates and documents are in MongoDB's syntax, extended JSON and the shell's notation included; what is not
/// known is Data with a position, and nothing is done. A cheap value; it shares its client, and ends before its session.
///
/// A document's id is a text; one without gets a new one (UUID version 7). Its version begins with 1 and rises with each write; what a text
/// says of it counts only where a function says so. A version that is not the expected one is Concurrency, and nothing is written.
template <>
class DUMBO_CORE_EXPORT Collection<void, Codec<void>> {
public:
    Collection(std::shared_ptr<ClientState> client, const ObjectPath &table, Executor *session);

    [[nodiscard]] const ObjectPath &table() const { return m_table; }

    /// Makes the table where it is missing.
    [[nodiscard]] Result<void> create() const;
    [[nodiscard]] Result<bool> exists() const;
    /// Whether there was one.
    [[nodiscard]] Result<bool> drop() const;
    /// This value means the old name afterwards.
    [[nodiscard]] Result<void> rename(const QString &newName) const;
    [[nodiscard]] Result<void> createIndex(const DocumentIndex &index) const;
    [[nodiscard]] Result<void> dropIndex(const DocumentIndex &index) const;
    [[nodiscard]] Result<std::vector<DocumentIndex>> indexes() const;

    [[nodiscard]] Result<Inserted> insertOne(const QByteArray &document) const;
    /// A document that is there already is a conflict of the outcome.
    [[nodiscard]] Result<BatchOutcome> insertMany(const std::vector<QByteArray> &documents, BatchMode mode = BatchMode::Each) const;

    [[nodiscard]] Result<Cursor> find(const QByteArray &filter = {}, const FindOptions &options = {}) const;
    [[nodiscard]] Result<std::optional<Document>> findOne(const QByteArray &filter = {}, const FindOptions &options = {}) const;
    [[nodiscard]] Result<std::optional<Document>> findById(const QByteArray &id) const;
    [[nodiscard]] Result<qint64> countDocuments(const QByteArray &filter = {}) const;
    /// JSON texts, each once.
    [[nodiscard]] Result<std::vector<QByteArray>> distinct(const QByteArray &path, const QByteArray &filter = {}) const;
    /// Documents of the cursor have a text only. $lookup reads collections of the same schema.
    [[nodiscard]] Result<Cursor> aggregate(const QByteArray &pipeline) const;

    [[nodiscard]] Result<Changed> updateOne(const QByteArray &filter, const QByteArray &update, const WriteOptions &options = {}) const;
    [[nodiscard]] Result<ChangedMany> updateMany(const QByteArray &filter, const QByteArray &update, bool upsert = false) const;
    [[nodiscard]] Result<Changed> replaceOne(const QByteArray &filter, const QByteArray &document, const WriteOptions &options = {}) const;
    /// By the documents' _id; one that says a _version is written only onto that version.
    [[nodiscard]] Result<BatchOutcome> replaceMany(const std::vector<QByteArray> &documents, BatchMode mode = BatchMode::Each) const;
    [[nodiscard]] Result<Changed> deleteOne(const QByteArray &filter, const ExpectedVersion &expected = {}) const;
    [[nodiscard]] Result<qint64> deleteMany(const QByteArray &filter) const;
    /// By id, onto these versions.
    [[nodiscard]] Result<BatchOutcome> deleteMany(
        const std::vector<std::pair<QByteArray, ExpectedVersion>> &documents, BatchMode mode = BatchMode::Each) const;

    [[nodiscard]] Result<std::optional<Document>> findOneAndUpdate(
        const QByteArray &filter, const QByteArray &update, const FindOneAndOptions &options = {}) const;
    [[nodiscard]] Result<std::optional<Document>> findOneAndReplace(
        const QByteArray &filter, const QByteArray &document, const FindOneAndOptions &options = {}) const;
    [[nodiscard]] Result<std::optional<Document>> findOneAndDelete(const QByteArray &filter, const FindOneAndOptions &options = {}) const;

    /// What a document becomes: nothing deletes it. It gets nothing where there is none.
    using Handler = std::function<Result<std::optional<QByteArray>>(const std::optional<Document> &document)>;
    /// Loads, asks the handler once, and writes once, onto the version that was loaded: somebody else's write in between is Concurrency. A text
    /// that is the same is not written. Answers the document as it is then.
    [[nodiscard]] Result<std::optional<Document>> handle(
        const QByteArray &id, const Handler &handler, const ExpectedVersion &expected = {}) const;

private:
    [[nodiscard]] CollectionWork work(bool writes) const;

    std::shared_ptr<ClientState> m_client;
    ObjectPath m_table;
    Executor *m_session = nullptr;
};

} // namespace dumbo::pongo
