#pragma once

#include "core/documents/documentidentity.h"
#include "core/documents/documentrows.h"
#include "core/documents/query/documentorder.h"
#include "core/documents/query/matcher.h"
#include "core/json/jsondocument.h"
#include "core/sdk/batchbuilder.h"
#include "core/sdk/execution.h"
#include "core/sdk/extensions/pongo.h"

#include <memory>
#include <optional>
#include <vector>

namespace dumbo {

/// What DocumentExecution does to the rows of a statement.
struct DocumentWork {
    DocumentQuery query;
    DocumentRules rules;
    bool rechecks = false;
    bool sorts = false;
    bool ranges = false;
    bool projects = false;
    bool mergesIdentity = false; ///< _id and _version in the text become those of the columns
    bool leavesOutInvalid = false; ///< rows that hold no JSON, also where every document is wanted
    qint64 sortBudget = 0;

    [[nodiscard]] bool isNothing() const { return !rechecks && !sorts && !ranges && !projects && !mergesIdentity; }
};

/// The rows of a statement for documents as they are wanted: tried again, sorted, counted off and cut down where SQL left that.
class DocumentExecution final : public Execution {
public:
    [[nodiscard]] static Result<std::unique_ptr<Execution>> create(std::unique_ptr<Execution> rows, const DocumentWork &work);
    ~DocumentExecution() override;

    [[nodiscard]] Result<bool> nextResult() override;
    [[nodiscard]] std::span<const Column> columns() const override;
    [[nodiscard]] Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    [[nodiscard]] CommandOutcome outcome() const override;
    [[nodiscard]] Result<void> close(CloseMode mode) override;

private:
    struct SortedRow {
        QByteArray order;
        qint64 number = 0;
        std::vector<Value> key;
        std::optional<qint64> version;
        QByteArray text;
        [[nodiscard]] qint64 memory() const;
    };
    /// A row's text as it is wanted; it is the stored bytes where nothing changed.
    struct Wanted {
        bool isWanted = false;
        bool isChanged = false;
        QByteArrayView text;
        QByteArray order;
    };

    DocumentExecution(std::unique_ptr<Execution> rows, const DocumentWork &work, std::optional<FilterMatcher> matcher);

    [[nodiscard]] Result<Wanted> examine(const Batch &batch, qint64 row);
    [[nodiscard]] JsonNode evaluated(const JsonNode &stored, const std::optional<DocumentIdentity> &identity);
    [[nodiscard]] Result<QByteArrayView> wantedText(const JsonNode &stored, const std::optional<DocumentIdentity> &identity);
    [[nodiscard]] std::optional<DocumentIdentity> identityOf(const Batch &batch, qint64 row);
    [[nodiscard]] Result<std::optional<Batch>> filtered(Batch batch);
    [[nodiscard]] bool takesInRange();
    [[nodiscard]] Result<void> sortAll();
    [[nodiscard]] Result<void> keep(const Batch &batch, qint64 row, Wanted wanted);
    void prune();
    [[nodiscard]] Result<std::optional<Batch>> nextSorted(const BatchLimit &limit);

    std::unique_ptr<Execution> m_rows;
    DocumentWork m_work;
    DocumentColumns m_columns;
    std::optional<FilterMatcher> m_matcher;
    DocumentOrder m_order;
    bool m_versionCounts = false; ///< filter or sort speak of _version
    JsonReader m_stored;
    JsonReader m_seen;
    JsonReader m_merged;
    QByteArray m_longText;
    QByteArray m_seenText;
    QByteArray m_text;
    qint64 m_skipped = 0;
    qint64 m_taken = 0;
    bool m_ended = false;
    std::optional<std::vector<SortedRow>> m_sorted;
    qint64 m_sortedMemory = 0;
    std::size_t m_given = 0;
};

/// Whether a filter speaks of a member of the document itself.
[[nodiscard]] bool mentions(const DocumentFilter &filter, QByteArrayView member);

} // namespace dumbo
