#pragma once

#include "app/cli/interrupt.h"
#include "core/plugins/driverregistry.h"
#include "core/sdk/connectionobserver.h"

#include <memory>
#include <optional>

namespace cli {

/// How the person named a database.
struct ConnectionArguments {
    QString connection; ///< a connection string, a file, or a saved name
    QString connector; ///< empty: the best one
    bool readOnly = false;
    int passwordDescriptor = -1; ///< where the password is read from; -1: not from a descriptor
};

/// Prints notices and warnings of the server to standard error.
class NoticePrinter final : public dumbo::ConnectionObserver {
public:
    void notice(dumbo::NoticeSeverity severity, const QString &message) override;
};

/// Connects, loading the driver. Secrets come from $DUMBO_PASSWORD, the descriptor, or a question on the terminal.
[[nodiscard]] dumbo::Result<std::unique_ptr<dumbo::Connection>> openConnection(dumbo::DriverRegistry &registry,
    const ConnectionArguments &arguments, dumbo::ConnectionObserver &observer, const Interrupt &interrupt);

} // namespace cli
