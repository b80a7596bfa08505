#pragma once

#include "app/cli/migratecontext.h"
#include "core/sdk/serverfacts.h"

namespace cli {

/// A source beside the database of the command line.
struct PendingSource {
    dumbo::MigrationSet set;
    dumbo::MigrationPlan plan;
    std::vector<dumbo::Migration> chosen; ///< in a state that was asked for, and named where names were given; in order
    dumbo::Dialect dialect;
    dumbo::ServerFacts server;
};

/// Connects, reads source and ledger, and closes the connection again: a database may allow only one.
[[nodiscard]] Step<PendingSource> readPending(MigrateContext &context, dumbo::MigrationState state = dumbo::MigrationState::Pending);

} // namespace cli
