#include "drivers/common/sqlite/documents/filtersql.h"

#include "drivers/common/sqlite/documents/comparesql.h"
#include "drivers/common/sqlite/tokens.h"

#include <algorithm>

namespace dumbo::sqlite {

namespace {

using Kind = DocumentFilter::Kind;

/// Ways into arrays within arrays that one condition spells out; beyond them SQL only says "perhaps".
constexpr int mostWays = 8;
// SQLite takes expressions 1,000 deep and statements of a million bytes; what is beyond these is left to the client.
constexpr int mostDepth = 30;
constexpr int mostArrays = 3;
constexpr qsizetype mostSteps = 16;
constexpr int mostPositions = 3; // each may be a key as well
constexpr qsizetype mostText = 400'000;

bool isEverything(const DocumentFilter &filter)
{
    return filter.kind == Kind::And && std::ranges::all_of(filter.children, isEverything);
}

qsizetype lengthOf(const Condition &condition)
{
    return std::max(condition.wide.size(), condition.narrow.size());
}

bool isTooLong(const Condition &condition)
{
    return lengthOf(condition) > mostText;
}

QByteArray pathText(const JsonPath &path)
{
    return path.text() == "$" ? QByteArray() : ", " + path.sql();
}

/// A condition on elements themselves is asked of all, one on their fields only of what may have some.
bool asksElements(const DocumentFilter &child)
{
    if (child.kind == Kind::And || child.kind == Kind::Or || child.kind == Kind::Not)
        return std::ranges::any_of(child.children, asksElements);
    return child.kind != Kind::Compare && child.path.isEmpty();
}

/// An element of json_each, which was called for an array at a path.
ValueSql elementOf(const QByteArray &name, const QByteArray &json, const JsonPath &path)
{
    return { name + ".type", name + ".atom", json + " -> (" + literal(path.text() + '[') + " || " + name + ".key || ']')" };
}

QByteArray containerIn(const QByteArray &name, const char *types)
{
    return "CASE WHEN " + name + ".type " + types + " THEN " + name + ".value END";
}

} // namespace

struct FilterSql::Walk {
    const Place &place;
    const DocumentPath &steps;
    const Leaf &leaf;
    QByteArray straight; ///< what an index may hold: NULL wherever the way goes through an array
    std::vector<Condition> found;
    int ways = 0;
};

FilterSql::FilterSql(const DocumentSource &source, Values &values)
    : FilterSql(source, values, {}, !isGuarded(source))
{
}

FilterSql FilterSql::ofNewRow(const DocumentSource &source, Values &values)
{
    return FilterSql(source, values, "NEW.", true);
}

FilterSql::FilterSql(const DocumentSource &source, Values &values, const QByteArray &row, bool isReadable)
    : m_source(source)
    , m_values(values)
    , m_row(row)
    , m_json(jsonOf(source, row))
    , m_isReadable(isReadable)
{
}

QByteArray FilterSql::newName()
{
    return 'e' + QByteArray::number(++m_names);
}

Condition FilterSql::ofDocuments(const DocumentFilter &filter)
{
    return m_isReadable || !isEverything(filter) ? condition(filter) : Condition::exactly(m_json + " IS NOT NULL");
}

Condition FilterSql::condition(const DocumentFilter &filter)
{
    if (!m_isReadable && isEverything(filter))
        return Condition::exactly(m_row + quoted(m_source.column) + " IS NOT NULL");
    const auto condition = at({ m_json, true, {} }, filter);
    return m_isReadable ? condition : both(isDocument(), condition);
}

Condition FilterSql::at(const Place &place, const DocumentFilter &filter)
{
    if (m_depth >= mostDepth)
        return Condition::unknown();
    ++m_depth;
    auto condition = inside(place, filter);
    --m_depth;
    return isTooLong(condition) ? Condition::unknown() : condition;
}

Condition FilterSql::inside(const Place &place, const DocumentFilter &filter)
{
    std::vector<Condition> children;
    switch (filter.kind) {
    case Kind::And:
    case Kind::Or:
        for (qsizetype length = 0; const auto &child : filter.children) {
            children.push_back(at(place, child));
            length += lengthOf(children.back());
            if (length > mostText)
                return Condition::unknown();
        }
        return filter.kind == Kind::And ? all(children) : any(children);
    case Kind::Not:
        return filter.children.empty() ? Condition::never() : negated(at(place, filter.children.front()));
    case Kind::Compare:
        return compare(place, filter);
    case Kind::ElementMatch:
        return filter.children.empty() ? Condition::never() : ofPath(place, filter.path, elementMatch(filter.children.front()));
    default:
        return ofPath(place, filter.path, leafOf(filter, m_values));
    }
}

Condition FilterSql::compare(const Place &place, const DocumentFilter &filter)
{
    const auto side = [&](const DocumentOperand &operand) {
        if (!operand.isField)
            return compareSide(Constant::fromJson(operand.value), m_values);
        if (isColumn(place, operand.path))
            return compareSide(operand.path.size() == 1 ? columnValue(operand.path.first()) : ValueSql { "'null'", "NULL", "NULL" }, {});
        QByteArrayList arrays;
        for (qsizetype length = 1; length < operand.path.size(); ++length)
            arrays.append(valueAt(place, JsonPath::keys(operand.path.first(length))).type + " = 'array'");
        return compareSide(valueAt(place, JsonPath::keys(operand.path)), arrays);
    };
    std::vector<Condition> conditions { compareTest(filter.comparison, side(filter.left), side(filter.right)) };
    if (place.isTable && !m_isReadable)
        conditions.push_back(unreadable());
    return any(conditions);
}

/// Deeper than SQLite reads: it may still be JSON.
Condition FilterSql::unreadable() const
{
    return Condition::atMost('(' + m_json + " IS NULL AND length(" + m_row + quoted(m_source.column) + ") > 2000)");
}

/// Neither NULL nor what is no JSON.
Condition FilterSql::isDocument() const
{
    const auto isRead = m_json + " IS NOT NULL";
    const auto begin = "substr(ltrim(" + m_row + quoted(m_source.column) + ", char(9, 10, 13, 32)), 1, 1)";
    return { '(' + isRead + " OR (" + unreadable().wide + " AND " + begin + " IN ('{', '[')))", isRead };
}

bool FilterSql::isColumn(const Place &place, const DocumentPath &path) const
{
    return place.isTable && m_source.isCollection && !path.isEmpty() && (path.first() == "_id" || path.first() == "_version");
}

ValueSql FilterSql::columnValue(const QByteArray &column) const
{
    const auto name = m_row + quoted(QString::fromUtf8(column));
    if (column == "_id")
        return { "'text'", name, "json_quote(" + name + ')' };
    return { "'integer'", name, "CAST(" + name + " AS TEXT)" };
}

Leaf FilterSql::elementMatch(const DocumentFilter &child)
{
    Leaf leaf;
    leaf.asksElements = false;
    leaf.test = [this, child](const ValueSql &value) {
        if (m_arrays >= mostArrays)
            return Condition::atMost(value.type + " = 'array'");
        ++m_arrays;
        const auto name = newName();
        const auto array = "CASE WHEN " + value.type + " = 'array' THEN " + value.json + " END";
        const Place element { containerIn(name, "IN ('object', 'array')"), false, elementOf(name, array, {}) };
        auto condition = at(element, child);
        --m_arrays;
        if (!asksElements(child))
            condition = both(Condition::exactly(name + ".type IN ('object', 'array')"), condition);
        return both(Condition::exactly(value.type + " = 'array'"), existing("json_each(" + array + ") AS " + name, condition));
    };
    return leaf;
}

Condition FilterSql::ofPath(const Place &place, const DocumentPath &path, const Leaf &leaf)
{
    const auto positions = std::ranges::count_if(path, [](const QByteArray &step) { return positionOf(step) >= 0; });
    if (path.size() > mostSteps || positions > mostPositions)
        return Condition::unknown();
    if (path.isEmpty() && place.element)
        return leaf.test(*place.element);
    if (isColumn(place, path))
        return ofColumn(path, leaf);
    Walk walk { place, path, leaf, valueAt(place, JsonPath::keys(path)).value, {}, 0 };
    this->walk(walk, {}, 0, {}, false);
    if (place.isTable && !m_isReadable)
        walk.found.push_back(both(Condition::exactly(walk.straight + " IS NULL"), unreadable()));
    return any(walk.found);
}

Condition FilterSql::ofColumn(const DocumentPath &path, const Leaf &leaf) const
{
    if (path.size() > 1)
        return leaf.acceptsMissing ? Condition::always() : Condition::never();
    return leaf.test(columnValue(path.first()));
}

ValueSql FilterSql::valueAt(const Place &place, const JsonPath &path) const
{
    auto value = extracted(place.json, path);
    if (place.isTable) {
        for (const auto &index : m_source.indexes) {
            if (!index.generatedColumn.isEmpty() && index.keys.size() == 1 && JsonPath::keys(index.keys.front().path).text() == path.text())
                value = m_row + quoted(index.generatedColumn);
        }
    }
    return { "json_type(" + place.json + ", " + path.sql() + ')', value, place.json + " -> " + path.sql() };
}

/// An element that is an array has the fields 0, 1, …; one that is neither object nor array has none.
void FilterSql::intoElement(Walk &walk)
{
    const auto type = walk.place.element->type;
    const auto &key = walk.steps.first();
    this->walk(walk, JsonPath().key(key), 1, { type + " IS NOT 'array'" }, false);
    if (const auto position = positionOf(key); position >= 0)
        this->walk(walk, JsonPath().position(position), 1, { type + " = 'array'" }, false);
    else if (walk.leaf.acceptsMissing)
        walk.found.push_back(Condition::exactly(type + " = 'array'"));
}

void FilterSql::walk(Walk &walk, const JsonPath &path, qsizetype step, QByteArrayList guards, bool byPosition)
{
    if (step == walk.steps.size())
        return atEnd(walk, path, guards, byPosition);
    if (step == 0 && walk.place.element)
        return intoElement(walk);
    const auto &key = walk.steps[step];
    if (step == 0)
        return this->walk(walk, path.key(key), 1, {}, false);
    const auto type = valueAt(walk.place, path).type;
    this->walk(walk, path.key(key), step + 1, guards + QByteArrayList { type + (byPosition ? " = 'object'" : " IS NOT 'array'") }, false);
    if (const auto position = positionOf(key); position >= 0)
        this->walk(walk, path.position(position), step + 1, guards, true);
    throughArray(walk, path, step);
}

void FilterSql::throughArray(Walk &walk, const JsonPath &path, qsizetype step)
{
    const auto isArray = Condition::exactly(walk.straight + " IS NULL AND " + valueAt(walk.place, path).type + " = 'array'");
    if (++walk.ways > mostWays) {
        walk.found.push_back(Condition::atMost('(' + isArray.wide + ')'));
        return;
    }
    const auto name = newName();
    const Place object { containerIn(name, "= 'object'"), false, {} };
    const auto rest = walk.steps.sliced(step);
    Walk inner { object, rest, walk.leaf, valueAt(object, JsonPath::keys(rest)).value, {}, walk.ways };
    this->walk(inner, {}, 0, {}, false);
    walk.ways = inner.ways;
    const auto elements = existing("json_each(" + walk.place.json + pathText(path) + ") AS " + name,
        both(Condition::exactly(name + ".type = 'object'"), any(inner.found)));
    walk.found.push_back(both(isArray, elements));
}

void FilterSql::atEnd(Walk &walk, const JsonPath &path, const QByteArrayList &guards, bool byPosition)
{
    const auto value = valueAt(walk.place, path);
    // Only where the way is straight the value is the one that an index holds.
    const bool isStraight = path.text() == JsonPath::keys(walk.steps).text();
    const auto beside = isStraight ? Condition::always() : Condition::exactly(walk.straight + " IS NULL");
    walk.found.push_back(both(beside, walk.leaf.test(value)));
    if (walk.leaf.acceptsMissing && !byPosition) {
        auto missing = QByteArrayList { value.value + " IS NULL", value.type + " IS NULL" } + guards;
        if (!isStraight)
            missing.prepend(beside.wide);
        walk.found.push_back(Condition::exactly('(' + missing.join(" AND ") + ')'));
    }
    if (!walk.leaf.asksElements || byPosition)
        return;
    const auto name = newName();
    const auto isArray = '(' + value.value + " >= '[' AND " + value.value + " < '\\')";
    const auto elements = existing("json_each(" + walk.place.json + pathText(path) + ") AS " + name,
        walk.leaf.test(elementOf(name, walk.place.json, path)));
    walk.found.push_back(all({ beside, Condition::exactly(isArray), elements }));
}

} // namespace dumbo::sqlite
