#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"
#include "core/results/resultstore.h"
#include "core/sdk/dialect.h"
#include "ui/grid/copyformat.h"

#include <QByteArrayList>
#include <QHash>

#include <memory>

namespace workbench {

/// What copyFields() reads.
struct FieldsToCopy {
    std::shared_ptr<dumbo::ResultStore> store;
    qint64 added = 0; ///< rows before those of the store
    QHash<qint64, QByteArray> texts; ///< staged, by row: in place of the store's
    int keyColumns = 0;
    QStringList keys; ///< names of the key columns
    QByteArrayList fields; ///< of the columns behind
    dumbo::Dialect dialect;
    QString tableName;
};

/// The chosen cells of documents shown as a table, whole values: texts bare, what is nested as JSON; in JSON formats all as JSON. For a
/// worker thread. A single cell is its bare text.
[[nodiscard]] dumbo::Result<QString> copyFields(const FieldsToCopy &fields, const CopyRequest &request, const dumbo::Cancellation &cancellation);

} // namespace workbench
