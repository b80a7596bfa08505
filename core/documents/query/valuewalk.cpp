#include "core/documents/query/valuewalk.h"

#include <QSet>

#include <algorithm>

namespace dumbo {

std::vector<PathStep> pathSteps(const DocumentPath &path)
{
    std::vector<PathStep> steps;
    for (const auto &key : path)
        steps.push_back({ key, arrayPosition(key) });
    return steps;
}

/// Of keys that stand twice only the one that counts.
static void dropShadowed(std::vector<JsonNode> &members, bool firstKeyWins)
{
    QSet<QByteArray> seen;
    const auto isShadowed = [&seen](const JsonNode &member) {
        const auto key = member.key();
        const bool known = seen.contains(key);
        seen.insert(key);
        return known;
    };
    if (firstKeyWins) {
        std::erase_if(members, isShadowed);
        return;
    }
    std::ranges::reverse(members);
    std::erase_if(members, isShadowed);
    std::ranges::reverse(members);
}

std::vector<JsonNode> countedChildren(const JsonNode &container, const DocumentRules &rules)
{
    std::vector<JsonNode> children;
    for (const auto &child : container.children())
        children.push_back(child);
    if (!container.isObject() || children.size() < 2)
        return children;
    dropShadowed(children, rules.firstKeyWins);
    if (rules.ordersKeys) {
        std::ranges::sort(children, [](const auto &left, const auto &right) {
            const auto a = left.key();
            const auto b = right.key();
            return a.size() == b.size() ? a < b : a.size() < b.size();
        });
    }
    return children;
}

namespace {

class FieldWalk {
public:
    FieldWalk(const std::vector<PathStep> &steps, const DocumentRules &rules)
        : m_steps(steps)
        , m_rules(rules)
    {
    }

    FieldValue at(const JsonNode &object, size_t step) const
    {
        const auto member = object.isObject() ? object.find(m_steps[step].key, m_rules.firstKeyWins) : JsonNode();
        if (step + 1 == m_steps.size())
            return { member, {}, false };
        if (member.isObject())
            return at(member, step + 1);
        if (!member.isArray())
            return {};
        FieldValue result;
        result.isGathered = true;
        for (const auto &element : member.children()) {
            const auto value = element.isObject() ? at(element, step + 1) : FieldValue();
            if (!value.isMissing())
                result.text += (result.text.isEmpty() ? '[' : ',') + value.json();
        }
        result.text += result.text.isEmpty() ? "[]" : "]";
        return result;
    }

private:
    const std::vector<PathStep> &m_steps;
    const DocumentRules &m_rules;
};

} // namespace

FieldValue fieldValue(const JsonNode &document, const std::vector<PathStep> &steps, const DocumentRules &rules)
{
    if (steps.empty())
        return { document, {}, false };
    return FieldWalk(steps, rules).at(document, 0);
}

} // namespace dumbo
