#pragma once

#include "core/migrations/advisor.h"
#include "core/sdk/extensions/schemacomponents.h"
#include "ui/migrations/migrationprogress.h"

#include <QString>

#include <vector>

namespace workbench {

struct ReadMigrationsRequest {
    QString source;
    dumbo::Dialect dialect;
    dumbo::DatabaseOpener open;
    std::shared_ptr<const dumbo::Advisor> advisor; ///< null: nobody has advice for the database type
    QString noAdvice; ///< why not
    std::vector<dumbo::ComponentOffer> offers; ///< of the driver, for a file of components
};

/// Source, ledger, histories, catalog and advice, in this order, each reported as soon as it is there. Without source or ledger there is no
/// answer; what else can't be read is a note. Blocking.
[[nodiscard]] dumbo::Result<SnapshotPointer> readSnapshot(const ReadMigrationsRequest &request, const MigrationJob::Desk &desk);

} // namespace workbench
