#include "prepared.h"

#include "bind.h"
#include "statements.h"

#include <QCoreApplication>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

/// DuckDB tells one column, "Count" or "Success", for a statement without rows.
bool givesRows(duckdb_statement_type type, const std::vector<Column> &columns)
{
    switch (type) {
    case DUCKDB_STATEMENT_TYPE_SELECT:
    case DUCKDB_STATEMENT_TYPE_EXPLAIN:
    case DUCKDB_STATEMENT_TYPE_CALL:
    case DUCKDB_STATEMENT_TYPE_PRAGMA:
    case DUCKDB_STATEMENT_TYPE_EXECUTE:
    case DUCKDB_STATEMENT_TYPE_RELATION:
        return true;
    case DUCKDB_STATEMENT_TYPE_INSERT:
    case DUCKDB_STATEMENT_TYPE_UPDATE:
    case DUCKDB_STATEMENT_TYPE_DELETE:
        return columns.size() != 1 || columns[0].name != QLatin1StringView("Count"); // RETURNING
    default:
        return false;
    }
}

} // namespace

DuckPrepared::DuckPrepared(Engine &engine, BoundStatement statement)
    : m_engine(engine)
    , m_statement(std::make_shared<BoundStatement>(std::move(statement)))
{
    auto *handle = m_statement->handle.get();
    for (idx_t i = 0; i < api().prepared_statement_column_count(handle); ++i) {
        const TypeHandle type(api().prepared_statement_column_logical_type(handle, i));
        const auto name = takeText(const_cast<char *>(api().prepared_statement_column_name(handle, i)));
        m_columns.push_back(describeColumn(name.c_str(), ValueType::of(type.get())));
    }
    if (!givesRows(m_statement->type, m_columns))
        m_columns.clear();
    for (idx_t number = 1; number <= api().nparams(handle); ++number) {
        ParameterInfo info;
        const auto name = takeText(const_cast<char *>(api().parameter_name(handle, number)));
        if (!name.empty() && (name[0] < '0' || name[0] > '9'))
            info.name = QByteArray::fromStdString(name);
        const TypeHandle type(api().param_logical_type(handle, number));
        if (type) {
            const auto known = ValueType::of(type.get());
            info.kind = known.id == DUCKDB_TYPE_INVALID ? LogicalKind::Unknown : known.kind();
            info.typeName = QString::fromStdString(known.name());
        }
        m_parameters.push_back(info);
    }
}

Result<std::unique_ptr<Prepared>> DuckPrepared::create(Engine &engine, const QByteArray &text)
{
    if (engine.isWorking())
        return busy();
    const std::string_view view(text.constData(), std::size_t(text.size()));
    const auto span = nextStatement(view, 0);
    if (span.begin == span.end)
        return fail(ErrorKind::Data, tr("There is no statement to prepare."));
    if (const auto further = nextStatement(view, span.end); further.begin != further.end)
        return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be prepared at a time.")).withPosition(further.begin));
    const Work work(engine);
    auto statement = prepareStatement(engine, text, span.begin, span.end);
    if (!statement) {
        engine.statementFailed();
        return fail(statement.error());
    }
    return std::unique_ptr<Prepared>(new DuckPrepared(engine, std::move(*statement)));
}

Result<std::unique_ptr<Execution>> DuckPrepared::execute(const Parameters &parameters)
{
    if (m_engine.isWorking())
        return busy();
    return std::make_unique<DuckExecution>(m_engine, m_statement, parameters);
}

Result<qint64> DuckPrepared::executeMany(const Batch &rows)
{
    if (m_engine.isWorking())
        return busy();
    if (rows.columnCount() != int(m_parameters.size()))
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.").arg(m_parameters.size()).arg(rows.columnCount()));
    if (!rows.longCells().empty())
        return Prepared::executeMany(rows);
    const Work work(m_engine);
    m_engine.observer().statementSent(m_statement->text);
    qint64 affected = 0;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        const auto outcome = runRow(rows, row);
        if (!outcome) {
            auto error = outcome.error();
            error.withDetail(tr("Row %1 of %2. %3").arg(row + 1).arg(rows.rowCount()).arg(error.detail()).trimmed());
            m_engine.statementFailed();
            return fail(error);
        }
        affected += *outcome;
    }
    return affected;
}

Result<qint64> DuckPrepared::runRow(const Batch &rows, qint64 row)
{
    auto *handle = m_statement->handle.get();
    for (int column = 0; column < rows.columnCount(); ++column) {
        if (const auto bound = bind(handle, idx_t(column) + 1, rows.cell(row, column)); !bound)
            return fail(bound.error());
    }
    if (m_engine.isCancelled())
        return fail(m_engine.cancelledError());
    PendingHandle pending;
    if (api().pending_prepared_streaming(handle, pending.receive()) != DuckDBSuccess)
        return fail(m_engine.error(api().pending_error(pending.get()), 0, m_statement->text));
    ResultHandle result;
    if (m_engine.isCancelled())
        return fail(m_engine.cancelledError());
    if (api().execute_pending(pending.get(), result.get()) != DuckDBSuccess)
        return fail(m_engine.error(api().result_error(result.get()), 0, m_statement->text));
    const auto counts = api().result_return_type(*result.get()) == DUCKDB_RESULT_TYPE_CHANGED_ROWS;
    const ChunkHandle chunk(api().fetch_chunk(*result.get()));
    if (!counts || !chunk || api().data_chunk_get_size(chunk.get()) == 0)
        return 0;
    return *static_cast<const qint64 *>(api().vector_get_data(api().data_chunk_get_vector(chunk.get(), 0)));
}

} // namespace dumbo::duckdb
