#include "core/json/jsonedit.h"

#include "core/json/jsonlayout.h"
#include "core/json/jsonstring.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <set>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("dumbo::JsonEdit", text);
}

qint64 startOf(const JsonNode &child)
{
    return child.hasKey() ? child.keyBegin() : child.begin();
}

/// What is to be done among the children of one array or object.
struct Reshaping {
    JsonNode container;
    std::set<quint32> removed;
    std::multimap<qint64, QByteArray> added; ///< by position, in the order they were asked for

    void appendSpans(std::vector<JsonSpan> &spans) const;

private:
    [[nodiscard]] QByteArray joined(auto first, auto last, const QByteArray &gap) const;
};

QByteArray Reshaping::joined(auto first, auto last, const QByteArray &gap) const
{
    QByteArray items;
    for (; first != last; ++first)
        items += (items.isEmpty() ? QByteArray() : ',' + gap) + first->second;
    return items;
}

/// One walk through the children. Each run of removed ones goes with the comma in front of it, or behind it at the beginning; what is
/// added stands before the next child that stays, or behind the last.
void Reshaping::appendSpans(std::vector<JsonSpan> &spans) const
{
    const JsonLayout layout(container);
    JsonNode kept; // the last that stays
    JsonNode gone; // the first of a run
    auto nextAdded = added.begin();
    qint64 position = 0;
    qint64 lastEnd = 0; // of the child before
    for (const auto child : container.children()) {
        ++position;
        if (removed.contains(child.number())) {
            gone = gone.isValid() ? gone : child;
            lastEnd = child.end();
            continue;
        }
        const auto start = gone.isValid() || nextAdded != added.end() ? startOf(child) : 0;
        if (gone.isValid())
            spans.push_back(kept.isValid() ? JsonSpan { kept.end(), lastEnd, {} } : JsonSpan { startOf(gone), start, {} });
        const auto behind = added.lower_bound(position);
        if (nextAdded != behind) {
            const auto gap = layout.gapBetween(child);
            spans.push_back({ start, start, joined(nextAdded, behind, gap) + ',' + gap });
            nextAdded = behind;
        }
        kept = child;
        gone = {};
        if (nextAdded == added.end() && removed.empty())
            break;
    }
    if (!kept.isValid()) {
        const auto begin = container.begin() + 1;
        const auto end = container.end() - 1;
        if (nextAdded == added.end())
            spans.push_back({ begin, end, {} });
        else
            spans.push_back({ begin, end, layout.opening() + joined(nextAdded, added.end(), layout.gap()) + layout.closing() });
        return;
    }
    if (nextAdded != added.end()) {
        const auto gap = layout.gap();
        spans.push_back({ kept.end(), kept.end(), ',' + gap + joined(nextAdded, added.end(), gap) });
    }
    if (gone.isValid())
        spans.push_back({ kept.end(), lastEnd, {} });
}

} // namespace

JsonEdit::JsonEdit(const JsonDocument &document)
    : m_document(document)
{
}

JsonEdit::~JsonEdit() = default;
JsonEdit::JsonEdit(const JsonEdit &other) = default;
JsonEdit::JsonEdit(JsonEdit &&other) noexcept = default;
JsonEdit &JsonEdit::operator=(const JsonEdit &other) = default;
JsonEdit &JsonEdit::operator=(JsonEdit &&other) noexcept = default;

Result<void> JsonEdit::check(const JsonNode &node) const
{
    if (!node.isOfSame(m_document.root()))
        return fail(ErrorKind::InvalidOperation, tr("This value is not in the document"));
    return {};
}

namespace {

/// The value without what surrounds it.
Result<QByteArray> valueOf(const QByteArray &json)
{
    const auto parsed = JsonDocument::parse(json);
    if (!parsed)
        return std::unexpected(parsed.error());
    return parsed->root().text().toByteArray();
}

} // namespace

Result<void> JsonEdit::replace(const JsonNode &value, const QByteArray &json)
{
    if (const auto fits = check(value); !fits)
        return fits;
    const auto text = valueOf(json);
    if (!text)
        return std::unexpected(text.error());
    m_changes.push_back({ Kind::Replace, value, 0, {}, JsonLayout::indented(*text, JsonLayout::lineIndentation(m_document, value.begin())) });
    return {};
}

Result<void> JsonEdit::insert(const JsonNode &container, const QByteArray &key, const QByteArray &json, qint64 position)
{
    const auto text = valueOf(json);
    if (!text)
        return std::unexpected(text.error());
    const auto count = container.childCount();
    const JsonLayout layout(container);
    const auto item = (container.isObject() ? key + layout.colon() : QByteArray()) + JsonLayout::indented(*text, layout.indentation());
    m_changes.push_back({ Kind::Insert, container, position < 0 ? count : std::min(position, count), key, item });
    return {};
}

Result<void> JsonEdit::insertMember(const JsonNode &object, const QByteArray &key, const QByteArray &json, qint64 position)
{
    if (const auto fits = check(object); !fits)
        return fits;
    if (!object.isObject())
        return fail(ErrorKind::InvalidOperation, tr("Only an object has members"));
    return insert(object, encodeJsonString(key), json, position);
}

Result<void> JsonEdit::insertElement(const JsonNode &array, const QByteArray &json, qint64 position)
{
    if (const auto fits = check(array); !fits)
        return fits;
    if (!array.isArray())
        return fail(ErrorKind::InvalidOperation, tr("Only an array has elements"));
    return insert(array, {}, json, position);
}

Result<void> JsonEdit::remove(const JsonNode &child)
{
    if (const auto fits = check(child); !fits)
        return fits;
    if (!child.parent().isValid())
        return fail(ErrorKind::InvalidOperation, tr("A document without a value is none"));
    m_changes.push_back({ Kind::Remove, child, 0, {}, {} });
    return {};
}

Result<void> JsonEdit::renameKey(const JsonNode &member, const QByteArray &key)
{
    if (const auto fits = check(member); !fits)
        return fits;
    if (!member.hasKey())
        return fail(ErrorKind::InvalidOperation, tr("Only a member of an object has a key"));
    m_changes.push_back({ Kind::Rename, member, 0, encodeJsonString(key), {} });
    return {};
}

bool JsonEdit::isEmpty() const
{
    return m_changes.empty();
}

std::vector<JsonSpan> JsonEdit::spans() const
{
    std::map<quint32, const Change *> replaced;
    std::map<quint32, const Change *> renamed;
    std::set<quint32> removed;
    for (const auto &change : m_changes) {
        if (change.kind == Kind::Replace)
            replaced[change.node.number()] = &change;
        else if (change.kind == Kind::Rename)
            renamed[change.node.number()] = &change;
        else if (change.kind == Kind::Remove)
            removed.insert(change.node.number());
    }
    const auto isLost = [&](JsonNode node) {
        for (; node.isValid(); node = node.parent()) {
            if (removed.contains(node.number()) || replaced.contains(node.number()))
                return true;
        }
        return false;
    };
    std::vector<JsonSpan> spans;
    for (const auto &[number, change] : replaced) {
        if (!removed.contains(number) && !isLost(change->node.parent()))
            spans.push_back({ change->node.begin(), change->node.end(), change->json });
    }
    for (const auto &[number, change] : renamed) {
        const auto begin = change->node.keyBegin();
        if (!removed.contains(number) && !isLost(change->node.parent()))
            spans.push_back({ begin, begin + change->node.rawKey().size(), change->key });
    }
    std::map<quint32, Reshaping> reshaped;
    for (const auto &change : m_changes) {
        if (change.kind != Kind::Insert && change.kind != Kind::Remove)
            continue;
        const auto container = change.kind == Kind::Insert ? change.node : change.node.parent();
        if (isLost(container))
            continue;
        auto &reshaping = reshaped[container.number()];
        reshaping.container = container;
        if (change.kind == Kind::Insert)
            reshaping.added.emplace(change.position, change.json);
        else
            reshaping.removed.insert(change.node.number());
    }
    for (const auto &[number, reshaping] : reshaped)
        reshaping.appendSpans(spans);
    std::ranges::stable_sort(spans, {}, [](const JsonSpan &span) { return std::pair(span.begin, span.end); });
    return spans;
}

QByteArray JsonEdit::text() const
{
    const auto before = m_document.text();
    QByteArray text;
    text.reserve(before.size());
    qint64 at = 0;
    for (const auto &span : spans()) {
        text += QByteArrayView(before).sliced(at, span.begin - at);
        text += span.text;
        at = span.end;
    }
    text += QByteArrayView(before).sliced(at);
    return text;
}

} // namespace dumbo
