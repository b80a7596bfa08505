#pragma once

#include "core/sdk/connection.h"
#include "core/sdk/extensions/migrations.h"
#include "drivers/common/explain/statementrows.h"

#include <QHash>
#include <QSet>

namespace dumbo::postgresql {

/// Sees what a statement in the open transaction did to relations and other objects, by this session's own locks: who makes, drops or
/// rewrites a relation keeps an ACCESS EXCLUSIVE lock on it until the end.
class RelationWatch
{
public:
    /// The connection is not owned.
    explicit RelationWatch(Connection &connection)
        : m_connection(connection)
    {
    }

    /// Takes in what there is. hidden: a temporary table not to speak of.
    [[nodiscard]] Result<void> begin(const QByteArray &hidden = {});
    /// Adds what happened since begin() or the last call.
    [[nodiscard]] Result<void> take(StatementMeasurement &measurement);
    /// The same by what there is alone, after a statement that ran without a transaction. Locks are gone with it.
    [[nodiscard]] Result<void> takeAfterwards(StatementMeasurement &measurement);
    /// Oids of the tables it has a lock on.
    [[nodiscard]] QByteArrayList lockedTables() const;

private:
    struct Relation
    {
        ObjectPath path;
        char kind = 'r';
        qint64 file = 0; ///< 0: none
    };
    struct LockRow;

    [[nodiscard]] Result<std::vector<explain::TextRow>> rows(const QByteArray &sql);
    [[nodiscard]] Result<void> readRelations(QHash<qint64, Relation> &relations);
    [[nodiscard]] Result<void> readObjects(QHash<QByteArray, ObjectPath> &objects);
    [[nodiscard]] Result<void> compareObjects(StatementMeasurement &measurement);
    void takeLock(const LockRow &row, StatementMeasurement &measurement);
    void compare(const LockRow &row, StatementMeasurement &measurement);

    Connection &m_connection;
    QString m_hidden;
    QHash<qint64, Relation> m_relations; ///< by oid
    QHash<QByteArray, ObjectPath> m_objects; ///< functions, types, schemas
    QSet<QPair<qint64, QString>> m_locks;
};

} // namespace dumbo::postgresql
