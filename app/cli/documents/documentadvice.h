#pragma once

#include "app/cli/documents/documentrunner.h"

namespace cli {

/// Prints which indexes the request's filter wants, one a line as JSON; tried out on a copy of some rows where asked for.
[[nodiscard]] dumbo::Result<void> adviseIndexes(DocumentRunner &runner, const DocumentRequest &request, bool tries);

} // namespace cli
