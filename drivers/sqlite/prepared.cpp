#include "drivers/sqlite/prepared.h"

#include "core/sdk/cellvalue.h"
#include "drivers/common/sqlite/tokens.h"
#include "drivers/sqlite/bind.h"
#include "drivers/sqlite/columns.h"
#include "drivers/sqlite/execution.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

/// Marks the engine as working for as long as it exists.
class Work
{
public:
    explicit Work(Engine &engine)
        : m_engine(engine)
    {
        m_engine.beginWork();
    }
    ~Work() { m_engine.endWork(); }
    Work(const Work &) = delete;
    Work &operator=(const Work &) = delete;

private:
    Engine &m_engine;
};

} // namespace

SqlitePrepared::SqlitePrepared(Engine &engine, StatementHandle statement)
    : m_engine(engine)
    , m_statement(statement.release(), FinalizeStatement())
    , m_notes(engine.authorizer().notes())
    , m_changesRows(changesRows(mainKeyword(sqlite3_sql(m_statement.get()))))
    , m_columns(describeColumns(engine, m_statement.get(), m_notes.readsView))
{
    const auto count = sqlite3_bind_parameter_count(m_statement.get());
    for (int number = 1; number <= count; ++number) {
        const QByteArray name(sqlite3_bind_parameter_name(m_statement.get(), number));
        ParameterInfo info;
        if (!name.isEmpty() && !name.startsWith('?'))
            info.name = name.sliced(1);
        m_parameters.push_back(info);
    }
}

Result<std::unique_ptr<Prepared>> SqlitePrepared::create(Engine &engine, const QByteArray &text)
{
    if (engine.isWorking())
        return busy();
    qint64 tail = 0;
    auto statement = engine.prepare(text, 0, &tail, SQLITE_PREPARE_PERSISTENT);
    if (!statement)
        return fail(statement.error());
    if (!*statement)
        return fail(ErrorKind::Data, tr("There is no statement to prepare."));
    const std::string_view rest(text.constData(), std::size_t(text.size()));
    if (skipBlank(rest, tail) < text.size())
        return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be prepared at a time."))
                        .withPosition(skipBlank(rest, tail)));
    return std::unique_ptr<Prepared>(new SqlitePrepared(engine, std::move(*statement)));
}

Result<std::unique_ptr<Execution>> SqlitePrepared::execute(const Parameters &parameters)
{
    if (m_engine.isWorking())
        return busy();
    return std::make_unique<SqliteExecution>(m_engine, m_statement, m_notes, parameters);
}

Result<qint64> SqlitePrepared::executeMany(const Batch &rows)
{
    if (m_engine.isWorking())
        return busy();
    if (rows.columnCount() != int(m_parameters.size()))
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.")
                .arg(m_parameters.size())
                .arg(rows.columnCount()));
    if (!rows.longCells().empty())
        return Prepared::executeMany(rows);
    const Work work(m_engine);
    m_engine.observer().statementSent(sqlite3_sql(m_statement.get()));
    qint64 affected = 0;
    for (qint64 row = 0; row < rows.rowCount(); ++row) {
        const auto outcome = runRow(rows, row);
        sqlite3_reset(m_statement.get());
        sqlite3_clear_bindings(m_statement.get());
        if (!outcome) {
            auto error = outcome.error();
            error.withDetail(
                tr("Row %1 of %2. %3").arg(row + 1).arg(rows.rowCount()).arg(error.detail()).trimmed());
            return fail(error);
        }
        if (m_changesRows)
            affected += sqlite3_changes64(m_engine.handle());
    }
    return affected;
}

Result<void> SqlitePrepared::runRow(const Batch &rows, qint64 row)
{
    for (int column = 0; column < rows.columnCount(); ++column) {
        if (auto bound = bind(m_statement.get(), column + 1, rows.cell(row, column)); !bound)
            return bound;
    }
    auto code = m_engine.isCancelled() ? SQLITE_INTERRUPT : SQLITE_ROW;
    while (code == SQLITE_ROW)
        code = sqlite3_step(m_statement.get());
    if (code != SQLITE_DONE)
        return fail(m_engine.lastError(code));
    return {};
}

} // namespace dumbo::sqlite
