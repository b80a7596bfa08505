#include "execution.h"

#include "core/sdk/batchbuilder.h"

namespace csv {

using namespace dumbo;

Execution::Execution(std::shared_ptr<Running> running)
    : m_running(std::move(running))
{
    m_running->isOpen = true;
    m_running->isCancelled = false;
}

Execution::~Execution()
{
    std::ignore = close(CloseMode::Cancel);
}

Result<std::unique_ptr<dumbo::Execution>> Execution::create(
    std::unique_ptr<Reader> reader, const Query &query, std::shared_ptr<Running> running)
{
    std::unique_ptr<Execution> made(new Execution(std::move(running)));
    made->m_reader = std::move(reader);
    made->m_rowsLeft = query.limit;
    auto names = query.columns;
    for (const auto &field : made->m_reader->header()) {
        if (query.columns.empty())
            names.push_back({ QString::fromUtf8(field), query.table.position });
    }
    for (const auto &name : names) {
        const auto field = query.columns.empty() ? Result<qsizetype>(qsizetype(made->m_fields.size())) : made->indexOf(name);
        if (!field)
            return fail(field.error());
        made->m_fields.push_back(*field);
        Column column;
        column.name = name.text;
        column.kind = LogicalKind::Text;
        column.typeName = QStringLiteral("text");
        column.origin = ColumnOrigin { {}, {}, query.table.text, name.text };
        made->m_columns.push_back(column);
    }
    if (query.condition) {
        const auto field = made->indexOf(query.condition->column);
        if (!field)
            return fail(field.error());
        made->m_condition = { *field, query.condition->value };
    }
    return made;
}

Result<qsizetype> Execution::indexOf(const Name &column) const
{
    const auto found = m_reader->header().indexOf(column.text.toUtf8());
    if (found < 0)
        return std::unexpected(Error(ErrorKind::InvalidOperation, QStringLiteral("There is no column \"%1\".").arg(column.text))
                                   .withPosition(column.position));
    return found;
}

//! [next]
Result<bool> Execution::nextResult()
{
    return !std::exchange(m_isStarted, true);
}

Result<std::optional<Batch>> Execution::next(const BatchLimit &limit)
{
    BatchBuilder builder(int(m_columns.size()), limit);
    while (!builder.isFull() && !m_error) {
        const auto record = nextMatch();
        if (!record) {
            m_error = record.error();
        } else if (!*record) {
            m_reader.reset();
            break;
        } else {
            for (std::size_t i = 0; i < m_fields.size(); ++i)
                builder.column(int(i)).appendText({ (**record)[m_fields[i]].constData(), std::size_t((**record)[m_fields[i]].size()) });
            builder.endRow();
        }
    }
    if (builder.rowCount() > 0)
        return builder.finish();
    if (m_error)
        return fail(*m_error);
    return std::nullopt;
}
//! [next]

Result<std::optional<QByteArrayList>> Execution::nextMatch()
{
    while (m_reader && m_rowsLeft > 0) {
        if (m_running->isCancelled)
            return fail(ErrorKind::Cancelled, QStringLiteral("The statement was cancelled."));
        auto record = m_reader->next();
        if (!record || !*record)
            return record;
        if (m_condition && (**record)[m_condition->first] != m_condition->second)
            continue;
        --m_rowsLeft;
        return record;
    }
    return std::nullopt;
}

Result<void> Execution::close(CloseMode)
{
    m_reader.reset();
    m_running->isOpen = false;
    return {};
}

} // namespace csv
