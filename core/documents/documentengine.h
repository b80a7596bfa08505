#pragma once

#include "core/connection/executor.h"
#include "core/documents/documentwriting.h"
#include "core/documents/query/documentrules.h"
#include "core/plugins/driverregistry.h"
#include "core/sdk/extensions/pongo.h"

#include <functional>
#include <memory>

namespace dumbo {

/// What becomes of a query: the SQL that is sent, and what is left to the client.
struct DocumentPlan {
    Statement statement;
    QByteArray runnableSql; ///< the same with its parameters as literals, for people
    bool rechecked = false; ///< each row is tried again by the evaluator
    bool sortedHere = false;
    bool rangeHere = false; ///< skip and limit
    bool projectedHere = false;
    QStringList reasons; ///< a sentence for each of these
};

struct DocumentFindOptions {
    /// What is kept in memory where the client sorts. More is InsufficientResources.
    qint64 sortBudget = 256 * 1024 * 1024;
    /// The text as it is stored. Else in a collection its _id and _version are those of the columns, should they differ.
    bool asStored = false;
    /// Rows that hold no JSON are left out also where every document is wanted: for counting.
    bool onlyDocuments = false;
    BatchLimit firstBatch = BatchLimit::first();
};

/// An open answer. One result; its columns: the key, for a collection "_version", then "data", the document's text. Only documents that
/// match, in order. Rows that hold no JSON are left out where there is anything to decide here. Ends before the executor.
struct DocumentFind {
    std::unique_ptr<Execution> execution;
    DocumentPlan plan;
};

/// Documents of one database: SQL by the driver's extension, the evaluator where SQL does not decide. A value; any thread. Each call
/// with an executor blocks, and ends with Cancelled when the executor's job is cancelled.
///
/// Texts of filters, updates and pipelines are in MongoDB's syntax; errors in them are Data with a position.
class DUMBO_CORE_EXPORT DocumentEngine {
public:
    DocumentEngine(std::shared_ptr<PongoExtension> pongo, Dialect dialect);
    /// Of a connector's driver, or of what is registered for it. Loads. NotImplemented, in a sentence, where the driver knows no documents.
    [[nodiscard]] static Result<DocumentEngine> of(DriverRegistry &registry, const Connector &connector);

    [[nodiscard]] PongoExtension &pongo() const { return *m_pongo; }
    [[nodiscard]] const Dialect &dialect() const { return m_dialect; }

    /// How the evaluator means filters and updates of this source.
    [[nodiscard]] DocumentRules rules(const DocumentSource &source) const;

    /// Empty text: every document.
    [[nodiscard]] Result<DocumentFilter> filter(const QByteArray &text) const;
    /// A query from texts, as a person types them; each may be empty.
    [[nodiscard]] Result<DocumentQuery> query(const DocumentSource &source, const QByteArray &filter, const QByteArray &sort = {},
        const QByteArray &projection = {}) const;

    [[nodiscard]] Result<DocumentPlan> explainFind(const DocumentQuery &query) const;
    [[nodiscard]] Result<DocumentFind> find(Executor &executor, const DocumentQuery &query, const DocumentFindOptions &options = {}) const;
    /// Skip and limit count as well.
    [[nodiscard]] Result<qint64> count(Executor &executor, const DocumentQuery &query) const;
    /// What count() sends.
    [[nodiscard]] Result<DocumentPlan> explainCount(const DocumentQuery &query) const;
    /// Values at a path, elements of arrays one by one, each once, in the documents' order of values. JSON texts. Of a collection
    /// "_version" is the column's number.
    [[nodiscard]] Result<std::vector<QByteArray>> distinct(
        Executor &executor, const DocumentQuery &query, const DocumentPath &path) const;
    /// What distinct() sends.
    [[nodiscard]] Result<DocumentPlan> explainDistinct(const DocumentQuery &query, const DocumentPath &path) const;

    /// The source of another collection, for $lookup.
    using Collections = std::function<Result<DocumentSource>(const QString &name)>;
    /// One column, "data". What comes first in the pipeline and SQL can do is done by SQL, the rest streams through the client.
    [[nodiscard]] Result<DocumentFind> aggregate(Executor &executor, const DocumentSource &source, const QByteArray &pipeline,
        const Collections &collections = {}, const DocumentFindOptions &options = {}) const;
    [[nodiscard]] Result<DocumentPlan> explainAggregate(const DocumentSource &source, const QByteArray &pipeline) const;

    /// Inserts, updates, deletes rows, all or none: in a transaction, or a savepoint where one is open. Rows that were not written are
    /// conflicts of the outcome, and the others are not written either, unless options say to keep them. Rows of one key are written one
    /// after the other, so that the last stays; of two with the same expected version the second is a conflict.
    [[nodiscard]] Result<DocumentOutcome> write(
        Executor &executor, const DocumentWrite &write, const DocumentWriteOptions &options = {}) const;
    /// The statements of write(), without running them.
    [[nodiscard]] Result<std::vector<Statement>> explainWrite(const DocumentWrite &write) const;
    /// A statement with its parameters as literals.
    [[nodiscard]] Result<QByteArray> runnableSql(const Statement &statement) const;

    /// Applies an update in the client and writes what it changed by key and version, in one transaction.
    [[nodiscard]] Result<DocumentOutcome> update(Executor &executor, const DocumentQuery &query, const QByteArray &update,
        const DocumentUpdateOptions &options = {}) const;
    /// What update() would do; reads only.
    [[nodiscard]] Result<DocumentPreview> previewUpdate(Executor &executor, const DocumentQuery &query, const QByteArray &update,
        const DocumentUpdateOptions &options = {}) const;
    /// Of the query: filter, and sort, skip and limit where there are any.
    [[nodiscard]] Result<DocumentOutcome> remove(
        Executor &executor, const DocumentQuery &query, const DocumentUpdateOptions &options = {}) const;
    [[nodiscard]] Result<DocumentPreview> previewRemove(
        Executor &executor, const DocumentQuery &query, const DocumentUpdateOptions &options = {}) const;

    /// find(), batch by batch, until the function answers false.
    [[nodiscard]] Result<void> visitBatches(Executor &executor, const DocumentQuery &query, const DocumentFindOptions &options,
        const std::function<Result<bool>(const Batch &)> &visit) const;

private:
    /// Nothing where the documents themselves are read.
    [[nodiscard]] Result<std::optional<DocumentStatement>> valuesStatement(const DocumentQuery &query, const DocumentPath &path) const;

    std::shared_ptr<PongoExtension> m_pongo;
    Dialect m_dialect;
};

/// The batches of an execution's first result, until the function answers false.
[[nodiscard]] DUMBO_CORE_EXPORT Result<void> readBatches(Execution &execution, const std::function<Result<bool>(const Batch &)> &visit);

} // namespace dumbo
