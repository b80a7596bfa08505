#include "core/json/jsonpatch.h"

#include "core/json/jsonarraymatch.h"
#include "core/json/jsonedit.h"
#include "core/json/jsonstring.h"

#include <algorithm>

namespace dumbo {

namespace {

using Kind = JsonDifference::Kind;

/// Two values still to be compared; or what is only on one side, in a container of the document before.
struct Pending {
    JsonNode before;
    JsonNode after;
    JsonNode container;
    QByteArray step;
    int depth = 0;
};

/// Below, bytes are no longer compared before they are taken apart, and elements are paired by position: each level would look again at
/// all that lies below.
constexpr int mostDepth = 200;

void pushMembers(const JsonNode &before, const JsonNode &after, JsonComparison comparison, std::vector<Pending> &pending)
{
    auto added = jsonMembers(after, comparison);
    std::ranges::stable_sort(added, {}, &JsonMember::key);
    std::vector<bool> isMatched(added.size());
    for (const auto &member : jsonMembers(before, comparison)) {
        const auto found = std::ranges::lower_bound(added, member.key, {}, &JsonMember::key);
        const bool isThere = found != added.end() && found->key == member.key;
        if (isThere)
            isMatched[size_t(found - added.begin())] = true;
        pending.push_back({ member.value, isThere ? found->value : JsonNode(), before, member.key });
    }
    std::vector<JsonMember> rest;
    for (size_t i = 0; i < added.size(); ++i) {
        if (!isMatched[i])
            rest.push_back(added[i]);
    }
    std::ranges::sort(rest, {}, [](const JsonMember &member) { return member.value.number(); });
    for (const auto &member : rest)
        pending.push_back({ {}, member.value, before, member.key });
}

void pushElements(const Pending &at, JsonComparison comparison, std::vector<Pending> &pending)
{
    if (at.depth < mostDepth) {
        for (const auto &match : matchElements(at.before, at.after, comparison))
            pending.push_back({ match.before, match.after, at.before, QByteArray::number(match.position) });
        return;
    }
    auto before = at.before.firstChild();
    auto after = at.after.firstChild();
    for (qint64 i = 0; before.isValid() || after.isValid(); ++i, before = before.next(), after = after.next())
        pending.push_back({ before, after, at.before, QByteArray::number(i) });
}

QByteArrayList pathOf(const Pending &pending)
{
    return pending.container.isValid() ? pending.container.path() + QByteArrayList { pending.step } : QByteArrayList();
}

QByteArray pointerOf(const QByteArrayList &path)
{
    QByteArray pointer;
    for (auto step : path)
        pointer += '/' + step.replace('~', "~0").replace('/', "~1");
    return pointer;
}

QByteArray operation(const char *name, const QByteArrayList &path, const JsonNode &value)
{
    auto text = QByteArray(R"({ "op": ")") + name + R"(", "path": )" + encodeJsonString(pointerOf(path));
    if (value.isValid())
        text += R"(, "value": )" + value.text().toByteArray();
    return text + " }";
}

} // namespace

std::vector<JsonDifference> jsonDifferences(const JsonNode &before, const JsonNode &after, JsonComparison comparison)
{
    std::vector<JsonDifference> differences;
    std::vector<Pending> pending { { before, after, {}, {} } };
    while (!pending.empty()) {
        const auto at = pending.back();
        pending.pop_back();
        if (!at.before.isValid() || !at.after.isValid()) {
            if (at.before.isValid() || at.after.isValid())
                differences.push_back({ at.before.isValid() ? Kind::Removed : Kind::Added, pathOf(at), at.before, at.after });
            continue;
        }
        if (at.depth < mostDepth && at.before.text() == at.after.text())
            continue;
        const auto size = pending.size();
        if (at.before.isObject() && at.after.isObject())
            pushMembers(at.before, at.after, comparison, pending);
        else if (at.before.isArray() && at.after.isArray())
            pushElements(at, comparison, pending);
        else if (!jsonEqual(at.before, at.after, comparison))
            differences.push_back({ Kind::Changed, pathOf(at), at.before, at.after });
        for (auto i = size; i < pending.size(); ++i)
            pending[i].depth = at.depth + 1;
        std::reverse(pending.begin() + qptrdiff(size), pending.end());
    }
    return differences;
}

QByteArray makeJsonPatch(const JsonNode &before, const JsonNode &after, JsonComparison comparison)
{
    // What moves the elements of an array comes last, the innermost first; so each path still holds when its turn comes.
    struct Step {
        qsizetype depth;
        qint64 order;
        QByteArray text;
    };
    std::vector<QByteArray> operations;
    std::vector<Step> moving;
    for (const auto &difference : jsonDifferences(before, after, comparison)) {
        const auto &path = difference.path;
        const auto container = difference.before.isValid() ? difference.before.parent() : difference.after.parent();
        if (difference.kind == Kind::Changed)
            operations.push_back(operation("replace", path, difference.after));
        else if (!container.isArray())
            operations.push_back(operation(difference.kind == Kind::Added ? "add" : "remove", path, difference.after));
        else if (difference.kind == Kind::Removed)
            moving.push_back({ -path.size(), -path.last().toLongLong() - 1, operation("remove", path, {}) });
        else
            moving.push_back({ -path.size(), path.last().toLongLong(), operation("add", path, difference.after) });
    }
    std::ranges::stable_sort(moving, {}, [](const Step &step) { return std::pair(step.depth, step.order); });
    for (const auto &step : moving)
        operations.push_back(step.text);
    if (operations.empty())
        return "[]";
    return "[\n  " + QByteArrayList(operations.begin(), operations.end()).join(",\n  ") + "\n]";
}

} // namespace dumbo
