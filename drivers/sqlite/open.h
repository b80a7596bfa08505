#pragma once

#include "core/base/cancellation.h"
#include "drivers/sqlite/engine.h"
#include "drivers/sqlite/options.h"

#include <memory>

namespace dumbo::sqlite {

/// Opens a database, reads from it once so that a bad file shows now, and applies the options. The error says
/// what the file is and what to do. What could not be set without harm is a notice to the observer.
[[nodiscard]] Result<std::unique_ptr<Engine>> openEngine(const SqliteOptions &options, bool readOnly,
    const Cancellation &cancellation, ConnectionObserver &observer);

} // namespace dumbo::sqlite
