#include "core/schema/componentddl.h"

#include "core/schema/columntypes.h"
#include "core/sql/splitter.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SchemaComponents", text);
}

bool isSqlite(const Dialect &dialect)
{
    return dialect.databaseType == u"SQLite";
}
bool isMysql(const Dialect &dialect)
{
    return dialect.databaseType == u"MySQL";
}

/// One statement, or the reason why what is in it keeps it from being one.
Result<QByteArray> statement(const QString &subject, const Sql &sql, const Dialect &dialect)
{
    auto text = renderInline(sql, dialect);
    if (!text)
        return fail(text.error().kind(), tr("%1: %2").arg(subject, text.error().message()));
    const auto parts = splitScript({ text->constData(), std::size_t(text->size()) }, dialect);
    if (parts.size() != 1 || parts.front().begin != 0 || parts.front().end != text->size())
        return fail(ErrorKind::Data,
            tr("%1: a type or expression in it ends the statement or is left unfinished. It must be one expression, without \";\".").arg(subject));
    return text;
}

Result<ComponentDdl> ddl(const QString &subject, const Sql &up, const Sql &down, const Dialect &dialect)
{
    auto upText = statement(subject, up, dialect);
    if (!upText)
        return fail(upText.error());
    auto downText = statement(subject, down, dialect);
    if (!downText)
        return fail(downText.error());
    return ComponentDdl { { *std::move(upText) }, { *std::move(downText) } };
}

Sql names(const QStringList &columns)
{
    std::vector<Sql> parts;
    for (const auto &column : columns)
        parts.push_back(Sql::identifier(column));
    return Sql::raw("(") + Sql::join(parts) + Sql::raw(")");
}

Sql qualified(const PlacedTable &placed)
{
    return Sql::identifier({ placed.schema, placed.table.name });
}

QString subjectOf(const PlacedTable &placed)
{
    return tr("Table %1").arg(placedName(placed.schema, placed.table.name));
}

/// SQLite's own key of numbers stands at its column.
bool isKeyedByColumn(const TableComponent &table, const ColumnComponent &column, const Dialect &dialect)
{
    return isSqlite(dialect) && countsByItself(column, dialect) && primaryKeyOf(table) == QStringList { column.name };
}

Sql defaultSql(const ColumnComponent &column, const Dialect &dialect)
{
    if (column.defaultValue) {
        const auto inParentheses = isMysql(dialect); // MySQL takes a default of a long text as an expression only
        return Sql::raw(inParentheses ? " DEFAULT (" : " DEFAULT ") + Sql::value(*column.defaultValue) + Sql::raw(inParentheses ? ")" : "");
    }
    const auto expression = column.defaultExpression.of(dialect.databaseType).trimmed();
    if (expression.isEmpty())
        return {};
    static const QRegularExpression call(QStringLiteral("^[A-Za-z_][\\w.]*(\\(\\))?\\z"));
    static const QRegularExpression moment(QStringLiteral("^CURRENT_(TIMESTAMP|DATE|TIME)\\z"), QRegularExpression::CaseInsensitiveOption);
    const auto stands = (dialect.databaseType == u"PostgreSQL" ? call : moment).match(expression).hasMatch();
    return Sql::raw(stands ? " DEFAULT " + expression.toUtf8() : " DEFAULT (" + expression.toUtf8() + ')');
}

Sql columnSql(const TableComponent &table, const ColumnComponent &column, const Dialect &dialect)
{
    auto sql = Sql::identifier(column.name) + Sql::raw(' ' + columnType(column, dialect, isInKey(table, column)));
    if (isKeyedByColumn(table, column, dialect))
        return sql + Sql::raw(" PRIMARY KEY AUTOINCREMENT");
    sql += defaultSql(column, dialect);
    if (column.notNull || (primaryKeyOf(table).contains(column.name) && !isSqlite(dialect) && !countsByItself(column, dialect)))
        sql += Sql::raw(" NOT NULL");
    else if (isSqlite(dialect) && primaryKeyOf(table).contains(column.name))
        sql += Sql::raw(" NOT NULL"); // SQLite alone lets NULL into a primary key
    if (isMysql(dialect) && countsByItself(column, dialect))
        sql += Sql::raw(" AUTO_INCREMENT");
    if (column.unique)
        sql += Sql::raw(" UNIQUE");
    return sql;
}

Sql named(const QString &name)
{
    return name.isEmpty() ? Sql() : Sql::raw("CONSTRAINT ") + Sql::identifier(name) + Sql::raw(" ");
}

Result<QByteArray> referentialAction(const QString &subject, const QString &event, const QString &action)
{
    static const QStringList actions { QStringLiteral("NO ACTION"), QStringLiteral("RESTRICT"), QStringLiteral("CASCADE"), QStringLiteral("SET NULL"),
        QStringLiteral("SET DEFAULT") };
    const auto word = action.simplified().toUpper();
    if (word.isEmpty())
        return QByteArray();
    if (!actions.contains(word))
        return fail(ErrorKind::Data,
            tr("%1: \"%2\" is nothing that can happen on %3. Possible are: %4.").arg(subject, action, event, actions.join(QStringLiteral(", ")).toLower()));
    return QStringLiteral(" ON %1 %2").arg(event.toUpper(), word).toUtf8();
}

Result<Sql> foreignKeySql(const PlacedTable &placed, const Relationship &relationship, const Dialect &dialect)
{
    const auto subject = tr("Relationship %1 of table %2")
                             .arg(relationshipName(placed.table, relationship), placedName(placed.schema, placed.table.name));
    const auto onDelete = referentialAction(subject, QStringLiteral("delete"), relationship.onDelete);
    if (!onDelete)
        return fail(onDelete.error());
    const auto onUpdate = referentialAction(subject, QStringLiteral("update"), relationship.onUpdate);
    if (!onUpdate)
        return fail(onUpdate.error());
    // SQLite's foreign keys stay within one file, whose name may not be said.
    const auto schema = isSqlite(dialect) ? QString() : relationship.targetSchema;
    auto sql = named(relationshipName(placed.table, relationship)) + Sql::raw("FOREIGN KEY ") + names(relationship.columns)
        + Sql::raw(" REFERENCES ") + Sql::identifier({ schema, relationship.targetTable });
    if (!relationship.targetColumns.isEmpty())
        sql += Sql::raw(" ") + names(relationship.targetColumns);
    return sql + Sql::raw(*onDelete + *onUpdate);
}

std::vector<Sql> constraints(const PlacedTable &placed, const Dialect &dialect)
{
    std::vector<Sql> parts;
    const auto key = primaryKeyOf(placed.table);
    const auto keyed = std::ranges::any_of(
        placed.table.columns, [&](const ColumnComponent &column) { return isKeyedByColumn(placed.table, column, dialect); });
    if (!key.isEmpty() && !keyed)
        parts.push_back(Sql::raw("PRIMARY KEY ") + names(key));
    for (const auto &unique : placed.table.uniqueKeys)
        parts.push_back(named(unique.name) + Sql::raw("UNIQUE ") + names(unique.columns));
    for (const auto &check : placed.table.checks) {
        if (const auto expression = check.expression.of(dialect.databaseType); !expression.isEmpty())
            parts.push_back(named(check.name) + Sql::raw("CHECK (" + expression.toUtf8() + ')'));
    }
    return parts;
}

Sql indexParts(const IndexComponent &index, const Dialect &dialect)
{
    std::vector<Sql> parts;
    for (const auto &part : index.parts) {
        const auto expression = part.expression.of(dialect.databaseType);
        auto sql = part.column.isEmpty() ? Sql::raw('(' + expression.toUtf8() + ')') : Sql::identifier(part.column);
        if (part.descending)
            sql += Sql::raw(" DESC");
        parts.push_back(sql);
    }
    return Sql::raw("(") + Sql::join(parts) + Sql::raw(")");
}

} // namespace

Result<ComponentDdl> schemaDdl(const QString &schema, const Dialect &dialect)
{
    const auto subject = tr("Schema %1").arg(schema);
    if (isSqlite(dialect)) {
        if (schema == u"main" || schema == u"temp")
            return ComponentDdl();
        return fail(ErrorKind::Data,
            tr("%1: SQLite can't create schemas; its schemas are attached files. Declare these tables in the database itself, or in \"main\".").arg(subject));
    }
    // PostgreSQL's own schema is always there.
    if (dialect.databaseType == u"PostgreSQL" && schema == u"public")
        return ComponentDdl();
    return ddl(subject, sql("CREATE SCHEMA IF NOT EXISTS {}", Sql::identifier(schema)), sql("DROP SCHEMA {}", Sql::identifier(schema)), dialect);
}

Result<ComponentDdl> tableDdl(const PlacedTable &placed, const Dialect &dialect)
{
    std::vector<Sql> lines;
    for (const auto &column : placed.table.columns) {
        if (!column.added && column.migrations.empty())
            lines.push_back(columnSql(placed.table, column, dialect));
    }
    std::ranges::copy(constraints(placed, dialect), std::back_inserter(lines));
    if (!addsRelationshipsLater(dialect)) {
        for (const auto &relationship : placed.relationships) {
            const auto key = foreignKeySql(placed, relationship, dialect);
            if (!key)
                return fail(key.error());
            lines.push_back(*key);
        }
    }
    const auto up = Sql::raw("CREATE TABLE ") + qualified(placed) + Sql::raw(" (\n    ") + Sql::join(lines, ",\n    ") + Sql::raw("\n)");
    return ddl(subjectOf(placed), up, Sql::raw("DROP TABLE ") + qualified(placed), dialect);
}

Result<ComponentDdl> columnDdl(const PlacedTable &placed, const ColumnComponent &column, const Dialect &dialect)
{
    const auto subject = tr("Column %1 of table %2").arg(column.name, placedName(placed.schema, placed.table.name));
    if (isSqlite(dialect) && column.unique)
        return fail(ErrorKind::Data, tr("%1: SQLite can't add a unique column to a table. Declare a unique index for it instead.").arg(subject));
    const auto alter = Sql::raw("ALTER TABLE ") + qualified(placed);
    return ddl(subject, alter + Sql::raw(" ADD COLUMN ") + columnSql(placed.table, column, dialect),
        alter + Sql::raw(" DROP COLUMN ") + Sql::identifier(column.name), dialect);
}

Result<ComponentDdl> indexDdl(const PlacedTable &placed, const IndexComponent &index, const Dialect &dialect)
{
    const auto name = indexName(placed.table, index);
    const auto subject = tr("Index %1 of table %2").arg(name, placedName(placed.schema, placed.table.name));
    const auto method = index.method.of(dialect.databaseType).toLower().toUtf8();
    const auto where = index.where.of(dialect.databaseType).toUtf8();
    const auto concurrently = index.concurrently && dialect.databaseType == u"PostgreSQL";
    if (isSqlite(dialect) && !method.isEmpty() && method != "btree")
        return fail(ErrorKind::Data,
            tr("%1: SQLite has no index method \"%2\". Give the method for the other databases only.").arg(subject, QString::fromUtf8(method)));
    if (isMysql(dialect) && !where.isEmpty())
        return fail(ErrorKind::Data,
            tr("%1: MariaDB and MySQL have no partial indexes. Give the condition for the other databases only.").arg(subject));
    static const QRegularExpression word(QStringLiteral("^\\w*\\z"));
    if (!word.match(QString::fromUtf8(method)).hasMatch())
        return fail(ErrorKind::Data, tr("%1: \"%2\" is no index method.").arg(subject, QString::fromUtf8(method)));
    const auto isWord = isMysql(dialect) && (method == "fulltext" || method == "spatial");
    auto up = Sql::raw(index.unique ? "CREATE UNIQUE " : "CREATE ") + Sql::raw(isWord ? method.toUpper() + ' ' : QByteArray())
        + Sql::raw(concurrently ? "INDEX CONCURRENTLY " : "INDEX ") + Sql::identifier({ isSqlite(dialect) ? placed.schema : QString(), name })
        + Sql::raw(" ON ") + (isSqlite(dialect) ? Sql::identifier(placed.table.name) : qualified(placed));
    if (!method.isEmpty() && !isWord && dialect.databaseType == u"PostgreSQL")
        up += Sql::raw(" USING " + method);
    up += Sql::raw(" ") + indexParts(index, dialect);
    if (!method.isEmpty() && !isWord && isMysql(dialect))
        up += Sql::raw(" USING " + method);
    if (!where.isEmpty())
        up += Sql::raw(" WHERE " + where);
    const auto down = isMysql(dialect) ? Sql::raw("DROP INDEX ") + Sql::identifier(name) + Sql::raw(" ON ") + qualified(placed)
                                       : Sql::raw(concurrently ? "DROP INDEX CONCURRENTLY " : "DROP INDEX ") + Sql::identifier({ placed.schema, name });
    auto result = ddl(subject, up, down, dialect);
    if (result)
        result->inTransaction = !concurrently;
    return result;
}

Result<ComponentDdl> relationshipDdl(const PlacedTable &placed, const Relationship &relationship, const Dialect &dialect)
{
    const auto key = foreignKeySql(placed, relationship, dialect);
    if (!key)
        return fail(key.error());
    const auto alter = Sql::raw("ALTER TABLE ") + qualified(placed);
    return ddl(subjectOf(placed), alter + Sql::raw(" ADD ") + *key,
        alter + Sql::raw(isMysql(dialect) ? " DROP FOREIGN KEY " : " DROP CONSTRAINT ") + Sql::identifier(relationshipName(placed.table, relationship)),
        dialect);
}

Result<ComponentDdl> extensionDdl(const QString &name, const QString &schema, const Dialect &dialect)
{
    const auto subject = tr("Extension %1").arg(name);
    if (dialect.databaseType != u"PostgreSQL")
        return fail(ErrorKind::Data,
            tr("%1: %2 has no extensions that SQL creates. Give the extension migrations or tables of its own, or leave it out.")
                .arg(subject, dialect.databaseType));
    auto up = sql("CREATE EXTENSION IF NOT EXISTS {}", Sql::identifier(name));
    if (!schema.isEmpty())
        up += sql(" SCHEMA {}", Sql::identifier(schema));
    return ddl(subject, up, sql("DROP EXTENSION IF EXISTS {}", Sql::identifier(name)), dialect);
}

bool addsRelationshipsLater(const Dialect &dialect)
{
    return !isSqlite(dialect);
}

QStringList primaryKeyOf(const TableComponent &table)
{
    if (!table.primaryKey.isEmpty())
        return table.primaryKey;
    QStringList key;
    for (const auto &column : table.columns) {
        if (column.primaryKey)
            key.append(column.name);
    }
    return key;
}

QString indexName(const TableComponent &table, const IndexComponent &index)
{
    if (!index.name.isEmpty())
        return index.name;
    QStringList parts { table.name };
    for (const auto &part : index.parts)
        parts.append(part.column.isEmpty() ? QStringLiteral("expr") : part.column);
    return parts.join(u'_') + QStringLiteral("_idx");
}

QString relationshipName(const TableComponent &table, const Relationship &relationship)
{
    if (!relationship.name.isEmpty())
        return relationship.name;
    return (QStringList { table.name } + relationship.columns).join(u'_') + QStringLiteral("_fkey");
}

bool isInKey(const TableComponent &table, const ColumnComponent &column)
{
    const auto has = [&](const QStringList &columns) { return columns.contains(column.name); };
    return column.unique || has(primaryKeyOf(table)) || std::ranges::any_of(table.uniqueKeys, has, &UniqueKey::columns)
        || std::ranges::any_of(table.relationships, has, &Relationship::columns)
        || std::ranges::any_of(table.indexes, [&](const IndexComponent &index) {
               return std::ranges::contains(index.parts, column.name, &IndexPart::column);
           });
}

QString placedName(const QString &schema, const QString &name)
{
    return schema.isEmpty() ? name : schema + u'.' + name;
}

} // namespace dumbo
