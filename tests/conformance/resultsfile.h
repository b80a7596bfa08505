#pragma once

#include "core/conformance/promises.h"

#include <QDir>

#include <utility>
#include <vector>

namespace dumbo::conformance {

/// What became of each promise with one connector.
struct ConnectorResults
{
    QString connector;
    qint64 streamedRows = 0;
    std::vector<std::pair<QString, Verdict>> verdicts; ///< by promise, in the order of the suite
};

/// $DUMBO_BUILD_DIR/tests/conformance; without DUMBO_BUILD_DIR nothing is kept.
[[nodiscard]] QString resultsFolder();
/// One file for each test program. True where there is nothing to keep, too.
[[nodiscard]] bool writeResults(const std::vector<ConnectorResults> &results);
/// Those of all programs that ran in this build tree, in the order of the connectors' names.
[[nodiscard]] std::vector<ConnectorResults> readResults(const QString &folder);

} // namespace dumbo::conformance
