#pragma once

#include "core/migrations/runner.h"

#include <QElapsedTimer>

namespace dumbo {

/// One migration of a run, in one direction.
struct DUMBO_CORE_EXPORT RunItem {
    Migration migration;
    RunAction action = RunAction::Up; ///< or Down
    bool isRecorded = false; ///< the ledger has its name
    bool hadTry = false; ///< an earlier try did not end in the ledger
    bool isUnseen = false; ///< the first one may have run: nobody saw its end
    int first = 0; ///< the statement to begin with: more than 0 where it is resumed
    std::vector<TransactionFit> fits;
    std::vector<bool> skipped; ///< BEGIN and COMMIT around it, for which the runner's transaction stands
    bool inOneTransaction = true; ///< kept whole or not at all
    bool endsTransaction = false; ///< what comes after it may need it committed
    int done = 0; ///< statements that the database keeps
    RunDetails details; ///< as announced; `started` is empty before
    MigrationResult result;
    QElapsedTimer clock; ///< since it began

    [[nodiscard]] const std::vector<MigrationStatement> &statements() const
    {
        return action == RunAction::Down ? migration.down : migration.up;
    }
    [[nodiscard]] int size() const { return int(statements().size()); }
    /// Notes in details how many statements are done.
    void setDone(int count);
};

/// Statements [begin, end) of an item.
struct RunPiece {
    std::size_t item = 0;
    int begin = 0;
    int end = 0;
    friend bool operator==(const RunPiece &, const RunPiece &) = default;
};

/// What is committed at once, or a statement by itself.
struct RunStep {
    bool inTransaction = true;
    std::vector<RunPiece> pieces;
    friend bool operator==(const RunStep &, const RunStep &) = default;
};

/// Decides fits, skipped and inOneTransaction of an item. fit as in RunOptions.
DUMBO_CORE_EXPORT void judge(RunItem &item, const Dialect &dialect, const std::function<std::vector<TransactionFit>(const Migration &)> &fit);

/// In order; together: neighbours that can share a transaction do.
[[nodiscard]] DUMBO_CORE_EXPORT std::vector<RunStep> stepsOf(const std::vector<RunItem> &items, bool together);

} // namespace dumbo
