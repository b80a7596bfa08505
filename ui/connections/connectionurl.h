#pragma once

#include "core/connection/connectiontarget.h"

#include <QString>

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

/// What a person would write to name the target: a file's path, a URL, else keywords behind the connector. Reads back to the same
/// target (parseConnectionString), secrets aside, which are never in it. The driver is named only where it is not the one that
/// would be chosen anyway.
[[nodiscard]] QString connectionUrl(const dumbo::ConnectionTarget &target, const dumbo::DriverRegistry &registry);

/// Whether both hold the same, in whatever order.
[[nodiscard]] bool sameOptions(const dumbo::ConnectionOptions &left, const dumbo::ConnectionOptions &right);

/// What was pasted, in a form that parseConnectionString() reads: without a line break at the end, quotes around it, or the
/// "jdbc:" in front.
[[nodiscard]] QString pastedConnection(const QString &text);

} // namespace workbench
