#include "sqlitequirks.h"
#include "tests/conformance/conformancetest.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    all.push_back(std::make_unique<FileQuirks>());
    all.push_back(std::make_unique<MemoryQuirks>());
    return all;
}

class TestConformanceSqlite final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceSqlite()
        : ConformanceTest(connectors())
    {
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceSqlite)
#include "tst_conformancesqlite.moc"
