#include "core/documents/analysis/schemarule.h"

#include "core/documents/query/filterparser.h"

#include <QCoreApplication>

#include <algorithm>
#include <optional>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;

/// Everything that must hold, one by one.
void collect(const DocumentFilter &filter, std::vector<DocumentFilter> &conditions)
{
    if (filter.kind != Kind::And)
        return conditions.push_back(filter);
    for (const auto &child : filter.children)
        collect(child, conditions);
}

/// The same with whole numbers taken for numbers: holds for no fewer documents. Nothing where there are none, or below a negation.
std::optional<DocumentFilter> withNumbers(const DocumentFilter &filter)
{
    auto wider = filter;
    const auto isWhole = [](const QString &type) { return type == u"int" || type == u"long"; };
    if (filter.kind == Kind::Type && !filter.types.empty() && std::ranges::all_of(filter.types, isWhole)) {
        wider.types = { QStringLiteral("number") };
        return wider;
    }
    if (filter.kind != Kind::And && filter.kind != Kind::Or)
        return {};
    bool changed = false;
    for (auto &child : wider.children) {
        if (auto replaced = withNumbers(child)) {
            child = std::move(*replaced);
            changed = true;
        }
    }
    return changed ? std::optional(wider) : std::nullopt;
}

} // namespace

Result<SchemaRule> schemaRule(PongoExtension &pongo, const DocumentSource &source, const QString &name, const DocumentFilter &filter)
{
    std::vector<DocumentFilter> conditions;
    collect(filter, conditions);
    SchemaRule rule;
    DocumentFilter decided;
    std::optional<Error> refusal;
    for (const auto &condition : conditions) {
        const auto taken = pongo.require(source, name, condition);
        if (taken) {
            decided.children.push_back(condition);
            continue;
        }
        if (taken.error().kind() != ErrorKind::NotImplemented)
            return fail(taken.error());
        refusal = taken.error();
        rule.leftOut.append(QString::fromUtf8(filterText(condition)));
        const auto wider = withNumbers(condition);
        if (wider && pongo.require(source, name, *wider))
            decided.children.push_back(*wider);
    }
    if (decided.children.empty())
        return fail(refusal.value_or(
            Error(ErrorKind::NotImplemented, QCoreApplication::translate("SchemaRule", "The schema refuses nothing, so there is nothing to check."))));
    auto statements = pongo.require(source, name, decided);
    if (!statements)
        return fail(statements.error());
    rule.statements = std::move(*statements);
    return rule;
}

} // namespace dumbo
