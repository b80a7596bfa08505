#include "tests/support/documents/documentgenerator.h"

#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/projection.h"
#include "core/json/jsonstring.h"

#include <iterator>

using namespace dumbo;

namespace {

// Few names and values, so that conditions and documents meet.
constexpr const char *commonKeys[] = { "a", "b", "c", "d" };
constexpr const char *oddKeys[] = { "A", "0", "1", "\xc3\xbc", "it's", "two words", "quo\"te", "back\\slash", "a-b", "%s_", "", "_id", "?", ":x" };
constexpr const char *numbers[] = { "0", "1", "2", "3", "5", "9", "10", "-1", "-2", "1.0", "1.5", "10.00", "0.5", "-0.5", "1e2", "100" };
constexpr const char *oddNumbers[] = { "-0", "0.0", "0.1", "0.10", "0.3", "1E+2", "2147483648", "9007199254740993", "9007199254740992",
    "9007199254740992.5", "1e-7", "123456789.123456789" };
constexpr const char *hugeNumbers[] = { "9223372036854775807", "9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e400", "-1e400",
    "1e-400", "0.1000000000000000055511151231257827", "12345678901234567890.123456789", "1e308", "1.7976931348623157e309", "10e399" };
constexpr const char *texts[] = { "", "a", "b", "ab", "abc", "A", "x", "9", "10", "1" };
constexpr const char *oddTexts[] = { "\xc3\xa4", "\xf0\x9f\x98\x80", "\xef\xbf\xbd", "it's", "say \"hi\"", "back\\slash", "100%", "a_b", "line\nbreak", "tab\there",
    "null", "true", " ", "2024-05-01T00:00:00.000Z", "\xe2\x80\xa8", "{}", "[1]", "\x7f", "$1", "?" };
constexpr const char *patterns[] = { "^a", "b$", "^ab", "a.c", "", "^$", "A", "[0-9]+", "\\d", "x|b", "^\xc3\xa4", "it's", "^a_b", "100%", "a\\\\|k" };
constexpr const char *types[] = { "number", "string", "object", "array", "bool", "null", "int", "long", "double", "decimal" };

} // namespace

#define ANY_OF(list) (list)[below(int(std::size(list)))]

DocumentGenerator::DocumentGenerator(quint64 seed, const GeneratorLimits &limits)
    : m_random(seed)
    , m_limits(limits)
{
}

// Not by a distribution of the standard library: these differ between libraries.
int DocumentGenerator::below(int limit)
{
    return int(m_random() % quint64(limit));
}

bool DocumentGenerator::chance(int percent)
{
    return below(100) < percent;
}

QByteArray DocumentGenerator::number()
{
    if (m_limits.hugeNumbers && chance(12))
        return ANY_OF(hugeNumbers);
    return chance(80) ? ANY_OF(numbers) : ANY_OF(oddNumbers);
}

QByteArray DocumentGenerator::text()
{
    if (m_limits.loneSurrogates && chance(3))
        return "\"\\ud800\"";
    if (m_limits.zeroCharacters && chance(3))
        return "\"a\\u0000b\"";
    if (chance(3))
        return "\"\\u0061\""; // "a" as nobody writes it
    return encodeJsonString(QByteArrayView(chance(75) ? ANY_OF(texts) : ANY_OF(oddTexts)));
}

QByteArray DocumentGenerator::scalar()
{
    const auto which = below(100);
    if (which < 50)
        return number();
    if (which < 80)
        return text();
    if (which < 90)
        return "null";
    return chance(50) ? "true" : "false";
}

QByteArray DocumentGenerator::array(int depth)
{
    QByteArrayList elements;
    const auto size = chance(15) ? 0 : 1 + below(4);
    const bool ofObjects = chance(30);
    for (int i = 0; i < size; ++i)
        elements += ofObjects && depth > 0 && !chance(10) ? object(depth - 1, {}) : valueOf(depth - 1);
    return '[' + elements.join(chance(80) ? "," : " , ") + ']';
}

QByteArray DocumentGenerator::object(int depth, QByteArrayView id)
{
    QByteArrayList members;
    QByteArrayList keys;
    if (!id.isNull()) {
        members += "\"_id\":" + encodeJsonString(id);
        keys += "_id";
    }
    const auto size = chance(10) ? 0 : 1 + below(4);
    for (int i = 0; i < size; ++i) {
        const QByteArray key = chance(88) ? ANY_OF(commonKeys) : ANY_OF(oddKeys);
        const bool again = m_limits.duplicateKeys && key != "_id" && chance(40);
        if (keys.contains(key) && !again)
            continue;
        keys += key;
        members += encodeJsonString(QByteArrayView(key)) + (chance(80) ? ":" : " : ") + valueOf(depth - 1);
    }
    return '{' + members.join(chance(80) ? "," : ", ") + '}';
}

QByteArray DocumentGenerator::valueOf(int depth)
{
    if (depth <= 0 || chance(50))
        return scalar();
    return chance(55) ? array(depth) : object(depth, {});
}

QByteArray DocumentGenerator::document(QByteArrayView id)
{
    return object(m_limits.depth, id);
}

QByteArray DocumentGenerator::value()
{
    return valueOf(m_limits.depth - 1);
}

DocumentPath DocumentGenerator::path()
{
    DocumentPath path { chance(90) ? ANY_OF(commonKeys) : ANY_OF(oddKeys) };
    while (path.size() < 4 && chance(40))
        path += chance(20) ? QByteArray::number(below(3)) : QByteArray(chance(95) ? ANY_OF(commonKeys) : ANY_OF(oddKeys));
    return path;
}

/// An operator and what stands behind it.
QByteArray DocumentGenerator::condition(QByteArrayView name, int depth)
{
    const auto list = [&](int most) {
        QByteArrayList values;
        for (int i = below(most + 1); i > 0; --i)
            values += chance(85) ? scalar() : valueOf(1);
        return '[' + values.join(',') + ']';
    };
    QByteArray operand;
    if (name == "$exists")
        operand = chance(50) ? "true" : "false";
    else if (name == "$in" || name == "$nin")
        operand = list(4);
    else if (name == "$all")
        operand = list(2);
    else if (name == "$size")
        operand = QByteArray::number(below(4));
    else if (name == "$mod")
        operand = '[' + QByteArray::number(1 + below(5)) + ',' + QByteArray::number(below(4) - 1) + ']';
    else if (name == "$type")
        operand = encodeJsonString(QByteArrayView(ANY_OF(types)));
    else if (name == "$regex")
        operand = encodeJsonString(QByteArrayView(ANY_OF(patterns)));
    else if (name == "$not")
        operand = '{' + condition(depth - 1) + '}';
    else if (name == "$elemMatch")
        operand = chance(45) ? '{' + condition(depth - 1) + '}' : conditions(depth - 1);
    else
        operand = chance(75) ? scalar() : valueOf(2);
    return '"' + name.toByteArray() + "\":" + operand;
}

QByteArray DocumentGenerator::condition(int depth)
{
    static constexpr const char *simple[]
        = { "$eq", "$ne", "$gt", "$gte", "$lt", "$lte", "$gt", "$lt", "$in", "$nin", "$exists", "$type", "$size", "$mod", "$all", "$regex" };
    static constexpr const char *nested[] = { "$not", "$elemMatch", "$elemMatch" };
    const QByteArray name = depth > 0 && chance(25) ? ANY_OF(nested) : ANY_OF(simple);
    auto text = condition(name == "$regex" && !m_limits.regex ? QByteArrayView("$eq") : QByteArrayView(name), depth);
    if (name == "$gt" && chance(40))
        text += ',' + condition("$lt", depth);
    if (name == "$regex" && m_limits.regex && chance(30))
        text += ",\"$options\":\"i\"";
    return text;
}

QByteArray DocumentGenerator::conditions(int depth)
{
    QByteArrayList members;
    QByteArrayList keys;
    for (int i = chance(75) ? 1 : 2; i > 0; --i) {
        const auto which = below(100);
        if (depth > 0 && which < 12) {
            static constexpr const char *names[] = { "$and", "$or", "$or", "$nor" };
            const QByteArray name = ANY_OF(names);
            QByteArrayList parts;
            for (int k = 1 + below(3); k > 0; --k)
                parts += conditions(depth - 1);
            if (!keys.contains(name))
                members += '"' + name + "\":[" + parts.join(',') + ']';
            keys += name;
            continue;
        }
        const auto key = dottedText(path());
        if (!keys.contains(key))
            members += encodeJsonString(QByteArrayView(key)) + ':'
                + (which < 45 ? (chance(75) ? scalar() : valueOf(2)) : '{' + condition(depth) + '}');
        keys += key;
    }
    return '{' + members.join(',') + '}';
}

QByteArray DocumentGenerator::filterText()
{
    if (chance(3))
        return "{}";
    if (chance(5)) {
        static constexpr const char *names[] = { "$eq", "$ne", "$gt", "$gte", "$lt", "$lte" };
        const auto left = encodeJsonString(QByteArrayView('$' + dottedText({ ANY_OF(commonKeys) })));
        const auto right = chance(60) ? encodeJsonString(QByteArrayView('$' + dottedText(path())))
                                      : "{\"$literal\":" + valueOf(2) + '}';
        return QByteArray("{\"$expr\":{\"") + ANY_OF(names) + "\":[" + left + ',' + right + "]}}";
    }
    return conditions(2);
}

DocumentFilter DocumentGenerator::filter()
{
    while (true) {
        // Constants with keys that stand twice are refused.
        if (auto parsed = parseFilter(filterText()))
            return *parsed;
    }
}

std::vector<DocumentSortKey> DocumentGenerator::sort()
{
    std::vector<DocumentSortKey> keys;
    for (int i = 1 + below(2); i > 0; --i) {
        const DocumentSortKey key { path(), chance(50) };
        const bool overlaps = std::any_of(
            keys.begin(), keys.end(), [&key](const auto &other) { return pathsOverlap(key.path, other.path); });
        if (!overlaps)
            keys.push_back(key);
    }
    return keys;
}

DocumentProjection DocumentGenerator::projection()
{
    DocumentProjection projection;
    projection.mode = chance(60) ? DocumentProjection::Mode::Include : DocumentProjection::Mode::Exclude;
    for (int i = 1 + below(3); i > 0; --i) {
        const auto path = this->path();
        const bool overlaps = std::any_of(projection.paths.begin(), projection.paths.end(),
            [&path](const auto &other) { return pathsOverlap(path, other); });
        if (!overlaps && path.front() != "_id")
            projection.paths.push_back(path);
    }
    projection.withId = chance(70);
    if (projection.paths.empty())
        return {};
    return projection;
}

QByteArray DocumentGenerator::update()
{
    static constexpr const char *names[]
        = { "$set", "$set", "$unset", "$inc", "$mul", "$min", "$max", "$push", "$addToSet", "$pull", "$pop", "$rename", "$setOnInsert" };
    QByteArrayList members;
    QByteArrayList used;
    std::vector<DocumentPath> paths;
    for (int i = 1 + below(3); i > 0; --i) {
        const QByteArray name = ANY_OF(names);
        const auto path = this->path();
        const bool overlaps = path.front() == "_id"
            || std::any_of(paths.begin(), paths.end(), [&](const auto &other) { return pathsOverlap(path, other); });
        if (overlaps || used.contains(name) || path.contains("0") || path.contains("1") || path.contains("2"))
            continue;
        QByteArray operand = valueOf(2);
        if (name == "$inc" || name == "$mul")
            operand = number();
        else if (name == "$pop")
            operand = chance(50) ? "1" : "-1";
        else if (name == "$rename")
            operand = "\"renamed" + QByteArray::number(i) + '"';
        else if (name == "$unset")
            operand = "\"\"";
        paths.push_back(path);
        used += name;
        members += '"' + name + "\":{" + encodeJsonString(QByteArrayView(dottedText(path))) + ':' + operand + '}';
    }
    return members.isEmpty() ? QByteArray("{\"$set\":{\"a\":1}}") : '{' + members.join(',') + '}';
}
