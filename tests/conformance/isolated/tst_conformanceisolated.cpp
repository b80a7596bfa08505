#include "isolatedquirks.h"
#include "tests/conformance/conformancetest.h"
#include "tests/conformance/fake/fakequirks.h"
#include "tests/conformance/postgresql/postgresquirks.h"
#include "tests/conformance/qtsql/qsqlitequirks.h"
#include "tests/conformance/sqlite/sqlitequirks.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

/// Without what only a test in the driver's own process can arrange.
class FarFakeQuirks : public FakeQuirks
{
public:
    std::optional<ConnectRequest> wrongPassword() const override { return std::nullopt; }
    std::optional<ConnectRequest> unreachable() const override { return std::nullopt; }
};

std::vector<std::unique_ptr<Quirks>> connectors()
{
    const Connector sqlite { QStringLiteral("SQLite"), QStringLiteral("sqlite3") };
    const Connector libpq { QStringLiteral("PostgreSQL"), QStringLiteral("libpq") };
    const Connector qsqlite { QStringLiteral("SQLite"), QStringLiteral("qsqlite") };
    const Connector fake { QStringLiteral("Fake"), QStringLiteral("script") };
    std::vector<std::unique_ptr<Quirks>> all;
    all.push_back(std::make_unique<Isolated<FarFakeQuirks>>(fake));
    all.push_back(std::make_unique<Isolated<FileQuirks>>(sqlite));
    all.push_back(std::make_unique<Isolated<QSqliteQuirks>>(qsqlite));
    all.push_back(std::make_unique<Isolated<MemoryQuirks>>(sqlite));
    if (const auto server = test::PostgresServer::shared())
        all.push_back(std::make_unique<Isolated<PostgresQuirks>>(libpq, **server));
    return all;
}

/// Every promise holds for a driver in a process of its own, too.
class TestConformanceIsolated final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceIsolated()
        : ConformanceTest(connectors())
    {
    }

private Q_SLOTS:
    /// Without a server those that need none are tried all the same.
    void aServerIsThere() { DUMBO_NEED_SERVER(test::PostgresServer::shared()); }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceIsolated)
#include "tst_conformanceisolated.moc"
