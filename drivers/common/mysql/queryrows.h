#pragma once

#include "core/sdk/connection.h"

#include <functional>

namespace dumbo::mysql {

/// One row of a catalog query. Valid during the call.
class QueryRow
{
public:
    QueryRow(const Batch &batch, qint64 row)
        : m_batch(batch)
        , m_row(row)
    {
    }
    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] QString text(int column) const; ///< empty for NULL
    [[nodiscard]] qint64 integer(int column) const; ///< 0 for NULL
    /// Whether the text is "YES".
    [[nodiscard]] bool isYes(int column) const;

private:
    const Batch &m_batch;
    qint64 m_row;
};

/// Runs a query and calls the function for each row of its results.
[[nodiscard]] Result<void> forEachRow(
    Connection &connection, const QByteArray &sql, const std::function<void(const QueryRow &)> &onRow);

/// 'text' as a literal that means the same under every sql_mode.
[[nodiscard]] QByteArray literal(const QString &text);
/// `name` with backquotes doubled inside.
[[nodiscard]] QByteArray quotedName(const QString &name);

} // namespace dumbo::mysql
