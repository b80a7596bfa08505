#pragma once

#include "core/base/result.h"
#include "core/sdk/catalogpart.h"
#include "core/sdk/transaction.h"
#include "core/sdk/value.h"

#include <QByteArray>

#include <map>
#include <memory>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace dumbo::fake {

using FakeRow = std::vector<Value>;

struct FakeTable {
    QString name;
    std::vector<CatalogColumn> columns;
    QStringList uniqueColumns;
    std::vector<FakeRow> rows;
    qint64 lastId = 0;
    QByteArray ddl;

    [[nodiscard]] std::optional<std::size_t> columnIndex(const QString &column) const;
};

/// Tables by name. Copying is cheap: a table is replaced, never changed.
using FakeTables = std::map<QString, std::shared_ptr<const FakeTable>>;

/// What connections of one name share. Any thread.
class FakeDatabase {
public:
    [[nodiscard]] FakeTables read() const;
    /// Makes writer the only one that may commit; LockNotAvailable where another is.
    [[nodiscard]] Result<void> lock(const void *writer);
    void unlock(const void *writer);
    void commit(const FakeTables &tables);

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_unlocked;
    FakeTables m_tables;
    const void *m_writer = nullptr;
};

/// One connection's view: its transaction, savepoints and uncommitted tables.
class FakeView {
public:
    FakeView(std::shared_ptr<FakeDatabase> database, bool readOnly, bool failsOnError);
    ~FakeView();

    [[nodiscard]] TransactionState state() const;
    [[nodiscard]] FakeTables tables() const;
    /// Tables as they are after change, which gets a copy; nothing is kept where it fails.
    template <typename Change>
    [[nodiscard]] Result<void> write(Change change)
    {
        auto copy = startWrite();
        if (!copy)
            return fail(copy.error());
        if (const auto changed = change(*copy); !changed) {
            endFailedWrite();
            return changed;
        }
        endWrite(*copy);
        return {};
    }

    [[nodiscard]] Result<void> begin(bool readOnly);
    [[nodiscard]] Result<void> commit();
    [[nodiscard]] Result<void> rollback();
    [[nodiscard]] Result<void> savepoint(const QString &name);
    [[nodiscard]] Result<void> release(const QString &name);
    [[nodiscard]] Result<void> rollbackTo(const QString &name);
    /// Called after each failed statement.
    void noteError();
    [[nodiscard]] bool isFailed() const { return m_failed; }

private:
    [[nodiscard]] Result<FakeTables> startWrite();
    void endWrite(const FakeTables &tables);
    void endFailedWrite();
    void end();

    std::shared_ptr<FakeDatabase> m_database;
    bool m_readOnly;
    bool m_failsOnError;
    bool m_failed = false;
    bool m_transactionReadOnly = false;
    std::optional<FakeTables> m_base; ///< as at BEGIN
    std::optional<FakeTables> m_working; ///< set in a transaction
    std::vector<std::pair<QString, FakeTables>> m_savepoints;
    bool m_hasLock = false;
};

} // namespace dumbo::fake
