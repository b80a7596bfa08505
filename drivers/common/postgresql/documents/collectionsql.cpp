#include "drivers/common/postgresql/documents/collectionsql.h"

#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/documents/columnsql.h"
#include "drivers/common/postgresql/documents/pathsql.h"
#include "drivers/common/postgresql/documents/sqlvalues.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QRegularExpression>
#include <QUrl>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

/// As the existing Pongo writes names: bare where that is the same.
QByteArray bareOrQuoted(const QString &name)
{
    static const QRegularExpression bare(QRegularExpression::anchoredPattern(dialect().bareIdentifier));
    return bare.match(name).hasMatch() && !dialect().isReserved(name) ? name.toUtf8() : quoted(name);
}

/// Byte for byte the statement of the existing Pongo, so that its ledger has the same digest.
QByteArray tableSql(const ObjectPath &table)
{
    const auto schema = table.schema.isEmpty() ? QByteArray() : bareOrQuoted(table.schema) + '.';
    return "\n    CREATE TABLE IF NOT EXISTS " + schema + bareOrQuoted(table.name)
        + " (\n      _id           TEXT           PRIMARY KEY, "
          "\n      data          JSONB          NOT NULL, "
          "\n      metadata      JSONB          NOT NULL     DEFAULT '{}',"
          "\n      _version      BIGINT         NOT NULL     DEFAULT 1,"
          "\n      _partition    TEXT           NOT NULL     DEFAULT 'png_global',"
          "\n      _archived     BOOLEAN        NOT NULL     DEFAULT FALSE,"
          "\n      _created      TIMESTAMPTZ    NOT NULL     DEFAULT now(),"
          "\n      _updated      TIMESTAMPTZ    NOT NULL     DEFAULT now()"
          "\n  )";
}

DocumentSource sourceOf(const ObjectPath &table)
{
    DocumentSource source;
    source.table = table;
    return source;
}

QByteArray percentEncoded(const QString &name)
{
    return QUrl::toPercentEncoding(name, "$");
}

/// A text without what the server adds when it writes an expression back: blanks, parentheses, quotes of names, types of literals.
QByteArray plainExpression(QByteArray text)
{
    QByteArray plain;
    bool isInside = false;
    text.replace("::text", "");
    for (const auto c : text) {
        if (c == '\'')
            isInside = !isInside;
        if (isInside || (c != ' ' && c != '(' && c != ')' && c != '"'))
            plain += c;
    }
    return plain;
}

/// The texts in an expression's first operand.
DocumentPath pathIn(const QByteArray &expression)
{
    static const QRegularExpression text(QStringLiteral("'((?:[^']|'')*)'"));
    const auto isLong = expression.contains("#>");
    const auto first = isLong ? expression.first(std::max<qsizetype>(expression.indexOf(']'), 0)) : expression;
    DocumentPath path;
    for (auto matches = text.globalMatch(QString::fromUtf8(first)); matches.hasNext();)
        path.append(matches.next().captured(1).replace(QStringLiteral("''"), QStringLiteral("'")).toUtf8());
    return path;
}

/// The parts of an index's DDL between the parentheses behind its method.
QStringList indexParts(const QString &ddl)
{
    const auto method = ddl.indexOf(QStringLiteral(" USING btree ("));
    QStringList parts { {} };
    int depth = 0;
    bool isText = false;
    bool isName = false;
    for (qsizetype at = method < 0 ? ddl.size() : ddl.indexOf(u'(', method) + 1; at < ddl.size() && depth >= 0; ++at) {
        const auto c = ddl.at(at);
        isText = isText != (c == u'\'' && !isName);
        isName = isName != (c == u'"' && !isText);
        if (!isText && !isName && (c == u'(' || c == u')'))
            depth += c == u'(' ? 1 : -1;
        if (!isText && !isName && depth == 0 && c == u',')
            parts.append(QString());
        else
            parts.back().append(c);
    }
    return parts;
}

std::optional<DocumentSortKey> readKey(const DocumentSource &source, const QString &expression)
{
    DocumentSortKey key;
    if (source.isCollection && (expression == u"_id" || expression == u"_version")) {
        key.path = { expression.toUtf8() };
        return key;
    }
    key.path = pathIn(expression.toUtf8());
    const auto ours = indexExpression(quoted(source.column), key.path);
    if (!ours || plainExpression(*ours) != plainExpression(expression.toUtf8()))
        return std::nullopt;
    return key;
}

} // namespace

std::vector<OfferedMigration> collectionMigrations(const CollectionDefinition &collection)
{
    const auto &table = collection.table;
    const auto name = table.schema.isEmpty() ? table.name : table.schema + u'.' + table.name;
    std::vector<OfferedMigration> migrations;
    migrations.push_back({ QStringLiteral("pongoCollection:%1:001:createtable").arg(name), { tableSql(table) },
        { "DROP TABLE " + quoted(table) } });
    const auto source = sourceOf(table);
    for (const auto &index : collection.indexes) {
        const auto statement = createIndexSql(source, index);
        if (!statement)
            continue;
        auto place = percentEncoded(table.name);
        if (!table.schema.isEmpty())
            place = percentEncoded(table.schema) + ':' + place;
        migrations.push_back({ QString::fromUtf8("index:pongo_index:" + place + ':' + percentEncoded(indexName(source, index)) + ":create"),
            { *statement }, { dropIndexSql(source, index) } });
    }
    return migrations;
}

QString indexName(const DocumentSource &source, const DocumentIndex &index)
{
    if (!index.name.isEmpty())
        return index.name;
    auto name = source.table.name;
    if (index.kind == DocumentIndex::Kind::Containment)
        name += u'_' + source.column;
    for (const auto &key : index.keys)
        name += u'_' + QString::fromUtf8(key.path.join('_'));
    name += index.kind == DocumentIndex::Kind::Containment ? u"_gin" : u"_idx";
    constexpr qsizetype mostBytes = 63;
    if (name.toUtf8().size() <= mostBytes)
        return name;
    const auto digest = QCryptographicHash::hash(name.toUtf8(), QCryptographicHash::Sha256).toHex().first(8);
    while (name.toUtf8().size() > mostBytes - 9)
        name.chop(1);
    return name + u'_' + QString::fromLatin1(digest);
}

Result<StatementText> createIndexSql(const DocumentSource &source, const DocumentIndex &index)
{
    const auto column = quoted(source.column);
    if (source.storage != DocumentStorage::Jsonb)
        return fail(ErrorKind::NotImplemented, tr("Only columns of type jsonb can have an index for documents."));
    if (!index.generatedColumn.isEmpty())
        return fail(ErrorKind::NotImplemented, tr("Indexes of documents are by expressions here, not by generated columns."));
    const auto head = QByteArray("CREATE ") + (index.unique ? "UNIQUE " : "") + "INDEX " + quoted(indexName(source, index)) + " ON "
        + quoted(source.table);
    if (index.kind == DocumentIndex::Kind::Containment) {
        if (index.unique)
            return fail(ErrorKind::Data, tr("An index by containment can't be unique."));
        return head + " USING gin (" + column + " jsonb_path_ops)";
    }
    QByteArrayList expressions;
    for (const auto &key : index.keys) {
        const bool isColumn = source.isCollection && key.path.size() == 1 && isColumnPath(key.path);
        const auto expression = isColumn ? quoted(QString::fromUtf8(key.path.front())) : indexExpression(column, key.path);
        if (!expression || (source.isCollection && !isColumn && isColumnPath(key.path)))
            return fail(ErrorKind::Data, tr("There can be no index by \"%1\": a step could be a position in an array.").arg(QString::fromUtf8(key.path.join('.'))));
        expressions.append(*expression + (key.descending ? " DESC" : ""));
    }
    if (expressions.isEmpty())
        return fail(ErrorKind::Data, tr("An index by value needs a path."));
    return head + " (" + expressions.join(", ") + ')';
}

StatementText dropIndexSql(const DocumentSource &source, const DocumentIndex &index)
{
    return "DROP INDEX " + quoted(ObjectPath { {}, source.table.schema, indexName(source, index) });
}

std::optional<DocumentIndex> readIndexSql(const DocumentSource &source, const CatalogIndex &index)
{
    if (!index.valid || index.implicit || !index.predicate.isEmpty() || source.storage != DocumentStorage::Jsonb)
        return std::nullopt;
    DocumentIndex read;
    read.name = index.name;
    read.unique = index.unique;
    if (index.method == u"gin") {
        if (index.columns != QStringList { source.column } && index.columns != QStringList { QString::fromUtf8(quoted(source.column)) })
            return std::nullopt;
        read.kind = DocumentIndex::Kind::Containment;
        return read;
    }
    if (index.method != u"btree" || index.columns.isEmpty())
        return std::nullopt;
    const auto parts = indexParts(index.ddl);
    static const QRegularExpression descending(QStringLiteral(" DESC( NULLS (FIRST|LAST))?\\)?$"));
    for (qsizetype i = 0; i < index.columns.size(); ++i) {
        auto key = readKey(source, index.columns.at(i));
        if (!key)
            return std::nullopt;
        key->descending = parts.size() == index.columns.size() && descending.match(parts.at(i)).hasMatch();
        read.keys.push_back(*key);
    }
    return read;
}

} // namespace dumbo::postgresql
