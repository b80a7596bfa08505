#pragma once

#include "core/json/jsonindex.h"

#include <memory>

namespace simdjson::internal {
class dom_parser_implementation;
}

namespace dumbo {

/// Where in a text strings, numbers and literals begin and the punctuation stands, found by simdjson's first stage, window by window,
/// so that its output stays in the processor's cache and takes no memory that grows with the text. UTF-8, control characters
/// in strings and escapes are checked on the way.
class JsonStructurals {
public:
    explicit JsonStructurals(qint64 windowBytes);
    ~JsonStructurals();
    Q_DISABLE_COPY_MOVE(JsonStructurals)

    void start(QByteArrayView text);
    /// The next one's position; -1 at the end of the text and at what is no JSON.
    qint64 next()
    {
        while (m_at == m_count) {
            if (!window())
                return -1;
        }
        return m_begin + m_positions[m_at++];
    }
    [[nodiscard]] bool isBroken() const { return m_broken; }

private:
    bool window();
    bool scan(qint64 end);
    [[nodiscard]] qint64 windowEnd() const;
    [[nodiscard]] qint64 stringEnd(qint64 within) const;
    [[nodiscard]] bool escapesHold(qint64 begin, qint64 end) const;

    qint64 m_windowBytes;
    QByteArrayView m_text;
    std::unique_ptr<simdjson::internal::dom_parser_implementation> m_stage;
    const quint32 *m_positions = nullptr;
    quint32 m_at = 0;
    quint32 m_count = 0;
    qint64 m_begin = 0; ///< of the window
    qint64 m_end = 0;
    bool m_broken = false;
};

/// Makes an index from structurals: decides whether the text is JSON, not where it is not.
class JsonIndexer {
public:
    explicit JsonIndexer(JsonIndex &index);

    [[nodiscard]] bool run();

private:
    void reserve();
    void pushScalar(qint64 at);
    void open(qint64 at);
    void close(qint64 at);
    void mark(quint32 container, quint32 count);
    [[nodiscard]] bool closes(char byte, qint64 at);
    [[nodiscard]] bool values();
    [[nodiscard]] bool scalar(qint64 at);
    [[nodiscard]] bool literal(qint64 at, const char *word, qint64 length) const;
    [[nodiscard]] bool numeral(qint64 at) const;

    JsonIndex &m_index;
    const char *m_bytes;
    qint64 m_length;
    JsonStructurals &m_structurals;
    quint32 m_container = 0;
    bool m_inObject = false;
    bool m_isDone = false; ///< the root has ended
};

} // namespace dumbo
