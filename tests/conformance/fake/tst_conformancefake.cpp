#include "fakequirks.h"
#include "tests/conformance/conformancetest.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

/// The fake driver with few abilities: what is not set must be refused.
class PoorQuirks final : public FakeQuirks
{
public:
    PoorQuirks()
    {
        m_script->setCapabilities(
            Capability::Scripts | Capability::SeveralConnections | Capability::Streaming);
    }
    QString name() const override { return QStringLiteral("Fake:script with few capabilities"); }
};

std::vector<std::unique_ptr<Quirks>> connectors()
{
    std::vector<std::unique_ptr<Quirks>> all;
    all.push_back(std::make_unique<FakeQuirks>());
    all.push_back(std::make_unique<PoorQuirks>());
    return all;
}

class TestConformanceFake final : public ConformanceTest
{
    Q_OBJECT

public:
    TestConformanceFake()
        : ConformanceTest(connectors())
    {
    }
};

} // namespace

QTEST_GUILESS_MAIN(TestConformanceFake)
#include "tst_conformancefake.moc"
