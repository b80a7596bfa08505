#pragma once

#include "core/base/cancellation.h"
#include "core/base/result.h"

#include <QStringList>

namespace dumbo {

/// What a plugin file needs and this system does not have.
struct MissingParts {
    QStringList libraries; ///< e.g. "libfoo.so.3"
    QStringList versions; ///< of libraries that are there but too old, e.g. "GLIBCXX_3.4.40 of libstdc++.so.6"
    QStringList symbols; ///< as the linker spells them, at most 20

    [[nodiscard]] bool isEmpty() const { return libraries.isEmpty() && versions.isEmpty() && symbols.isEmpty(); }
};

/// Asks the system's own loader, in a child process, to bind the file without running it. Empty where nothing is missing, and
/// where the system has no loader that tells. Takes some milliseconds; blocks.
[[nodiscard]] DUMBO_CORE_EXPORT Result<MissingParts> findMissingParts(const QString &filePath, const Cancellation &cancellation = {});

} // namespace dumbo
