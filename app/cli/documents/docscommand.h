#pragma once

#include "app/cli/documents/documenttransfer.h"
#include "app/cli/exitcode.h"
#include "app/cli/opener.h"

namespace cli {

struct DocsArguments {
    ConnectionArguments connection;
    DocumentRequest request;
    TransferRequest transfer; ///< Export, Import
    bool triesIndexes = false; ///< Advise
    bool createsCollection = false; ///< Import, Insert: where it is missing
    bool readsInput = false; ///< Insert: the documents come from standard input, one a line
};

/// `dumbo docs find` and its like.
[[nodiscard]] ExitCode runDocs(dumbo::DriverRegistry &registry, const DocsArguments &arguments, Interrupt &interrupt);

} // namespace cli
