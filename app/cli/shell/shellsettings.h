#pragma once

#include "core/results/resultwriter.h"

#include <optional>

namespace cli {

/// What a person can change while the shell runs.
struct ShellSettings {
    dumbo::ResultFormat format = dumbo::ResultFormat::Table;
    bool documentsAsTable = false; ///< else one JSON text a line
    std::optional<QByteArray> nullText;
    bool header = true;
    bool timing = false;
    bool isInteractive = false;
    int readDepth = 0; ///< of files that read files
};

/// What became of a part.
enum class PartOutcome {
    Done,
    Failed, ///< told already
    Cancelled,
    Quit,
};

} // namespace cli
