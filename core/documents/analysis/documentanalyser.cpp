#include "core/documents/analysis/documentanalyser.h"

#include "core/documents/analysis/place.h"

namespace dumbo {

class DocumentAnalyser::Private {
public:
    explicit Private(const AnalysisLimits &which)
        : limits(which)
        , root({}, false)
    {
    }

    void add(Place &place, const JsonNode &value, int depth);
    void addMembers(Place &place, const JsonNode &object, int depth);
    void addElements(Place &place, const JsonNode &array, int depth);
    /// Whether there is room for one more place.
    bool takePlace(Place &above);

    AnalysisLimits limits;
    Place root;
    int places = 0;
    qint64 documents = 0;
    qint64 invalid = 0;
    qint64 bytes = 0;
    qint64 objects = 0;
};

void DocumentAnalyser::Private::add(Place &place, const JsonNode &value, int depth)
{
    const auto type = valueTypeOf(value);
    place.add(value, type);
    if (type != ValueType::Object && type != ValueType::Array)
        return;
    if (depth >= limits.depth)
        place.cut();
    else if (type == ValueType::Object)
        addMembers(place, value, depth + 1);
    else
        addElements(place, value, depth + 1);
}

void DocumentAnalyser::Private::addMembers(Place &place, const JsonNode &object, int depth)
{
    const auto number = ++objects;
    for (const auto &value : object.children()) {
        const auto key = value.key();
        auto *member = place.member(key);
        if (!member && int(place.children().size()) < limits.children && takePlace(place))
            member = place.addMember(key);
        if (!member)
            place.cut();
        else if (member->isFirstIn(number))
            add(*member, value, depth);
    }
}

void DocumentAnalyser::Private::addElements(Place &place, const JsonNode &array, int depth)
{
    auto *elements = place.elements();
    for (const auto &value : array.children()) {
        if (!elements && takePlace(place))
            elements = place.addElements();
        if (!elements)
            return place.cut();
        add(*elements, value, depth);
    }
}

bool DocumentAnalyser::Private::takePlace(Place &above)
{
    if (places >= limits.places) {
        above.cut();
        return false;
    }
    ++places;
    return true;
}

DocumentAnalyser::DocumentAnalyser(const AnalysisLimits &limits)
    : d(std::make_unique<Private>(limits))
{
}

DocumentAnalyser::~DocumentAnalyser() = default;
DocumentAnalyser::DocumentAnalyser(DocumentAnalyser &&other) noexcept = default;
DocumentAnalyser &DocumentAnalyser::operator=(DocumentAnalyser &&other) noexcept = default;

void DocumentAnalyser::add(const JsonNode &document)
{
    ++d->documents;
    d->bytes += document.text().size();
    d->add(d->root, document, 0);
}

void DocumentAnalyser::addInvalid()
{
    ++d->invalid;
}

qint64 DocumentAnalyser::documents() const
{
    return d->documents;
}

namespace {

FieldProfile profileOf(const Place &place)
{
    auto profile = place.profile();
    for (const auto &child : place.children()) {
        auto below = profileOf(*child);
        below.parents = place.typeCount(below.isElement ? ValueType::Array : ValueType::Object);
        profile.children.push_back(std::move(below));
    }
    return profile;
}

} // namespace

DocumentProfile DocumentAnalyser::profile() const
{
    DocumentProfile profile;
    profile.documents = d->documents;
    profile.invalid = d->invalid;
    profile.bytes = d->bytes;
    profile.root = profileOf(d->root);
    profile.root.parents = d->documents;
    return profile;
}

} // namespace dumbo
