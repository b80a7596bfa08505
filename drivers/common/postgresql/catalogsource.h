#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <span>
#include <string_view>
#include <vector>

namespace dumbo {
class Connection;
}

namespace dumbo::postgresql {

/// The rows of one query, each value as the server's text. Owns its bytes.
class TextRows
{
public:
    explicit TextRows(int columnCount = 0);

    [[nodiscard]] int columnCount() const { return m_columnCount; }
    [[nodiscard]] qsizetype rowCount() const
    {
        return m_columnCount > 0 ? qsizetype(m_ends.size()) / m_columnCount : 0;
    }
    [[nodiscard]] bool isNull(qsizetype row, int column) const;
    /// Empty for NULL. Valid as long as nothing is appended.
    [[nodiscard]] std::string_view bytes(qsizetype row, int column) const;
    [[nodiscard]] QString text(qsizetype row, int column) const;
    [[nodiscard]] qint64 integer(qsizetype row, int column) const; ///< 0 for NULL and what is no integer
    [[nodiscard]] bool boolean(qsizetype row, int column) const; ///< "t", "true" or "1"

    /// Values come row by row, in the order of the columns.
    void append(std::string_view value);
    void appendNull();
    void reserve(qsizetype rows, qsizetype byteCount);

private:
    [[nodiscard]] std::size_t place(qsizetype row, int column) const
    {
        return std::size_t(row) * std::size_t(m_columnCount) + std::size_t(column);
    }
    static constexpr quint64 nullFlag = quint64(1) << 63;

    int m_columnCount;
    std::vector<quint64> m_ends; ///< where each value ends in m_bytes; nullFlag is set for NULL
    std::vector<char> m_bytes;
};

/// Runs the queries of a catalog reader. One call is one round trip where the driver has a pipeline.
///
/// Each query is one statement without parameters. A query that fails spoils no other one: a driver that
/// pipelines ends each query with a synchronisation point of its own. Outside a transaction each query is one by
/// itself; inside one, a failing query must leave the transaction usable (a savepoint).
class CatalogQueries
{
public:
    CatalogQueries() = default;
    CatalogQueries(const CatalogQueries &) = delete;
    CatalogQueries &operator=(const CatalogQueries &) = delete;
    virtual ~CatalogQueries() = default;

    /// As many results as queries, in their order. After a cancel or a lost connection the rest may be that error
    /// too.
    [[nodiscard]] virtual std::vector<Result<TextRows>> run(std::span<const QByteArray> queries) = 0;
};

/// The same on any connection of the contract, one query after another.
class ConnectionQueries final : public CatalogQueries
{
public:
    /// The connection is not owned.
    explicit ConnectionQueries(Connection &connection)
        : m_connection(connection)
    {
    }
    [[nodiscard]] std::vector<Result<TextRows>> run(std::span<const QByteArray> queries) override;

private:
    [[nodiscard]] Result<TextRows> runOne(const QByteArray &query);

    Connection &m_connection;
};

/// 'text' as a literal that means the same under every setting of standard_conforming_strings.
[[nodiscard]] QByteArray literal(const QString &text);
/// A name as SQL needs it: bare where it is lower case and no reserved word, else "quoted".
[[nodiscard]] QString quotedName(const QString &name);

} // namespace dumbo::postgresql
