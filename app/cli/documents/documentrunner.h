#pragma once

#include "app/cli/documents/documentprinter.h"
#include "app/cli/documents/documentrequest.h"
#include "core/documents/documentengine.h"

#include <functional>

namespace cli {

/// Does what is asked of documents, with one executor, and writes the answer: documents as they are, what writes did as one JSON object.
class DocumentRunner {
public:
    DocumentRunner(dumbo::Executor &executor, const dumbo::DocumentEngine &engine, DocumentPrinter &printer);

    [[nodiscard]] dumbo::Result<void> run(const DocumentRequest &request);

    /// The next document to insert, or nothing at the end.
    using Documents = std::function<dumbo::Result<std::optional<RequestText>>()>;
    /// All or none, in one transaction; request.documents are not looked at.
    [[nodiscard]] dumbo::Result<void> insert(const DocumentRequest &request, const Documents &documents);

    [[nodiscard]] dumbo::Executor &executor() const { return m_executor; }
    [[nodiscard]] const dumbo::DocumentEngine &engine() const { return m_engine; }
    [[nodiscard]] DocumentPrinter &printer() const { return m_printer; }
    /// Of a table, by its name or "schema.name".
    [[nodiscard]] dumbo::Result<dumbo::DocumentSource> source(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<dumbo::DocumentQuery> query(const DocumentRequest &request);

    /// In which of the request's texts an error's position is; null where it is in none.
    [[nodiscard]] const RequestText *faultyText() const { return m_faultyText ? &*m_faultyText : nullptr; }

private:
    [[nodiscard]] dumbo::Result<void> find(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> count(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> distinct(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> aggregate(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> insertGiven(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> update(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> replace(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> remove(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> listIndexes(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> createIndex(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> dropIndex(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> listCollections();
    [[nodiscard]] dumbo::Result<void> create(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> rename(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> drop(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<void> schema(const DocumentRequest &request);

    [[nodiscard]] dumbo::Result<dumbo::DocumentQuery> queryForWrite(const DocumentRequest &request);
    [[nodiscard]] dumbo::Result<dumbo::DocumentRow> insertedRow(const RequestText &document, const dumbo::DocumentSource &source);
    [[nodiscard]] dumbo::Result<void> insertBatch(
        dumbo::Executor &executor, const DocumentRequest &request, const dumbo::DocumentWrite &write, QByteArray &lines);
    [[nodiscard]] dumbo::Result<std::optional<dumbo::DocumentRow>> foundRow(const dumbo::DocumentQuery &query);
    [[nodiscard]] dumbo::Result<void> replaceRow(
        const DocumentRequest &request, const dumbo::DocumentSource &source, dumbo::DocumentRow row, const QByteArray &document);
    [[nodiscard]] dumbo::Result<void> runStatements(const DocumentRequest &request, const std::vector<dumbo::StatementText> &statements);
    [[nodiscard]] dumbo::Result<void> printPlan(const dumbo::DocumentPlan &plan);
    [[nodiscard]] dumbo::Result<void> printStatements(const std::vector<dumbo::Statement> &statements);
    [[nodiscard]] dumbo::Result<void> printPreview(const dumbo::DocumentPreview &preview, const DocumentRequest &request);
    template <typename T>
    [[nodiscard]] dumbo::Result<T> within(const RequestText &text, dumbo::Result<T> parsed);

    dumbo::Executor &m_executor;
    const dumbo::DocumentEngine &m_engine;
    DocumentPrinter &m_printer;
    std::optional<RequestText> m_faultyText;
};

template <typename T>
dumbo::Result<T> DocumentRunner::within(const RequestText &text, dumbo::Result<T> parsed)
{
    if (!parsed && parsed.error().position())
        m_faultyText = text;
    return parsed;
}

/// "name" or "schema.name".
[[nodiscard]] dumbo::ObjectPath pathOf(const QString &name);

} // namespace cli
