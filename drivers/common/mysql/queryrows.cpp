#include "drivers/common/mysql/queryrows.h"

#include "core/sdk/cellvalue.h"

namespace dumbo::mysql {

bool QueryRow::isNull(int column) const
{
    return m_batch.cell(m_row, column).isNull();
}

QString QueryRow::text(int column) const
{
    const auto cell = m_batch.cell(m_row, column);
    switch (cell.kind) {
    case Cell::Kind::Null:
        return {};
    case Cell::Kind::Bool:
    case Cell::Kind::Integer:
        return QString::number(cell.integer);
    case Cell::Kind::Unsigned:
        return QString::number(cell.unsignedInteger);
    case Cell::Kind::Float:
        return QString::number(cell.number);
    case Cell::Kind::Text:
    case Cell::Kind::RawText:
    case Cell::Kind::Bytes:
        break;
    }
    if (cell.longValue) {
        const auto whole = (*cell.longValue)->read(0, (*cell.longValue)->size());
        return whole ? QString::fromUtf8(*whole) : QString();
    }
    return QString::fromUtf8(cell.bytes.data(), qsizetype(cell.bytes.size()));
}

qint64 QueryRow::integer(int column) const
{
    const auto cell = m_batch.cell(m_row, column);
    if (cell.kind == Cell::Kind::Integer || cell.kind == Cell::Kind::Bool)
        return cell.integer;
    return cell.kind == Cell::Kind::Unsigned ? qint64(cell.unsignedInteger) : text(column).toLongLong();
}

bool QueryRow::isYes(int column) const
{
    return text(column).compare(QLatin1StringView("YES"), Qt::CaseInsensitive) == 0;
}

Result<void> forEachRow(
    Connection &connection, const QByteArray &sql, const std::function<void(const QueryRow &)> &onRow)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Catalog;
    const auto execution = connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return (*execution)->close(CloseMode::Drain);
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            for (qint64 row = 0; row < (*batch)->rowCount(); ++row)
                onRow(QueryRow(**batch, row));
        }
    }
}

QByteArray literal(const QString &text)
{
    return "_utf8mb4 X'" + text.toUtf8().toHex() + '\'';
}

QByteArray quotedName(const QString &name)
{
    return '`' + name.toUtf8().replace('`', "``") + '`';
}

} // namespace dumbo::mysql
