#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/results/resultstore.h"
#include "core/sdk/dialect.h"
#include "ui/grid/copyformat.h"

#include <memory>
#include <vector>

namespace workbench {

/// What copyRows() reads.
struct RowsToCopy {
    std::shared_ptr<const dumbo::ResultStore> store;
    std::shared_ptr<const std::vector<qint64>> order; ///< null: as they came; rows beyond it stand where they are
    qint64 rowCount = 0;
    dumbo::Dialect dialect;
    QString tableName;
};

/// The chosen cells as text, whole values, for the clipboard. For a worker thread. A single cell is its bare text.
/// InsufficientResources where the text would be larger than a clipboard should hold.
[[nodiscard]] dumbo::Result<QString> copyRows(
    const RowsToCopy &rows, const CopyRequest &request, const dumbo::Cancellation &cancellation);

} // namespace workbench
