#include "drivers/qtsql/execution.h"

#include <QCoreApplication>

#include <chrono>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

/// How long rows wait for a batch to become full.
constexpr std::chrono::milliseconds patience { 100 };

std::string_view view(const QByteArray &text)
{
    return { text.constData(), std::size_t(text.size()) };
}

} // namespace

QtSqlExecution::QtSqlExecution(Backend &backend, const Statement &statement)
    : m_backend(backend)
    , m_text(statement.text)
    , m_parameters(statement.parameters)
    , m_spans(script::splitStatements(view(m_text), backend.dialect()))
{
    m_backend.link().beginWork();
}

QtSqlExecution::QtSqlExecution(
    Backend &backend, std::shared_ptr<BoundStatement> bound, const Parameters &parameters)
    : m_backend(backend)
    , m_text(bound->text())
    , m_parameters(parameters)
    , m_spans { { 0, m_text.size() } }
    , m_bound(std::move(bound))
{
    m_backend.link().beginWork();
}

QtSqlExecution::~QtSqlExecution()
{
    std::ignore = close(CloseMode::Cancel);
}

Result<bool> QtSqlExecution::nextResult()
{
    if (m_ended)
        return false;
    if (m_error)
        return end(*m_error);
    if (moreResults()) {
        startResult();
        return true;
    }
    if (m_error)
        return end(*m_error);
    leaveStatement(false);
    const auto started = startNext();
    if (!started)
        return end(started.error());
    m_ended = !*started;
    return *started;
}

bool QtSqlExecution::moreResults()
{
    if (!m_query)
        return false;
    m_reader.reset();
    m_columns.clear();
    if (m_bound ? m_bound->nextResult() : m_backend.nextResult(*m_query))
        return true;
    m_atEnd = true;
    if (m_query->lastError().isValid())
        m_error = m_backend.failure(*m_query, m_text.sliced(m_span.begin, m_span.end - m_span.begin), m_span.begin);
    return false;
}

Result<void> QtSqlExecution::checkText() const
{
    if (const auto nul = m_text.indexOf('\0'); nul >= 0)
        return fail(Error(ErrorKind::InvalidOperation, tr("The statement contains a NUL byte.")).withPosition(nul));
    if (!m_text.isValidUtf8())
        return fail(ErrorKind::Data, tr("The statement is not valid UTF-8."));
    if (!m_parameters.isEmpty() && m_spans.size() > 1)
        return fail(Error(
            ErrorKind::InvalidOperation, tr("Parameters can be given to a single statement, not to a script."))
                        .withPosition(m_spans[1].begin));
    return {};
}

Result<bool> QtSqlExecution::startNext()
{
    if (m_next == 0) {
        if (const auto good = checkText(); !good)
            return fail(good.error());
    }
    if (m_next >= m_spans.size())
        return false;
    if (m_backend.link().isCancelled())
        return fail(m_backend.cancelled());
    m_span = m_spans[m_next++];
    const auto started = start(m_text.sliced(m_span.begin, m_span.end - m_span.begin));
    if (!started)
        return fail(started.error());
    if (m_backend.link().isCancelled())
        return fail(m_backend.cancelled());
    if (const auto good = m_backend.check(*m_query, m_keyword); !good)
        return fail(good.error());
    startResult();
    return true;
}

Result<void> QtSqlExecution::start(const QByteArray &statement)
{
    m_keyword = script::mainKeyword(view(statement), m_backend.dialect());
    m_begun = true;
    if (auto allowed = m_backend.beforeStatement(statement, m_keyword); !allowed)
        return allowed;
    m_backend.link().observer().statementSent(statement);
    if (!m_bound && !m_parameters.isEmpty()) {
        auto bound = m_backend.prepare(statement, &m_parameters);
        if (!bound) {
            auto error = bound.error();
            return fail(error.position() ? error.withPosition(*error.position() + m_span.begin) : error);
        }
        m_bound = std::move(*bound);
    }
    if (m_bound) {
        m_query = &m_bound->query();
        return m_bound->run(m_parameters);
    }
    m_own.emplace(m_backend.link().query());
    m_query = &*m_own;
    if (!m_query->exec(wholeText(statement)))
        return fail(m_backend.failure(*m_query, statement, m_span.begin));
    return {};
}

void QtSqlExecution::startResult()
{
    m_columns.clear();
    m_builder.reset();
    m_reader.reset();
    m_outcome = {};
    m_outcome.tag = m_keyword;
    m_atEnd = !m_query->isSelect();
    if (m_atEnd)
        return finishResult();
    m_reader = m_backend.rows(*m_query);
    m_columns = m_reader->columns();
    m_builder.emplace(int(m_columns.size()), BatchLimit::first());
}

void QtSqlExecution::finishResult()
{
    m_outcome = m_backend.outcome(*m_query, m_keyword);
}

Result<std::optional<Batch>> QtSqlExecution::next(const BatchLimit &limit)
{
    if (m_ended || !m_builder)
        return std::nullopt;
    m_builder->setLimit(limit);
    if (!m_atEnd)
        readRows();
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
void QtSqlExecution::readRows()
{
    const auto &link = m_backend.link();
    const auto begin = std::chrono::steady_clock::now();
    while (!m_builder->isFull()) {
        if (link.isCancelled()) {
            m_error = m_backend.cancelled();
            return;
        }
        if (!m_reader->next()) {
            m_atEnd = true;
            if (m_query->lastError().isValid() || link.isCancelled())
                m_error = m_backend.failure(
                    *m_query, m_text.sliced(m_span.begin, m_span.end - m_span.begin), m_span.begin);
            else
                finishResult();
            return;
        }
        m_reader->append(*m_builder);
        if (m_builder->rowCount() % 64 == 0 && std::chrono::steady_clock::now() - begin > patience)
            return;
    }
}

void QtSqlExecution::leaveStatement(bool failed)
{
    m_reader.reset();
    if (m_query) {
        if (m_atEnd)
            m_query->finish();
        else
            m_backend.abandon(*m_query);
        m_query = nullptr;
    }
    m_own.reset();
    m_columns.clear();
    m_builder.reset();
    m_error.reset();
    m_outcome = {};
    m_atEnd = true;
    if (std::exchange(m_begun, false))
        m_backend.afterStatement(failed);
}

std::unexpected<Error> QtSqlExecution::end(const Error &error)
{
    const auto kept = error;
    leaveStatement(true);
    m_ended = true;
    return fail(kept);
}

Result<void> QtSqlExecution::close(CloseMode mode)
{
    if (m_closed)
        return {};
    Result<void> outcome;
    while (mode == CloseMode::Drain && !m_ended) {
        while (!m_atEnd && !m_error && m_builder) {
            readRows();
            std::ignore = m_builder->finish();
        }
        if (const auto more = nextResult(); !more)
            outcome = fail(more.error());
    }
    leaveStatement(false);
    m_ended = true;
    m_closed = true;
    auto &link = m_backend.link();
    const auto wasCancelled = link.isCancelled();
    link.endWork();
    if (wasCancelled)
        m_backend.settle();
    return outcome;
}

} // namespace dumbo::qtsql
