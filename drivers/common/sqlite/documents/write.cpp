#include "drivers/common/sqlite/documents/filtersql.h"
#include "drivers/common/sqlite/documents/statements.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

/// Rows of one statement: many enough that the statement's own cost is nothing, few enough for SQLite's limits of parameters and terms.
constexpr std::size_t mostRows = 400;
constexpr int mostLevels = 1000; // JSON_MAX_DEPTH

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

using Rows = std::vector<const DocumentRow *>;

QByteArrayList names(const QStringList &columns)
{
    QByteArrayList list;
    for (const auto &column : columns)
        list.append(quoted(column));
    return list;
}

/// "(?, ?), (?, ?)"
QByteArray placeholderRows(std::size_t rows, qsizetype columns)
{
    const auto row = '(' + QByteArrayList(columns, "?").join(", ") + ')';
    return QByteArrayList(qsizetype(rows), row).join(", ");
}

class Writer
{
public:
    explicit Writer(const DocumentSource &source)
        : m_source(source)
        , m_table(tableName(source.table))
        , m_key(names(source.key))
        , m_returning(" RETURNING " + keyColumns(source).join(", "))
        , m_column(quoted(source.column))
    {
    }

    DocumentCommand insert(const Rows &rows) const { return filled(inserted(rows) + onKey() + "NOTHING" + m_returning, rows, nullptr); }

    DocumentCommand upsert(const Rows &rows) const
    {
        auto sql = inserted(rows) + onKey() + "UPDATE SET " + m_column + " = excluded." + m_column + versionRise();
        // A row that expects a version comes alone.
        const auto &expected = rows.front()->expectedVersion;
        if (expected && m_source.isCollection)
            sql += " WHERE " + quoted(m_source.table.name) + ".\"_version\" = " + QByteArray::number(*expected);
        return filled(sql + m_returning, rows, nullptr);
    }

    DocumentCommand update(const Rows &rows) const
    {
        const auto width = m_key.size() + 2;
        QByteArrayList terms;
        for (qsizetype i = 0; i < m_key.size(); ++i)
            terms.append(quoted(m_source.table.name) + '.' + m_key[i] + " = wanted.column" + QByteArray::number(i + 1));
        const auto expected = "wanted.column" + QByteArray::number(width);
        terms.append('(' + expected + " IS NULL OR " + expectedColumn() + " = " + (m_source.isCollection ? expected : stored(expected)) + ')');
        const auto sql = "UPDATE " + m_table + " SET " + m_column + " = " + stored("wanted.column" + QByteArray::number(width - 1)) + versionRise()
            + " FROM (VALUES " + placeholderRows(rows.size(), width) + ") AS wanted WHERE " + terms.join(" AND ") + m_returning;
        return filled(sql, rows, [](const DocumentRow &row, std::vector<Value> &values) {
            values.push_back(Value::text(row.text));
            values.push_back(expectedOf(row));
        });
    }

    DocumentCommand remove(const Rows &rows) const
    {
        const bool expecting = isExpecting(*rows.front());
        auto columns = m_key;
        if (expecting)
            columns.append(expectedColumn());
        const auto placeholders = '(' + (QByteArrayList(m_key.size(), "?") + QByteArrayList(expecting, m_source.isCollection ? "?" : stored("?"))).join(", ") + ')';
        const auto wanted = columns.size() == 1 ? '(' + QByteArrayList(qsizetype(rows.size()), "?").join(", ") + ')'
                                                : "(VALUES " + QByteArrayList(qsizetype(rows.size()), placeholders).join(", ") + ')';
        const auto sql = "DELETE FROM " + m_table + " WHERE " + (columns.size() == 1 ? columns.first() : '(' + columns.join(", ") + ')')
            + " IN " + wanted + m_returning;
        DocumentCommand command { sql, {} };
        for (const auto *row : rows) {
            std::ranges::copy(row->key, std::back_inserter(command.parameters.positional));
            if (expecting)
                command.parameters.positional.push_back(expectedOf(*row));
        }
        return command;
    }

    [[nodiscard]] static bool isExpecting(const DocumentRow &row) { return row.expectedVersion || row.expectedText; }

private:
    static Value expectedOf(const DocumentRow &row)
    {
        if (row.expectedVersion)
            return Value(*row.expectedVersion);
        return row.expectedText ? Value::text(*row.expectedText) : Value();
    }

    QByteArray expectedColumn() const { return m_source.isCollection ? QByteArray("\"_version\"") : m_column + " COLLATE BINARY"; }

    QByteArray inserted(const Rows &rows) const
    {
        return "INSERT INTO " + m_table + " (" + (m_key + QByteArrayList { m_column }).join(", ") + ") VALUES "
            + QByteArrayList(qsizetype(rows.size()), '(' + QByteArrayList(m_key.size(), "?").join(", ") + ", " + stored("?") + ')').join(", ");
    }

    /// A text as the column keeps it.
    QByteArray stored(const QByteArray &text) const { return m_source.storage == DocumentStorage::Jsonb ? "jsonb(" + text + ')' : text; }

    QByteArray onKey() const { return " ON CONFLICT (" + m_key.join(", ") + ") DO "; }

    QByteArray versionRise() const
    {
        return m_source.isCollection ? ", \"_version\" = \"_version\" + 1, \"_updated\" = datetime('now')" : "";
    }

    template <typename More>
    DocumentCommand filled(const QByteArray &sql, const Rows &rows, More more) const
    {
        DocumentCommand command { sql, {} };
        for (const auto *row : rows) {
            std::ranges::copy(row->key, std::back_inserter(command.parameters.positional));
            more(*row, command.parameters.positional);
        }
        return command;
    }
    DocumentCommand filled(const QByteArray &sql, const Rows &rows, std::nullptr_t) const
    {
        return filled(sql, rows, [](const DocumentRow &row, std::vector<Value> &values) { values.push_back(Value::text(row.text)); });
    }

    const DocumentSource &m_source;
    QByteArray m_table;
    QByteArrayList m_key;
    QByteArray m_returning;
    QByteArray m_column;
};

/// Whether two rows can be written by one statement.
bool fit(DocumentWrite::Kind kind, const DocumentRow &first, const DocumentRow &row)
{
    if (kind == DocumentWrite::Kind::Upsert)
        return !first.expectedVersion && !row.expectedVersion;
    return kind != DocumentWrite::Kind::Delete || Writer::isExpecting(first) == Writer::isExpecting(row);
}

/// Where the text goes deeper than SQLite reads; -1: nowhere.
qint64 tooDeepAt(QByteArrayView text)
{
    if (text.size() <= 2 * mostLevels)
        return -1;
    int level = 0;
    bool isInString = false;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const auto c = text[at];
        if (isInString && c == '\\')
            ++at;
        else if (c == '"')
            isInString = !isInString;
        else if (isInString)
            continue;
        else if (c == '{' || c == '[')
            ++level;
        else if (c == '}' || c == ']')
            --level;
        if (level > mostLevels)
            return at;
    }
    return -1;
}

Result<void> checkRow(const DocumentWrite &write, const DocumentRow &row)
{
    if (row.key.size() != std::size_t(write.source.key.size()))
        return fail(ErrorKind::Data, tr("A row does not have as many values as the key of %1 has columns.").arg(write.source.table.name));
    // One of them would make SQLite refuse every question that it puts to the collection.
    const auto deep = write.source.isCollection && write.kind != DocumentWrite::Kind::Delete ? tooDeepAt(row.text) : -1;
    if (deep < 0)
        return {};
    const auto *id = std::get_if<Value::Text>(&row.key.front().variant());
    Error error(ErrorKind::Data,
        tr("The document %1 is nested deeper than %2 levels, which SQLite does not read.")
            .arg(id ? QString::fromUtf8(id->utf8) : QString()).arg(mostLevels));
    error.withPosition(deep);
    return fail(std::move(error));
}

Result<std::vector<DocumentCommand>> deleteMatching(const DocumentWrite &write)
{
    Values values;
    const auto condition = FilterSql(write.source, values).ofDocuments(write.filter);
    if (!condition.isExact())
        return fail(ErrorKind::NotImplemented, tr("SQLite can't decide this filter alone."));
    const auto where = condition.wide == "1" ? QByteArray() : " WHERE " + condition.wide;
    const auto columns = keyColumns(write.source);
    const auto returning = columns.isEmpty() ? QByteArray(" RETURNING 1") : " RETURNING " + columns.join(", ");
    return std::vector { values.withPlaceholders("DELETE FROM " + tableName(write.source.table) + where + returning) };
}

} // namespace

Result<std::vector<DocumentCommand>> writeStatements(const DocumentWrite &write)
{
    if (write.kind == DocumentWrite::Kind::DeleteMatching)
        return deleteMatching(write);
    if (write.source.key.isEmpty())
        return fail(ErrorKind::InvalidOperation,
            tr("The table %1 has no key, so its rows can't be told apart.").arg(write.source.table.name));
    for (const auto &row : write.rows) {
        if (const auto fit = checkRow(write, row); !fit)
            return fail(fit.error());
    }
    const Writer writer(write.source);
    std::vector<DocumentCommand> commands;
    for (std::size_t from = 0; from < write.rows.size();) {
        Rows rows;
        while (from < write.rows.size() && rows.size() < mostRows && (rows.empty() || fit(write.kind, *rows.front(), write.rows[from])))
            rows.push_back(&write.rows[from++]);
        commands.push_back(write.kind == DocumentWrite::Kind::Insert ? writer.insert(rows)
                : write.kind == DocumentWrite::Kind::Update          ? writer.update(rows)
                : write.kind == DocumentWrite::Kind::Delete          ? writer.remove(rows)
                                                                     : writer.upsert(rows));
    }
    return commands;
}

} // namespace dumbo::sqlite
