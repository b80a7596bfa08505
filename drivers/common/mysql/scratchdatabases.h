#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo::mysql {

/// Databases named dumbo_scratch_RANDOM, each with an account of the same name that may change nothing else on the server and comes in as
/// the one who made it does. A comment says what they are; on servers whose databases have none, nothing is swept. The maker has a lock by that name (GET_LOCK) as long as it lives, so that nobody sweeps it away.
class ScratchDatabases
{
public:
    /// The connection is not owned.
    explicit ScratchDatabases(Connection &connection)
        : m_connection(connection)
    {
    }

    /// Of a database or an account.
    [[nodiscard]] static bool isScratch(const QString &name);

    [[nodiscard]] Result<QStringList> sweep();
    [[nodiscard]] Result<ScratchDatabase> create(const ScratchRequest &request);
    [[nodiscard]] Result<void> drop(const QString &name);

private:
    [[nodiscard]] Result<void> run(const QByteArray &sql);
    [[nodiscard]] Result<QString> ask(const QByteArray &sql);
    /// Databases can have comments: MariaDB since 10.5.
    [[nodiscard]] Result<bool> hasComments();
    /// False where it is not possible; the statements are kept in the database by their words then.
    [[nodiscard]] bool makeAccount(const QString &name);
    void dropAccounts(const QString &name);

    Connection &m_connection;
};

} // namespace dumbo::mysql
