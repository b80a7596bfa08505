#pragma once

#include "core/sdk/batchbuilder.h"
#include "core/sdk/execution.h"
#include "core/sdk/statement.h"
#include "drivers/common/script/statements.h"
#include "drivers/qtsql/backend.h"

#include <memory>
#include <optional>
#include <vector>

namespace dumbo::qtsql {

/// The statements of one text, each sent by itself and read by a QSqlQuery that only moves forward; or one
/// statement with values.
class QtSqlExecution final : public Execution
{
public:
    QtSqlExecution(Backend &backend, const Statement &statement);
    /// Runs bound, which stays usable after close().
    QtSqlExecution(Backend &backend, std::shared_ptr<BoundStatement> bound, const Parameters &parameters);
    ~QtSqlExecution() override;

    Result<bool> nextResult() override;
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::optional<Batch>> next(const BatchLimit &limit) override;
    CommandOutcome outcome() const override { return m_outcome; }
    qint64 statementOffset() const override { return m_span.begin; }
    Result<void> close(CloseMode mode) override;

private:
    [[nodiscard]] Result<void> checkText() const;
    [[nodiscard]] Result<bool> startNext();
    [[nodiscard]] Result<void> start(const QByteArray &statement);
    [[nodiscard]] bool moreResults();
    void startResult();
    void finishResult();
    void readRows();
    void leaveStatement(bool failed);
    std::unexpected<Error> end(const Error &error);

    Backend &m_backend;
    QByteArray m_text;
    Parameters m_parameters;
    std::vector<script::Span> m_spans;
    std::size_t m_next = 0; ///< the span to run next
    script::Span m_span; ///< the current one
    QByteArray m_keyword;
    std::shared_ptr<BoundStatement> m_bound;
    std::optional<QSqlQuery> m_own; ///< where there is no bound statement
    QSqlQuery *m_query = nullptr; ///< the current one; null between statements
    std::unique_ptr<RowReader> m_reader; ///< null where the result has no rows
    std::vector<Column> m_columns;
    std::optional<BatchBuilder> m_builder;
    std::optional<Error> m_error; ///< of reading; comes after the rows before it
    CommandOutcome m_outcome;
    bool m_atEnd = true; ///< of the current result's rows
    bool m_begun = false; ///< beforeStatement() was called
    bool m_ended = false;
    bool m_closed = false;
};

} // namespace dumbo::qtsql
