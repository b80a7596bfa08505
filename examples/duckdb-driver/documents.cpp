#include "documents.h"

#include "documentfilter.h"
#include "textrows.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>
#include <span>

namespace dumbo::duckdb {

namespace {

constexpr std::size_t mostRows = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

QByteArray tableName(const ObjectPath &table)
{
    QByteArrayList parts;
    for (const auto &part : { table.database, table.schema, table.name }) {
        if (!part.isEmpty())
            parts.append(quotedName(part));
    }
    return parts.join('.');
}

QByteArrayList keyNames(const DocumentSource &source)
{
    QByteArrayList names;
    for (const auto &column : source.key)
        names.append(quotedName(column));
    return names;
}

QByteArrayList answeredColumns(const DocumentSource &source)
{
    auto columns = keyNames(source);
    if (source.isCollection)
        columns.append("\"_version\"");
    return columns;
}

QByteArray rowsOf(const DocumentQuery &query)
{
    const auto table = tableName(query.source.table);
    if (!query.sample)
        return table;
    return "(SELECT * FROM " + table + " USING SAMPLE " + QByteArray::number(*query.sample) + " ROWS)";
}

QByteArray whereOf(const QByteArray &condition)
{
    return condition == "true" ? QByteArray() : " WHERE " + condition;
}

/// Nothing where a key is no column.
std::optional<QByteArray> orderOf(const DocumentQuery &query)
{
    QByteArrayList terms;
    for (const auto &key : query.sort) {
        const bool isColumn = query.source.isCollection && key.path.size() == 1 && (key.path.first() == "_id" || key.path.first() == "_version");
        if (!isColumn)
            return std::nullopt;
        terms.append(quotedName(QString::fromUtf8(key.path.first())) + (key.descending ? " DESC" : " ASC"));
    }
    return terms.isEmpty() ? QByteArray() : " ORDER BY " + terms.join(", ");
}

QByteArray rangeOf(const DocumentQuery &query)
{
    const auto limit = query.limit ? " LIMIT " + QByteArray::number(*query.limit) : QByteArray();
    return query.skip > 0 ? limit + " OFFSET " + QByteArray::number(query.skip) : limit;
}

DocumentCommand commandOf(const Marks &marks, const QByteArray &sql)
{
    auto [text, parameters] = marks.finished(sql);
    return { std::move(text), std::move(parameters) };
}

QByteArray placeholders(std::size_t rows, qsizetype columns)
{
    return QByteArrayList(qsizetype(rows), '(' + QByteArrayList(columns, "?").join(", ") + ')').join(", ");
}

Value expectationOf(const DocumentRow &row)
{
    if (row.expectedVersion)
        return Value(*row.expectedVersion);
    return row.expectedText ? Value::text(*row.expectedText) : Value();
}

/// Writes the rows of one statement.
class Writer
{
public:
    Writer(const DocumentSource &source, std::span<const DocumentRow> rows)
        : m_source(source)
        , m_rows(rows)
        , m_key(keyNames(source))
        , m_column(quotedName(source.column))
        , m_returning(" RETURNING " + answeredColumns(source).join(", "))
    {
    }

    [[nodiscard]] DocumentCommand command(DocumentWrite::Kind kind) const
    {
        switch (kind) {
        case DocumentWrite::Kind::Update:
            return filled("UPDATE " + tableName(m_source.table) + " SET " + m_column + " = wanted.text" + rise("") + wanted(true) + m_returning, true, true);
        case DocumentWrite::Kind::Delete:
            return filled("DELETE FROM " + tableName(m_source.table) + wanted(false) + m_returning, false, true);
        default:
            return inserted(kind == DocumentWrite::Kind::Upsert);
        }
    }

private:
    DocumentCommand inserted(bool replaces) const
    {
        auto sql = "INSERT INTO " + tableName(m_source.table) + " (" + (m_key + QByteArrayList { m_column }).join(", ") + ") VALUES "
            + placeholders(m_rows.size(), m_key.size() + 1) + " ON CONFLICT (" + m_key.join(", ") + ") DO ";
        if (!replaces)
            sql += "NOTHING";
        else
            sql += "UPDATE SET " + m_column + " = excluded." + m_column + rise(quotedName(m_source.table.name) + '.');
        // A row that expects a version comes alone.
        const auto &expected = m_rows.front().expectedVersion;
        if (replaces && expected && m_source.isCollection)
            sql += " WHERE " + quotedName(m_source.table.name) + ".\"_version\" = " + QByteArray::number(*expected);
        return filled(sql + m_returning, true, false);
    }

    QByteArray rise(const QByteArray &table) const
    {
        return m_source.isCollection ? ", \"_version\" = " + table + "\"_version\" + 1, \"_updated\" = now()" : QByteArray();
    }

    /// FROM or USING the rows that are wanted, and what they demand.
    QByteArray wanted(bool withText) const
    {
        QByteArrayList names;
        QByteArrayList terms;
        for (qsizetype i = 0; i < m_key.size(); ++i) {
            names.append("key" + QByteArray::number(i));
            terms.append(quotedName(m_source.table.name) + '.' + m_key[i] + " = wanted." + names.last());
        }
        if (withText)
            names.append("text");
        names.append("expected");
        const auto actual = quotedName(m_source.table.name) + '.' + (m_source.isCollection ? QByteArray("\"_version\"") : m_column);
        const auto expected = m_source.isCollection ? QByteArray("CAST(wanted.expected AS BIGINT)") : QByteArray("CAST(wanted.expected AS VARCHAR)");
        terms.append('(' + expected + " IS NULL OR " + actual + " = " + expected + ')');
        return (withText ? " FROM (VALUES " : " USING (VALUES ") + placeholders(m_rows.size(), names.size()) + ") AS wanted(" + names.join(", ")
            + ") WHERE " + terms.join(" AND ");
    }

    DocumentCommand filled(const QByteArray &sql, bool withText, bool withExpectation) const
    {
        DocumentCommand command { sql, {} };
        auto &values = command.parameters.positional;
        for (const auto &row : m_rows) {
            std::ranges::copy(row.key, std::back_inserter(values));
            if (withText)
                values.push_back(Value::text(row.text));
            if (withExpectation)
                values.push_back(expectationOf(row));
        }
        return command;
    }

    const DocumentSource &m_source;
    std::span<const DocumentRow> m_rows;
    QByteArrayList m_key;
    QByteArray m_column;
    QByteArray m_returning;
};

class DuckPongo final : public PongoExtension
{
public:
    DocumentTraits traits() const override
    {
        DocumentTraits traits;
        traits.keepsText = true;
        traits.firstKeyWins = true;
        traits.storages = { DocumentStorage::JsonText, DocumentStorage::Text };
        return traits;
    }

    Result<DocumentStatement> find(const DocumentQuery &query) override
    {
        Marks marks;
        const auto condition = conditionOf(query.source, query.filter, marks);
        const auto order = orderOf(query);
        DocumentStatement statement;
        statement.filterDone = condition.isExact();
        statement.sortDone = order.has_value();
        statement.rangeDone = statement.filterDone && statement.sortDone;
        statement.projectionDone = query.projection.mode == DocumentProjection::Mode::Whole;
        if (!statement.filterDone)
            statement.reasons.append(tr("DuckDB reads most numbers as doubles and does not look behind arrays here, so each document is tried again."));
        if (!statement.sortDone)
            statement.reasons.append(tr("DuckDB does not know the order of documents, so they are sorted here."));
        if (!statement.projectionDone)
            statement.reasons.append(tr("The documents are read whole, as they are stored, and cut down here."));
        const auto columns = answeredColumns(query.source) + QByteArrayList { quotedName(query.source.column) + " AS \"data\"" };
        const auto sql = "SELECT " + columns.join(", ") + " FROM " + rowsOf(query) + whereOf(condition.wide) + order.value_or(QByteArray())
            + (statement.rangeDone ? rangeOf(query) : QByteArray());
        std::tie(statement.text, statement.parameters) = marks.finished(sql);
        return statement;
    }

    Result<std::optional<DocumentCommand>> count(const DocumentQuery &query) override
    {
        Marks marks;
        const auto condition = conditionOf(query.source, query.filter, marks);
        if (!condition.isExact())
            return std::nullopt;
        return commandOf(marks, "SELECT count(*) FROM (SELECT 1 FROM " + rowsOf(query) + whereOf(condition.wide) + rangeOf(query) + ')');
    }

    Result<std::optional<DocumentStatement>> values(const DocumentQuery &, const DocumentPath &) override { return std::nullopt; }

    Result<std::vector<DocumentCommand>> write(const DocumentWrite &write) override
    {
        if (write.kind == DocumentWrite::Kind::DeleteMatching)
            return deleteMatching(write);
        if (write.source.key.isEmpty())
            return fail(ErrorKind::InvalidOperation, tr("The table %1 has no key, so its rows can't be told apart.").arg(write.source.table.name));
        std::vector<DocumentCommand> commands;
        for (std::size_t from = 0; from < write.rows.size();) {
            const bool isAlone = write.kind == DocumentWrite::Kind::Upsert;
            const auto count = isAlone ? 1 : std::min(mostRows, write.rows.size() - from);
            commands.push_back(Writer(write.source, std::span(write.rows).subspan(from, count)).command(write.kind));
            from += count;
        }
        return commands;
    }

    Result<std::vector<OfferedMigration>> migrations(const CollectionDefinition &collection) override
    {
        if (!collection.indexes.empty())
            return noIndexes();
        const auto table = tableName(collection.table);
        const auto create = "CREATE TABLE IF NOT EXISTS " + table
            + " (\n    _id        VARCHAR     PRIMARY KEY,\n    data       JSON        NOT NULL,\n    metadata   JSON        NOT NULL DEFAULT '{}',\n"
              "    _version   BIGINT      NOT NULL DEFAULT 1,\n    _partition VARCHAR     NOT NULL DEFAULT 'png_global',\n"
              "    _archived  BOOLEAN     NOT NULL DEFAULT false,\n    _created   TIMESTAMPTZ NOT NULL DEFAULT now(),\n"
              "    _updated   TIMESTAMPTZ NOT NULL DEFAULT now()\n)";
        QStringList names;
        for (const auto &part : { collection.table.database, collection.table.schema, collection.table.name }) {
            if (!part.isEmpty())
                names.append(QString::fromLatin1(QUrl::toPercentEncoding(part)));
        }
        const auto name = QStringLiteral("table:pongo_collection:%1:create").arg(names.join(u':'));
        return std::vector { OfferedMigration { name, { create }, { "DROP TABLE " + table } } };
    }

    Result<std::vector<StatementText>> createIndex(const DocumentSource &, const DocumentIndex &) override { return noIndexes(); }
    Result<std::vector<StatementText>> dropIndex(const DocumentSource &, const DocumentIndex &) override { return noIndexes(); }
    std::optional<DocumentIndex> readIndex(const DocumentSource &, const CatalogIndex &) override { return std::nullopt; }

    Result<std::vector<StatementText>> rename(const DocumentSource &source, const QString &newName) override
    {
        return std::vector<StatementText> { "ALTER TABLE " + tableName(source.table) + " RENAME TO " + quotedName(newName) };
    }
    Result<std::vector<StatementText>> drop(const DocumentSource &source) override
    {
        return std::vector<StatementText> { "DROP TABLE " + tableName(source.table) };
    }
    Result<std::vector<StatementText>> copySample(const DocumentSource &source, const ObjectPath &target, qint64 rows) override
    {
        return std::vector<StatementText> { "CREATE TABLE " + tableName(target) + " AS SELECT * FROM " + tableName(source.table) + " USING SAMPLE "
            + QByteArray::number(rows) + " ROWS" };
    }
    Result<std::vector<StatementText>> require(const DocumentSource &, const QString &, const DocumentFilter &) override
    {
        return fail(ErrorKind::NotImplemented, tr("DuckDB has no triggers, and takes no check for a table that is there."));
    }

    QByteArray pathText(const DocumentSource &source, const DocumentPath &path, PathNotation notation) override
    {
        QByteArray text = "$";
        for (const auto &step : path)
            text += ".\"" + QByteArray(step).replace('\\', "\\\\").replace('"', "\\\"") + '"';
        if (notation == PathNotation::JsonPath)
            return text;
        const auto arrow = notation == PathNotation::Json ? QByteArray(" -> ") : QByteArray(" ->> ");
        return quotedName(source.column) + arrow + '\'' + QByteArray(text).replace("'", "''") + '\'';
    }

private:
    static std::unexpected<Error> noIndexes()
    {
        return fail(ErrorKind::NotImplemented, tr("DuckDB has no indexes that filters on documents use."));
    }

    static Result<std::vector<DocumentCommand>> deleteMatching(const DocumentWrite &write)
    {
        Marks marks;
        const auto condition = conditionOf(write.source, write.filter, marks);
        if (!condition.isExact())
            return fail(ErrorKind::NotImplemented, tr("DuckDB can't decide this filter alone."));
        const auto columns = answeredColumns(write.source);
        return std::vector { commandOf(marks,
            "DELETE FROM " + tableName(write.source.table) + whereOf(condition.wide) + " RETURNING " + (columns.isEmpty() ? "1" : columns.join(", "))) };
    }
};

} // namespace

std::unique_ptr<PongoExtension> makePongoExtension()
{
    return std::make_unique<DuckPongo>();
}

} // namespace dumbo::duckdb
