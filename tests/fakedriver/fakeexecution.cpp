#include "tests/fakedriver/fakeexecution.h"

#include <algorithm>

namespace dumbo::fake {

namespace {

std::optional<Capability> neededBy(const QByteArray &verb)
{
    if (verb.startsWith("BEGIN") || verb == "COMMIT" || verb == "ROLLBACK")
        return Capability::Transactions;
    if (verb == "SAVEPOINT" || verb == "RELEASE" || verb == "ROLLBACK TO")
        return Capability::Savepoints;
    if (verb == "NOTIFY")
        return Capability::Notifications;
    return std::nullopt;
}

} // namespace

FakeExecution::FakeExecution(FakeConnection &connection, Statement statement)
    : m_connection(connection)
    , m_statement(std::move(statement))
{
    const std::scoped_lock lock(connection.script().mutex);
    ++connection.script().executions;
}

FakeExecution::FakeExecution(FakeConnection &connection, FakeResponse response)
    : m_connection(connection)
    , m_response(std::move(response))
    , m_isScripted(true)
{
    const std::scoped_lock lock(connection.script().mutex);
    ++connection.script().executions;
}

FakeExecution::~FakeExecution()
{
    const auto closed = close(CloseMode::Cancel);
    Q_UNUSED(closed);
}

Result<bool> FakeExecution::nextResult()
{
    m_current = {};
    m_fetched = 0;
    if (m_isOver || !m_isOpen)
        return false;
    auto more = m_connection.check().and_then([&] { return m_isScripted ? nextScripted() : nextParsed(); });
    m_isOver = !more || !*more;
    return more;
}

Result<bool> FakeExecution::nextScripted()
{
    if (m_nextScripted == m_response.results.size())
        return false;
    m_current = m_response.results[m_nextScripted++];
    return true;
}

Result<void> FakeExecution::checkStatement(const FakeStatement &statement) const
{
    if (const auto capability = neededBy(statement.verb)) {
        if (const auto needed = m_connection.need(*capability); !needed)
            return needed;
    }
    if (!m_statement.parameters.named.empty()) {
        if (const auto needed = m_connection.need(Capability::NamedParameters); !needed)
            return needed;
    }
    const auto following = parseStatement(m_statement.text, statement.end);
    if (statement.begin != 0 && m_offset != 0)
        return {};
    if (!following || !*following)
        return {};
    if (!m_statement.parameters.isEmpty())
        return fail(ErrorKind::InvalidOperation, QStringLiteral("A script takes no parameters."));
    return m_connection.need(Capability::Scripts);
}

Result<bool> FakeExecution::nextParsed()
{
    const auto parsed = parseStatement(m_statement.text, m_nextOffset);
    if (!parsed)
        return fail(parsed.error());
    if (!*parsed)
        return false;
    const auto &statement = **parsed;
    m_offset = statement.begin;
    m_nextOffset = statement.end;
    if (const auto checked = checkStatement(statement); !checked)
        return fail(checked.error());
    auto run = runStatement(statement, m_statement.parameters, m_connection.view());
    if (!run)
        return fail(run.error());
    if (const auto applied = m_connection.apply(run->effect); !applied)
        return fail(applied.error());
    m_current = std::move(run->result);
    if (!m_connection.capabilities().testFlag(Capability::LastInsertId))
        m_current.outcome.lastInsertId.reset();
    return true;
}

Result<std::optional<Batch>> FakeExecution::next(const BatchLimit &limit)
{
    const auto endWith = [&](const Error &error) {
        m_isOver = true;
        m_current.rowCount = m_fetched;
        m_current.error.reset();
        return fail(error);
    };
    const auto blocksAt = m_isScripted && m_nextScripted == 1 && !m_hasBlocked ? m_response.blocksAtRow : -1;
    if (blocksAt >= 0 && m_fetched >= blocksAt) {
        m_hasBlocked = true;
        if (const auto waited = m_connection.block(m_response.ignoresCancel); !waited)
            return endWith(waited.error());
    }
    if (const auto checked = m_connection.check(); !checked)
        return endWith(checked.error());
    if (m_fetched < m_current.rowCount && !m_current.columns.empty()) {
        const auto until = blocksAt > m_fetched ? std::min(blocksAt, m_current.rowCount) : m_current.rowCount;
        auto batch = makeBatch(limit, until - m_fetched);
        m_fetched += batch.rowCount();
        return batch;
    }
    if (m_current.error)
        return endWith(*std::exchange(m_current.error, std::nullopt));
    return std::nullopt;
}

Batch FakeExecution::makeBatch(const BatchLimit &limit, qint64 most) const
{
    // The makers need not look at limits themselves: too large a batch is made again with fewer rows.
    const auto make = [&](qint64 count) {
        return m_current.rows ? m_current.rows(m_fetched, count, limit) : numberedRows(m_fetched, count);
    };
    auto count = std::min(most, limit.maxRows);
    auto batch = make(count);
    while (batch.memoryBytes() > limit.maxBytes && count > 1 && batch.rowCount() == count) {
        count = std::max<qint64>(1, std::min(count / 2, count * limit.maxBytes / batch.memoryBytes()));
        batch = make(count);
    }
    return batch;
}

Result<void> FakeExecution::close(CloseMode mode)
{
    if (!m_isOpen)
        return {};
    Result<void> outcome;
    while (mode == CloseMode::Drain && !m_isOver) {
        const auto more = nextResult();
        if (!more)
            outcome = fail(more.error());
    }
    m_isOpen = false;
    m_connection.endExecution();
    return outcome;
}

} // namespace dumbo::fake
