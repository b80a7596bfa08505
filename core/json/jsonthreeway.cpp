#include "core/json/jsonedit.h"
#include "core/json/jsonpatch.h"

#include <QHash>

#include <algorithm>

namespace dumbo {

namespace {

using Side = JsonThreeWay::Side;

struct Pending {
    JsonNode before;
    JsonNode mine;
    JsonNode theirs;
    int depth = 0;
};

/// Below, bytes are no longer compared before they are taken apart: each level would look again at all that lies below.
constexpr int mostDepth = 200;

void pushMembers(const Pending &at, JsonComparison comparison, std::vector<Pending> &pending)
{
    QHash<QByteArray, size_t> places;
    const auto first = pending.size();
    const auto take = [&](const JsonNode &object, JsonNode Pending::*side) {
        for (const auto &[key, value] : jsonMembers(object, comparison)) {
            if (!places.contains(key)) {
                places.insert(key, pending.size());
                pending.emplace_back();
            }
            pending[places[key]].*side = value;
        }
    };
    take(at.before, &Pending::before);
    take(at.mine, &Pending::mine);
    take(at.theirs, &Pending::theirs);
    std::reverse(pending.begin() + qptrdiff(first), pending.end());
}

void pushElements(const Pending &at, std::vector<Pending> &pending)
{
    const auto first = pending.size();
    auto before = at.before.firstChild();
    auto mine = at.mine.firstChild();
    auto theirs = at.theirs.firstChild();
    while (before.isValid()) {
        pending.push_back({ before, mine, theirs });
        before = before.next();
        mine = mine.next();
        theirs = theirs.next();
    }
    std::reverse(pending.begin() + qptrdiff(first), pending.end());
}

bool areAll(const Pending &at, bool (JsonNode::*is)() const)
{
    return (at.before.*is)() && (at.mine.*is)() && (at.theirs.*is)();
}

bool areOneLength(const Pending &at)
{
    const auto count = at.before.childCount();
    return at.mine.childCount() == count && at.theirs.childCount() == count;
}

} // namespace

std::vector<JsonThreeWay> jsonThreeWay(
    const JsonNode &before, const JsonNode &mine, const JsonNode &theirs, JsonComparison comparison)
{
    std::vector<JsonThreeWay> changes;
    std::vector<Pending> pending { { before, mine, theirs } };
    while (!pending.empty()) {
        const auto at = std::move(pending.back());
        pending.pop_back();
        if (at.depth < mostDepth && areAll(at, &JsonNode::isValid) && at.before.text() == at.mine.text() && at.before.text() == at.theirs.text())
            continue;
        const auto size = pending.size();
        const bool areObjects = areAll(at, &JsonNode::isObject);
        const bool areArrays = areAll(at, &JsonNode::isArray) && areOneLength(at);
        if (areObjects)
            pushMembers(at, comparison, pending);
        else if (areArrays)
            pushElements(at, pending);
        for (auto i = size; i < pending.size(); ++i)
            pending[i].depth = at.depth + 1;
        if (areObjects || areArrays)
            continue;
        const bool mineChanged = !jsonEqual(at.before, at.mine, comparison);
        const bool theirsChanged = !jsonEqual(at.before, at.theirs, comparison);
        if (!mineChanged && !theirsChanged)
            continue;
        auto side = mineChanged ? Side::Mine : Side::Theirs;
        if (mineChanged && theirsChanged)
            side = jsonEqual(at.mine, at.theirs, comparison) ? Side::Both : Side::Conflict;
        // Whoever has the value has it at the same place.
        const auto &any = at.before.isValid() ? at.before : at.mine.isValid() ? at.mine : at.theirs;
        changes.push_back({ side, any.path(), at.before, at.mine, at.theirs });
    }
    return changes;
}

Result<QByteArray> mergeJson(const JsonDocument &theirs, const std::vector<JsonThreeWay> &changes, const std::vector<bool> &takeMine)
{
    JsonEdit edit(theirs);
    size_t conflict = 0;
    for (const auto &change : changes) {
        if (change.side == Side::Conflict) {
            if (conflict >= takeMine.size() || !takeMine[conflict++])
                continue;
        } else if (change.side != Side::Mine) {
            continue;
        }
        Result<void> done;
        if (!change.mine.isValid())
            done = change.theirs.isValid() ? edit.remove(change.theirs) : Result<void>();
        else if (change.theirs.isValid())
            done = edit.replace(change.theirs, change.mine.text().toByteArray());
        else
            done = edit.insertMember(theirs.root().at(change.path.first(change.path.size() - 1)), change.path.last(), change.mine.text().toByteArray());
        if (!done)
            return std::unexpected(done.error());
    }
    return edit.text();
}

} // namespace dumbo
