#pragma once

#include "core/sdk/columnbuilder.h"

#include <QByteArray>

#include <cstring>
#include <string_view>

namespace dumbo {

/// Text in the making, for writers that append millions of short pieces: each append is a comparison and a copy.
class TextBuffer {
public:
    [[nodiscard]] qint64 size() const { return m_bytes.size(); }
    [[nodiscard]] bool isEmpty() const { return size() == 0; }
    /// The bytes themselves, not a copy: valid until the next call.
    [[nodiscard]] QByteArray view() const { return QByteArray::fromRawData(m_bytes.data(), m_bytes.size()); }

    TextBuffer &append(char byte)
    {
        m_bytes.push(byte);
        return *this;
    }
    TextBuffer &append(const char *bytes, qint64 size)
    {
        if (size > 0)
            std::memcpy(m_bytes.extend(size), bytes, std::size_t(size));
        return *this;
    }
    TextBuffer &append(std::string_view text) { return append(text.data(), qint64(text.size())); }
    TextBuffer &append(const char *text) { return append(std::string_view(text)); }
    TextBuffer &append(const QByteArray &text) { return append(text.constData(), text.size()); }
    /// Keeps the memory for what comes next.
    void clear() { m_bytes.clear(); }

private:
    BuildBuffer m_bytes;
};

} // namespace dumbo
