#pragma once

#include "core/migrations/sources/layout.h"
#include "core/migrations/sources/sourcetext.h"

namespace dumbo {

/// What a script holds, as its layout reads it.
struct ReadScript {
    std::vector<MigrationStatement> up; ///< of a down script without sections: its statements
    std::vector<MigrationStatement> down;
    bool hasDown = false;
    bool inTransaction = true;
    std::vector<SourceProblem> problems;
};

struct ScriptRequest {
    const LayoutDescriptor &layout;
    const Dialect &dialect;
    QString path;
    bool hasPlaceholders = true; ///< the tool would replace LayoutDescriptor::placeholder
};

[[nodiscard]] ReadScript readScript(const SourceText &text, const ScriptRequest &request);

} // namespace dumbo
