#pragma once

#include "core/migrations/advice.h"
#include "core/migrations/plan.h"
#include "core/migrations/review/review.h"
#include "core/sdk/extensions/migrations.h"

#include <map>

namespace dumbo {

/// What a report tells. What is not there is left out of it.
struct ReviewReport {
    QString title; ///< e.g. the name of the source
    QString database; ///< what it was compared with, without secrets; empty: nothing
    MigrationPlan plan;
    std::optional<MigrationAdvice> advice;
    std::map<QString, ReviewStatus> statuses; ///< by migration
    QList<ReviewVerdict> verdicts;
    /// By migration, one for each statement of the up script; unset: it was not run.
    std::map<QString, std::vector<std::optional<StatementMeasurement>>> measured;
    std::map<QString, QStringList> changes; ///< by migration: what would be different in the catalog, a sentence each
    bool includesApplied = false; ///< those that are applied as they stand too
};

/// For a pull request: a summary, then each migration with its statements, findings, forecast beside measurement, verdicts and down
/// script.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray reviewMarkdown(const ReviewReport &report);
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray reviewHtml(const ReviewReport &report);

/// "ACCESS EXCLUSIVE on hut (blocks reads, writes); rewrites hut", a sentence for one statement; empty: nothing of note.
[[nodiscard]] DUMBO_CORE_EXPORT QString forecastText(const StatementAdvice &advice);
/// "1.2 ms, 3 rows; AccessExclusiveLock on hut; rewrote hut".
[[nodiscard]] DUMBO_CORE_EXPORT QString measurementText(const StatementMeasurement &measurement);

} // namespace dumbo
