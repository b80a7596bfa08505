#include "tests/fakedriver/fakedatabase.h"

#include <algorithm>
#include <chrono>

namespace dumbo::fake {

namespace {

std::unexpected<Error> invalid(const QString &message)
{
    return fail(Error(ErrorKind::InvalidOperation, message).withServerMessage(message));
}

} // namespace

std::optional<std::size_t> FakeTable::columnIndex(const QString &column) const
{
    const auto found = std::ranges::find(columns, column, &CatalogColumn::name);
    if (found == columns.end())
        return std::nullopt;
    return std::size_t(found - columns.begin());
}

FakeTables FakeDatabase::read() const
{
    const std::scoped_lock lock(m_mutex);
    return m_tables;
}

Result<void> FakeDatabase::lock(const void *writer)
{
    constexpr std::chrono::seconds patience(1);
    std::unique_lock lock(m_mutex);
    if (!m_unlocked.wait_for(lock, patience, [&] { return !m_writer || m_writer == writer; }))
        return fail(Error(ErrorKind::LockNotAvailable, QStringLiteral("Another connection is writing to this database."))
                .withServerMessage(QStringLiteral("database is locked")).withNativeCode(5));
    m_writer = writer;
    return {};
}

void FakeDatabase::unlock(const void *writer)
{
    const std::scoped_lock lock(m_mutex);
    if (m_writer == writer)
        m_writer = nullptr;
    m_unlocked.notify_all();
}

void FakeDatabase::commit(const FakeTables &tables)
{
    const std::scoped_lock lock(m_mutex);
    m_tables = tables;
}

FakeView::FakeView(std::shared_ptr<FakeDatabase> database, bool readOnly, bool failsOnError)
    : m_database(std::move(database))
    , m_readOnly(readOnly)
    , m_failsOnError(failsOnError)
{
}

FakeView::~FakeView()
{
    end();
}

TransactionState FakeView::state() const
{
    if (!m_working)
        return TransactionState::Idle;
    return m_failed ? TransactionState::Failed : TransactionState::Active;
}

FakeTables FakeView::tables() const
{
    return m_working ? *m_working : m_database->read();
}

Result<FakeTables> FakeView::startWrite()
{
    if (m_readOnly || m_transactionReadOnly)
        return invalid(QStringLiteral("This connection or transaction is read-only."));
    if (const auto locked = m_database->lock(this); !locked)
        return fail(locked.error());
    m_hasLock = true;
    if (m_working && m_base && m_database->read() != *m_base) {
        const auto message = QStringLiteral("Another connection wrote since this transaction began.");
        return fail(Error(ErrorKind::Serialization, message).withServerMessage(message).withSqlState(QStringLiteral("40001")));
    }
    return tables();
}

void FakeView::endWrite(const FakeTables &tables)
{
    if (m_working) {
        m_working = tables;
        return;
    }
    m_database->commit(tables);
    end();
}

void FakeView::endFailedWrite()
{
    if (!m_working)
        end();
}

void FakeView::end()
{
    m_working.reset();
    m_base.reset();
    m_savepoints.clear();
    m_failed = false;
    m_transactionReadOnly = false;
    if (std::exchange(m_hasLock, false))
        m_database->unlock(this);
}

Result<void> FakeView::begin(bool readOnly)
{
    if (m_working)
        return invalid(QStringLiteral("A transaction is already open."));
    m_base = m_database->read();
    m_working = m_base;
    m_transactionReadOnly = readOnly;
    return {};
}

Result<void> FakeView::commit()
{
    if (!m_working)
        return invalid(QStringLiteral("No transaction is open."));
    const auto failed = m_failed;
    if (!failed && m_hasLock)
        m_database->commit(*m_working);
    end();
    if (failed)
        return invalid(QStringLiteral("The transaction had failed and was rolled back instead."));
    return {};
}

Result<void> FakeView::rollback()
{
    if (!m_working)
        return invalid(QStringLiteral("No transaction is open."));
    end();
    return {};
}

Result<void> FakeView::savepoint(const QString &name)
{
    if (!m_working)
        return invalid(QStringLiteral("No transaction is open."));
    m_savepoints.emplace_back(name, *m_working);
    return {};
}

Result<void> FakeView::release(const QString &name)
{
    const auto found = std::ranges::find_last(m_savepoints, name, &std::pair<QString, FakeTables>::first);
    if (found.empty())
        return invalid(QStringLiteral("There is no savepoint \"%1\".").arg(name));
    m_savepoints.erase(found.begin(), m_savepoints.end());
    return {};
}

Result<void> FakeView::rollbackTo(const QString &name)
{
    const auto found = std::ranges::find_last(m_savepoints, name, &std::pair<QString, FakeTables>::first);
    if (found.empty())
        return invalid(QStringLiteral("There is no savepoint \"%1\".").arg(name));
    m_working = found.begin()->second;
    m_savepoints.erase(found.begin() + 1, m_savepoints.end());
    m_failed = false;
    return {};
}

void FakeView::noteError()
{
    if (m_working && m_failsOnError)
        m_failed = true;
}

} // namespace dumbo::fake
