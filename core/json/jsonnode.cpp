#include "core/json/jsonnode.h"

#include "core/json/jsonbytes.h"
#include "core/json/jsonindex.h"
#include "core/json/jsonstring.h"

#include <algorithm>
#include <cstring>

namespace dumbo {

namespace {

/// Whether the byte at a position of a string is escaped.
bool isEscaped(const char *bytes, qint64 at)
{
    qint64 backslashes = 0;
    while (at > backslashes && bytes[at - 1 - backslashes] == '\\')
        ++backslashes;
    return backslashes % 2 != 0;
}

/// Of a key that stands before a value: the position of its closing quote.
qint64 keyEnd(const char *bytes, qint64 value)
{
    auto at = value - 1;
    while (bytes[at] != ':')
        --at;
    do
        --at;
    while (bytes[at] != '"');
    return at;
}

qint64 openingQuote(const char *bytes, qint64 closing)
{
    auto at = closing - 1;
    while (bytes[at] != '"' || isEscaped(bytes, at))
        --at;
    return at;
}

} // namespace

JsonKind JsonNode::kind() const
{
    if (!m_index)
        return JsonKind::Missing;
    switch (m_index->m_text[m_index->begin(m_word)]) {
    case '{':
        return JsonKind::Object;
    case '[':
        return JsonKind::Array;
    case '"':
        return JsonKind::String;
    case 't':
    case 'f':
        return JsonKind::Boolean;
    case 'n':
        return JsonKind::Null;
    default:
        return JsonKind::Number;
    }
}

bool JsonNode::isContainer() const
{
    return m_index && m_index->isContainer(m_word);
}

qint64 JsonNode::begin() const
{
    return m_index ? m_index->begin(m_word) : 0;
}

qint64 JsonNode::end() const
{
    if (!m_index)
        return 0;
    if (m_index->isContainer(m_word))
        return qint64(m_index->lastByte(m_word)) + 1;
    const auto *bytes = m_index->m_text.data();
    const auto size = m_index->m_text.size();
    auto at = begin();
    if (bytes[at] != '"') {
        while (at < size && !json::isDelimiter(bytes[at]))
            ++at;
        return at;
    }
    do {
        ++at;
        at = static_cast<const char *>(std::memchr(bytes + at, '"', size_t(size - at))) - bytes;
    } while (isEscaped(bytes, at));
    return at + 1;
}

QByteArrayView JsonNode::text() const
{
    return m_index ? m_index->m_text.sliced(begin(), end() - begin()) : QByteArrayView();
}

bool JsonNode::hasKey() const
{
    return m_index && m_word != 0 && m_index->m_text[m_index->begin(m_parent)] == '{';
}

qint64 JsonNode::keyBegin() const
{
    const auto *bytes = m_index ? m_index->m_text.data() : nullptr;
    return hasKey() ? openingQuote(bytes, keyEnd(bytes, begin())) : -1;
}

QByteArrayView JsonNode::rawKey() const
{
    if (!hasKey())
        return {};
    const auto *bytes = m_index->m_text.data();
    const auto closing = keyEnd(bytes, begin());
    const auto opening = openingQuote(bytes, closing);
    return m_index->m_text.sliced(opening, closing + 1 - opening);
}

QByteArray JsonNode::key() const
{
    return decodeJsonString(rawKey());
}

bool JsonNode::keyIs(QByteArrayView utf8) const
{
    const auto raw = rawKey();
    if (raw.isEmpty())
        return false;
    const auto inner = raw.sliced(1, raw.size() - 2);
    return inner.contains('\\') ? decodeJsonString(raw) == utf8 : inner == utf8;
}

qint64 JsonNode::childCount() const
{
    if (!isContainer())
        return 0;
    if (const auto *large = m_index->m_large.empty() ? nullptr : m_index->large(m_word))
        return large->count;
    const auto end = m_index->after(m_word);
    qint64 count = 0;
    for (auto word = m_word + JsonIndex::containerWords; word < end; word = m_index->after(word))
        ++count;
    return count;
}

JsonNode JsonNode::child(qint64 position) const
{
    if (!isContainer() || position < 0)
        return {};
    auto word = m_word + JsonIndex::containerWords;
    if (const auto *large = m_index->m_large.empty() || position < JsonIndex::stride ? nullptr : m_index->large(m_word)) {
        if (position >= large->count)
            return {};
        word = m_index->m_marks[large->firstMark + quint32(position / JsonIndex::stride) - 1];
        position %= JsonIndex::stride;
    }
    const auto end = m_index->after(m_word);
    for (; position > 0 && word < end; --position)
        word = m_index->after(word);
    return word < end ? JsonNode(m_index, word, m_word) : JsonNode();
}

JsonNode JsonNode::firstChild() const
{
    const auto word = m_word + JsonIndex::containerWords;
    return isContainer() && word < m_index->after(m_word) ? JsonNode(m_index, word, m_word) : JsonNode();
}

JsonNode JsonNode::next() const
{
    if (!m_index || m_word == 0)
        return {};
    const auto word = m_index->after(m_word);
    return word < m_index->after(m_parent) ? JsonNode(m_index, word, m_parent) : JsonNode();
}

JsonNode JsonNode::find(QByteArrayView key, bool first) const
{
    JsonNode found;
    if (!isObject())
        return found;
    for (const auto member : children()) {
        if (!member.keyIs(key))
            continue;
        if (first)
            return member;
        found = member;
    }
    return found;
}

JsonNode JsonNode::at(const QByteArrayList &path, bool firstKeys) const
{
    auto node = *this;
    for (const auto &step : path) {
        if (node.isObject()) {
            node = node.find(step, firstKeys);
        } else {
            bool isPosition = false;
            const auto position = step.toLongLong(&isPosition);
            isPosition = isPosition && std::ranges::all_of(step, json::isDigit) && (step == "0" || step[0] != '0');
            node = isPosition ? node.child(position) : JsonNode();
        }
    }
    return node;
}

JsonNode JsonNode::parent() const
{
    return m_index && m_word != 0 ? JsonNode(m_index, m_parent, m_index->m_words[m_parent + 3]) : JsonNode();
}

qint64 JsonNode::position() const
{
    if (!m_index || m_word == 0)
        return 0;
    auto word = m_parent + JsonIndex::containerWords;
    qint64 position = 0;
    if (const auto *large = m_index->m_large.empty() ? nullptr : m_index->large(m_parent)) {
        const auto marks = std::span(m_index->m_marks).subspan(large->firstMark, (large->count - 1) / JsonIndex::stride);
        const auto behind = std::ranges::upper_bound(marks, m_word);
        if (behind != marks.begin()) {
            position = (behind - marks.begin()) * JsonIndex::stride;
            word = *(behind - 1);
        }
    }
    for (; word < m_word; word = m_index->after(word))
        ++position;
    return position;
}

int JsonNode::depth() const
{
    int depth = 0;
    for (auto node = parent(); node.isValid(); node = node.parent())
        ++depth;
    return depth;
}

QByteArrayList JsonNode::path() const
{
    QByteArrayList path;
    for (auto node = *this; node.isValid() && node.m_word != 0; node = node.parent())
        path.append(node.hasKey() ? node.key() : QByteArray::number(node.position()));
    std::ranges::reverse(path);
    return path;
}

QByteArray JsonNode::pointer() const
{
    QByteArray pointer;
    for (auto step : path())
        pointer += '/' + step.replace('~', "~0").replace('/', "~1");
    return pointer;
}

QByteArray JsonNode::string() const
{
    return isString() ? decodeJsonString(text()) : QByteArray();
}

QString JsonNode::toQString() const
{
    return isString() ? jsonStringText(text()) : QString();
}

bool JsonNode::isTrue() const
{
    return m_index && m_index->m_text[begin()] == 't';
}

} // namespace dumbo
