#pragma once

#include "core/migrations/ledger.h"
#include "core/schema/componentfile.h"
#include "core/sdk/catalogobject.h"
#include "core/sdk/dialect.h"
#include "ui/tree/treecomponents.h"

#include <memory>
#include <optional>
#include <vector>

namespace workbench {

/// All that a component file is compared with. Values: it goes to another thread.
struct ComponentQuestion {
    QString path;
    dumbo::Dialect dialect;
    std::vector<dumbo::ComponentOffer> offers;
    std::shared_ptr<const std::vector<dumbo::CatalogObject>> objects;
    std::optional<dumbo::LedgerState> ledger; ///< nothing: it could not be read, and states are not known
};

/// Reads the file, and says what is declared, what is there, and how far its migrations are. Blocks; any thread.
[[nodiscard]] TreeComponents readTreeComponents(const ComponentQuestion &question);

} // namespace workbench
