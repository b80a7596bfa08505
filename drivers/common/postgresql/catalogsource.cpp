#include "drivers/common/postgresql/catalogsource.h"

#include "drivers/common/postgresql/dialect.h"

#include "core/sdk/connection.h"

#include <QLocale>

#include <algorithm>

#include <charconv>

namespace dumbo::postgresql {

TextRows::TextRows(int columnCount)
    : m_columnCount(columnCount)
{
}

bool TextRows::isNull(qsizetype row, int column) const
{
    return (m_ends[place(row, column)] & nullFlag) != 0;
}

std::string_view TextRows::bytes(qsizetype row, int column) const
{
    const auto at = place(row, column);
    const auto begin = at == 0 ? 0 : m_ends[at - 1] & ~nullFlag;
    const auto end = m_ends[at] & ~nullFlag;
    return { m_bytes.data() + begin, std::size_t(end - begin) };
}

QString TextRows::text(qsizetype row, int column) const
{
    const auto utf8 = bytes(row, column);
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

qint64 TextRows::integer(qsizetype row, int column) const
{
    const auto digits = bytes(row, column);
    qint64 value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

bool TextRows::boolean(qsizetype row, int column) const
{
    const auto word = bytes(row, column);
    return word == "t" || word == "true" || word == "1";
}

void TextRows::append(std::string_view value)
{
    m_bytes.insert(m_bytes.end(), value.begin(), value.end());
    m_ends.push_back(m_bytes.size());
}

void TextRows::appendNull()
{
    m_ends.push_back(m_bytes.size() | nullFlag);
}

void TextRows::reserve(qsizetype rows, qsizetype byteCount)
{
    m_ends.reserve(std::size_t(rows) * std::size_t(m_columnCount));
    m_bytes.reserve(std::size_t(byteCount));
}

namespace {

void appendCell(TextRows &rows, const Cell &cell)
{
    switch (cell.kind) {
    case Cell::Kind::Null:
        return rows.appendNull();
    case Cell::Kind::Bool:
        return rows.append(cell.integer != 0 ? "t" : "f");
    case Cell::Kind::Integer:
        return rows.append(std::to_string(cell.integer));
    case Cell::Kind::Unsigned:
        return rows.append(std::to_string(cell.unsignedInteger));
    case Cell::Kind::Float:
        return rows.append(QByteArray::number(cell.number, 'g', QLocale::FloatingPointShortest).toStdString());
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
    case Cell::Kind::Bytes:
        break;
    }
    if (!cell.longValue)
        return rows.append(cell.bytes);
    const auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
    rows.append(whole ? std::string_view(whole->constData(), std::size_t(whole->size())) : cell.bytes);
}

Result<TextRows> readRows(Execution &execution)
{
    const auto more = execution.nextResult();
    if (!more)
        return fail(more.error());
    TextRows rows(*more ? int(execution.columns().size()) : 0);
    while (*more) {
        const auto batch = execution.next(BatchLimit {});
        if (!batch)
            return fail(batch.error());
        if (!*batch)
            break;
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
            for (int column = 0; column < (*batch)->columnCount(); ++column)
                appendCell(rows, (*batch)->cell(row, column));
        }
    }
    if (const auto closed = execution.close(CloseMode::Drain); !closed)
        return fail(closed.error());
    return rows;
}

const auto savepointName = QStringLiteral("dumbo_catalog");

} // namespace

Result<TextRows> ConnectionQueries::runOne(const QByteArray &query)
{
    const auto protects = m_connection.transactionState() == TransactionState::Active
        && m_connection.capabilities().testFlag(Capability::Savepoints);
    if (protects) {
        if (const auto kept = m_connection.savepoint(savepointName); !kept)
            return fail(kept.error());
    }
    Statement statement;
    statement.text = query;
    statement.firstBatch = BatchLimit {};
    statement.purpose = Purpose::Catalog;
    auto rows = [&]() -> Result<TextRows> {
        const auto execution = m_connection.execute(statement);
        return execution ? readRows(**execution) : fail(execution.error());
    }();
    if (protects && !rows)
        std::ignore = m_connection.rollbackToSavepoint(savepointName);
    if (protects)
        std::ignore = m_connection.releaseSavepoint(savepointName);
    return rows;
}

std::vector<Result<TextRows>> ConnectionQueries::run(std::span<const QByteArray> queries)
{
    std::vector<Result<TextRows>> results;
    results.reserve(queries.size());
    for (const auto &query : queries) {
        const auto isOver
            = !results.empty() && !results.back() && (results.back().error().isCancelled() || m_connection.isBroken());
        results.push_back(isOver ? Result<TextRows>(fail(results.back().error())) : runOne(query));
    }
    return results;
}

QByteArray literal(const QString &text)
{
    auto inner = text.toUtf8();
    inner.replace('\'', "''");
    if (!inner.contains('\\'))
        return '\'' + inner + '\'';
    return "E'" + inner.replace('\\', "\\\\") + '\'';
}

QString quotedName(const QString &name)
{
    const auto isBare = [&] {
        if (name.isEmpty() || !(name[0] == u'_' || (name[0] >= u'a' && name[0] <= u'z')))
            return false;
        return std::ranges::all_of(name,
            [](QChar c) { return c == u'_' || (c >= u'a' && c <= u'z') || (c >= u'0' && c <= u'9'); });
    };
    if (isBare() && !dialect().isReserved(name))
        return name;
    auto inner = name;
    return u'"' + inner.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

} // namespace dumbo::postgresql
