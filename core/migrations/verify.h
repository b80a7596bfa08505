#pragma once

#include "core/migrations/plan.h"

namespace dumbo {

struct VerifyProblem {
    QString name; ///< of the migration; empty: the ledger as a whole
    QString message; ///< what does not hold, and what to do
    friend bool operator==(const VerifyProblem &, const VerifyProblem &) = default;
};

struct VerifyReport {
    MigrationPlan plan;
    std::vector<VerifyProblem> problems; ///< empty: everything of the source is applied as it is written
    QStringList notices; ///< worth knowing, nothing wrong
};

/// Whether the database has exactly what the source says, as far as ledger and runs tell. Changes nothing.
[[nodiscard]] DUMBO_CORE_EXPORT Result<VerifyReport> verifyMigrations(Executor &executor, const MigrationSet &set);

} // namespace dumbo
