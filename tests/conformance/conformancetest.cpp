#include "tests/conformance/conformancetest.h"

#include <QTest>

#include <cstdio>

namespace dumbo::conformance {

ConformanceTest::ConformanceTest(std::vector<std::unique_ptr<Quirks>> connectors)
    : m_connectors(std::move(connectors))
    , m_promises(allPromises())
    , m_verdicts(m_promises.size(), std::vector<char>(m_connectors.size(), ' '))
{
}

ConformanceTest::~ConformanceTest() = default;

void ConformanceTest::theDriverKeepsItsPromise_data()
{
    QTest::addColumn<int>("connector");
    QTest::addColumn<int>("promise");
    for (std::size_t connector = 0; connector < m_connectors.size(); ++connector) {
        for (std::size_t promise = 0; promise < m_promises.size(); ++promise)
            QTest::addRow("%s %s", qPrintable(m_connectors[connector]->name()), m_promises[promise].name)
                << int(connector) << int(promise);
    }
}

void ConformanceTest::theDriverKeepsItsPromise()
{
    QFETCH(int, connector);
    QFETCH(int, promise);
    const auto verdict = judge(m_promises[std::size_t(promise)], *m_connectors[std::size_t(connector)]);
    auto &mark = m_verdicts[std::size_t(promise)][std::size_t(connector)];
    mark = verdict.kind == Verdict::Kept ? '+' : (verdict.kind == Verdict::Broken ? '-' : 's');
    if (verdict.kind == Verdict::Skipped)
        QSKIP(qPrintable(verdict.reason));
    QVERIFY2(verdict.kind == Verdict::Kept, qPrintable(verdict.reason));
}

void ConformanceTest::cleanupTestCase()
{
    std::puts("\nkept +   broken -   skipped s");
    for (std::size_t connector = 0; connector < m_connectors.size(); ++connector)
        std::printf("%*s%s\n", int(2 * connector), "", qPrintable(m_connectors[connector]->name()));
    for (std::size_t promise = 0; promise < m_promises.size(); ++promise) {
        for (const auto mark : m_verdicts[promise])
            std::printf("%c ", mark);
        std::puts(m_promises[promise].name);
    }
    std::fflush(stdout);
}

} // namespace dumbo::conformance
