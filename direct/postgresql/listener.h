#pragma once

#include "core/connection/sessionevents.h"
#include "core/sdk/connection.h"
#include "drivers/postgresql/options.h"

#include <chrono>
#include <memory>
#include <optional>

namespace dumbo::postgresql {

/// Hears what other sessions say by NOTIFY, on a connection of its own: a pooled one would forget what it listens to. Needs no
/// event loop. For one thread at a time.
///
/// ```cpp
/// auto listener = crm.listen({ u"orders"_s });
/// while (const auto heard = *(*listener)->waitFor(1min))
///     qInfo() << heard->channel << heard->payload;
/// ```
class Listener {
public:
    [[nodiscard]] static Result<std::unique_ptr<Listener>> open(const PostgresOptions &options, const QStringList &channels);
    ~Listener();
    Listener(const Listener &) = delete;
    Listener &operator=(const Listener &) = delete;

    /// A channel's name as it is, capitals and all.
    [[nodiscard]] Result<void> listen(const QString &channel);
    [[nodiscard]] Result<void> unlisten(const QString &channel);

    /// The next notification in the order they came; nothing where none came in time. Connection where the connection is lost,
    /// after what was heard before: what is said from then on is missed, so open another and look at the data.
    [[nodiscard]] Result<std::optional<Notification>> waitFor(std::chrono::milliseconds time);

private:
    class Ear;
    Listener();
    [[nodiscard]] Result<void> run(const char *text, const QString &channel);
    std::unique_ptr<Ear> m_ear; ///< outlives the connection
    std::unique_ptr<Connection> m_connection;
};

} // namespace dumbo::postgresql
