#include "core/json/utf8.h"

namespace dumbo {

int utf8SequenceLength(QByteArrayView bytes)
{
    const auto at = [bytes](qsizetype i) { return i < bytes.size() ? uchar(bytes[i]) : uchar(0); };
    const auto follows = [&](qsizetype i) { return (at(i) & 0xc0) == 0x80; };
    const auto first = at(0);
    if (bytes.isEmpty())
        return 0;
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool isOverlong = first == 0xe0 && at(1) < 0xa0;
        const bool isSurrogate = first == 0xed && at(1) >= 0xa0;
        return follows(1) && follows(2) && !isOverlong && !isSurrogate ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool isOverlong = first == 0xf0 && at(1) < 0x90;
        const bool isTooLarge = first == 0xf4 && at(1) >= 0x90;
        return follows(1) && follows(2) && follows(3) && !isOverlong && !isTooLarge ? 4 : 0;
    }
    return 0;
}

} // namespace dumbo
