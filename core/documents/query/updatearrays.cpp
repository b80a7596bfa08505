#include "core/documents/query/documentorder.h"
#include "core/documents/query/documentpath.h"
#include "core/documents/query/matcher.h"
#include "core/documents/query/relaxedvalue.h"
#include "core/documents/query/updateprogram.h"
#include "core/json/jsonstring.h"

#include <QSet>

#include <algorithm>

namespace dumbo {

namespace {

using Kind = UpdateOperation::Kind;
using Elements = std::vector<UpdateOutcome::Element>;

QString tr(const char *text)
{
    return documentWords(text);
}

Elements elementsOf(const JsonNode &array)
{
    Elements elements;
    for (const auto &element : array.children())
        elements.push_back({ element, {} });
    return elements;
}

UpdateOutcome outcomeOf(Elements elements)
{
    UpdateOutcome outcome;
    outcome.kind = UpdateOutcome::Kind::Elements;
    outcome.elements = std::move(elements);
    return outcome;
}

/// The first or last ones only.
void slice(Elements &elements, qint64 count)
{
    const auto size = qint64(elements.size());
    if (count >= 0 && count < size)
        elements.resize(size_t(count));
    else if (count < 0 && -count < size)
        elements.erase(elements.begin(), elements.end() + count);
}

QByteArray sortKey(const UpdateOutcome::Element &element, const UpdateOperation &operation, const DocumentOrder &order,
    const DocumentRules &rules)
{
    const auto document = element.node.isValid() ? JsonDocument() : JsonDocument::parse(element.text).value_or(JsonDocument());
    const auto node = element.node.isValid() ? element.node : document.root();
    if (!operation.sort.front().path.isEmpty())
        return order.key(node);
    auto bytes = orderedBytes(node, rules);
    for (qsizetype i = 0; operation.sort.front().descending && i < bytes.size(); ++i)
        bytes[i] = char(~bytes[i]);
    return bytes;
}

void sort(Elements &elements, const UpdateOperation &operation, const DocumentRules &rules)
{
    const DocumentOrder order(operation.sort, rules);
    std::vector<std::pair<QByteArray, UpdateOutcome::Element>> keyed;
    for (auto &element : elements)
        keyed.emplace_back(sortKey(element, operation, order, rules), element);
    std::ranges::stable_sort(keyed, {}, [](const auto &entry) { return entry.first; });
    for (size_t i = 0; i < keyed.size(); ++i)
        elements[i] = std::move(keyed[i].second);
}

UpdateOutcome push(const UpdateOperation &operation, const JsonNode &array, const UpdateContext &context)
{
    auto elements = elementsOf(array);
    Elements added;
    for (const auto &value : operation.values)
        added.push_back({ {}, value.text() });
    const auto size = qint64(elements.size());
    const auto wanted = operation.at.value_or(size);
    const auto at = wanted < 0 ? std::max(qint64(0), size + wanted) : std::min(wanted, size);
    elements.insert(elements.begin() + at, added.begin(), added.end());
    if (operation.sorts)
        sort(elements, operation, context.rules);
    if (operation.slice)
        slice(elements, *operation.slice);
    return outcomeOf(std::move(elements));
}

UpdateOutcome addToSet(const UpdateOperation &operation, const JsonNode &array, const UpdateContext &context)
{
    auto elements = elementsOf(array);
    QSet<QByteArray> known;
    for (const auto &element : elements)
        known.insert(orderedBytes(element.node, context.rules));
    for (const auto &value : operation.values) {
        const auto bytes = orderedBytes(value.root(), context.rules);
        if (known.contains(bytes))
            continue;
        known.insert(bytes);
        elements.push_back({ {}, value.text() });
    }
    return outcomeOf(std::move(elements));
}

Result<UpdateOutcome> pull(const UpdateOperation &operation, const JsonNode &array, const UpdateContext &context)
{
    auto elements = elementsOf(array);
    if (!operation.condition) {
        std::erase_if(elements, [&](const auto &element) {
            return compareValues(element.node, operation.value.root(), context.rules) == 0;
        });
        return outcomeOf(std::move(elements));
    }
    const auto matcher = FilterMatcher::create(*operation.condition, context.rules);
    if (!matcher)
        return fail(matcher.error());
    Result<void> failed;
    std::erase_if(elements, [&](const auto &element) {
        if (!failed || (operation.conditionOnObject && !element.node.isObject()))
            return false;
        const auto matches = operation.conditionOnObject
            ? matcher->matches(element.node)
            : matcher->matches(QByteArrayView("{\"\":" + element.node.text().toByteArray() + '}'));
        if (!matches)
            failed = fail(matches.error());
        return matches.value_or(false);
    });
    if (!failed)
        return fail(failed.error());
    return outcomeOf(std::move(elements));
}

UpdateOutcome pullAll(const UpdateOperation &operation, const JsonNode &array, const UpdateContext &context)
{
    QSet<QByteArray> unwanted;
    for (const auto &value : operation.values)
        unwanted.insert(orderedBytes(value.root(), context.rules));
    auto elements = elementsOf(array);
    std::erase_if(
        elements, [&](const auto &element) { return unwanted.contains(orderedBytes(element.node, context.rules)); });
    return outcomeOf(std::move(elements));
}

UpdateOutcome pop(const UpdateOperation &operation, const JsonNode &array)
{
    auto elements = elementsOf(array);
    if (!elements.empty())
        elements.erase(operation.atFront ? elements.begin() : elements.end() - 1);
    return outcomeOf(std::move(elements));
}

} // namespace

Result<UpdateOutcome> arrayOutcome(const UpdateOperation &operation, const JsonNode &value, const UpdateContext &context)
{
    const bool adds = operation.kind == Kind::Push || operation.kind == Kind::AddToSet;
    if (!value.isValid() && !adds)
        return UpdateOutcome();
    if (value.isValid() && !value.isArray())
        return misfit(operation, tr("\"%1\" is no array in this document.").arg(fromWtf8(dottedText(operation.path))));
    switch (operation.kind) {
    case Kind::Push:
        return push(operation, value, context);
    case Kind::AddToSet:
        return addToSet(operation, value, context);
    case Kind::Pull:
        return pull(operation, value, context);
    case Kind::PullAll:
        return pullAll(operation, value, context);
    default:
        return pop(operation, value);
    }
}

} // namespace dumbo
