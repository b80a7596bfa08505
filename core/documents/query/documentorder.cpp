#include "core/documents/query/documentorder.h"

#include "core/documents/query/decimal.h"
#include "core/documents/query/valuewalk.h"

#include <QtEndian>

#include <optional>

namespace dumbo {

namespace {

/// In the order of types; none is 0, which ends an array or object.
enum Rank : char { EmptyArrayRank = 1, NullRank, NumberRank, StringRank, ObjectRank, ArrayRank, BooleanRank };

char rankOf(JsonKind kind)
{
    switch (kind) {
    case JsonKind::Missing:
    case JsonKind::Null:
        return NullRank;
    case JsonKind::Number:
        return NumberRank;
    case JsonKind::String:
        return StringRank;
    case JsonKind::Object:
        return ObjectRank;
    case JsonKind::Array:
        return ArrayRank;
    case JsonKind::Boolean:
        return BooleanRank;
    }
    return NullRank;
}

int sign(qsizetype difference)
{
    return (difference > 0) - (difference < 0);
}

int compareBytes(QByteArrayView left, QByteArrayView right)
{
    return sign(left.compare(right));
}

bool isPlain(QByteArrayView json)
{
    return json.indexOf('\\') < 0;
}

int compareStrings(const JsonNode &left, const JsonNode &right)
{
    const auto a = left.text();
    const auto b = right.text();
    if (isPlain(a) && isPlain(b))
        return compareBytes(a.sliced(1).chopped(1), b.sliced(1).chopped(1));
    return compareBytes(left.string(), right.string());
}

/// Of values of the same type that are no containers.
int compareScalars(const JsonNode &left, const JsonNode &right)
{
    switch (left.kind()) {
    case JsonKind::Number:
        return compareNumbers(left.text(), right.text());
    case JsonKind::String:
        return compareStrings(left, right);
    case JsonKind::Boolean:
        return int(left.isTrue()) - int(right.isTrue());
    default:
        return 0;
    }
}

/// Containers side by side, without recursion: documents may be nested as deep as memory allows.
class PairWalk {
public:
    explicit PairWalk(const DocumentRules &rules)
        : m_rules(rules)
    {
    }

    int compare(const JsonNode &left, const JsonNode &right)
    {
        if (const auto order = enter(left, right); order != 0)
            return order;
        while (!m_levels.empty()) {
            auto &level = m_levels.back();
            const auto i = level.next++;
            if (i >= level.left.size() || i >= level.right.size()) {
                if (level.left.size() != level.right.size())
                    return level.left.size() < level.right.size() ? -1 : 1;
                m_levels.pop_back();
                continue;
            }
            const auto a = level.left[i];
            const auto b = level.right[i];
            if (const auto order = rankOf(a.kind()) - rankOf(b.kind()); order != 0)
                return sign(order);
            if (const auto order = a.hasKey() ? compareBytes(a.key(), b.key()) : 0; order != 0)
                return order;
            if (const auto order = enter(a, b); order != 0)
                return order;
        }
        return 0;
    }

private:
    struct Level {
        std::vector<JsonNode> left;
        std::vector<JsonNode> right;
        size_t next = 0;
    };

    int enter(const JsonNode &left, const JsonNode &right)
    {
        if (const auto order = rankOf(left.kind()) - rankOf(right.kind()); order != 0)
            return sign(order);
        if (!left.isContainer())
            return compareScalars(left, right);
        m_levels.push_back({ countedChildren(left, m_rules), countedChildren(right, m_rules), 0 });
        return 0;
    }

    const DocumentRules &m_rules;
    std::vector<Level> m_levels;
};

/// A zero inside is 00 ff, the end 00 00: a text comes before what is longer.
void appendText(QByteArray &bytes, const QByteArray &text)
{
    auto rest = QByteArrayView(text);
    for (auto zero = rest.indexOf('\0'); zero >= 0; zero = rest.indexOf('\0')) {
        bytes += rest.first(zero);
        bytes += QByteArrayView("\x00\xff", 2);
        rest = rest.sliced(zero + 1);
    }
    bytes += rest;
    bytes += QByteArrayView("\0\0", 2);
}

/// Sign, exponent, digits, end; of a negative number inverted.
void appendNumber(QByteArray &bytes, QByteArrayView json)
{
    const auto number = decimalDigits(json);
    if (number.digits.isEmpty()) {
        bytes += '\x80';
        return;
    }
    const auto start = bytes.size();
    bytes += '\x81';
    char exponent[8];
    qToBigEndian(quint64(number.exponent) + (quint64(1) << 63), exponent);
    bytes += QByteArrayView(exponent, 8);
    bytes += number.digits;
    bytes += '\0';
    for (auto i = start; number.isNegative && i < bytes.size(); ++i)
        bytes[i] = char(~bytes[i]);
}

void appendScalar(QByteArray &bytes, const JsonNode &value)
{
    switch (value.kind()) {
    case JsonKind::Number:
        appendNumber(bytes, value.text());
        break;
    case JsonKind::String:
        appendText(bytes, value.string());
        break;
    case JsonKind::Boolean:
        bytes += value.isTrue() ? '\2' : '\1';
        break;
    default:
        break;
    }
}

} // namespace

int compareValues(const JsonNode &left, const JsonNode &right, const DocumentRules &rules)
{
    if (const auto order = rankOf(left.kind()) - rankOf(right.kind()); order != 0)
        return sign(order);
    return left.isContainer() ? PairWalk(rules).compare(left, right) : compareScalars(left, right);
}

void appendOrderedBytes(QByteArray &bytes, const JsonNode &value, const DocumentRules &rules)
{
    struct Level {
        std::vector<JsonNode> children;
        size_t next = 0;
    };
    std::vector<Level> levels;
    const auto enter = [&](const JsonNode &node) {
        if (node.isContainer())
            levels.push_back({ countedChildren(node, rules), 0 });
        else
            appendScalar(bytes, node);
    };
    bytes += rankOf(value.kind());
    enter(value);
    while (!levels.empty()) {
        if (levels.back().next == levels.back().children.size()) {
            bytes += '\0';
            levels.pop_back();
            continue;
        }
        const auto child = levels.back().children[levels.back().next++];
        bytes += rankOf(child.kind());
        if (child.hasKey())
            appendText(bytes, child.key());
        enter(child);
    }
}

QByteArray orderedBytes(const JsonNode &value, const DocumentRules &rules)
{
    QByteArray bytes;
    appendOrderedBytes(bytes, value, rules);
    return bytes;
}

namespace {

/// The smallest or largest of what a sort key's path finds.
class SortKeyWalk {
public:
    SortKeyWalk(const std::vector<PathStep> &steps, bool largest, const DocumentRules &rules)
        : m_steps(steps)
        , m_largest(largest)
        , m_rules(rules)
    {
    }

    QByteArray key(const JsonNode &document)
    {
        through(document, 0);
        return m_best.value_or(QByteArray(1, NullRank));
    }

private:
    void through(const JsonNode &value, size_t step)
    {
        if (step == m_steps.size())
            return end(value);
        if (value.isObject())
            return member(value, step);
        offer(QByteArray(1, NullRank));
    }

    void member(const JsonNode &object, size_t step)
    {
        const auto value = object.find(m_steps[step].key, m_rules.firstKeyWins);
        if (value.isArray() && step + 1 < m_steps.size())
            throughArray(value, step + 1);
        else
            through(value, step + 1);
    }

    void throughArray(const JsonNode &array, size_t step)
    {
        const auto named = m_steps[step].position >= 0 ? array.child(m_steps[step].position) : JsonNode();
        if (named.isValid() && step + 1 < m_steps.size() && named.isArray())
            return throughArray(named, step + 1);
        if (named.isValid())
            return through(named, step + 1);
        for (const auto &element : array.children())
            through(element, step);
        if (!array.firstChild().isValid())
            offer(QByteArray(1, NullRank));
    }

    void end(const JsonNode &value)
    {
        if (!value.isArray())
            return offer(orderedBytes(value, m_rules));
        for (const auto &element : value.children())
            offer(orderedBytes(element, m_rules));
        if (!value.firstChild().isValid())
            offer(QByteArray(1, EmptyArrayRank));
    }

    void offer(const QByteArray &bytes)
    {
        if (!m_best || (m_largest ? *m_best < bytes : bytes < *m_best))
            m_best = bytes;
    }

    const std::vector<PathStep> &m_steps;
    bool m_largest;
    const DocumentRules &m_rules;
    std::optional<QByteArray> m_best;
};

} // namespace

struct DocumentOrder::Key {
    std::vector<PathStep> steps;
    bool descending = false;
};

DocumentOrder::DocumentOrder(const std::vector<DocumentSortKey> &keys, const DocumentRules &rules)
    : m_rules(rules)
{
    std::vector<Key> read;
    for (const auto &key : keys)
        read.push_back({ pathSteps(key.path), key.descending });
    m_keys = std::make_shared<const std::vector<Key>>(std::move(read));
}

QByteArray DocumentOrder::key(const JsonNode &document) const
{
    QByteArray bytes;
    for (const auto &key : *m_keys) {
        const auto start = bytes.size();
        bytes += SortKeyWalk(key.steps, key.descending, m_rules).key(document);
        for (auto i = start; key.descending && i < bytes.size(); ++i)
            bytes[i] = char(~bytes[i]);
    }
    return bytes;
}

} // namespace dumbo
