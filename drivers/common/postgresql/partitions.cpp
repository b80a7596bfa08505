#include "drivers/common/postgresql/partitions.h"

#include "drivers/common/postgresql/catalogsource.h"

#include <QCoreApplication>
#include <QHash>

#include <array>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

QString qualified(const ObjectPath &path)
{
    return path.schema.isEmpty() ? quotedName(path.name) : quotedName(path.schema) + u'.' + quotedName(path.name);
}

QByteArray conditionOf(const ObjectPath &path)
{
    return "c.relname = " + literal(path.name) + " AND "
        + (path.schema.isEmpty() ? "pg_catalog.pg_table_is_visible(c.oid)" : "n.nspname = " + literal(path.schema));
}

QByteArray treeQuery(const ObjectPath &table, bool knowsPending)
{
    return "WITH RECURSIVE tree AS (SELECT c.oid, 0::oid AS parent, false AS pending FROM pg_catalog.pg_class c JOIN "
           "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p', 'f') AND "
        + conditionOf(table) + " UNION ALL SELECT i.inhrelid, i.inhparent, "
        + (knowsPending ? "i.inhdetachpending" : "false")
        + " FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid JOIN pg_catalog.pg_class p ON p.oid = "
          "i.inhparent AND p.relkind = 'p') SELECT tree.oid, tree.parent, n.nspname, c.relname, c.relkind, "
          "pg_catalog.pg_get_expr(c.relpartbound, c.oid), CASE WHEN c.relkind = 'p' THEN "
          "pg_catalog.pg_get_partkeydef(c.oid) END, s.srvname, c.reltuples::bigint, c.relpages, CASE WHEN c.relkind = 'r' "
          "THEN pg_catalog.pg_total_relation_size(c.oid) END, tree.pending FROM tree JOIN pg_catalog.pg_class c ON c.oid = "
          "tree.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_foreign_table f ON "
          "f.ftrelid = c.oid LEFT JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver ORDER BY "
          "pg_catalog.pg_get_expr(c.relpartbound, c.oid) = 'DEFAULT', pg_catalog.pg_get_expr(c.relpartbound, c.oid), c.relname";
}

PartitionNode nodeOf(const TextRows &rows, qsizetype row)
{
    PartitionNode node;
    node.path = { {}, rows.text(row, 2), rows.text(row, 3) };
    node.kind = rows.bytes(row, 4) == "f" ? ObjectKind::ForeignTable : ObjectKind::Table;
    node.bounds = rows.text(row, 5);
    node.key = rows.text(row, 6);
    node.server = rows.text(row, 7);
    // Before 14 a table that was never analysed says 0 rows on 0 pages, since then -1.
    if (const auto estimate = rows.integer(row, 8); estimate > 0 || (estimate == 0 && rows.integer(row, 9) > 0))
        node.rowEstimate = estimate;
    if (!rows.isNull(row, 10))
        node.sizeBytes = rows.integer(row, 10);
    node.detachPending = rows.boolean(row, 11);
    return node;
}

void sumUp(PartitionNode &node)
{
    std::optional<qint64> rows = 0;
    qint64 bytes = 0;
    for (const auto &child : node.children) {
        rows = rows && child.rowEstimate ? std::optional(*rows + *child.rowEstimate) : std::nullopt;
        bytes += child.sizeBytes.value_or(0);
    }
    if (!node.children.empty() && rows)
        node.rowEstimate = rows;
    if (!node.key.isEmpty())
        node.sizeBytes = bytes;
}

PartitionNode branch(const TextRows &rows, qsizetype row, const QHash<qint64, QList<qsizetype>> &byParent)
{
    auto node = nodeOf(rows, row);
    for (const auto child : byParent.value(rows.integer(row, 0)))
        node.children.push_back(branch(rows, child, byParent));
    sumUp(node);
    return node;
}

QString valueText(const PartitionValue &value)
{
    switch (value.kind) {
    case PartitionValue::Kind::Null:
        return QStringLiteral("NULL");
    case PartitionValue::Kind::Minimum:
        return QStringLiteral("MINVALUE");
    case PartitionValue::Kind::Maximum:
        return QStringLiteral("MAXVALUE");
    case PartitionValue::Kind::Text:
        break;
    }
    return QString::fromUtf8(literal(value.text));
}

QString listText(const std::vector<PartitionValue> &values)
{
    QStringList texts;
    for (const auto &value : values)
        texts.append(valueText(value));
    return texts.join(QStringLiteral(", "));
}

Result<QString> boundsText(const PartitionBounds &bounds)
{
    switch (bounds.kind) {
    case PartitionBounds::Kind::Range:
        if (bounds.from.empty() || bounds.from.size() != bounds.to.size())
            return fail(ErrorKind::InvalidOperation, tr("A range needs as many values at its end as at its beginning."));
        return QStringLiteral("FOR VALUES FROM (%1) TO (%2)").arg(listText(bounds.from), listText(bounds.to));
    case PartitionBounds::Kind::List:
        if (bounds.values.empty())
            return fail(ErrorKind::InvalidOperation, tr("A list of values needs one at least."));
        return QStringLiteral("FOR VALUES IN (%1)").arg(listText(bounds.values));
    case PartitionBounds::Kind::Hash:
        if (bounds.modulus <= 0 || bounds.remainder < 0 || bounds.remainder >= bounds.modulus)
            return fail(ErrorKind::InvalidOperation, tr("A remainder lies between 0 and the modulus less one."));
        return QStringLiteral("FOR VALUES WITH (MODULUS %1, REMAINDER %2)").arg(bounds.modulus).arg(bounds.remainder);
    case PartitionBounds::Kind::Default:
        return QStringLiteral("DEFAULT");
    }
    Q_UNREACHABLE_RETURN(QString());
}

class Partitions final : public PartitionsExtension
{
public:
    explicit Partitions(Connection &connection)
        : m_connection(connection)
    {
    }

    [[nodiscard]] Result<PartitionNode> list(const ObjectPath &table) override;
    [[nodiscard]] Result<QString> createText(const NewPartition &partition) const override;
    [[nodiscard]] Result<void> create(const NewPartition &partition) override;
    [[nodiscard]] Result<QString> detachText(const ObjectPath &partition, DetachMode mode) override;
    [[nodiscard]] Result<void> detach(const ObjectPath &partition, DetachMode mode) override;

private:
    [[nodiscard]] Result<TextRows> ask(const QByteArray &query)
    {
        const std::array queries { query };
        return std::move(ConnectionQueries(m_connection).run(queries).front());
    }
    [[nodiscard]] Result<void> change(const QString &text);

    Connection &m_connection;
};

Result<PartitionNode> Partitions::list(const ObjectPath &table)
{
    const auto version = ask("SELECT pg_catalog.current_setting('server_version_num')");
    if (!version)
        return fail(version.error());
    const auto number = version->rowCount() > 0 ? version->integer(0, 0) : 0;
    const auto rows = ask(treeQuery(table, number >= 140000));
    if (!rows)
        return fail(rows.error());
    QHash<qint64, QList<qsizetype>> byParent;
    for (qsizetype row = 0; row < rows->rowCount(); ++row)
        byParent[rows->integer(row, 1)].append(row);
    if (byParent.value(0).isEmpty())
        return fail(ErrorKind::NotFound, tr("There is no table %1.").arg(qualified(table)));
    return branch(*rows, byParent.value(0).front(), byParent);
}

Result<QString> Partitions::createText(const NewPartition &partition) const
{
    const auto bounds = boundsText(partition.bounds);
    if (!bounds)
        return fail(bounds.error());
    auto path = partition.path;
    if (path.schema.isEmpty())
        path.schema = partition.parent.schema;
    auto sql = QStringLiteral("CREATE %1 %2 PARTITION OF %3 %4")
                   .arg(partition.server.isEmpty() ? QStringLiteral("TABLE") : QStringLiteral("FOREIGN TABLE"),
                       qualified(path), qualified(partition.parent), *bounds);
    if (!partition.key.isEmpty())
        sql += QStringLiteral(" PARTITION BY ") + partition.key;
    if (!partition.server.isEmpty())
        sql += QStringLiteral(" SERVER ") + quotedName(partition.server);
    QStringList options;
    for (const auto &[name, value] : partition.options)
        options.append(quotedName(name) + u' ' + QString::fromUtf8(literal(value)));
    if (!options.isEmpty())
        sql += QStringLiteral(" OPTIONS (%1)").arg(options.join(QStringLiteral(", ")));
    return sql;
}

Result<void> Partitions::change(const QString &text)
{
    Statement statement;
    statement.text = text.toUtf8();
    const auto execution = m_connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            return (*execution)->close(CloseMode::Drain);
    }
}

Result<void> Partitions::create(const NewPartition &partition)
{
    const auto text = createText(partition);
    return text ? change(*text) : fail(text.error());
}

Result<QString> Partitions::detachText(const ObjectPath &partition, DetachMode mode)
{
    const auto rows = ask("SELECT n.nspname, c.relname, pn.nspname, p.relname FROM pg_catalog.pg_class c JOIN "
                          "pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN pg_catalog.pg_inherits i ON i.inhrelid = "
                          "c.oid JOIN pg_catalog.pg_class p ON p.oid = i.inhparent AND p.relkind = 'p' JOIN "
                          "pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace WHERE "
        + conditionOf(partition));
    if (!rows)
        return fail(rows.error());
    if (rows->rowCount() == 0)
        return fail(ErrorKind::NotFound, tr("%1 is no partition of a table.").arg(qualified(partition)));
    const auto how = mode == DetachMode::Concurrently ? QStringLiteral(" CONCURRENTLY")
        : mode == DetachMode::Finish                  ? QStringLiteral(" FINALIZE")
                                                      : QString();
    return QStringLiteral("ALTER TABLE %1 DETACH PARTITION %2%3")
        .arg(qualified({ {}, rows->text(0, 2), rows->text(0, 3) }), qualified({ {}, rows->text(0, 0), rows->text(0, 1) }), how);
}

Result<void> Partitions::detach(const ObjectPath &partition, DetachMode mode)
{
    const auto inTransaction = m_connection.transactionState() == TransactionState::Active
        || m_connection.transactionState() == TransactionState::Failed;
    if (mode == DetachMode::Concurrently && inTransaction)
        return fail(ErrorKind::InvalidOperation,
            tr("A partition can't be detached concurrently while a transaction is open: end it first, or detach blocking."));
    const auto text = detachText(partition, mode);
    return text ? change(*text) : fail(text.error());
}

} // namespace

std::unique_ptr<PartitionsExtension> makePartitionsExtension(Connection &connection)
{
    return std::make_unique<Partitions>(connection);
}

} // namespace dumbo::postgresql
