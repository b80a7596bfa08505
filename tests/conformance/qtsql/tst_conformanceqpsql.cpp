#include "drivers/qtsql/plugin.h"
#include "tests/conformance/conformancetest.h"
#include "tests/conformance/postgresql/postgresquirks.h"
#include "tests/support/servers/needserver.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

class QPsqlQuirks final : public PostgresQuirks
{
public:
    using PostgresQuirks::PostgresQuirks;
    QString name() const override { return QStringLiteral("PostgreSQL:qpsql"); }
    StoragePlugin &plugin() override { return m_plugin; }

private:
    qtsql::QPsqlPlugin m_plugin;
};

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    if (const auto server = test::PostgresServer::shared())
        all.push_back(std::make_unique<QPsqlQuirks>(**server));
    return all;
}

class TestConformanceQPsql final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceQPsql()
        : ConformanceTest(connectors())
    {
    }

private Q_SLOTS:
    void initTestCase() { DUMBO_NEED_SERVER(test::PostgresServer::shared()); }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceQPsql)
#include "tst_conformanceqpsql.moc"
