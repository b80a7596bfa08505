#include "core/documents/indexadvice.h"

#include "core/documents/query/documentpath.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

using Kind = DocumentFilter::Kind;

QString tr(const char *text)
{
    return QCoreApplication::translate("Documents", text);
}

QString shown(const DocumentPath &path)
{
    return QString::fromUtf8(dottedText(path));
}

/// A condition that an index can answer.
struct Wish {
    enum class Use { Equality, Range, Element };
    DocumentPath path;
    Use use = Use::Equality;
};

bool isNull(const QByteArray &json)
{
    return json.trimmed() == "null";
}

bool isScalar(const QByteArray &json)
{
    const auto text = json.trimmed();
    return !text.startsWith('{') && !text.startsWith('[');
}

class WishReader {
public:
    explicit WishReader(bool isCollection)
        : m_isCollection(isCollection)
    {
    }

    /// What all documents that match fulfil, one or more of; empty where there is nothing.
    std::vector<Wish> read(const DocumentFilter &filter, const DocumentPath &prefix = {}) const
    {
        switch (filter.kind) {
        case Kind::And:
            return readAll(filter, prefix);
        case Kind::Or:
            return readEach(filter, prefix);
        case Kind::ElementMatch: {
            auto wishes = read(filter.children.front(), prefix + filter.path);
            for (auto &wish : wishes)
                wish.use = Wish::Use::Element;
            return wishes;
        }
        default:
            return readCondition(filter, prefix + filter.path);
        }
    }

private:
    std::vector<Wish> readAll(const DocumentFilter &filter, const DocumentPath &prefix) const
    {
        std::vector<Wish> wishes;
        for (const auto &child : filter.children)
            std::ranges::copy(read(child, prefix), std::back_inserter(wishes));
        return wishes;
    }

    std::vector<Wish> readEach(const DocumentFilter &filter, const DocumentPath &prefix) const
    {
        std::vector<Wish> wishes;
        for (const auto &child : filter.children) {
            auto more = read(child, prefix);
            if (more.empty())
                return {};
            std::ranges::copy(more, std::back_inserter(wishes));
        }
        return wishes;
    }

    std::vector<Wish> readCondition(const DocumentFilter &filter, const DocumentPath &path) const
    {
        const bool isColumn = m_isCollection && !path.isEmpty() && (path.front() == "_id" || path.front() == "_version");
        const bool hasPosition = std::ranges::any_of(path, [](const auto &step) { return arrayPosition(step) >= 0; });
        if (path.isEmpty() || isColumn || hasPosition)
            return {};
        switch (filter.kind) {
        case Kind::Equal:
            return isNull(filter.value) ? std::vector<Wish>() : std::vector { Wish { path, isScalar(filter.value) ? Wish::Use::Equality : Wish::Use::Element } };
        case Kind::In:
            return filter.values.empty() || std::ranges::any_of(filter.values, isNull) ? std::vector<Wish>()
                                                                                       : std::vector { Wish { path, Wish::Use::Equality } };
        case Kind::Greater:
        case Kind::GreaterOrEqual:
        case Kind::Less:
        case Kind::LessOrEqual:
            return isNull(filter.value) || !isScalar(filter.value) ? std::vector<Wish>() : std::vector { Wish { path, Wish::Use::Range } };
        default:
            return {};
        }
    }

    bool m_isCollection;
};

bool exists(const DocumentSource &source, const DocumentIndex &wanted)
{
    return std::ranges::any_of(source.indexes, [&](const DocumentIndex &index) {
        return index.kind == wanted.kind
            && (wanted.kind == DocumentIndex::Kind::Containment
                || (!index.keys.empty() && index.keys.front().path == wanted.keys.front().path));
    });
}

} // namespace

std::vector<IndexSuggestion> suggestIndexes(const DocumentQuery &query, const DocumentTraits &traits)
{
    const auto has = [&](DocumentIndex::Kind kind) {
        return std::ranges::find(traits.indexKinds, kind) != traits.indexKinds.end();
    };
    auto wishes = WishReader(query.source.isCollection).read(query.filter);
    // One value narrows down more than a range does.
    std::ranges::stable_sort(wishes, {}, [](const Wish &wish) { return wish.use; });
    std::vector<IndexSuggestion> suggestions;
    const auto add = [&](const DocumentIndex &index, const QString &reason) {
        const bool isKnown = std::ranges::any_of(suggestions, [&](const auto &other) { return other.index == index; });
        if (!isKnown && has(index.kind))
            suggestions.push_back({ index, reason, exists(query.source, index) });
    };
    for (const auto &wish : wishes) {
        DocumentIndex index;
        index.keys = { { wish.path, false } };
        if (wish.use == Wish::Use::Equality)
            add(index, tr("\"%1\" is compared with a value.").arg(shown(wish.path)));
        else if (wish.use == Wish::Use::Range)
            add(index, tr("\"%1\" is to lie in a range.").arg(shown(wish.path)));
    }
    for (const auto &wish : wishes) {
        DocumentIndex anywhere;
        anywhere.kind = DocumentIndex::Kind::Containment;
        if (wish.use == Wish::Use::Element)
            add(anywhere, tr("\"%1\" asks for what is inside of arrays or objects.").arg(shown(wish.path)));
        else if (wish.use == Wish::Use::Equality)
            add(anywhere, tr("It finds any value anywhere in a document, elements of arrays too; it is larger."));
    }
    return suggestions;
}

} // namespace dumbo
