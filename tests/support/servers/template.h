#pragma once

#include "core/base/result.h"

#include <functional>

namespace dumbo::test {

/// A server's empty data folder, made once for a build tree and the version of the program that made it, to be copied.
/// make() fills a folder that belongs to the user of the servers. Several processes may ask at once.
[[nodiscard]] Result<QString> templateFolder(
    const QString &program, const std::function<Result<void>(const QString &folder)> &make);

} // namespace dumbo::test
