#include "core/catalog/catalogsearch.h"

#include <algorithm>
#include <optional>
#include <tuple>

namespace dumbo {

namespace {

struct Hit
{
    CatalogMatch::Rank rank;
    qsizetype position;
};

/// A found part of a name, not yet worth a CatalogMatch.
struct Candidate
{
    Hit hit;
    std::size_t name;
};

bool beginsWord(const QString &original, qsizetype position)
{
    const auto before = original.at(position - 1);
    return !before.isLetterOrNumber() || (original.at(position).isUpper() && before.isLower());
}

std::optional<Hit> subsequence(const QString &folded, const QString &needle)
{
    qsizetype next = 0;
    qsizetype first = -1;
    for (qsizetype i = 0; i < folded.size() && next < needle.size(); ++i) {
        if (folded.at(i) != needle.at(next))
            continue;
        first = next == 0 ? i : first;
        ++next;
    }
    if (next < needle.size())
        return std::nullopt;
    return Hit { CatalogMatch::Rank::Subsequence, first };
}

/// original gives the text with its capitals; it is asked only where that matters.
template <typename Original>
std::optional<Hit> match(const QString &folded, const QString &needle, Original original)
{
    const auto position = folded.indexOf(needle);
    if (position < 0)
        return needle.size() > 1 ? subsequence(folded, needle) : std::nullopt;
    if (position == 0)
        return Hit { folded.size() == needle.size() ? CatalogMatch::Rank::Exact : CatalogMatch::Rank::Prefix,
            0 };
    const QString text = original();
    // Folding may change lengths in a few languages; then positions are not comparable and a word can't be
    // told.
    if (text.size() != folded.size())
        return Hit { CatalogMatch::Rank::Substring, position };
    for (auto place = position; place >= 0; place = folded.indexOf(needle, place + 1)) {
        if (beginsWord(text, place))
            return Hit { CatalogMatch::Rank::Word, place };
    }
    return Hit { CatalogMatch::Rank::Substring, position };
}

} // namespace

CatalogSearch::CatalogSearch(std::shared_ptr<const CatalogSnapshot> snapshot)
    : m_snapshot(std::move(snapshot))
{
    for (std::size_t place = 0; place < m_snapshot->entries().size(); ++place) {
        const auto &object = *m_snapshot->entries()[place].object;
        const auto &own = object.path.name.isEmpty() ? object.path.schema : object.path.name;
        m_names.push_back({ own.toLower(), place, -1 });
        for (std::size_t column = 0; column < object.columns.size(); ++column)
            m_names.push_back({ object.columns[column].name.toLower(), place, int(column) });
    }
}

CatalogSearch::~CatalogSearch() = default;

QString CatalogSearch::textOf(const Name &name) const
{
    const auto &object = *m_snapshot->entries()[name.entry].object;
    if (name.column >= 0)
        return object.columns[std::size_t(name.column)].name;
    return object.path.name.isEmpty() ? object.path.schema : object.path.name;
}

QString CatalogSearch::ownerOf(const Name &name) const
{
    const auto &path = m_snapshot->entries()[name.entry].object->path;
    return name.column >= 0 ? path.name : path.schema;
}

std::vector<CatalogMatch> CatalogSearch::find(const QString &text, qsizetype limit) const
{
    const auto folded = text.trimmed().toLower();
    if (folded.isEmpty() || limit <= 0)
        return {};
    const auto dot = folded.lastIndexOf(u'.');
    const auto owner = dot < 0 ? QString() : folded.first(dot);
    const auto needle = folded.sliced(dot + 1);
    std::vector<Candidate> candidates;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        const auto &name = m_names[i];
        if (const auto whole
            = dot < 0 ? std::nullopt : match(name.folded, folded, [&] { return textOf(name); });
            whole && whole->rank < CatalogMatch::Rank::Subsequence)
            candidates.push_back({ *whole, i });
        else if (const auto hit = match(name.folded, needle, [&] { return textOf(name); });
                 hit && (dot < 0 || ownerOf(name).startsWith(owner, Qt::CaseInsensitive)))
            candidates.push_back({ *hit, i });
    }
    const auto order = [this](const Candidate &candidate) {
        const auto &name = m_names[candidate.name];
        return std::tuple(candidate.hit.rank, name.column >= 0, name.folded.size(),
            std::cref(name.folded).get(), name.entry);
    };
    const auto kept = std::min(candidates.size(), std::size_t(limit));
    std::partial_sort(candidates.begin(), candidates.begin() + std::ptrdiff_t(kept), candidates.end(),
        [&](const Candidate &left, const Candidate &right) { return order(left) < order(right); });
    std::vector<CatalogMatch> matches;
    for (std::size_t i = 0; i < kept; ++i) {
        const auto &name = m_names[candidates[i].name];
        matches.push_back(
            { m_snapshot->entries()[name.entry].object, name.column >= 0 ? textOf(name) : QString(),
                name.column >= 0 ? CatalogMatch::Field::Column : CatalogMatch::Field::Name,
                candidates[i].hit.rank, candidates[i].hit.position });
    }
    findInDefinitions(text.trimmed(), limit, matches);
    return matches;
}

void CatalogSearch::findInDefinitions(
    const QString &text, qsizetype limit, std::vector<CatalogMatch> &matches) const
{
    for (const auto &entry : m_snapshot->entries()) {
        if (qsizetype(matches.size()) >= limit)
            return;
        const auto position = entry.object->ddl.indexOf(text, 0, Qt::CaseInsensitive);
        const auto isNamedAlready = [&] {
            return std::ranges::any_of(matches, [&](const CatalogMatch &match) {
                return match.object == entry.object && match.rank < CatalogMatch::Rank::Subsequence;
            });
        };
        if (position >= 0 && !isNamedAlready())
            matches.push_back({ entry.object, {}, CatalogMatch::Field::Definition,
                CatalogMatch::Rank::Substring, position });
    }
}

} // namespace dumbo
