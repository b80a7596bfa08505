#include "drivers/common/sqlite/documents/definitions.h"

#include "drivers/common/sqlite/dialect.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QUrl>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// Quoted only where it must be, as the existing Pongo does: its migrations are known by the hash of their text.
QByteArray bareOrQuoted(const QString &name)
{
    static const auto shared = dialect();
    static const QRegularExpression bare(shared.bareIdentifier);
    if (bare.match(name).hasMatch() && !std::ranges::binary_search(shared.reservedWords, name))
        return name.toUtf8();
    return quoted(name);
}

QString encoded(const QString &part)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(part, "!'()*"));
}

/// The ledger knows the existing Pongo's tables by its own names.
QString tableMigrationName(const ObjectPath &table)
{
    if (table.schema.isEmpty())
        return QStringLiteral("pongoCollection:%1:001:createtable").arg(table.name);
    return QStringLiteral("table:pongo_collection:%1:%2:create").arg(encoded(table.schema), encoded(table.name));
}

QString indexMigrationName(const ObjectPath &table, const QString &index)
{
    const auto schema = table.schema.isEmpty() ? QString() : encoded(table.schema) + ':';
    return QStringLiteral("index:pongo_index:%1%2:%3:create").arg(schema, encoded(table.name), encoded(index));
}

StatementText createTable(const ObjectPath &table)
{
    const auto schema = table.schema.isEmpty() ? QByteArray() : bareOrQuoted(table.schema) + '.';
    return "\n    CREATE TABLE IF NOT EXISTS " + schema + bareOrQuoted(table.name)
        + " (\n"
          "      _id           TEXT           PRIMARY KEY,\n"
          "      data          JSON           NOT NULL,\n"
          "      metadata      JSON           NOT NULL     DEFAULT '{}',\n"
          "      _version      INTEGER        NOT NULL     DEFAULT 1,\n"
          "      _partition    TEXT           NOT NULL     DEFAULT 'png_global',\n"
          "      _archived     INTEGER        NOT NULL     DEFAULT 0,\n"
          "      _created      TEXT           NOT NULL     DEFAULT (datetime('now')),\n"
          "      _updated      TEXT           NOT NULL     DEFAULT (datetime('now'))\n"
          "  )";
}

/// An index's name is in the schema of its table.
QByteArray indexPath(const DocumentSource &source, const QString &name)
{
    return tableName({ {}, source.table.schema, name });
}

Result<void> checkIndex(const DocumentIndex &index)
{
    if (index.kind != DocumentIndex::Kind::Value)
        return fail(ErrorKind::NotImplemented, tr("SQLite has no index of everything in a document."));
    if (index.keys.empty())
        return fail(ErrorKind::Data, tr("An index needs a path."));
    if (!index.generatedColumn.isEmpty() && index.keys.size() != 1)
        return fail(ErrorKind::Data, tr("An index by a generated column has one path."));
    return {};
}

/// Reads the columns of a CREATE INDEX.
class IndexReader
{
public:
    IndexReader(const DocumentSource &source, const QByteArray &ddl)
        : m_source(source)
        , m_ddl(ddl)
        , m_sql(ddl.constData(), std::size_t(ddl.size()))
        , m_tokens(tokenize(m_sql))
    {
    }

    std::optional<DocumentIndex> read()
    {
        DocumentIndex index;
        std::size_t at = 0;
        while (at < m_tokens.size() && !m_tokens[at].isWord(m_sql, "ON"))
            ++at;
        at += 3; // ON, the table and the parenthesis
        while (at < m_tokens.size()) {
            const auto end = endOfColumn(at);
            if (end == at || end >= m_tokens.size() || !readColumn(index, at, end))
                return std::nullopt;
            if (m_tokens[end].isSign(m_sql, ")"))
                return end + 1 == m_tokens.size() && checkIndex(index) ? std::optional(index) : std::nullopt;
            at = end + 1;
        }
        return std::nullopt;
    }

private:
    std::size_t endOfColumn(std::size_t at) const
    {
        int depth = 0;
        for (; at < m_tokens.size(); ++at) {
            const auto text = m_tokens[at].text(m_sql);
            if (depth == 0 && (text == "," || text == ")"))
                return at;
            depth += text == "(" ? 1 : text == ")" ? -1 : 0;
        }
        return at;
    }

    bool readColumn(DocumentIndex &index, std::size_t at, std::size_t end)
    {
        DocumentSortKey key;
        if (m_tokens[end - 1].isWord(m_sql, "DESC"))
            key.descending = true;
        if (key.descending || m_tokens[end - 1].isWord(m_sql, "ASC"))
            --end;
        if (at + 1 == end && m_tokens[at].kind != Token::Kind::String)
            return readGenerated(index, key, at);
        const auto path = end >= at + 2 ? pathOf(m_tokens[end - 2]) : std::nullopt;
        if (!path)
            return false;
        // Only the very expression that filters ask for is of use to them.
        const auto wanted = extracted(jsonOf(m_source), JsonPath::keys(*path));
        if (!sameTokens(wanted, at, end))
            return false;
        key.path = *path;
        index.keys.push_back(key);
        return true;
    }

    /// The path of a generated column stands behind its name, where createIndexStatements() wrote it.
    bool readGenerated(DocumentIndex &index, DocumentSortKey key, std::size_t at)
    {
        const auto begin = m_ddl.indexOf("/* ", m_tokens[at].end);
        const auto end = m_ddl.indexOf(" */", begin);
        if (begin < 0 || end < 0 || begin > m_tokens[at].end + 1)
            return false;
        const auto path = stepsOf(m_ddl.mid(begin + 3, end - begin - 3));
        if (!path)
            return false;
        key.path = *path;
        index.keys.push_back(key);
        index.generatedColumn = unquoted(m_tokens[at].text(m_sql));
        return true;
    }

    std::optional<DocumentPath> pathOf(const Token &token) const
    {
        if (token.kind != Token::Kind::String)
            return std::nullopt;
        const auto text = token.text(m_sql);
        return stepsOf(QByteArray(text.data(), qsizetype(text.size())).sliced(1).chopped(1).replace("''", "'"));
    }

    /// Of "$.a.b" as JsonPath writes it, else nothing.
    static std::optional<DocumentPath> stepsOf(const QByteArray &text)
    {
        DocumentPath path;
        qsizetype at = 1;
        while (at < text.size() && text[at] == '.') {
            const bool isQuoted = at + 1 < text.size() && text[at + 1] == '"';
            auto end = isQuoted ? text.indexOf('"', at + 2) + 1 : text.indexOf('.', at + 1);
            end = end <= at ? text.size() : end;
            const auto step = text.mid(at + 1, end - at - 1);
            path.append(isQuoted ? Constant::fromJson(step).text : step);
            at = end;
        }
        const bool isWhole = text.startsWith('$') && !path.isEmpty() && JsonPath::keys(path).text() == text;
        return isWhole ? std::optional(path) : std::nullopt;
    }

    bool sameTokens(const QByteArray &wanted, std::size_t at, std::size_t end) const
    {
        const std::string_view sql(wanted.constData(), std::size_t(wanted.size()));
        const auto tokens = tokenize(sql);
        if (tokens.size() != end - at)
            return false;
        return std::ranges::equal(tokens, std::span(m_tokens).subspan(at, end - at), [&](const Token &left, const Token &right) {
            if (left.kind == Token::Kind::String || right.kind == Token::Kind::String)
                return left.text(sql) == right.text(m_sql);
            return unquoted(left.text(sql)).compare(unquoted(right.text(m_sql)), Qt::CaseInsensitive) == 0;
        });
    }

    const DocumentSource &m_source;
    QByteArray m_ddl;
    std::string_view m_sql;
    std::vector<Token> m_tokens;
};

} // namespace

QString indexName(const DocumentSource &source, const DocumentIndex &index)
{
    if (!index.name.isEmpty())
        return index.name;
    QStringList parts { source.table.name };
    for (const auto &key : index.keys)
        parts.append(QString::fromUtf8(key.path.join('_')));
    return parts.join(u'_') + QStringLiteral("_idx");
}

Result<std::vector<StatementText>> createIndexStatements(const DocumentSource &source, const DocumentIndex &index)
{
    if (auto checked = checkIndex(index); !checked)
        return fail(checked.error());
    std::vector<StatementText> statements;
    QByteArrayList columns;
    for (const auto &key : index.keys) {
        const auto path = JsonPath::keys(key.path);
        auto column = extracted(jsonOf(source), path);
        if (!index.generatedColumn.isEmpty()) {
            const auto name = quoted(index.generatedColumn);
            statements.push_back(
                "ALTER TABLE " + tableName(source.table) + " ADD COLUMN " + name + " GENERATED ALWAYS AS (" + column + ") VIRTUAL");
            column = name + (path.text().contains("*/") ? QByteArray() : " /* " + path.text() + " */");
        }
        columns.append(column + (key.descending ? " DESC" : ""));
    }
    statements.push_back("CREATE " + QByteArray(index.unique ? "UNIQUE " : "") + "INDEX " + indexPath(source, indexName(source, index)) + " ON "
        + quoted(source.table.name) + " (" + columns.join(", ") + ')');
    return statements;
}

Result<std::vector<StatementText>> dropIndexStatements(const DocumentSource &source, const DocumentIndex &index)
{
    std::vector<StatementText> statements { "DROP INDEX " + indexPath(source, indexName(source, index)) };
    if (!index.generatedColumn.isEmpty())
        statements.push_back("ALTER TABLE " + tableName(source.table) + " DROP COLUMN " + quoted(index.generatedColumn));
    return statements;
}

Result<std::vector<OfferedMigration>> collectionMigrations(const CollectionDefinition &collection)
{
    DocumentSource source;
    source.table = collection.table;
    source.storage = DocumentStorage::JsonText;
    std::vector<OfferedMigration> migrations;
    migrations.push_back({ tableMigrationName(collection.table), { createTable(collection.table) }, { "DROP TABLE " + tableName(collection.table) } });
    for (const auto &index : collection.indexes) {
        const auto up = createIndexStatements(source, index);
        const auto down = dropIndexStatements(source, index);
        if (!up || !down)
            return fail(up ? down.error() : up.error());
        migrations.push_back({ indexMigrationName(collection.table, indexName(source, index)), *up, *down });
    }
    return migrations;
}

std::optional<DocumentIndex> documentIndexOf(const DocumentSource &source, const CatalogIndex &catalogIndex)
{
    if (catalogIndex.implicit || !catalogIndex.valid || !catalogIndex.predicate.isEmpty())
        return std::nullopt;
    auto ddl = catalogIndex.ddl.trimmed().toUtf8();
    // The catalog's texts end as statements do.
    if (ddl.endsWith(';'))
        ddl.chop(1);
    auto index = IndexReader(source, ddl).read();
    if (!index)
        return std::nullopt;
    index->name = catalogIndex.name;
    index->unique = catalogIndex.unique;
    return index;
}

} // namespace dumbo::sqlite
