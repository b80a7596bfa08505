#include "tests/conformance/conformancetest.h"

#include "tests/conformance/resultsfile.h"

#include <QTest>

#include <cstdio>

namespace dumbo::conformance {

ConformanceTest::ConformanceTest(std::vector<std::unique_ptr<Quirks>> connectors)
    : m_connectors(std::move(connectors))
    , m_promises(allPromises())
    , m_verdicts(m_promises.size(), std::vector<std::optional<Verdict>>(m_connectors.size()))
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
    m_verdicts[std::size_t(promise)][std::size_t(connector)] = verdict;
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
        for (const auto &verdict : m_verdicts[promise])
            std::printf("%c ", !verdict ? ' ' : "+-s"[verdict->kind]);
        std::puts(m_promises[promise].name);
    }
    std::fflush(stdout);
    std::vector<ConnectorResults> all;
    for (std::size_t connector = 0; connector < m_connectors.size(); ++connector) {
        if (!m_connectors[connector]->isDocumented())
            continue;
        ConnectorResults results { m_connectors[connector]->name(), m_connectors[connector]->streamedRows(), {} };
        for (std::size_t promise = 0; promise < m_promises.size(); ++promise) {
            if (const auto &verdict = m_verdicts[promise][connector])
                results.verdicts.emplace_back(QString::fromLatin1(m_promises[promise].name), *verdict);
        }
        all.push_back(std::move(results));
    }
    if (!all.empty())
        QVERIFY(writeResults(all));
}

} // namespace dumbo::conformance
