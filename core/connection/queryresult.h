#pragma once

#include "core/base/result.h"
#include "core/sdk/execution.h"
#include "core/sdk/value.h"

#include <memory>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

namespace dumbo {

class Row;

/// All rows of one result in memory: for answers that are known to be small. Copies share the rows; they may be read from
/// several threads.
class DUMBO_CORE_EXPORT QueryResult {
public:
    QueryResult();
    QueryResult(std::vector<Column> columns, std::vector<Batch> batches, CommandOutcome outcome);

    [[nodiscard]] std::span<const Column> columns() const;
    /// Nothing where no column has this name; the first where several have it.
    [[nodiscard]] std::optional<int> columnIndex(QStringView name) const;
    [[nodiscard]] qint64 rowCount() const;
    [[nodiscard]] bool isEmpty() const { return rowCount() == 0; }
    /// From 0.
    [[nodiscard]] Row row(qint64 row) const;
    [[nodiscard]] const CommandOutcome &outcome() const;

private:
    friend class Row;
    struct Data;
    std::shared_ptr<const Data> d;
};

/// One row; keeps its result alive.
class DUMBO_CORE_EXPORT Row {
public:
    [[nodiscard]] int columnCount() const;
    /// Its bytes live as long as a copy of this row.
    [[nodiscard]] Cell cell(int column) const;
    /// Long values are read whole.
    [[nodiscard]] Result<Value> value(int column) const;
    /// Data where there is no such column.
    [[nodiscard]] Result<Value> value(QStringView column) const;
    [[nodiscard]] bool isNull(int column) const { return cell(column).isNull(); }
    /// Text and numbers as text; empty for NULL.
    [[nodiscard]] QString text(int column) const;
    /// A whole number, or text that is one; Data for anything else, NULL included.
    [[nodiscard]] Result<qint64> integer(int column) const;
    /// Booleans, whole numbers (0 is false) and the texts t, f, true, false; Data for anything else.
    [[nodiscard]] Result<bool> boolean(int column) const;

private:
    friend class QueryResult;
    QueryResult m_result;
    std::size_t m_batch = 0;
    qint64 m_row = 0;
};

/// Row helpers. Each takes the answer of Executor::query() and passes its error on; one whose expectation fails is a Data
/// error.
///
/// first: the first row; there must be one.
[[nodiscard]] DUMBO_CORE_EXPORT Result<Row> first(const Result<QueryResult> &result);
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::optional<Row>> firstOrNull(const Result<QueryResult> &result);
/// single: exactly one row.
[[nodiscard]] DUMBO_CORE_EXPORT Result<Row> single(const Result<QueryResult> &result);
/// No row or one.
[[nodiscard]] DUMBO_CORE_EXPORT Result<std::optional<Row>> singleOrNull(const Result<QueryResult> &result);
/// count: the whole number in the only column of the first row, e.g. of SELECT count(*).
[[nodiscard]] DUMBO_CORE_EXPORT Result<qint64> count(const Result<QueryResult> &result);
/// exists: the truth in the only column of the first row, e.g. of SELECT EXISTS (…).
[[nodiscard]] DUMBO_CORE_EXPORT Result<bool> exists(const Result<QueryResult> &result);

/// function(Row) → U or Result<U> for each row, in order; stops at the first error.
template <typename F>
[[nodiscard]] auto mapRows(const Result<QueryResult> &result, F function)
{
    using Mapped = std::invoke_result_t<F, Row>;
    if constexpr (requires { typename Mapped::unexpected_type; }) {
        using Rows = Result<std::vector<typename Mapped::value_type>>;
        if (!result)
            return Rows(std::unexpect, result.error());
        std::vector<typename Mapped::value_type> rows;
        rows.reserve(std::size_t(result->rowCount()));
        for (qint64 row = 0; row < result->rowCount(); ++row) {
            auto mapped = function(result->row(row));
            if (!mapped)
                return Rows(std::unexpect, mapped.error());
            rows.push_back(std::move(*mapped));
        }
        return Rows(std::move(rows));
    } else {
        return mapRows(result, [&](const Row &row) { return Result<Mapped>(function(row)); });
    }
}

} // namespace dumbo
