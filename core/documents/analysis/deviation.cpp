#include "core/documents/analysis/deviation.h"

#include <QCoreApplication>
#include <QLocale>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;

DocumentFilter condition(Kind kind, const DocumentPath &path)
{
    DocumentFilter filter;
    filter.kind = kind;
    filter.path = path;
    return filter;
}

DocumentFilter group(Kind kind, std::vector<DocumentFilter> children)
{
    DocumentFilter filter;
    filter.kind = kind;
    filter.children = std::move(children);
    return filter;
}

/// The keys from each array's elements to the next array: the last one leads to the place itself.
std::vector<DocumentPath> stretches(const DocumentProfile &profile, const std::vector<int> &place)
{
    std::vector<DocumentPath> all(1);
    const auto *field = &profile.root;
    for (const auto index : place) {
        field = &field->children[std::size_t(index)];
        if (field->isElement)
            all.emplace_back();
        else
            all.back().append(field->key);
    }
    return all;
}

/// A condition on what the last stretch leads to, in each array on the way some element.
DocumentFilter within(const std::vector<DocumentPath> &stretches, DocumentFilter filter)
{
    for (auto at = qsizetype(stretches.size()) - 2; at >= 0; --at) {
        auto match = condition(Kind::ElementMatch, stretches[std::size_t(at)]);
        match.children.push_back(std::move(filter));
        filter = std::move(match);
    }
    return filter;
}

const FieldProfile &fieldAt(const DocumentProfile &profile, const std::vector<int> &place)
{
    const auto *field = &profile.root;
    for (const auto index : place)
        field = &field->children[std::size_t(index)];
    return *field;
}

QString filterWord(ValueType type)
{
    if (type == ValueType::Integer)
        return QStringLiteral("number");
    return type == ValueType::Boolean ? QStringLiteral("bool") : valueTypeName(type);
}

} // namespace

DocumentFilter placeHasType(const DocumentProfile &profile, const std::vector<int> &place, ValueType type)
{
    const auto all = stretches(profile, place);
    auto filter = condition(Kind::Type, all.back());
    filter.types = { filterWord(type) };
    // Not by an element: that is another place.
    if (type != ValueType::Array && !all.back().isEmpty()) {
        auto isArray = condition(Kind::Type, all.back());
        isArray.types = { QStringLiteral("array") };
        filter = group(Kind::And, { filter, group(Kind::Not, { isArray }) });
    }
    return within(all, std::move(filter));
}

DocumentFilter placeIsMissing(const DocumentProfile &profile, const std::vector<int> &place)
{
    const auto all = stretches(profile, place);
    auto filter = group(Kind::Not, { condition(Kind::Exists, all.back()) });
    // Below an object that is there: without that it is the object that is missing.
    if (all.back().size() > 1) {
        auto above = condition(Kind::Type, all.back().first(all.back().size() - 1));
        above.types = { QStringLiteral("object") };
        filter = group(Kind::And, { above, filter });
    }
    return within(all, std::move(filter));
}

std::optional<Deviation> deviation(const DocumentProfile &profile, const std::vector<int> &place)
{
    const auto &field = fieldAt(profile, place);
    if (place.empty() || field.count == 0)
        return {};
    Deviation found;
    std::vector<DocumentFilter> filters;
    QStringList words;
    const auto numbers = field.typeCount(ValueType::Integer) + field.typeCount(ValueType::Number);
    for (int index = 0; index < valueTypeCount; ++index) {
        const auto type = ValueType(index);
        const auto count = type == ValueType::Integer ? numbers : field.typeCount(type);
        if (type == ValueType::Number || count == 0 || double(count) >= rareShare * double(field.count))
            continue;
        found.values += count;
        filters.push_back(placeHasType(profile, place, type));
        words.append(type == ValueType::Integer ? QStringLiteral("number") : valueTypeName(type));
    }
    QStringList sentence;
    const auto locale = QLocale();
    if (!words.isEmpty())
        sentence.append(QCoreApplication::translate("Deviation", "%1 of %2 values are %3")
                            .arg(locale.toString(found.values), locale.toString(field.count), words.join(QStringLiteral(", "))));
    const auto missing = field.isElement ? 0 : field.parents - field.count;
    if (missing > 0 && double(missing) < rareShare * double(field.parents)) {
        found.missing = missing;
        filters.push_back(placeIsMissing(profile, place));
        sentence.append(QCoreApplication::translate("Deviation", "missing in %1").arg(locale.toString(missing)));
    }
    if (filters.empty())
        return {};
    found.filter = filters.size() == 1 ? std::move(filters.front()) : group(Kind::Or, std::move(filters));
    found.sentence = sentence.join(QStringLiteral("; "));
    return found;
}

} // namespace dumbo
