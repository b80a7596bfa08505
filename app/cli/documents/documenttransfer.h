#pragma once

#include "app/cli/documents/documentrunner.h"
#include "app/cli/interrupt.h"
#include "core/documents/transfer/documentexport.h"
#include "core/documents/transfer/documentimport.h"

namespace cli {

struct TransferRequest {
    QString file; ///< empty or "-": standard output or input
    dumbo::DocumentExportOptions exporting;
    dumbo::DocumentImportOptions importing;
};

/// Writes the documents that the request finds into a file, or to standard output.
[[nodiscard]] dumbo::Result<void> exportRequested(DocumentRunner &runner, const DocumentRequest &request, TransferRequest transfer);
/// Reads documents into a collection. Tells each bad one on standard error; answers whether there was none.
[[nodiscard]] dumbo::Result<bool> importRequested(DocumentRunner &runner, const DocumentRequest &request, TransferRequest transfer);

} // namespace cli
