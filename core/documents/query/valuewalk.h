#pragma once

#include "core/documents/query/documentpath.h"
#include "core/documents/query/documentrules.h"
#include "core/json/jsonnode.h"

#include <vector>

namespace dumbo {

/// A step of a path, looked at once.
struct PathStep {
    QByteArray key;
    qint64 position = -1; ///< in an array
};

[[nodiscard]] std::vector<PathStep> pathSteps(const DocumentPath &path);

/// A member by key, or of an array by position; missing else.
[[nodiscard]] inline JsonNode memberOf(const JsonNode &container, const PathStep &step, const DocumentRules &rules)
{
    if (container.isObject())
        return container.find(step.key, rules.firstKeyWins);
    return container.isArray() && step.position >= 0 ? container.child(step.position) : JsonNode();
}

/// Visits what a path finds in a document, as FilterMatcher describes it, until the visitor answers true; a missing value is a
/// missing node. With elements the array at the end is visited after its elements, else alone.
template <typename Visitor>
class PathWalk {
public:
    PathWalk(const std::vector<PathStep> &steps, bool elements, const DocumentRules &rules, const Visitor &visitor)
        : m_steps(steps)
        , m_elements(elements)
        , m_rules(rules)
        , m_visitor(visitor)
    {
    }

    bool through(const JsonNode &container, size_t step = 0) const
    {
        const auto member = memberOf(container, m_steps[step], m_rules);
        if (step + 1 == m_steps.size())
            return end(member);
        if (member.isObject())
            return through(member, step + 1);
        if (member.isArray())
            return throughArray(member, step + 1);
        return m_visitor(JsonNode());
    }

private:
    bool end(const JsonNode &value) const
    {
        if (m_elements && value.isArray()) {
            for (const auto &element : value.children()) {
                if (m_visitor(element))
                    return true;
            }
        }
        return m_visitor(value);
    }

    bool throughArray(const JsonNode &array, size_t step) const
    {
        qint64 position = 0;
        for (const auto &element : array.children()) {
            if (element.isObject() && through(element, step))
                return true;
            if (position++ != m_steps[step].position)
                continue;
            if (step + 1 == m_steps.size() ? m_visitor(element)
                    : element.isObject()   ? through(element, step + 1)
                                           : element.isArray() && throughArray(element, step + 1))
                return true;
        }
        return false;
    }

    const std::vector<PathStep> &m_steps;
    bool m_elements;
    const DocumentRules &m_rules;
    const Visitor &m_visitor;
};

/// The members that count, in the order in which they are compared; the elements of an array.
[[nodiscard]] std::vector<JsonNode> countedChildren(const JsonNode &container, const DocumentRules &rules);

/// What an aggregation's "$a.b" is: missing, a value, or of arrays on the way the values found in elements that are objects, as one
/// array's text. The node is valid where it is a value of the document itself.
struct FieldValue {
    JsonNode node;
    QByteArray text; ///< of what was gathered
    bool isGathered = false;
    [[nodiscard]] bool isMissing() const { return !isGathered && !node.isValid(); }
    [[nodiscard]] QByteArray json() const { return isGathered ? text : node.text().toByteArray(); }
};

[[nodiscard]] FieldValue fieldValue(const JsonNode &document, const std::vector<PathStep> &steps, const DocumentRules &rules);

} // namespace dumbo
