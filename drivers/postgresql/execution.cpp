#include "drivers/postgresql/execution.h"

#include "drivers/postgresql/rows.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace dumbo::postgresql {

namespace {

using namespace std::chrono_literals;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// How long rows wait for a batch to become full.
constexpr auto patience = 100ms;
/// How long the rest of a result may take that nobody wants, before the server is asked to stop.
constexpr auto drainPatience = 2ms;

std::string_view view(const QByteArray &bytes)
{
    return { bytes.constData(), std::size_t(bytes.size()) };
}

bool changesRows(std::string_view tag)
{
    constexpr std::array<std::string_view, 5> words { "INSERT", "UPDATE", "DELETE", "MERGE", "COPY" };
    return std::ranges::any_of(words, [&](std::string_view word) { return tag.starts_with(word); });
}

Error refusedCopy()
{
    return Error(ErrorKind::InvalidOperation, tr("COPY … FROM STDIN needs data, and a statement alone carries none."))
        .withHint(tr("Import a file, use the extension \"bulk\", or write INSERT statements."));
}

} // namespace

PostgresExecution::PostgresExecution(Engine &engine, const Statement &statement)
    : m_engine(engine)
    , m_text(statement.text)
    , m_values(statement.parameters.positional)
    , m_hasParameters(!statement.parameters.isEmpty())
    , m_isNamedGiven(!statement.parameters.named.empty())
    , m_next(statement.text.startsWith("\xEF\xBB\xBF") ? 3 : 0)
{
    m_engine.link.beginWork();
}

PostgresExecution::PostgresExecution(Engine &engine, PreparedRun run)
    : m_engine(engine)
    , m_text(std::move(run.text))
    , m_parameters(std::move(run.parameters))
    , m_name(std::move(run.name))
    , m_hasParameters(true)
    , m_isPrepared(true)
    , m_piece(std::move(run.piece))
{
    m_engine.link.beginWork();
}

PostgresExecution::~PostgresExecution()
{
    std::ignore = close(CloseMode::Cancel);
}

Result<bool> PostgresExecution::nextResult()
{
    if (m_ended)
        return false;
    if (m_error)
        return end(*m_error);
    skipResult();
    if (m_error)
        return end(*m_error);
    while (true) {
        if (!m_isSent) {
            const auto sent = sendNext();
            if (!sent)
                return end(sent.error());
            if (!*sent) {
                m_ended = true;
                return false;
            }
        }
        auto result = m_engine.link.nextResult();
        if (!result) {
            if (m_engine.link.isBroken())
                return end(errorOf(nullptr));
            if (const auto finished = finishStatement(); !finished)
                return end(finished.error());
            continue;
        }
        const auto begun = begin(std::move(result));
        if (!begun)
            return end(begun.error());
        if (*begun)
            return true;
    }
}

/// False where the text is at its end.
Result<bool> PostgresExecution::sendNext()
{
    auto &link = m_engine.link;
    if (m_isPrepared && m_next > 0)
        return false;
    if (!m_isPrepared)
        m_piece = nextStatement(view(m_text), m_next, link.hasBackslashStrings());
    if (m_piece.isEmpty())
        return false;
    m_next = m_piece.next;
    if (link.isCancelled())
        return fail(link.cancelled());
    if (link.isBroken())
        return fail(errorOf(nullptr));
    if (const auto sent = send(); !sent)
        return fail(sent.error());
    return true;
}

/// Values can belong to one statement only, and must be as many as it has places.
Result<void> PostgresExecution::checkParameters()
{
    if (m_isNamedGiven)
        return fail(ErrorKind::Data, tr("PostgreSQL's parameters have numbers ($1), no names."));
    const auto given = int(m_values.size());
    if (given != m_piece.parameters)
        return fail(ErrorKind::Data,
            tr("The statement has %1 parameters, %2 were given.").arg(m_piece.parameters).arg(given));
    const auto further = nextStatement(view(m_text), m_piece.next, m_engine.link.hasBackslashStrings());
    if (!further.isEmpty())
        return fail(Error(ErrorKind::InvalidOperation,
            tr("Parameters can be given to a single statement, not to a script."))
                        .withPosition(further.begin));
    auto bound = BoundParameters::of(m_values);
    if (!bound)
        return fail(bound.error());
    m_parameters = std::move(*bound);
    return {};
}

Result<void> PostgresExecution::send()
{
    auto &link = m_engine.link;
    if (m_hasParameters && !m_isPrepared) {
        if (auto checked = checkParameters(); !checked)
            return checked;
    }
    const auto text = m_text.sliced(m_piece.begin, m_piece.end - m_piece.begin);
    if (const auto nul = text.indexOf('\0'); nul >= 0)
        return fail(Error(ErrorKind::InvalidOperation, tr("The statement contains a NUL byte."))
                        .withPosition(m_piece.begin + nul));
    if (m_piece.endsTransaction() && !m_engine.named.isEmpty())
        m_engine.named.closeAll(link);
    if (link.isReadOnly()) {
        if (auto safe = m_engine.guard.before(link, m_piece, view(text)); !safe)
            return safe;
    }
    m_engine.isUsed = true;
    link.observer().statementSent(text);
    if (!dispatch(text) || !PQsetSingleRowMode(link.handle()))
        return fail(link.errorOf(nullptr));
    m_isSent = true;
    return link.flush();
}

bool PostgresExecution::dispatch(const QByteArray &text)
{
    auto *handle = m_engine.link.handle();
    auto &given = m_parameters;
    if (!m_name.isEmpty())
        return PQsendQueryPrepared(handle, m_name.constData(), given.count(), given.values(), given.lengths(),
            given.formats(), 0);
    // By the extended protocol the server takes one statement only, whatever it thinks a statement is.
    if (m_hasParameters || m_engine.link.isReadOnly())
        return PQsendQueryParams(handle, text.constData(), given.count(), given.types(), given.values(),
            given.lengths(), given.formats(), 0);
    return PQsendQuery(handle, text.constData());
}

/// False for what is no result of its own.
Result<bool> PostgresExecution::begin(ResultHandle result)
{
    m_outcome = {};
    m_columns.clear();
    m_builder.reset();
    m_kind = Kind::None;
    m_isAtEnd = true;
    switch (PQresultStatus(result.get())) {
    case PGRES_SINGLE_TUPLE:
    case PGRES_TUPLES_OK:
        beginRows(std::move(result));
        return true;
    case PGRES_COMMAND_OK:
        keepOutcome(result.get());
        if (m_outcome.tag == "ROLLBACK" && (m_piece.startsWith("COMMIT") || m_piece.startsWith("END")))
            return fail(commitRolledBack());
        return true;
    case PGRES_EMPTY_QUERY:
        return false;
    case PGRES_COPY_OUT:
        beginCopy(result.get());
        return true;
    case PGRES_COPY_IN:
        m_refusedCopy = true;
        PQputCopyEnd(m_engine.link.handle(), "no data was given");
        if (const auto sent = m_engine.link.flush(); !sent)
            return fail(sent.error());
        return false;
    case PGRES_COPY_BOTH:
        m_engine.link.markBroken(Error(ErrorKind::NotImplemented, tr("Replication is not supported.")));
        return fail(ErrorKind::NotImplemented, tr("Replication is not supported."));
    default:
        return fail(errorOf(result.get()));
    }
}

void PostgresExecution::beginRows(ResultHandle result)
{
    m_kind = Kind::Rows;
    m_columns = m_engine.types.describe(result.get());
    m_forms = ServerTypes::formsOf(result.get());
    m_builder.emplace(int(m_columns.size()), BatchLimit::first());
    m_isAtEnd = false;
    take(std::move(result));
}

/// What the server would write to a file, line by line.
void PostgresExecution::beginCopy(const PGresult *result)
{
    m_kind = Kind::Copy;
    const auto isBinary = PQbinaryTuples(result) == 1;
    Column column;
    column.name = QStringLiteral("COPY");
    column.kind = isBinary ? LogicalKind::Bytes : LogicalKind::Text;
    column.isServerText = !isBinary;
    column.nullability = Nullability::NotNull;
    m_columns = { column };
    m_forms = { isBinary ? CellForm::Bytes : CellForm::Text };
    m_builder.emplace(1, BatchLimit::first());
    m_isAtEnd = false;
}

void PostgresExecution::keepOutcome(const PGresult *result)
{
    m_outcome.tag = PQcmdStatus(const_cast<PGresult *>(result));
    if (changesRows(view(m_outcome.tag)))
        m_outcome.affectedRows = QByteArray(PQcmdTuples(const_cast<PGresult *>(result))).toLongLong();
}

/// The next PGresult of the current result: a row, its end, or its failure.
void PostgresExecution::take(ResultHandle result)
{
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE) [[likely]] {
        m_row = std::move(result);
        return;
    }
    m_isAtEnd = true;
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
        keepOutcome(result.get());
    else
        m_error = errorOf(result.get());
}

Result<std::optional<Batch>> PostgresExecution::next(const BatchLimit &limit)
{
    if (m_ended || !m_builder)
        return std::nullopt;
    m_builder->setLimit(limit);
    if (!m_error) {
        if (m_kind == Kind::Rows)
            readRows();
        else
            readCopy();
    }
    if (m_builder->rowCount() == 0) {
        if (m_error)
            return end(*m_error);
        return std::nullopt;
    }
    auto batch = m_builder->finish();
    if (!batch)
        return end(batch.error());
    return std::optional<Batch>(std::move(*batch));
}

/// Until the batch is full, the result ends, or the rows so far have waited long enough to be shown.
void PostgresExecution::readRows()
{
    auto &link = m_engine.link;
    const auto deadline = Link::Clock::now() + patience;
    while (true) {
        if (m_row) {
            appendRow(m_row.get(), 0, m_forms, *m_builder);
            m_row.reset();
            if (m_builder->isFull())
                return;
        }
        if (m_isAtEnd)
            return;
        if (link.isCancelled()) {
            m_error = link.cancelled();
            return;
        }
        const auto hasRows = m_builder->rowCount() > 0;
        if (PQisBusy(link.handle())) {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Link::Clock::now());
            const auto wait = hasRows ? std::optional(std::max(left, 0ms)) : std::nullopt;
            if (!link.waitForResult(wait))
                return;
        }
        // Not busy any more: this does not wait.
        ResultHandle result(link.isBroken() ? nullptr : PQgetResult(link.handle()));
        if (!result) {
            m_isAtEnd = true;
            if (link.isBroken())
                m_error = errorOf(nullptr);
            return;
        }
        take(std::move(result));
    }
}

void PostgresExecution::readCopy()
{
    auto &link = m_engine.link;
    const auto deadline = Link::Clock::now() + patience;
    while (!m_isAtEnd && !m_builder->isFull()) {
        if (link.isCancelled()) {
            m_error = link.cancelled();
            return;
        }
        char *data = nullptr;
        const auto size = PQgetCopyData(link.handle(), &data, 1);
        const MemoryHandle owner(data);
        if (size > 0) {
            std::string_view line(data, std::size_t(size));
            if (m_forms.front() == CellForm::Bytes) {
                m_builder->column(0).appendBytes(line);
            } else {
                if (line.ends_with('\n'))
                    line.remove_suffix(1);
                m_builder->column(0).appendText(line);
            }
            m_builder->endRow();
        } else if (size < 0) {
            auto result = link.nextResult();
            if (result)
                take(std::move(result));
            else
                m_error = errorOf(nullptr);
        } else {
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Link::Clock::now());
            const auto hasRows = m_builder->rowCount() > 0;
            if (!link.waitForInput(hasRows ? std::optional(std::max(left, 0ms)) : std::nullopt) && hasRows)
                return;
            if (!PQconsumeInput(link.handle()) || link.isBroken()) {
                m_error = errorOf(nullptr);
                return;
            }
        }
    }
}

/// Rows that nobody read are thrown away.
void PostgresExecution::skipResult()
{
    const BatchLimit all;
    while (!m_isAtEnd && !m_error && m_builder) {
        if (m_kind == Kind::Rows)
            readRows();
        else
            readCopy();
        m_builder.emplace(int(m_columns.size()), all);
    }
    m_row.reset();
}

/// All results of the statement are there.
Result<bool> PostgresExecution::finishStatement()
{
    m_isSent = false;
    if (m_engine.link.isReadOnly()) {
        if (const auto guarded = m_engine.guard.after(m_engine.link); !guarded)
            return fail(guarded.error());
    }
    return true;
}

Error PostgresExecution::errorOf(const PGresult *result)
{
    auto &link = m_engine.link;
    const auto text = view(m_text).substr(std::size_t(m_piece.begin), std::size_t(m_piece.end - m_piece.begin));
    auto error = link.errorOf(result, QByteArrayView(text), m_piece.begin);
    if (m_refusedCopy && error.sqlState() == QLatin1StringView("57014"))
        return refusedCopy().withServerMessage(error.serverMessage());
    if (link.isCancelled() && (error.isCancelled() || error.sqlState().isEmpty()))
        return link.cancelled();
    return error;
}

/// The rest of what was sent comes to its end: by itself where that is near, else by a cancel.
void PostgresExecution::drainOrStop()
{
    auto &link = m_engine.link;
    m_row.reset();
    if (!m_isSent)
        return;
    if (!m_isAtEnd && !link.isCancelled() && !link.isBroken()) {
        const auto deadline = Link::Clock::now() + drainPatience;
        while (Link::Clock::now() < deadline && link.waitForResult(drainPatience)) {
            const auto result = link.nextResult();
            if (!result || PQresultStatus(result.get()) == PGRES_COPY_OUT)
                break;
        }
        link.stopStatement();
    }
    link.discardResults();
}

std::unexpected<Error> PostgresExecution::end(const Error &error)
{
    const auto kept = error;
    m_error.reset();
    drainOrStop();
    std::ignore = finishStatement();
    m_columns.clear();
    m_builder.reset();
    m_ended = true;
    return fail(kept);
}

/// Between two statements: what the driver itself has to ask or to put right.
void PostgresExecution::tidyUp()
{
    auto &link = m_engine.link;
    const auto encoding = link.parameter("client_encoding");
    const auto speaksUtf8 = encoding.isEmpty() || encoding == "UTF8";
    if (speaksUtf8 && !m_engine.types.hasUnknown())
        return;
    const Shield shield(link);
    if (!speaksUtf8 && link.ask("SET client_encoding = 'UTF8'"))
        link.observer().notice(NoticeSeverity::Warning,
            tr("client_encoding is UTF8 again: results are always read as UTF-8."));
    if (m_engine.types.hasUnknown())
        m_engine.types.learn(link);
}

Result<void> PostgresExecution::close(CloseMode mode)
{
    if (m_closed)
        return {};
    Result<void> outcome;
    while (mode == CloseMode::Drain && !m_ended) {
        if (const auto more = nextResult(); !more)
            outcome = fail(more.error());
    }
    if (!m_ended) {
        drainOrStop();
        std::ignore = finishStatement();
    }
    m_ended = true;
    m_closed = true;
    m_columns.clear();
    m_builder.reset();
    auto &link = m_engine.link;
    const auto status = PQtransactionStatus(link.handle());
    if (!link.isBroken() && (status == PQTRANS_IDLE || status == PQTRANS_INTRANS))
        tidyUp();
    link.endWork();
    return outcome;
}

} // namespace dumbo::postgresql
