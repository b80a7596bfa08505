#include "core/conformance/standardquirks.h"
#include "tests/conformance/conformancetest.h"
#include "tests/integration/duckdb/duckdbfixture.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

/// By the driver's own facts, as `dumbo plugins conformance` tries it.
class DuckQuirks final : public StandardQuirks
{
public:
    explicit DuckQuirks(std::shared_ptr<StoragePlugin> plugin)
        : StandardQuirks(std::move(plugin), {})
    {
    }
    bool isDocumented() const override { return true; }
};

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    if (!test::DuckFixture::isBuilt())
        return all;
    static DriverRegistry registry;
    registry.discover({ test::DuckFixture::driverFolder() });
    auto plugin = registry.get(Connector { QStringLiteral("DuckDB"), QStringLiteral("libduckdb") });
    if (!plugin)
        qFatal("%s", qPrintable(plugin.error().toText()));
    all.push_back(std::make_unique<DuckQuirks>(*plugin));
    return all;
}

class TestConformanceDuckDb final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceDuckDb()
        : ConformanceTest(connectors())
    {
    }

private Q_SLOTS:
    void initTestCase() { SKIP_WITHOUT_DUCKDB(); }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceDuckDb)
#include "tst_conformanceduckdb.moc"
