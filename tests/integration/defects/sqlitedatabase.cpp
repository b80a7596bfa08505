#include "database.h"

#include "direct/sqlite/sqlitedatabase.h"

#include <QDir>
#include <QTemporaryDir>

namespace dumbo::test {

namespace {

class SqliteDatabase final : public Database {
public:
    SqliteDatabase() { setReachable(true); }

    Client open(const ClientOptions &how) override
    {
        return sqlite::open({ .path = m_folder.filePath(QStringLiteral("here/test.db")), .create = true }, how);
    }
    void setReachable(bool reachable) override
    {
        const QDir folder(m_folder.path());
        if (reachable)
            folder.mkdir(QStringLiteral("here"));
        else
            folder.rmdir(QStringLiteral("here"));
    }
    bool endConnections() override { return false; }
    QByteArray endlessStatement() const override
    {
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
    }
    std::optional<bool> isWorking() override { return std::nullopt; }
    QByteArray timeoutSettings() const override { return "PRAGMA busy_timeout"; }

private:
    QTemporaryDir m_folder;
};

} // namespace

Result<std::unique_ptr<Database>> Database::make()
{
    return std::make_unique<SqliteDatabase>();
}

} // namespace dumbo::test
