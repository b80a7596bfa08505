#include "documentfilter.h"

#include "textrows.h"

#include <algorithm>
#include <cmath>

namespace dumbo::duckdb {

namespace {

using Kind = DocumentFilter::Kind;

const Condition always { "true", "true" };
const Condition never { "false", "false" };
const Condition unknown { "true", "false" };

Condition exactly(const QByteArray &sql)
{
    return { sql, sql };
}

Condition atMost(const QByteArray &sql)
{
    return { sql, "false" };
}

QByteArray joined(const std::vector<Condition> &conditions, QByteArray Condition::*form, bool isAnd)
{
    QByteArrayList terms;
    for (const auto &condition : conditions) {
        const auto &sql = condition.*form;
        if (sql == (isAnd ? "false" : "true"))
            return sql;
        if (sql != (isAnd ? "true" : "false") && !terms.contains(sql))
            terms.append(sql);
    }
    if (terms.isEmpty())
        return isAnd ? "true" : "false";
    return terms.size() == 1 ? terms.first() : '(' + terms.join(isAnd ? " AND " : " OR ") + ')';
}

Condition all(const std::vector<Condition> &conditions)
{
    return { joined(conditions, &Condition::wide, true), joined(conditions, &Condition::narrow, true) };
}

Condition any(const std::vector<Condition> &conditions)
{
    return { joined(conditions, &Condition::wide, false), joined(conditions, &Condition::narrow, false) };
}

Condition negated(const Condition &condition)
{
    const auto opposite = [](const QByteArray &sql) {
        if (sql == "true" || sql == "false")
            return QByteArray(sql == "true" ? "false" : "true");
        return '(' + sql + ") IS NOT TRUE";
    };
    return { opposite(condition.narrow), opposite(condition.wide) };
}

QByteArray literal(const QByteArray &text)
{
    return '\'' + QByteArray(text).replace("'", "''") + '\'';
}

QByteArray typeOf(const QByteArray &json)
{
    return "json_type(" + json + ')';
}

/// A constant's text between its quotes; nothing where it has escapes, which nobody needs to write for plain text.
std::optional<QByteArray> plainString(const QByteArray &json)
{
    const bool isPlain = json.size() >= 2 && json.startsWith('"') && !json.contains('\\');
    return isPlain ? std::optional(json.sliced(1).chopped(1)) : std::nullopt;
}

QByteArray signOf(Kind kind)
{
    switch (kind) {
    case Kind::Greater:
        return " > ";
    case Kind::GreaterOrEqual:
        return " >= ";
    case Kind::Less:
        return " < ";
    case Kind::LessOrEqual:
        return " <= ";
    default:
        return " = ";
    }
}

Condition stringTest(Kind kind, const QByteArray &constant, const QByteArray &json, Marks &marks)
{
    const auto isString = typeOf(json) + " = 'VARCHAR'";
    const auto text = plainString(constant);
    if (!text)
        return atMost(isString);
    return exactly('(' + isString + " AND (" + json + " ->> '$')" + signOf(kind) + marks.mark(*text) + ')');
}

/// DuckDB reads whole numbers of 64 bits exactly and any other as a double: what lies close to the constant stays open.
Condition numberTest(Kind kind, const QByteArray &constant, const QByteArray &json)
{
    bool isInRange = false;
    const auto number = constant.toDouble(&isInRange);
    const auto isNumber = typeOf(json) + " IN ('BIGINT', 'UBIGINT', 'DOUBLE')";
    if (!isInRange || std::abs(number) > 1e300)
        return atMost(isNumber);
    const auto width = std::abs(number) * 1e-6 + 1e-280;
    const auto value = "TRY_CAST(" + json + " AS DOUBLE)";
    const auto written = [](double bound) { return "CAST(" + literal(QByteArray::number(bound, 'g', 17)) + " AS DOUBLE)"; };
    const auto low = written(number - width);
    const auto high = written(number + width);
    const auto test = [&](const QByteArray &condition) { return '(' + isNumber + " AND " + value + condition + ')'; };
    switch (kind) {
    case Kind::Greater:
    case Kind::GreaterOrEqual:
        return { test(" >= " + low), test(" > " + high) };
    case Kind::Less:
    case Kind::LessOrEqual:
        return { test(" <= " + high), test(" < " + low) };
    default:
        return atMost(test(" BETWEEN " + low + " AND " + high));
    }
}

Condition booleanTest(Kind kind, bool constant, const QByteArray &json)
{
    const auto is = [&](const char *text) {
        return exactly('(' + typeOf(json) + " = 'BOOLEAN' AND (" + json + " ->> '$') = '" + text + "')");
    };
    std::vector<Condition> conditions;
    if (kind != Kind::Greater && kind != Kind::Less)
        conditions.push_back(is(constant ? "true" : "false"));
    if (constant && (kind == Kind::Less || kind == Kind::LessOrEqual))
        conditions.push_back(is("false"));
    if (!constant && (kind == Kind::Greater || kind == Kind::GreaterOrEqual))
        conditions.push_back(is("true"));
    return any(conditions);
}

bool isNull(const QByteArray &constant)
{
    return constant.startsWith('n');
}

Condition constantTest(Kind kind, const QByteArray &constant, const QByteArray &json, Marks &marks)
{
    switch (constant.isEmpty() ? 'n' : constant.front()) {
    case 'n':
        return kind == Kind::Greater || kind == Kind::Less ? never : exactly(typeOf(json) + " = 'NULL'");
    case 't':
    case 'f':
        return booleanTest(kind, constant.startsWith('t'), json);
    case '"':
        return stringTest(kind, constant, json, marks);
    case '{':
        return atMost(typeOf(json) + " = 'OBJECT'");
    case '[':
        return atMost(typeOf(json) + " = 'ARRAY'");
    default:
        return numberTest(kind, constant, json);
    }
}

Condition typeTest(const QStringList &types, const QByteArray &json)
{
    std::vector<Condition> conditions;
    for (const auto &type : types) {
        if (type == u"number")
            conditions.push_back(exactly(typeOf(json) + " IN ('BIGINT', 'UBIGINT', 'DOUBLE')"));
        else if (type == u"int" || type == u"long" || type == u"double" || type == u"decimal")
            conditions.push_back(atMost(typeOf(json) + " IN ('BIGINT', 'UBIGINT', 'DOUBLE')"));
        else
            conditions.push_back(exactly(typeOf(json) + " = "
                + (type == u"string" ? "'VARCHAR'" : type == u"bool" ? "'BOOLEAN'" : literal(type.toUpper().toUtf8()))));
    }
    return any(conditions);
}

/// What a condition asks of one value.
Condition valueTest(const DocumentFilter &filter, const QByteArray &json, Marks &marks)
{
    switch (filter.kind) {
    case Kind::In: {
        std::vector<Condition> conditions;
        for (const auto &constant : filter.values)
            conditions.push_back(constantTest(Kind::Equal, constant.trimmed(), json, marks));
        return any(conditions);
    }
    case Kind::Exists:
        return exactly(json + " IS NOT NULL");
    case Kind::Type:
        return typeTest(filter.types, json);
    case Kind::Regex:
        return atMost(typeOf(json) + " = 'VARCHAR'");
    case Kind::Modulo:
        return atMost(typeOf(json) + " IN ('BIGINT', 'UBIGINT', 'DOUBLE')");
    case Kind::Size:
        return exactly('(' + typeOf(json) + " = 'ARRAY' AND json_array_length(" + json + ") = " + QByteArray::number(filter.size) + ')');
    case Kind::ElementMatch:
        return atMost(typeOf(json) + " = 'ARRAY'");
    default:
        return constantTest(filter.kind, filter.value.trimmed(), json, marks);
    }
}

bool acceptsMissing(const DocumentFilter &filter)
{
    switch (filter.kind) {
    case Kind::In:
        return std::ranges::any_of(filter.values, [](const QByteArray &value) { return isNull(value.trimmed()); });
    case Kind::Equal:
    case Kind::GreaterOrEqual:
    case Kind::LessOrEqual:
        return isNull(filter.value.trimmed());
    default:
        return false;
    }
}

bool asksElements(Kind kind)
{
    return kind != Kind::Exists && kind != Kind::Size && kind != Kind::ElementMatch;
}

/// A JSON pointer, which takes any key; of an array also a position.
QByteArray pointerOf(const DocumentPath &path)
{
    QByteArray pointer;
    for (const auto &step : path)
        pointer += '/' + QByteArray(step).replace("~", "~0").replace("/", "~1");
    return literal(pointer);
}

class Compiler
{
public:
    Compiler(const DocumentSource &source, Marks &marks)
        : m_source(source)
        , m_marks(marks)
        , m_column(quotedName(source.column))
        , m_json(source.isCollection ? m_column : "TRY_CAST(" + m_column + " AS JSON)")
    {
    }

    Condition of(const DocumentFilter &filter)
    {
        std::vector<Condition> children;
        switch (filter.kind) {
        case Kind::And:
        case Kind::Or:
            for (const auto &child : filter.children)
                children.push_back(of(child));
            return filter.kind == Kind::And ? all(children) : any(children);
        case Kind::Not:
            return filter.children.empty() ? never : negated(of(filter.children.front()));
        case Kind::Compare:
            return unknown;
        default:
            return ofPath(filter);
        }
    }

private:
    Condition ofPath(const DocumentFilter &filter)
    {
        const auto &path = filter.path;
        if (path.isEmpty() || std::ranges::any_of(path, [](const QByteArray &step) { return step.contains('\0'); }))
            return unknown;
        if (m_source.isCollection && (path.first() == "_id" || path.first() == "_version"))
            return path.size() > 1 ? (acceptsMissing(filter) ? always : never) : ofColumn(filter);
        const auto value = '(' + m_json + " -> " + pointerOf(path) + ')';
        std::vector<Condition> ways { valueTest(filter, value, m_marks) };
        if (acceptsMissing(filter))
            ways.push_back(exactly(value + " IS NULL"));
        if (asksElements(filter.kind))
            ways.push_back(ofElements(filter, value));
        auto condition = any(ways);
        if (path.size() == 1 && m_source.isCollection)
            return condition;
        return besideArrays(path, condition);
    }

    /// A way through an array, or into what DuckDB does not read as JSON, is left to the client.
    Condition besideArrays(const DocumentPath &path, const Condition &condition) const
    {
        QByteArrayList open;
        if (!m_source.isCollection)
            open.append(m_json + " IS NULL");
        for (qsizetype length = 1; length < path.size(); ++length)
            open.append(typeOf('(' + m_json + " -> " + pointerOf(path.first(length)) + ')') + " = 'ARRAY'");
        const auto any = open.join(" OR ");
        return { "CASE WHEN " + any + " THEN true ELSE " + condition.wide + " END", "CASE WHEN " + any + " THEN false ELSE " + condition.narrow + " END" };
    }

    Condition ofElements(const DocumentFilter &filter, const QByteArray &value)
    {
        const auto inner = valueTest(filter, "e.value", m_marks);
        const auto exists = [&value](const QByteArray &sql) {
            if (sql == "false")
                return sql;
            return "CASE WHEN " + typeOf(value) + " = 'ARRAY' THEN EXISTS (SELECT 1 FROM json_each(" + value + ") AS e WHERE " + sql + ") END";
        };
        return { exists(inner.wide), exists(inner.narrow) };
    }

    Condition ofColumn(const DocumentFilter &filter)
    {
        return valueTest(filter, "to_json(" + quotedName(QString::fromUtf8(filter.path.first())) + ')', m_marks);
    }

    const DocumentSource &m_source;
    Marks &m_marks;
    QByteArray m_column;
    QByteArray m_json;
};

} // namespace

QByteArray Marks::mark(const QByteArray &text)
{
    m_texts.append(text);
    return '\x01' + QByteArray::number(m_texts.size() - 1) + '\x02';
}

std::pair<StatementText, Parameters> Marks::finished(const QByteArray &sql) const
{
    std::pair<StatementText, Parameters> done;
    for (qsizetype from = 0; from < sql.size();) {
        const auto begin = sql.indexOf('\x01', from);
        done.first += sql.mid(from, begin < 0 ? -1 : begin - from);
        if (begin < 0)
            break;
        const auto end = sql.indexOf('\x02', begin);
        done.first += '?';
        done.second.positional.push_back(Value::text(m_texts[sql.mid(begin + 1, end - begin - 1).toLongLong()]));
        from = end + 1;
    }
    return done;
}

Condition conditionOf(const DocumentSource &source, const DocumentFilter &filter, Marks &marks)
{
    return Compiler(source, marks).of(filter);
}

} // namespace dumbo::duckdb
