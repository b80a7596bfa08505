#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo::postgresql {

/// Databases named dumbo_scratch_PID_START_RANDOM, with a comment that says what they are: PID and START (seconds since 1970) are the
/// session that made one, and while it lives nobody sweeps it away.
class ScratchDatabases
{
public:
    /// The connection is not owned.
    explicit ScratchDatabases(Connection &connection)
        : m_connection(connection)
    {
    }

    /// That the connection really is in one, whatever was asked for: poolers lead some names elsewhere.
    [[nodiscard]] Result<bool> isInOne();

    [[nodiscard]] Result<QStringList> sweep();
    [[nodiscard]] Result<ScratchDatabase> create(const ScratchRequest &request);
    [[nodiscard]] Result<void> drop(const QString &name);

private:
    [[nodiscard]] Result<void> run(const QByteArray &sql);
    [[nodiscard]] Result<QByteArray> ask(const QByteArray &sql);
    [[nodiscard]] Result<QByteArray> likeThisDatabase();

    Connection &m_connection;
};

} // namespace dumbo::postgresql
