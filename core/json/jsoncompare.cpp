#include "core/json/jsoncompare.h"

#include "core/json/jsonnumber.h"

#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

bool scalarsEqual(const JsonNode &left, const JsonNode &right)
{
    switch (left.kind()) {
    case JsonKind::Number:
        return compareJsonNumbers(left.text(), right.text()) == 0;
    case JsonKind::String:
        return left.string() == right.string();
    case JsonKind::Boolean:
        return left.isTrue() == right.isTrue();
    default:
        return true;
    }
}

using Pairs = std::vector<std::pair<JsonNode, JsonNode>>;

/// What must be equal besides, or false.
bool membersPair(const JsonNode &left, const JsonNode &right, JsonComparison comparison, Pairs &pairs)
{
    auto first = jsonMembers(left, comparison);
    auto second = jsonMembers(right, comparison);
    if (first.size() != second.size())
        return false;
    if (comparison.ordersKeys) {
        std::ranges::sort(first, {}, &JsonMember::key);
        std::ranges::sort(second, {}, &JsonMember::key);
    }
    for (size_t i = 0; i < first.size(); ++i) {
        if (first[i].key != second[i].key)
            return false;
        pairs.emplace_back(first[i].value, second[i].value);
    }
    return true;
}

size_t scalarHash(const JsonNode &node)
{
    switch (node.kind()) {
    case JsonKind::Number:
        return qHash(normalizedJsonNumber(node.text()), size_t(1));
    case JsonKind::String:
        return qHash(node.string(), size_t(2));
    default:
        return qHash(node.text(), size_t(3));
    }
}

} // namespace

std::vector<JsonMember> jsonMembers(const JsonNode &object, JsonComparison comparison)
{
    std::vector<JsonMember> members;
    QHash<QByteArray, size_t> places;
    if (!object.isObject())
        return members;
    constexpr size_t few = 16;
    for (const auto child : object.children()) {
        JsonMember member { child.key(), child };
        auto found = members.end();
        if (members.size() < few) {
            found = std::ranges::find(members, member.key, &JsonMember::key);
        } else {
            if (places.isEmpty()) {
                for (size_t i = 0; i < members.size(); ++i)
                    places.insert(members[i].key, i);
            }
            if (const auto place = places.constFind(member.key); place != places.cend())
                found = members.begin() + qptrdiff(*place);
            else
                places.insert(member.key, members.size());
        }
        if (found == members.end())
            members.push_back(std::move(member));
        else if (!comparison.firstKeyWins)
            found->value = child;
    }
    return members;
}

bool jsonEqual(const JsonNode &left, const JsonNode &right, JsonComparison comparison)
{
    Pairs pairs { { left, right } };
    // Bytes that are alike need not be taken apart; but in deep nesting each level would look at all that lies below.
    auto budget = 16 * (left.end() - left.begin()) + 1024;
    while (!pairs.empty()) {
        const auto [first, second] = pairs.back();
        pairs.pop_back();
        if (first == second)
            continue;
        if (first.kind() != second.kind())
            return false;
        if (budget > 0 || !first.isContainer()) {
            const auto text = first.text();
            budget -= text.size();
            if (text == second.text())
                continue;
        }
        if (first.isObject()) {
            if (!membersPair(first, second, comparison, pairs))
                return false;
        } else if (first.isArray()) {
            auto one = first.firstChild();
            auto other = second.firstChild();
            for (; one.isValid() && other.isValid(); one = one.next(), other = other.next())
                pairs.emplace_back(one, other);
            if (one.isValid() || other.isValid())
                return false;
        } else if (!scalarsEqual(first, second)) {
            return false;
        }
    }
    return true;
}

/// Adds up what stands at each leaf, mixed with the way to it: no order to keep, no recursion.
size_t jsonHash(const JsonNode &node, JsonComparison comparison)
{
    struct Visit {
        JsonNode node;
        size_t way;
    };
    std::vector<Visit> visits { { node, 0 } };
    size_t sum = 0;
    while (!visits.empty()) {
        const auto [at, way] = visits.back();
        visits.pop_back();
        if (at.isObject()) {
            sum += qHashMulti(way, 4);
            size_t position = 0;
            for (const auto &member : jsonMembers(at, comparison))
                visits.push_back({ member.value, qHashMulti(way, member.key, comparison.ordersKeys ? 0 : ++position) });
        } else if (at.isArray()) {
            sum += qHashMulti(way, 5);
            size_t position = 0;
            for (const auto child : at.children())
                visits.push_back({ child, qHashMulti(way, ++position) });
        } else {
            sum += qHashMulti(way, scalarHash(at));
        }
    }
    return sum;
}

} // namespace dumbo
