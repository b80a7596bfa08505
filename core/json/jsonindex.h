#pragma once

#include "core/base/result.h"
#include "core/json/jsonnode.h"

#include <memory>
#include <vector>

namespace dumbo {

class JsonStructurals;

/// What JsonDocument and JsonReader know about a text: one 32-bit word for each scalar, four for each array or object, in the order of
/// the text. Keys, commas and the ends of scalars are found in the text itself when they are asked for.
///
/// A scalar's word is its first byte. A container's first word is its first byte with containerFlag; then its last byte, the word behind
/// its last descendant, and its own container's first word (its own for the root). No other word has the flag, so going back from
/// any word to the nearest with the flag finds the container before it.
class JsonIndex {
public:
    /// Found to be fastest: what the first stage finds in it fits the processor's second cache.
    static constexpr qint64 usualWindow = 256 * 1024;

    /// The window is how much of the text the first stage reads at once.
    explicit JsonIndex(qint64 windowBytes = usualWindow);
    ~JsonIndex();
    Q_DISABLE_COPY_MOVE(JsonIndex)

    /// Keeps no copy of the text.
    [[nodiscard]] Result<JsonNode> build(QByteArrayView text);
    /// Gives back what only building needs, and what was reserved too much.
    void shrink();

    [[nodiscard]] JsonNode root() const { return m_size ? JsonNode(this, 0, 0) : JsonNode(); }
    [[nodiscard]] JsonNode node(quint32 word) const;
    [[nodiscard]] QByteArrayView text() const { return m_text; }
    [[nodiscard]] qint64 bytes() const;

private:
    friend class JsonNode;
    friend class JsonIndexer;

    static constexpr qint64 mostBytes = 0x7fff'fff0;
    static constexpr quint32 containerFlag = 0x8000'0000;
    static constexpr quint32 containerWords = 4;
    static constexpr quint32 stride = 64;

    /// A container of more than `stride` children: which word each 64th of them has.
    struct Large {
        quint32 word;
        quint32 count;
        quint32 firstMark; ///< in m_marks; the child at position stride, 2 × stride, …
    };

    [[nodiscard]] bool isContainer(quint32 word) const { return m_words[word] & containerFlag; }
    [[nodiscard]] quint32 begin(quint32 word) const { return m_words[word] & ~containerFlag; }
    [[nodiscard]] quint32 lastByte(quint32 container) const { return m_words[container + 1]; }
    [[nodiscard]] quint32 after(quint32 word) const { return isContainer(word) ? m_words[word + 2] : word + 1; }
    [[nodiscard]] quint32 parent(quint32 word) const;
    [[nodiscard]] const Large *large(quint32 container) const;
    void reserve(size_t words);

    struct Free {
        void operator()(quint32 *words) const;
    };

    QByteArrayView m_text;
    std::unique_ptr<quint32[], Free> m_words;
    size_t m_size = 0;
    size_t m_capacity = 0;
    std::vector<Large> m_large; ///< by word
    std::vector<quint32> m_marks;
    qint64 m_windowBytes;
    std::unique_ptr<JsonStructurals> m_structurals; ///< only while building
};

} // namespace dumbo
