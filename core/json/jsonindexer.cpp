#include "core/json/jsonindexer.h"

#include "core/json/jsonbytes.h"

#include <algorithm>
#include <cstring>
#include <new>

#include <simdjson.h>

namespace dumbo {

JsonStructurals::JsonStructurals(qint64 windowBytes)
    : m_windowBytes(windowBytes)
{
}

JsonStructurals::~JsonStructurals() = default;

void JsonStructurals::start(QByteArrayView text)
{
    m_text = text;
    m_positions = nullptr;
    m_at = m_count = 0;
    m_begin = m_end = 0;
    m_broken = false;
}

/// Behind a comma, quote or line break, where no number or literal is cut, and likely not within a string.
qint64 JsonStructurals::windowEnd() const
{
    if (m_text.size() - m_end <= m_windowBytes + m_windowBytes / 4)
        return m_text.size();
    const auto aim = m_end + m_windowBytes;
    const auto lookBack = std::min<qint64>(1024, m_windowBytes / 2);
    const auto back = m_text.sliced(aim - lookBack, lookBack);
    if (const auto line = back.lastIndexOf('\n'); line >= 0)
        return aim - lookBack + line + 1;
    if (const auto comma = back.lastIndexOf("},{"); comma >= 0)
        return aim - lookBack + comma + 2;
    for (auto end = aim; end < m_text.size(); ++end) {
        if (m_text[end] == ',' || m_text[end] == '"' || m_text[end] == '\n')
            return end + 1;
    }
    return m_text.size();
}

/// Behind the quote that closes the string which a place is in; -1 where there is none.
qint64 JsonStructurals::stringEnd(qint64 within) const
{
    auto begin = within;
    while (begin > m_begin && m_text[begin - 1] == '\\')
        --begin;
    for (auto at = within + (within - begin) % 2; at < m_text.size(); ++at) {
        if (m_text[at] == '"')
            return at + 1;
        if (m_text[at] == '\\')
            ++at;
    }
    return -1;
}

bool JsonStructurals::window()
{
    if (m_broken || m_end == m_text.size())
        return false;
    m_begin = m_end;
    m_at = m_count = 0;
    m_broken = !scan(windowEnd());
    return !m_broken;
}

bool JsonStructurals::scan(qint64 end)
{
    const auto *bytes = reinterpret_cast<const uint8_t *>(m_text.data()) + m_begin;
    if (!m_stage) {
        const auto made = simdjson::get_active_implementation()->create_dom_parser_implementation(size_t(end - m_begin), 1, m_stage);
        if (made != simdjson::SUCCESS)
            throw std::bad_alloc();
    }
    for (;;) {
        const auto length = size_t(end - m_begin);
        if (m_stage->capacity() < length && m_stage->set_capacity(std::max(length, m_stage->capacity() * 2)) != simdjson::SUCCESS)
            throw std::bad_alloc();
        m_end = end;
        switch (m_stage->stage1(bytes, length, simdjson::stage1_mode::regular)) {
        case simdjson::SUCCESS:
            m_positions = m_stage->structural_indexes.get();
            m_count = m_stage->n_structural_indexes;
            return escapesHold(m_begin, end);
        case simdjson::EMPTY: // nothing but space
            return true;
        case simdjson::UNCLOSED_STRING:
            end = end < m_text.size() ? stringEnd(end) : -1;
            if (end < 0)
                return false;
            break;
        default:
            return false;
        }
    }
}

/// Looks at each backslash; those outside strings are found by whoever reads the structurals.
bool JsonStructurals::escapesHold(qint64 begin, qint64 end) const
{
    const char *at = m_text.data() + begin;
    const char *const last = m_text.data() + end;
    while ((at = static_cast<const char *>(std::memchr(at, '\\', size_t(last - at))))) {
        if (last - at < 2)
            return false;
        if (at[1] != 'u') {
            if (!std::strchr("\"\\/bfnrt", at[1]) || !at[1])
                return false;
            at += 2;
            continue;
        }
        if (last - at < 6 || !std::all_of(at + 2, at + 6, json::isHexDigit))
            return false;
        at += 6;
    }
    return true;
}

JsonIndexer::JsonIndexer(JsonIndex &index)
    : m_index(index)
    , m_bytes(index.m_text.data())
    , m_length(index.m_text.size())
    , m_structurals(*index.m_structurals)
{
}

bool JsonIndexer::run()
{
    if (m_length > JsonIndex::mostBytes)
        return false;
    m_structurals.start(m_index.m_text);
    return values() && m_isDone && m_structurals.next() < 0 && !m_structurals.isBroken();
}

void JsonIndexer::reserve()
{
    const auto guess = size_t(m_length / 12) + 16;
    m_index.reserve(std::max(guess, m_index.m_capacity + m_index.m_capacity / 2));
}

inline void JsonIndexer::pushScalar(qint64 at)
{
    if (m_index.m_size == m_index.m_capacity) [[unlikely]]
        reserve();
    m_index.m_words[m_index.m_size++] = quint32(at);
}

inline void JsonIndexer::open(qint64 at)
{
    if (m_index.m_capacity - m_index.m_size < JsonIndex::containerWords) [[unlikely]]
        reserve();
    const auto word = quint32(m_index.m_size);
    auto *words = m_index.m_words.get() + word;
    words[0] = quint32(at) | JsonIndex::containerFlag;
    words[1] = 0; // while it is open: how many children it has so far
    words[2] = 0;
    words[3] = m_container;
    m_index.m_size += JsonIndex::containerWords;
    m_container = word;
    m_inObject = m_bytes[at] == '{';
}

inline void JsonIndexer::close(qint64 at)
{
    const auto container = m_container;
    auto *words = m_index.m_words.get() + container;
    const auto count = words[1];
    words[1] = quint32(at);
    words[2] = quint32(m_index.m_size);
    if (count > JsonIndex::stride) [[unlikely]]
        mark(container, count);
    m_isDone = container == 0;
    m_container = words[3];
    m_inObject = m_bytes[m_index.begin(m_container)] == '{';
}

void JsonIndexer::mark(quint32 container, quint32 count)
{
    m_index.m_large.push_back({ container, count, quint32(m_index.m_marks.size()) });
    auto word = container + JsonIndex::containerWords;
    for (quint32 position = 0; position + 1 < count; ) {
        word = m_index.after(word);
        if (++position % JsonIndex::stride == 0)
            m_index.m_marks.push_back(word);
    }
}

bool JsonIndexer::literal(qint64 at, const char *word, qint64 length) const
{
    return m_length - at >= length && std::memcmp(m_bytes + at, word, size_t(length)) == 0
        && (at + length == m_length || json::isDelimiter(m_bytes[at + length]));
}

bool JsonIndexer::numeral(qint64 at) const
{
    const auto *end = json::numberEnd(m_bytes + at, m_bytes + m_length);
    return end && (end == m_bytes + m_length || json::isDelimiter(*end));
}

inline bool JsonIndexer::scalar(qint64 at)
{
    switch (m_bytes[at]) {
    case '"':
        break;
    case 't':
        if (!literal(at, "true", 4))
            return false;
        break;
    case 'f':
        if (!literal(at, "false", 5))
            return false;
        break;
    case 'n':
        if (!literal(at, "null", 4))
            return false;
        break;
    default:
        if (!numeral(at))
            return false;
    }
    pushScalar(at);
    return true;
}

/// Whether this byte ends the container we are in. What it ends is closed, and what surrounds it too as far as it goes.
inline bool JsonIndexer::closes(char byte, qint64 at)
{
    if (byte != (m_inObject ? '}' : ']'))
        return false;
    close(at);
    return true;
}

bool JsonIndexer::values()
{
    auto at = m_structurals.next();
    if (at < 0)
        return false;
    bool isKey = false; // what stands at `at`
    for (;;) {
        if (isKey) {
            if (m_bytes[at] != '"' || (at = m_structurals.next()) < 0 || m_bytes[at] != ':' || (at = m_structurals.next()) < 0)
                return false;
        }
        if (m_index.m_size)
            ++m_index.m_words[m_container + 1];
        const auto first = m_bytes[at];
        if (first == '{' || first == '[') {
            open(at);
            if ((at = m_structurals.next()) < 0)
                return false;
            if (!closes(m_bytes[at], at)) {
                isKey = m_inObject;
                continue;
            }
        } else if (!scalar(at)) {
            return false;
        } else if (m_index.m_size == 1) {
            return m_isDone = true;
        }
        // Behind a value: a comma, or the end of one container after another.
        for (;;) {
            if (m_isDone)
                return true;
            if ((at = m_structurals.next()) < 0)
                return false;
            if (m_bytes[at] == ',')
                break;
            if (!closes(m_bytes[at], at))
                return false;
        }
        isKey = m_inObject;
        if ((at = m_structurals.next()) < 0)
            return false;
    }
}

} // namespace dumbo
