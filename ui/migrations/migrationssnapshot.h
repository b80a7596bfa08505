#pragma once

#include "core/migrations/advice.h"
#include "core/migrations/histories/history.h"
#include "core/migrations/plan.h"
#include "core/migrations/review/review.h"
#include "core/sdk/dialect.h"

#include <QHash>
#include <QMap>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace workbench {

/// All that was read of a connection's migrations at one moment. It grows while it is read, the plan first; each step is a value of its own.
struct MigrationsSnapshot {
    QString source; ///< folder or file
    dumbo::Dialect dialect;
    dumbo::MigrationSet set;
    dumbo::LedgerState ledger;
    dumbo::MigrationPlan plan;
    std::vector<dumbo::History> histories; ///< of other tools
    std::shared_ptr<const dumbo::CatalogPart> catalog; ///< null: not read
    dumbo::MigrationAdvice advice; ///< of what is not applied
    QMap<QString, dumbo::CatalogBinding> bindings; ///< by name, of what advice knows
    std::optional<dumbo::DryRunPlace> dryRunPlace; ///< nothing: the database can't try migrations
    std::optional<dumbo::Result<dumbo::ReviewFile>> review; ///< beside the source; nothing: not read
    std::chrono::steady_clock::time_point reviewRead; ///< when reading it began
    QString reviewer; ///< who says what is said now
    QStringList notes; ///< what could not be read and why
    bool isComplete = false;
    QHash<QString, std::size_t> places; ///< in the plan, by name

    /// Null where the plan has none of that name.
    [[nodiscard]] const dumbo::PlannedMigration *find(const QString &name) const
    {
        const auto found = places.constFind(name);
        return found == places.cend() ? nullptr : &plan.migrations[*found];
    }
};

using SnapshotPointer = std::shared_ptr<const MigrationsSnapshot>;

/// What reviews of a migration are compared with: nothing where it is applied, or nothing is known of the database.
[[nodiscard]] std::optional<dumbo::CatalogBinding> bindingOf(const MigrationsSnapshot &snapshot, const dumbo::PlannedMigration &planned);

} // namespace workbench
