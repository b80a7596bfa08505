#include "core/json/jsonindex.h"

#include "core/json/jsonfault.h"
#include "core/json/jsonindexer.h"

#include <algorithm>
#include <cstdlib>
#include <new>

namespace dumbo {

JsonIndex::JsonIndex(qint64 windowBytes)
    : m_windowBytes(windowBytes)
{
}

JsonIndex::~JsonIndex() = default;

void JsonIndex::Free::operator()(quint32 *words) const
{
    std::free(words);
}

void JsonIndex::reserve(size_t words)
{
    auto *moved = static_cast<quint32 *>(std::realloc(m_words.get(), words * sizeof(quint32)));
    if (!moved)
        throw std::bad_alloc();
    static_cast<void>(m_words.release());
    m_words.reset(moved);
    m_capacity = words;
}

Result<JsonNode> JsonIndex::build(QByteArrayView text)
{
    if (!m_structurals)
        m_structurals = std::make_unique<JsonStructurals>(m_windowBytes);
    m_text = text;
    m_size = 0;
    m_large.clear();
    m_marks.clear();
    if (!JsonIndexer(*this).run()) {
        m_size = 0;
        return fail(jsonFault(text));
    }
    // They close, and so are noted, from the inside out.
    if (!std::ranges::is_sorted(m_large, {}, &Large::word))
        std::ranges::sort(m_large, {}, &Large::word);
    return root();
}

void JsonIndex::shrink()
{
    m_structurals.reset();
    if (m_size && m_capacity > m_size)
        reserve(m_size);
    m_large.shrink_to_fit();
    m_marks.shrink_to_fit();
}

JsonNode JsonIndex::node(quint32 word) const
{
    return word < m_size ? JsonNode(this, word, parent(word)) : JsonNode();
}

qint64 JsonIndex::bytes() const
{
    return qint64(m_capacity * sizeof(quint32) + m_large.capacity() * sizeof(Large) + m_marks.capacity() * sizeof(quint32));
}

quint32 JsonIndex::parent(quint32 word) const
{
    if (word == 0)
        return 0;
    if (isContainer(word))
        return m_words[word + 3];
    auto container = word - 1;
    while (!isContainer(container))
        --container;
    while (m_words[container + 2] <= word)
        container = m_words[container + 3];
    return container;
}

const JsonIndex::Large *JsonIndex::large(quint32 container) const
{
    const auto found = std::ranges::lower_bound(m_large, container, {}, &Large::word);
    return found != m_large.end() && found->word == container ? &*found : nullptr;
}

} // namespace dumbo
