#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/interrupt.h"
#include "core/conformance/promises.h"
#include "core/plugins/driverregistry.h"

#include <QByteArrayList>

#include <chrono>

namespace cli {

struct ConformanceArguments {
    QString driver; ///< a file, or a connector
    QString connection; ///< empty: the driver's own example
    QByteArrayList promises; ///< empty: all of them
    bool onlyShort = false;
    std::chrono::seconds timeout { 120 };
};

/// The promises that were asked for, in the order of the suite; Data names one that does not exist.
[[nodiscard]] dumbo::Result<std::vector<dumbo::conformance::Promise>> chosenPromises(const ConformanceArguments &arguments);
/// Puts the drivers of a file into a registry without running any of their code. Connectors in the order of the manifest.
[[nodiscard]] dumbo::Result<dumbo::Manifest> addDriverFile(dumbo::DriverRegistry &registry, const QString &filePath);

/// Tries the promises one after the other in a child process and prints what became of each. A driver that ends its process or
/// does not come back has broken the promise that was tried; the next ones are tried in another process.
[[nodiscard]] ExitCode checkConformance(
    dumbo::DriverRegistry &registry, const ConformanceArguments &arguments, bool json, const Interrupt &interrupt);
/// The child: place is "CONNECTOR INDEX", where to begin. Tells on standard output, a JSON object a line, what begins and what became of it.
[[nodiscard]] ExitCode conformanceChild(dumbo::DriverRegistry &registry, const ConformanceArguments &arguments, const QString &place,
    const Interrupt &interrupt);

} // namespace cli
