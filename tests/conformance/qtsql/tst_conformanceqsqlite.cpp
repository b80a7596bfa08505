#include "tests/conformance/conformancetest.h"
#include "tests/conformance/qtsql/qsqlitequirks.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    all.push_back(std::make_unique<QSqliteQuirks>());
    return all;
}

class TestConformanceQSqlite final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceQSqlite()
        : ConformanceTest(connectors())
    {
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceQSqlite)
#include "tst_conformanceqsqlite.moc"
