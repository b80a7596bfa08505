#pragma once

#include "core/documents/analysis/documentanalyser.h"
#include "core/documents/documentengine.h"

#include <functional>
#include <optional>

namespace dumbo {

struct AnalysisOptions {
    /// About so many documents, picked from all over the table; nothing: all of them.
    std::optional<qint64> sample = 10000;
    AnalysisLimits limits;
    /// Called now and then, in the executor's thread, with the documents looked at so far.
    std::function<void(qint64 documents)> progress;
};

/// Looks at the documents of a query, as they are stored. Blocks; Cancelled when the executor's job is cancelled.
[[nodiscard]] DUMBO_CORE_EXPORT Result<DocumentProfile> analyse(
    Executor &executor, const DocumentEngine &engine, const DocumentQuery &query, const AnalysisOptions &options = {});

} // namespace dumbo
