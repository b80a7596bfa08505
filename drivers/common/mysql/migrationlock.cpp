#include "drivers/common/mysql/migrationlock.h"

#include "drivers/common/mysql/queryrows.h"

#include <QCoreApplication>

namespace dumbo::mysql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

/// Names are the server's, and at most 64 characters, so a database is named by a hash.
const QByteArray lockName = "CONCAT('dmb_migrations:', MD5(COALESCE(DATABASE(), '')))";

/// The session must live as long as the migrations, however quiet it is.
const QByteArray keepAlive = "SET SESSION wait_timeout = 31536000";

} // namespace

Result<bool> MigrationLock::tryLock()
{
    if (const auto kept = forEachRow(m_connection, keepAlive, [](const QueryRow &) { }); !kept)
        return fail(kept.error());
    bool isTaken = false;
    const auto asked = forEachRow(m_connection, "SELECT GET_LOCK(" + lockName + ", 0)",
        [&](const QueryRow &row) { isTaken = !row.isNull(0) && row.integer(0) == 1; });
    return asked ? Result<bool>(isTaken) : fail(asked.error());
}

Result<QString> MigrationLock::holder()
{
    qint64 id = 0;
    const auto asked = forEachRow(m_connection, "SELECT IS_USED_LOCK(" + lockName + ")",
        [&](const QueryRow &row) { id = row.isNull(0) ? 0 : row.integer(0); });
    if (!asked)
        return fail(asked.error());
    if (id == 0)
        return QString();
    auto who = tr("somebody");
    const auto number = QByteArray::number(id);
    // Who lacks the PROCESS privilege sees only sessions of the same user.
    const auto looked = forEachRow(m_connection, "SELECT user, host FROM information_schema.processlist WHERE id = " + number,
        [&](const QueryRow &row) { who = row.text(0) + u'@' + row.text(1); });
    if (!looked)
        return fail(looked.error());
    return tr("%1, connection %2").arg(who).arg(id);
}

Result<void> MigrationLock::unlock()
{
    if (m_connection.isBroken())
        return {};
    return forEachRow(m_connection, "DO RELEASE_LOCK(" + lockName + ")", [](const QueryRow &) { });
}

} // namespace dumbo::mysql
