#include "core/migrations/advice/filetext.h"

#include <algorithm>
#include <utility>

namespace dumbo {

FileText::FileText(QByteArray bytes)
    : m_bytes(std::move(bytes))
    , m_lines { 0 }
{
    for (auto at = m_bytes.indexOf('\n'); at >= 0; at = m_bytes.indexOf('\n', at + 1))
        m_lines.push_back(at + 1);
}

LineAndColumn FileText::place(qint64 byte) const
{
    const auto end = std::clamp(byte, qint64(0), qint64(m_bytes.size()));
    const auto next = std::ranges::upper_bound(m_lines, end);
    const auto begin = *(next - 1);
    const auto isFirstByte = [](char c) { return (quint8(c) & 0xC0U) != 0x80U; };
    const auto characters = std::count_if(m_bytes.begin() + begin, m_bytes.begin() + end, isFirstByte);
    return { int(next - m_lines.begin()), int(characters) + 1 };
}

std::optional<qint64> FileText::find(const MigrationStatement &statement) const
{
    if (statement.begin < 0 || statement.begin > m_bytes.size())
        return std::nullopt;
    const auto here = QByteArrayView(m_bytes).sliced(statement.begin);
    if (here.startsWith(statement.text))
        return statement.begin;
    const auto room = here.first(std::clamp(statement.end - statement.begin, qint64(0), qint64(here.size())));
    const auto at = room.indexOf(statement.text);
    return at < 0 ? std::nullopt : std::optional(statement.begin + at);
}

} // namespace dumbo
