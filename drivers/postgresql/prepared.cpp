#include "drivers/postgresql/prepared.h"

#include "drivers/postgresql/execution.h"
#include "drivers/postgresql/pipeline.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

/// What one pipeline takes, so that memory stays bounded.
constexpr qint64 pipelineRows = 1000;
constexpr qint64 pipelineBytes = 4 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

std::unexpected<Error> busy()
{
    return fail(ErrorKind::InvalidOperation, tr("Another result of this connection is still open."));
}

} // namespace

PostgresPrepared::PostgresPrepared(Engine &engine, const QByteArray &text, StatementPiece piece)
    : m_engine(engine)
    , m_text(text)
    , m_piece(std::move(piece))
{
}

PostgresPrepared::~PostgresPrepared()
{
    if (!m_engine.link.isWorking() && m_engine.named.contains(m_name)) {
        const Work work(m_engine.link);
        m_engine.named.close(m_engine.link, m_name);
    }
}

Result<std::unique_ptr<Prepared>> PostgresPrepared::create(Engine &engine, const QByteArray &text)
{
    if (engine.link.isWorking())
        return busy();
    const std::string_view whole(text.constData(), std::size_t(text.size()));
    const auto backslashes = engine.link.hasBackslashStrings();
    const auto piece = nextStatement(whole, 0, backslashes);
    if (piece.isEmpty())
        return fail(ErrorKind::Data, tr("There is no statement to prepare."));
    if (const auto further = nextStatement(whole, piece.next, backslashes); !further.isEmpty())
        return fail(Error(ErrorKind::InvalidOperation, tr("Only one statement can be prepared at a time."))
                        .withPosition(further.begin));
    const auto alone = text.sliced(piece.begin, piece.end - piece.begin);
    auto prepared = std::unique_ptr<PostgresPrepared>(new PostgresPrepared(engine, alone,
        nextStatement({ alone.constData(), std::size_t(alone.size()) }, 0, backslashes)));
    const Work work(engine.link);
    if (const auto described = prepared->describe(); !described) {
        auto error = described.error();
        if (error.position())
            error.withPosition(*error.position() + piece.begin);
        return fail(error);
    }
    if (engine.types.hasUnknown() && PQtransactionStatus(engine.link.handle()) != PQTRANS_INERROR) {
        engine.types.learn(engine.link);
        std::ignore = prepared->describe();
    }
    return std::unique_ptr<Prepared>(std::move(prepared));
}

Result<void> PostgresPrepared::describe()
{
    auto &link = m_engine.link;
    Pipeline pipeline(link);
    if (!PQsendPrepare(link.handle(), "", m_text.constData(), 0, nullptr)
        || !PQsendDescribePrepared(link.handle(), ""))
        return fail(link.errorOf(nullptr));
    if (auto sent = pipeline.sync(); !sent)
        return sent;
    std::optional<Error> error;
    while (pipeline.openParts() > 0) {
        const auto result = pipeline.next();
        if (!result) {
            if (pipeline.isDead())
                return fail(error.value_or(link.errorOf(nullptr)));
            continue;
        }
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_FATAL_ERROR && !error)
            error = link.errorOf(result.get(), m_text);
        else if (status == PGRES_COMMAND_OK)
            keepDescription(result.get());
    }
    if (error)
        return fail(*error);
    return {};
}

/// Called for the answer to Prepare too, which describes nothing.
void PostgresPrepared::keepDescription(const PGresult *result)
{
    m_columns = m_engine.types.describe(result);
    m_types.clear();
    m_parameters.clear();
    for (int i = 0; i < PQnparams(result); ++i) {
        m_types.push_back(PQparamtype(result, i));
        const auto facts = m_engine.types.factsOf(m_types.back());
        m_parameters.push_back({ {}, facts.kind, facts.name });
    }
}

Result<void> PostgresPrepared::nameIt()
{
    auto &link = m_engine.link;
    if (m_engine.named.contains(m_name))
        return {};
    m_name = m_engine.named.add();
    if (!PQsendPrepare(link.handle(), m_name.constData(), m_text.constData(), int(m_types.size()), m_types.data()))
        return fail(link.errorOf(nullptr));
    if (auto sent = link.flush(); !sent)
        return sent;
    std::optional<Error> error;
    while (const auto result = link.nextResult()) {
        if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR && !error)
            error = link.errorOf(result.get(), m_text);
        if (PQstatus(link.handle()) == CONNECTION_BAD)
            break;
    }
    if (error)
        return fail(*error);
    return {};
}

Result<std::unique_ptr<Execution>> PostgresPrepared::execute(const Parameters &parameters)
{
    auto &link = m_engine.link;
    if (link.isWorking())
        return busy();
    if (!parameters.named.empty())
        return fail(ErrorKind::Data, tr("PostgreSQL's parameters have numbers ($1), no names."));
    if (parameters.positional.size() != m_types.size())
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.").arg(m_types.size()).arg(parameters.positional.size()));
    auto bound = BoundParameters::of(parameters.positional);
    if (!bound)
        return fail(bound.error());
    bound->useTypes(m_types);
    const auto inTransaction = PQtransactionStatus(link.handle()) == PQTRANS_INTRANS && !link.isReadOnly();
    if (inTransaction) {
        const Work work(link);
        if (const auto named = nameIt(); !named)
            return fail(named.error());
    }
    return std::make_unique<PostgresExecution>(
        m_engine, PreparedRun { m_text, inTransaction ? m_name : QByteArray(), std::move(*bound), m_piece });
}

Result<qint64> PostgresPrepared::executeMany(const Batch &rows)
{
    auto &link = m_engine.link;
    if (link.isWorking())
        return busy();
    if (rows.columnCount() != int(m_types.size()))
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.").arg(m_types.size()).arg(rows.columnCount()));
    if (!rows.longCells().empty() || link.isReadOnly())
        return Prepared::executeMany(rows);
    const Work work(link);
    m_engine.isUsed = true;
    link.observer().statementSent(m_text);
    const auto isOwnTransaction = PQtransactionStatus(link.handle()) == PQTRANS_IDLE;
    qint64 affected = 0;
    for (qint64 row = 0; row < rows.rowCount();) {
        const auto range = rangeFrom(rows, row);
        if (!range)
            return fail(range.error());
        auto sent = sendRows(rows, *range);
        if (!sent)
            return fail(sent.error());
        if (sent->error) {
            auto error = *sent->error;
            // The rows before one that the server refused went with it; they are good by themselves.
            if (sent->isUndone && isOwnTransaction && !link.isBroken() && !link.isCancelled() && sent->failedRow > range->begin) {
                const auto again = sendRows(rows, { range->begin, sent->failedRow });
                if (again && again->error)
                    error = *again->error;
            }
            error.withDetail(
                tr("Row %1 of %2. %3").arg(sent->failedRow + 1).arg(rows.rowCount()).arg(error.detail()).trimmed());
            return fail(error);
        }
        affected += sent->affected;
        row = range->end;
    }
    return affected;
}

Result<PostgresPrepared::Range> PostgresPrepared::rangeFrom(const Batch &rows, qint64 begin) const
{
    Range range { begin, begin };
    qint64 bytes = 0;
    while (range.end < rows.rowCount() && range.end - begin < pipelineRows && bytes < pipelineBytes) {
        for (int column = 0; column < rows.columnCount(); ++column)
            bytes += qint64(rows.cell(range.end, column).bytes.size()) + 16;
        ++range.end;
    }
    return range;
}

Result<void> PostgresPrepared::queueRow(const Batch &rows, qint64 row)
{
    BoundParameters bound;
    for (int column = 0; column < rows.columnCount(); ++column) {
        if (auto added = bound.add(rows.cell(row, column)); !added)
            return added;
    }
    if (!PQsendQueryPrepared(m_engine.link.handle(), "", bound.count(), bound.values(), bound.lengths(), bound.formats(), 0))
        return fail(m_engine.link.errorOf(nullptr));
    return {};
}

/// One pipeline: the statement, then each row; all of it is one transaction where none is open.
Result<PostgresPrepared::Sent> PostgresPrepared::sendRows(const Batch &rows, Range range)
{
    auto &link = m_engine.link;
    Sent sent;
    Pipeline pipeline(link);
    if (!PQsendPrepare(link.handle(), "", m_text.constData(), int(m_types.size()), m_types.data()))
        return fail(link.errorOf(nullptr));
    for (auto row = range.begin; row < range.end; ++row) {
        if (const auto queued = queueRow(rows, row); !queued) {
            sent.failedRow = row;
            sent.error = queued.error();
            range.end = row;
        }
    }
    if (const auto done = pipeline.sync(); !done)
        return fail(done.error());
    auto row = range.begin - 1; // the first answer is the statement's own
    while (pipeline.openParts() > 0) {
        const auto result = pipeline.next();
        if (!result) {
            if (pipeline.isDead())
                return fail(sent.error.value_or(link.errorOf(nullptr)));
            ++row;
            continue;
        }
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_FATAL_ERROR && (!sent.error || sent.failedRow > row)) {
            sent.error = link.isCancelled() ? link.cancelled() : link.errorOf(result.get(), m_text);
            sent.failedRow = std::max(row, range.begin);
            sent.isUndone = true;
        } else if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            sent.affected += QByteArray(PQcmdTuples(result.get())).toLongLong();
        }
    }
    return sent;
}

} // namespace dumbo::postgresql
