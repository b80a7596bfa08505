#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QString>

#include <functional>

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

/// Where the sample database lies.
[[nodiscard]] QString samplePath();

/// Calls function(path) once the sample database is there. Making it takes a second or two in a thread of its own, into a
/// file that gets its name when it is complete. Always from the event loop; not at all once context is destroyed.
void prepareSample(dumbo::DriverRegistry &registry, QObject *context,
    std::function<void(const dumbo::Result<QString> &)> function);

} // namespace workbench
