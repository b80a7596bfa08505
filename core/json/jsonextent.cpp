#include "core/json/jsonextent.h"

#include "core/json/jsonbytes.h"

namespace dumbo {

qint64 JsonExtent::advance(QByteArrayView bytes)
{
    for (; m_at < bytes.size(); ++m_at) {
        const auto byte = bytes[m_at];
        if (m_inString) {
            if (byte == '\\') {
                if (m_at + 1 == bytes.size())
                    return -1;
                ++m_at;
                continue;
            }
            m_inString = byte != '"';
            if (!m_inString && m_depth == 0)
                return m_at + 1;
            continue;
        }
        const bool opens = byte == '{' || byte == '[';
        if (m_depth == 0 && m_at > 0 && (opens || byte == '"' || json::isDelimiter(byte)))
            return m_at; // behind a number or literal
        if (byte == '"')
            m_inString = true;
        else if (opens)
            ++m_depth;
        else if (byte == '}' || byte == ']')
            --m_depth;
        if (m_depth < 0 || (m_depth == 0 && (byte == '}' || byte == ']')))
            return m_at + 1;
    }
    return -1;
}

} // namespace dumbo
