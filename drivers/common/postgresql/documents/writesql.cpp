#include "drivers/common/postgresql/documents/writesql.h"

#include "drivers/common/postgresql/documents/sourcesql.h"

#include <QCoreApplication>
#include <QByteArrayMatcher>
#include <QHash>

#include <algorithm>
#include <optional>
#include <span>

namespace dumbo::postgresql {

namespace {

using Kind = DocumentWrite::Kind;

constexpr std::size_t mostRows = 20'000;
/// More of them are written for speed, not for people.
constexpr std::size_t mostReadable = 100;
constexpr char separator = '\x1e';
constexpr qint64 mostBytes = 32 * 1024 * 1024;

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

QByteArray typeOf(DocumentStorage storage)
{
    switch (storage) {
    case DocumentStorage::Jsonb:
        return "jsonb";
    case DocumentStorage::JsonText:
        return "json";
    case DocumentStorage::Text:
        return "text";
    }
    return {};
}

/// Rows of one statement as parameters, each of them an array.
class RowsSql {
public:
    RowsSql(const DocumentSource &source, std::span<const DocumentRow> rows)
        : m_source(source)
        , m_rows(rows)
        , m_hasKey(!rows.front().key.empty())
    {
    }

    DocumentCommand insert(bool replace);
    DocumentCommand update();
    DocumentCommand remove();

private:
    [[nodiscard]] QByteArray column() const { return quoted(m_source.column); }
    [[nodiscard]] QByteArray table() const { return quoted(m_source.table) + " AS \"t\""; }
    [[nodiscard]] QByteArray text() const { return "\"r\".\"text\"::" + typeOf(m_source.storage); }
    [[nodiscard]] QByteArray rows(bool withTexts, bool withExpected);
    [[nodiscard]] bool canBeJoined() const;
    [[nodiscard]] QByteArray joinedTexts();
    [[nodiscard]] bool areFirstVersions() const;
    [[nodiscard]] QByteArray isExpected() const;
    [[nodiscard]] QByteArray keys(const QByteArray &alias) const;
    [[nodiscard]] QByteArray answer() const;
    [[nodiscard]] QByteArray risen(const QByteArray &document) const;
    [[nodiscard]] QByteArray isReplaced();
    [[nodiscard]] DocumentCommand command(const QByteArray &text) { return { text, m_values.take() }; }

    const DocumentSource &m_source;
    std::span<const DocumentRow> m_rows;
    bool m_hasKey;
    bool m_hasVersions = false;
    bool m_hasTexts = false;
    SqlValues m_values { SqlValues::Form::Parameters };
};

QByteArray RowsSql::keys(const QByteArray &alias) const
{
    QByteArrayList list;
    for (const auto &key : m_source.key)
        list.append(alias + quoted(key));
    return list.join(", ");
}

QByteArray RowsSql::answer() const
{
    if (m_source.key.isEmpty())
        return " RETURNING 1";
    return " RETURNING " + keys("\"t\".") + (m_source.isCollection ? ", \"t\".\"_version\"" : "");
}

/// The new document with its id and the next version in it. What is no jsonb has no operator for that.
QByteArray RowsSql::risen(const QByteArray &document) const
{
    if (!m_source.isCollection)
        return document;
    const QByteArray identity = " || jsonb_build_object('_id', \"t\".\"_id\", '_version', (\"t\".\"_version\" + 1)::text)";
    const auto merged = m_source.storage == DocumentStorage::Jsonb ? document + identity
                                                                   : '(' + document + "::jsonb" + identity + ")::text::" + typeOf(m_source.storage);
    return merged + ", \"_version\" = \"t\".\"_version\" + 1, \"_updated\" = now()";
}

/// A row that expects something comes alone.
QByteArray RowsSql::isReplaced()
{
    QByteArrayList tests;
    if (const auto &version = m_rows.front().expectedVersion; version && m_source.isCollection)
        tests.append("\"t\".\"_version\" = " + QByteArray::number(*version));
    if (const auto &before = m_rows.front().expectedText; before && m_source.storage == DocumentStorage::Jsonb)
        tests.append("\"t\"." + column() + " = " + m_values.text(*before, "jsonb"));
    else if (before)
        tests.append("\"t\"." + column() + "::text = " + m_values.text(*before, "text"));
    return tests.isEmpty() ? QByteArray() : " WHERE " + tests.join(" AND ");
}

/// unnest(…) AS "r", and "k" with the key in the types of the table, which only the server knows.
QByteArray RowsSql::rows(bool withTexts, bool withExpected)
{
    QByteArrayList arrays;
    QByteArrayList names;
    const auto add = [&](const QByteArray &name, const char *type, const auto &valueOf) {
        Value::Array array;
        for (const auto &row : m_rows)
            array.elements.push_back(valueOf(row));
        arrays.append(m_values.array(std::move(array), type));
        names.append('"' + name + '"');
    };
    for (qsizetype i = 0; m_hasKey && i < m_source.key.size(); ++i)
        add("k" + QByteArray::number(i + 1), "text[]", [i](const DocumentRow &row) { return i < qsizetype(row.key.size()) ? row.key[i] : Value(); });
    if (withTexts && m_rows.size() > mostReadable && canBeJoined()) {
        arrays.append(joinedTexts());
        names.append("\"text\"");
    } else if (withTexts) {
        add("text", "text[]", [](const DocumentRow &row) { return Value::text(row.text); });
    }
    for (const auto &row : m_rows) {
        m_hasVersions = m_hasVersions || (withExpected && row.expectedVersion);
        m_hasTexts = m_hasTexts || (withExpected && row.expectedText);
    }
    if (m_hasVersions)
        add("expected", "bigint[]", [](const DocumentRow &row) { return row.expectedVersion ? Value(*row.expectedVersion) : Value(); });
    if (m_hasTexts)
        add("before", "text[]", [](const DocumentRow &row) { return row.expectedText ? Value::text(*row.expectedText) : Value(); });
    auto sql = "unnest(" + arrays.join(", ") + ") AS \"r\"(" + names.join(", ") + ')';
    if (!m_hasKey || m_source.isCollection)
        return sql;
    QByteArrayList pairs;
    for (qsizetype i = 0; i < m_source.key.size(); ++i)
        pairs.append(literal(m_source.key.at(i).toUtf8()) + ", \"r\".\"k" + QByteArray::number(i + 1) + '"');
    return sql + " CROSS JOIN LATERAL json_populate_record(NULL::" + quoted(m_source.table) + ", json_build_object(" + pairs.join(", ")
        + ")) AS \"k\"";
}

/// JSON has the separator only as an escape; what is none may have it.
bool RowsSql::canBeJoined() const
{
    return std::ranges::none_of(m_rows, [](const DocumentRow &row) { return row.text.isEmpty() || row.text.contains(separator); });
}

/// One text for all: an array's own notation would escape every quote.
QByteArray RowsSql::joinedTexts()
{
    QByteArray all;
    for (const auto &row : m_rows)
        all += row.text + separator;
    all.chop(1);
    return "string_to_array(" + m_values.text(all, "text") + ", E'\\x1e')";
}

/// No document brings a version but "1": the usual case, which the server need not look at.
bool RowsSql::areFirstVersions() const
{
    static const QByteArrayMatcher name("\"_version\"");
    return std::ranges::all_of(m_rows, [](const DocumentRow &row) {
        for (auto at = name.indexIn(row.text); at >= 0; at = name.indexIn(row.text, at)) {
            at += name.pattern().size();
            if (const auto rest = QByteArrayView(row.text).sliced(at).first(std::min<qsizetype>(row.text.size() - at, 6)).trimmed();
                !rest.startsWith(":\"1\"") && !rest.startsWith(": \"1\""))
                return false;
        }
        return true;
    });
}

QByteArray RowsSql::isExpected() const
{
    QByteArrayList tests;
    for (const auto &key : m_source.key)
        tests.append("\"t\"." + quoted(key) + " = " + (m_source.isCollection ? QByteArray("\"r\".\"k1\"") : "\"k\"." + quoted(key)));
    if (m_hasVersions)
        tests.append("(\"r\".\"expected\" IS NULL OR \"t\".\"_version\" = \"r\".\"expected\")");
    if (m_hasTexts && m_source.storage == DocumentStorage::Jsonb)
        tests.append("(\"r\".\"before\" IS NULL OR \"t\"." + column() + " = \"r\".\"before\"::jsonb)");
    else if (m_hasTexts)
        tests.append("(\"r\".\"before\" IS NULL OR \"t\"." + column() + "::text = \"r\".\"before\")");
    return tests.join(" AND ");
}

DocumentCommand RowsSql::insert(bool replace)
{
    const auto from = rows(true, false);
    QByteArray text = "INSERT INTO " + table() + " (" + (m_hasKey ? keys("") + ", " : QByteArray()) + column();
    if (m_source.isCollection && areFirstVersions()) {
        text += ") SELECT \"r\".\"k1\", " + this->text() + " FROM " + from;
    } else if (m_source.isCollection) {
        // A document that comes from elsewhere brings its version.
        const QByteArray version = QByteArray("(\"d\".\"data\"") + (m_source.storage == DocumentStorage::Text ? "::json" : "") + " ->> '_version')";
        text += ", \"_version\") SELECT \"r\".\"k1\", \"d\".\"data\", CASE WHEN " + version + " ~ '^[0-9]{1,18}$' THEN " + version
            + "::bigint ELSE 1 END FROM " + from + " CROSS JOIN LATERAL (SELECT " + this->text() + " AS \"data\" OFFSET 0) AS \"d\"";
    } else {
        text += ") SELECT " + (m_hasKey ? keys("\"k\".") + ", " : QByteArray()) + this->text() + " FROM " + from;
    }
    if (!m_hasKey)
        return command(text + answer());
    // Only of the key: what a unique index refuses is an error.
    text += " ON CONFLICT (" + keys("") + ") DO ";
    if (!replace)
        return command(text + "NOTHING" + answer());
    return command(text + "UPDATE SET " + column() + " = " + risen("EXCLUDED." + column()) + isReplaced() + answer());
}

DocumentCommand RowsSql::update()
{
    const auto from = rows(true, true);
    return command("UPDATE " + table() + " SET " + column() + " = " + risen(text()) + " FROM " + from + " WHERE " + isExpected() + answer());
}

DocumentCommand RowsSql::remove()
{
    const auto from = rows(false, true);
    return command("DELETE FROM " + table() + " USING " + from + " WHERE " + isExpected() + answer());
}

bool isExpecting(const DocumentRow &row)
{
    return row.expectedVersion || row.expectedText;
}

/// What tells the row's key from others; nothing where its values do not tell that here.
std::optional<QByteArray> nameOf(const DocumentRow &row)
{
    QByteArray name;
    for (const auto &value : row.key) {
        const auto *text = std::get_if<Value::Text>(&value.variant());
        const auto *number = std::get_if<qint64>(&value.variant());
        if (!text && !number)
            return std::nullopt;
        name += (text ? text->utf8 : QByteArray::number(*number)) + '\0';
    }
    return row.key.empty() ? std::nullopt : std::optional(name);
}

/// A statement can't touch a row twice; the last one counts.
std::vector<DocumentRow> lastOfEach(const std::vector<DocumentRow> &rows)
{
    QHash<QByteArray, std::size_t> last;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (const auto name = nameOf(rows[i]); name && !isExpecting(rows[i]))
            last.insert(*name, i);
    }
    std::vector<DocumentRow> kept;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (const auto name = nameOf(rows[i]); !name || isExpecting(rows[i]) || last.value(*name) == i)
            kept.push_back(rows[i]);
    }
    return kept;
}

/// How far one statement reaches.
std::size_t endOfBatch(DocumentWrite::Kind kind, const std::vector<DocumentRow> &rows, std::size_t begin)
{
    const auto comesAlone = [kind](const DocumentRow &row) { return kind == Kind::Upsert && isExpecting(row); };
    auto end = begin;
    qint64 bytes = 0;
    while (end < rows.size() && end - begin < mostRows && rows[end].key.empty() == rows[begin].key.empty()) {
        if (end > begin && (bytes + rows[end].text.size() >= mostBytes || comesAlone(rows[begin]) || comesAlone(rows[end])))
            break;
        bytes += rows[end].text.size() + (rows[end].expectedText ? rows[end].expectedText->size() : 0);
        ++end;
    }
    return end;
}

DocumentCommand commandOf(const DocumentWrite &write, std::span<const DocumentRow> rows)
{
    RowsSql sql(write.source, rows);
    switch (write.kind) {
    case Kind::Insert:
        return sql.insert(false);
    case Kind::Upsert:
        return sql.insert(true);
    case Kind::Update:
        return sql.update();
    default:
        return sql.remove();
    }
}

Result<std::vector<DocumentCommand>> deleteMatching(const DocumentWrite &write)
{
    SqlValues values(SqlValues::Form::Parameters);
    const auto where = exactWhere(write.source, write.filter, values);
    if (!where)
        return fail(ErrorKind::NotImplemented, tr("SQL alone does not decide which documents match."));
    QByteArrayList answer;
    for (const auto &key : write.source.key)
        answer.append("\"t\"." + quoted(key));
    if (write.source.isCollection)
        answer.append("\"t\".\"_version\"");
    auto text = "DELETE FROM " + quoted(write.source.table) + " AS \"t\"";
    QByteArrayList conditions;
    if (!write.source.isCollection)
        conditions.append("\"t\"." + quoted(write.source.column) + " IS NOT NULL");
    if (*where != "TRUE")
        conditions.append(*where);
    if (!conditions.isEmpty())
        text += " WHERE " + conditions.join(" AND ");
    if (!answer.isEmpty())
        text += " RETURNING " + answer.join(", ");
    return std::vector { DocumentCommand { text, values.take() } };
}

} // namespace

Result<std::vector<DocumentCommand>> writeSql(const DocumentWrite &write)
{
    if (write.kind == Kind::DeleteMatching)
        return deleteMatching(write);
    if (write.source.key.isEmpty() && !write.rows.empty() && write.kind != Kind::Insert)
        return fail(ErrorKind::InvalidOperation, tr("The table has no key, so its rows can't be told apart."));
    const auto &rows = write.kind == Kind::Upsert ? lastOfEach(write.rows) : write.rows;
    std::vector<DocumentCommand> commands;
    for (std::size_t begin = 0; begin < rows.size();) {
        const auto end = endOfBatch(write.kind, rows, begin);
        commands.push_back(commandOf(write, std::span(rows).subspan(begin, end - begin)));
        begin = end;
    }
    return commands;
}

} // namespace dumbo::postgresql
