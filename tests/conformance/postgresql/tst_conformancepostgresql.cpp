#include "tests/conformance/conformancetest.h"
#include "tests/conformance/postgresql/postgresquirks.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    if (const auto server = test::PostgresServer::shared())
        all.push_back(std::make_unique<PostgresQuirks>(**server));
    return all;
}

class TestConformancePostgresql final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformancePostgresql()
        : ConformanceTest(connectors())
    {
    }

private Q_SLOTS:
    void initTestCase() { DUMBO_NEED_SERVER(test::PostgresServer::shared()); }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformancePostgresql)
#include "tst_conformancepostgresql.moc"
