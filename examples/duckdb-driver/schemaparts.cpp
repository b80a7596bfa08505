#include "schemaparts.h"

#include "textrows.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace dumbo::duckdb {

namespace {

QString keyOf(ObjectKind kind, const ObjectPath &path)
{
    return QStringLiteral("%1 %2.%3").arg(int(kind)).arg(path.schema.toLower(), path.name.toLower());
}

QString commentStatement(const CatalogObject &object, const QString &column, const QString &comment)
{
    const auto name = QString::fromUtf8(sqlName(object.path));
    const auto value = comment.isEmpty() ? QStringLiteral("NULL") : QString::fromUtf8(quotedText(comment));
    if (!column.isEmpty())
        return QStringLiteral("COMMENT ON COLUMN %1.%2 IS %3").arg(name, QString::fromUtf8(quotedName(column)), value);
    const auto kind = object.kind == ObjectKind::View ? QStringLiteral("VIEW") : QStringLiteral("TABLE");
    return QStringLiteral("COMMENT ON %1 %2 IS %3").arg(kind, name, value);
}

void visit(const SchemaParts &parts, const CatalogObject &table, QSet<const CatalogObject *> &seen, QList<const CatalogObject *> &order)
{
    if (seen.contains(&table))
        return;
    seen.insert(&table);
    for (const auto &key : table.foreignKeys) {
        if (const auto *target = parts.find(ObjectKind::Table, key.target))
            visit(parts, *target, seen, order);
    }
    order.append(&table);
}

} // namespace

SchemaParts SchemaParts::of(const CatalogPart &part)
{
    // Attached databases look like schemas, but only schemas of this database have a definition.
    QSet<QString> own { QStringLiteral("main") };
    for (const auto &object : part.objects) {
        if (object.kind == ObjectKind::Schema && !object.ddl.isEmpty() && object.path.database.isEmpty())
            own.insert(object.path.schema);
    }
    SchemaParts parts;
    for (const auto &object : part.objects) {
        if (!object.system && object.path.database.isEmpty() && own.contains(object.path.schema))
            parts.objects.emplace(keyOf(object.kind, object.path), &object);
    }
    return parts;
}

QList<const CatalogObject *> SchemaParts::ofKind(ObjectKind kind) const
{
    QList<const CatalogObject *> found;
    for (const auto &[key, object] : objects) {
        if (object->kind == kind)
            found.append(object);
    }
    return found;
}

const CatalogObject *SchemaParts::find(ObjectKind kind, const ObjectPath &path) const
{
    const auto found = objects.find(keyOf(kind, path));
    return found == objects.end() ? nullptr : found->second;
}

QList<const CatalogObject *> SchemaParts::referringTo(const CatalogObject &table) const
{
    QList<const CatalogObject *> found;
    const auto tables = ofKind(ObjectKind::Table);
    for (const auto *other : tables) {
        const auto refers = std::ranges::any_of(other->foreignKeys,
            [&](const CatalogForeignKey &key) { return find(ObjectKind::Table, key.target) == &table; });
        if (other != &table && refers)
            found.append(other);
    }
    return found;
}

QList<const CatalogObject *> SchemaParts::tablesInOrder() const
{
    QSet<const CatalogObject *> seen;
    QList<const CatalogObject *> order;
    const auto tables = ofKind(ObjectKind::Table);
    for (const auto *table : tables)
        visit(*this, *table, seen, order);
    return order;
}

QByteArray sqlName(const ObjectPath &path)
{
    return quotedName(path.schema) + '.' + quotedName(path.name);
}

QByteArray ownDefinition(const CatalogObject &object)
{
    auto end = object.ddl.size();
    const auto cutAt = [&](const QString &statement) {
        if (const auto at = object.ddl.lastIndexOf(u'\n' + statement); at >= 0)
            end = std::min(end, at);
    };
    for (const auto &index : object.indexes)
        cutAt(index.ddl);
    if (!object.comment.isEmpty())
        cutAt(commentStatement(object, {}, object.comment));
    for (const auto &column : object.columns) {
        if (!column.comment.isEmpty())
            cutAt(commentStatement(object, column.name, column.comment));
    }
    auto text = object.ddl.first(end).trimmed();
    while (text.endsWith(u';'))
        text.chop(1);
    return text.toUtf8();
}

QList<QByteArray> commentStatements(const CatalogObject *from, const CatalogObject &to)
{
    QList<QByteArray> statements;
    if ((from ? from->comment : QString()) != to.comment)
        statements.append(commentStatement(to, {}, to.comment).toUtf8());
    for (const auto &column : to.columns) {
        const auto before = from ? std::ranges::find(from->columns, column.name, &CatalogColumn::name) : decltype(to.columns.begin()) {};
        const auto comment = from && before != from->columns.end() ? before->comment : QString();
        if (comment != column.comment)
            statements.append(commentStatement(to, column.name, column.comment).toUtf8());
    }
    return statements;
}

bool mentions(const QString &text, const QString &name)
{
    const QRegularExpression word(QStringLiteral("(?<![\\w])%1(?![\\w])").arg(QRegularExpression::escape(name)),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    return word.match(text).hasMatch();
}

bool widens(const QString &from, const QString &to)
{
    static const QList<QStringList> chains {
        { QStringLiteral("TINYINT"), QStringLiteral("SMALLINT"), QStringLiteral("INTEGER"), QStringLiteral("BIGINT"), QStringLiteral("HUGEINT") },
        { QStringLiteral("UTINYINT"), QStringLiteral("USMALLINT"), QStringLiteral("UINTEGER"), QStringLiteral("UBIGINT"), QStringLiteral("UHUGEINT") },
        { QStringLiteral("UTINYINT"), QStringLiteral("SMALLINT") }, { QStringLiteral("USMALLINT"), QStringLiteral("INTEGER") },
        { QStringLiteral("UINTEGER"), QStringLiteral("BIGINT") }, { QStringLiteral("UBIGINT"), QStringLiteral("HUGEINT") },
        { QStringLiteral("FLOAT"), QStringLiteral("DOUBLE") }, { QStringLiteral("INTEGER"), QStringLiteral("DOUBLE") },
        { QStringLiteral("DATE"), QStringLiteral("TIMESTAMP") },
        { QStringLiteral("TIMESTAMP_S"), QStringLiteral("TIMESTAMP_MS"), QStringLiteral("TIMESTAMP") } };
    if (to == QLatin1StringView("VARCHAR"))
        return true;
    return std::ranges::any_of(chains, [&](const QStringList &chain) {
        return chain.contains(from) && chain.indexOf(from) <= chain.indexOf(to);
    });
}

} // namespace dumbo::duckdb
