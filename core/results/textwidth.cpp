#include "core/results/textwidth.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <utility>

namespace dumbo {

namespace {

/// Wide and fullwidth ranges of Unicode's EastAsianWidth.txt, joined where only unassigned code points lie between.
constexpr std::array<std::pair<char32_t, char32_t>, 22> wideRanges { { { 0x1100, 0x115F }, { 0x231A, 0x231B },
    { 0x23E9, 0x23EC }, { 0x25FD, 0x25FE }, { 0x2614, 0x2615 }, { 0x2648, 0x2653 }, { 0x26C4, 0x26C5 },
    { 0x2705, 0x2705 }, { 0x274C, 0x274C }, { 0x2753, 0x2757 }, { 0x2795, 0x2797 }, { 0x2B1B, 0x2B1C },
    { 0x2E80, 0x303E }, { 0x3041, 0xA4CF }, { 0xA960, 0xA97F }, { 0xAC00, 0xD7A3 }, { 0xF900, 0xFAFF },
    { 0xFE30, 0xFE6F }, { 0xFF00, 0xFF60 }, { 0xFFE0, 0xFFE6 }, { 0x1F300, 0x1FAFF }, { 0x20000, 0x3FFFD } } };

int characterWidth(char32_t character)
{
    const auto category = QChar::category(character);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing || category == QChar::Other_Format)
        return 0;
    const auto after = std::ranges::upper_bound(wideRanges, character, {}, [](const auto &range) { return range.first; });
    return after != wideRanges.begin() && character <= std::prev(after)->second ? 2 : 1;
}

} // namespace

int terminalWidth(QStringView text)
{
    int width = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t character = text.at(i).unicode();
        if (text.at(i).isHighSurrogate() && i + 1 < text.size()) {
            character = QChar::surrogateToUcs4(text.at(i), text.at(i + 1));
            ++i;
        }
        width += character < 0x300 ? 1 : characterWidth(character);
    }
    return width;
}

} // namespace dumbo
