#pragma once

#include "core/connection/executor.h"
#include "core/documents/documentengine.h"
#include "core/sdk/extensions/explain.h"

#include <vector>

namespace dumbo {

/// An index that a filter could use.
struct IndexSuggestion {
    DocumentIndex index; ///< without a name
    QString reason; ///< a sentence
    bool exists = false; ///< the source has one that does as much
    friend bool operator==(const IndexSuggestion &, const IndexSuggestion &) = default;
};

/// Which indexes the query's filter wants, those that are likely to help most first. Only what every document that matches must
/// fulfil counts; a condition among alternatives counts when each alternative has an index. Empty where none would help.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<IndexSuggestion> suggestIndexes(const DocumentQuery &query, const DocumentTraits &traits);

struct IndexTrialOptions {
    qint64 sampleRows = 100'000; ///< that are copied, at most
    int runs = 2; ///< of each measurement; the fastest counts
};

/// How the query ran on the sample.
struct IndexMeasurement {
    std::chrono::duration<double, std::milli> time { 0 };
    ExplainPlan plan;
    QByteArray runnableSql; ///< with the sample's name in it
};

struct IndexTrial {
    DocumentIndex index;
    std::vector<StatementText> statements; ///< that make it on the table itself
    IndexMeasurement measurement;
    bool isUsed = false; ///< the plan has it
    std::optional<qint64> bytes; ///< its size on the sample
    std::chrono::duration<double, std::milli> buildTime { 0 }; ///< on the sample
};

struct IndexTrials {
    qint64 sampleRows = 0; ///< that were copied
    qint64 matching = 0; ///< rows of the sample that the SQL found
    IndexMeasurement before; ///< with the indexes that the source has
    std::vector<IndexTrial> trials; ///< in the order that was asked for
};

/// Tries indexes on a copy of some rows, one after another, and measures the query there before and after. The copy is a temporary table
/// in a transaction that is rolled back: nothing stays, and the table itself is only read. It blocks, as long as copying and building takes.
///
/// Needs an executor with a connection (InvalidOperation else) and a driver that explains (NotImplemented else).
[[nodiscard]] DUMBO_CORE_EXPORT Result<IndexTrials> tryIndexes(Executor &executor, const DocumentEngine &engine, const DocumentQuery &query,
    const std::vector<DocumentIndex> &indexes, const IndexTrialOptions &options = {});

} // namespace dumbo
