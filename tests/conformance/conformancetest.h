#pragma once

#include "core/conformance/promises.h"

#include <QObject>

#include <memory>
#include <optional>
#include <vector>

namespace dumbo::conformance {

/// The suite as a Qt test: one data row for each connector and promise, and a table of all verdicts at the
/// end, which is also left as a file for the table of all connectors (see resultsfile.h).
class ConformanceTest : public QObject
{
    Q_OBJECT

public:
    explicit ConformanceTest(std::vector<std::unique_ptr<Quirks>> connectors);
    ~ConformanceTest() override;

private Q_SLOTS:
    void theDriverKeepsItsPromise_data();
    void theDriverKeepsItsPromise();
    void cleanupTestCase();

private:
    std::vector<std::unique_ptr<Quirks>> m_connectors;
    std::vector<Promise> m_promises;
    std::vector<std::vector<std::optional<Verdict>>> m_verdicts; ///< by promise, then connector
};

} // namespace dumbo::conformance
