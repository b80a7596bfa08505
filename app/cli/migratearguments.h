#pragma once

#include "app/cli/opener.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace cli {

enum class MigrateAction { Status, Plan, Sql, Lint, DryRun, Run, Verify, Baseline, Repair, Diff, New };

/// What `dumbo migrate …` was asked for; the action decides which of it counts.
struct MigrateArguments {
    MigrateAction action = MigrateAction::Status;
    ConnectionArguments connection; ///< its text may be empty where the action needs no database
    QString databaseType; ///< instead of a connection, e.g. "PostgreSQL"; empty: the connection's
    QString source;
    QString layout; ///< empty: recognised
    QString application; ///< as the ledger has it; empty: "default"
    bool json = false;
    QString format; ///< of plan: "text" or empty, "markdown", "html"
    bool approvedOnly = false;
    bool all = false; ///< what is applied too
    bool live = false; ///< lint: with what the database says
    bool assumesYes = false;
    QString overrideReason;
    QString reason;
    QStringList names;
    QString upTo;
    bool outOfOrder = false;
    bool resume = false;
    bool skipsUnseen = false;
    bool oneByOne = false;
    bool accepts = false;
    bool forgets = false;
    bool down = false;
    bool rows = false;
    QString mismatch; ///< "refuse", "keep", "update"
    std::chrono::milliseconds lockTimeout { 10000 };
    std::optional<std::chrono::milliseconds> statementTimeout;
    std::optional<std::chrono::milliseconds> tableLockTimeout;
    QString other; ///< another connection, or a file of components
    QString place; ///< where a dry run is made: "usual" or empty, "schema", "rows", or another connection
    QString title; ///< of a new migration
    bool noTransaction = false;
    bool onlyShows = false;
    bool reverse = false;
    bool keepsData = false; ///< of a difference: without what loses rows or columns
};

} // namespace cli
