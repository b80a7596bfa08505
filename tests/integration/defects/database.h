#pragma once

#include "core/connection/client.h"

#include <memory>

namespace dumbo::test {

/// A real, empty database to try the defects on. One source file implements it for each.
class Database {
public:
    [[nodiscard]] static Result<std::unique_ptr<Database>> make();
    virtual ~Database() = default;

    /// A pool of several connections.
    [[nodiscard]] virtual Client open(const ClientOptions &how = {}) = 0;
    /// Whether connecting works from now on.
    virtual void setReachable(bool reachable) = 0;
    /// Ends all connections from the server's side; false where that can't happen.
    virtual bool endConnections() = 0;
    /// Runs for minutes unless it is cancelled.
    [[nodiscard]] virtual QByteArray endlessStatement() const = 0;
    /// Whether the database still works on an endless statement of ours; nothing where it can't tell.
    [[nodiscard]] virtual std::optional<bool> isWorking() = 0;
    /// Tells the settings that a time-out could have left behind.
    [[nodiscard]] virtual QByteArray timeoutSettings() const = 0;
};

} // namespace dumbo::test
