#include "drivers/common/postgresql/documents/plainpattern.h"

namespace dumbo::postgresql {

std::optional<PlainPattern> plainPattern(QByteArrayView pattern, QByteArrayView options)
{
    // s says what a dot is; i, m and x change what letters, ^ and blanks mean.
    for (const auto option : options) {
        if (option != 's')
            return std::nullopt;
    }
    PlainPattern plain;
    plain.isPrefix = pattern.startsWith('^');
    constexpr QByteArrayView special("\\^$.|?*+()[]{}");
    qsizetype at = plain.isPrefix ? 1 : 0;
    const auto start = at;
    while (at < pattern.size() && !special.contains(pattern[at]))
        ++at;
    plain.text = pattern.sliced(start, at - start).toByteArray();
    plain.isExact = at == pattern.size();
    if (plain.isExact)
        return plain;
    // An alternative or what makes the last character optional leaves less certain; where there may be either, nothing is.
    if (pattern.contains('|') || pattern.contains("(?") || pattern.contains("(*"))
        return std::nullopt;
    const auto next = pattern[at];
    if (next == '?' || next == '*' || next == '{') {
        auto length = plain.text.size();
        while (length > 0 && (quint8(plain.text.at(--length)) & 0xc0) == 0x80) { }
        plain.text.truncate(length);
    }
    return plain.text.isEmpty() ? std::nullopt : std::optional(plain);
}

} // namespace dumbo::postgresql
