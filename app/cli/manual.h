#pragma once

#include <QByteArray>

namespace CLI {
class App;
}

namespace cli {

/// Every command with its options, as the body of a manual page in mdoc(7).
[[nodiscard]] QByteArray manualOf(const CLI::App &app);

} // namespace cli
