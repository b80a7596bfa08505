#include "drivers/common/postgresql/relationwatch.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// Oids of users' objects begin here (FirstNormalObjectId).
#define DUMBO_USERS_OID "16384"

const QByteArray allRelations = "SELECT c.oid::text, n.nspname, c.relname, c.relkind::text, pg_catalog.pg_relation_filenode(c.oid)::text"
                                " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                                " WHERE c.oid >= " DUMBO_USERS_OID " AND n.nspname !~ '^pg_toast'";

const QByteArray ownLocks = "SELECT l.relation::text, l.mode, n.nspname, c.relname, c.relkind::text,"
                            " pg_catalog.pg_relation_filenode(c.oid)::text"
                            " FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation"
                            " LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                            " WHERE l.pid = pg_catalog.pg_backend_pid() AND l.locktype = 'relation' AND l.granted"
                            " AND l.relation >= " DUMBO_USERS_OID
                            " AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())"
                            " AND (n.nspname IS NULL OR n.nspname !~ '^pg_toast') ORDER BY 3, 4, 2";

const QByteArray otherObjects = "SELECT 'f' || p.oid, n.nspname, p.proname FROM pg_catalog.pg_proc p"
                                " JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE p.oid >= " DUMBO_USERS_OID
                                " UNION ALL SELECT 't' || t.oid, n.nspname, t.typname FROM pg_catalog.pg_type t"
                                " JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace"
                                " WHERE t.oid >= " DUMBO_USERS_OID " AND t.typtype IN ('e', 'd', 'r')"
                                " UNION ALL SELECT 's' || n.oid, n.nspname, '' FROM pg_catalog.pg_namespace n"
                                " WHERE n.oid >= " DUMBO_USERS_OID " AND n.nspname !~ '^pg_(temp|toast)'";

QString textOf(const explain::TextRow &row, std::size_t column)
{
    return QString::fromUtf8(row[column].value_or(QByteArray()));
}

/// Every session has another one of these.
QString schemaName(const QString &schema)
{
    return schema.startsWith(u"pg_temp_") ? QStringLiteral("pg_temp") : schema;
}

void addOnce(std::vector<ObjectPath> &paths, const ObjectPath &path)
{
    if (!std::ranges::contains(paths, path))
        paths.push_back(path);
}

bool isIndex(char kind)
{
    return kind == 'i' || kind == 'I';
}

/// Each read or write of a table takes these on all its indexes.
bool isWeak(const QString &mode)
{
    return mode == u"AccessShareLock" || mode == u"RowShareLock" || mode == u"RowExclusiveLock";
}

} // namespace

struct RelationWatch::LockRow
{
    qint64 oid = 0;
    QString mode;
    std::optional<Relation> relation; ///< nothing: it is gone

    [[nodiscard]] bool isExclusive() const { return mode == u"AccessExclusiveLock"; }
};

Result<std::vector<explain::TextRow>> RelationWatch::rows(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Internal;
    return explain::readRows(m_connection, statement);
}

Result<void> RelationWatch::readObjects(QHash<QByteArray, ObjectPath> &objects)
{
    const auto found = rows(otherObjects);
    if (!found)
        return fail(found.error());
    for (const auto &row : *found)
        objects.insert(row[0].value_or(QByteArray()), { {}, textOf(row, 1), textOf(row, 2) });
    return {};
}

Result<void> RelationWatch::readRelations(QHash<qint64, Relation> &relations)
{
    const auto found = rows(allRelations);
    if (!found)
        return fail(found.error());
    for (const auto &row : *found)
        relations.insert(textOf(row, 0).toLongLong(),
            { { {}, schemaName(textOf(row, 1)), textOf(row, 2) }, textOf(row, 3).at(0).toLatin1(), textOf(row, 4).toLongLong() });
    return {};
}

Result<void> RelationWatch::begin(const QByteArray &hidden)
{
    m_hidden = QString::fromUtf8(hidden);
    m_relations.clear();
    m_objects.clear();
    m_locks.clear();
    if (const auto read = readRelations(m_relations); !read)
        return read;
    if (const auto read = readObjects(m_objects); !read)
        return read;
    StatementMeasurement ignored;
    return take(ignored);
}

Result<void> RelationWatch::take(StatementMeasurement &measurement)
{
    const auto found = rows(ownLocks);
    if (!found)
        return fail(found.error());
    std::vector<LockRow> locks;
    for (const auto &row : *found) {
        LockRow lock { textOf(row, 0).toLongLong(), textOf(row, 1), std::nullopt };
        if (row[3])
            lock.relation = Relation { { {}, schemaName(textOf(row, 2)), textOf(row, 3) }, textOf(row, 4).at(0).toLatin1(),
                textOf(row, 5).toLongLong() };
        locks.push_back(std::move(lock));
    }
    for (const auto &lock : locks)
        takeLock(lock, measurement);
    for (const auto &lock : locks)
        compare(lock, measurement);
    return compareObjects(measurement);
}

Result<void> RelationWatch::takeAfterwards(StatementMeasurement &measurement)
{
    m_locks.clear();
    QHash<qint64, Relation> relations;
    if (const auto read = readRelations(relations); !read)
        return read;
    for (auto relation = relations.cbegin(); relation != relations.cend(); ++relation) {
        const auto known = m_relations.constFind(relation.key());
        if (known == m_relations.cend())
            addOnce(measurement.created, relation->path);
        else if (known->file != relation->file)
            addOnce(measurement.rewritten, relation->path);
    }
    for (auto known = m_relations.cbegin(); known != m_relations.cend(); ++known) {
        if (!relations.contains(known.key()))
            addOnce(measurement.dropped, known->path);
    }
    m_relations = std::move(relations);
    return compareObjects(measurement);
}

Result<void> RelationWatch::compareObjects(StatementMeasurement &measurement)
{
    QHash<QByteArray, ObjectPath> objects;
    if (const auto read = readObjects(objects); !read)
        return read;
    for (auto object = objects.cbegin(); object != objects.cend(); ++object) {
        if (!m_objects.contains(object.key()))
            addOnce(measurement.created, *object);
    }
    for (auto object = m_objects.cbegin(); object != m_objects.cend(); ++object) {
        if (!objects.contains(object.key()))
            addOnce(measurement.dropped, *object);
    }
    m_objects = std::move(objects);
    return {};
}

void RelationWatch::takeLock(const LockRow &row, StatementMeasurement &measurement)
{
    if (m_locks.contains({ row.oid, row.mode }))
        return;
    m_locks.insert({ row.oid, row.mode });
    const auto known = m_relations.constFind(row.oid);
    const auto relation = row.relation ? row.relation : known != m_relations.cend() ? std::optional(*known) : std::nullopt;
    if (!relation || (!m_hidden.isEmpty() && relation->path.name.startsWith(m_hidden)))
        return;
    if (isIndex(relation->kind) && isWeak(row.mode))
        return;
    measurement.locks.push_back({ relation->path, row.mode });
    if (relation->kind == 'S' && row.mode == u"RowExclusiveLock" && known != m_relations.cend())
        measurement.notices.append(tr("The sequence %1.%2 moved on, and a rollback does not set it back.")
                                       .arg(relation->path.schema, relation->path.name));
}

/// What has an ACCESS EXCLUSIVE lock may be new, gone, or written anew.
void RelationWatch::compare(const LockRow &row, StatementMeasurement &measurement)
{
    if (!row.isExclusive())
        return;
    const auto known = m_relations.find(row.oid);
    const auto isHidden = row.relation && !m_hidden.isEmpty() && row.relation->path.name.startsWith(m_hidden);
    if (!row.relation) {
        if (known == m_relations.end())
            return;
        addOnce(measurement.dropped, known->path);
        m_relations.erase(known);
    } else if (known == m_relations.end()) {
        m_relations.insert(row.oid, *row.relation);
        if (!isHidden)
            addOnce(measurement.created, row.relation->path);
    } else {
        if (known->file != row.relation->file && known->file != 0)
            addOnce(measurement.rewritten, row.relation->path);
        *known = *row.relation;
    }
}

QByteArrayList RelationWatch::lockedTables() const
{
    QByteArrayList oids;
    for (const auto &[oid, mode] : m_locks) {
        const auto relation = m_relations.constFind(oid);
        if (relation != m_relations.cend() && (relation->kind == 'r' || relation->kind == 'p')
            && (m_hidden.isEmpty() || !relation->path.name.startsWith(m_hidden)))
            oids.append(QByteArray::number(oid));
    }
    return oids;
}

} // namespace dumbo::postgresql
