#include "ui/grid/displaytext.h"

#include <algorithm>

namespace workbench {

namespace {

constexpr qsizetype shownBytes = 64;

bool isHidden(char16_t unit)
{
    // Besides the control characters: line and paragraph separators, and the marks that reorder what stands
    // around them, which would let a value look like another.
    return unit < 0x20 || (unit >= 0x7f && unit < 0xa0) || unit == 0x2028 || unit == 0x2029
        || (unit >= 0x202a && unit <= 0x202e) || (unit >= 0x2066 && unit <= 0x2069);
}

char16_t visibleMark(char16_t unit)
{
    switch (unit) {
    case u'\n':
        return u'↵';
    case u'\t':
        return u'⇥';
    case 0x7f:
        return u'\u2421';
    case 0x2028:
        return u'↵';
    case 0x2029:
        return u'¶';
    default:
        return unit < 0x20 ? char16_t(0x2400 + unit) : u'\ufffd';
    }
}

void makeVisible(QString &text)
{
    text.replace(QLatin1StringView("\r\n"), QLatin1StringView("\n"));
    const auto hidden = [](QChar c) { return isHidden(c.unicode()); };
    if (std::none_of(text.cbegin(), text.cend(), hidden))
        return;
    for (QChar &c : text) {
        if (isHidden(c.unicode()))
            c = QChar(visibleMark(c.unicode()));
    }
}

}

GridCell displayText(QStringView value, GridCell::Kind kind)
{
    GridCell cell { .kind = kind };
    cell.truncated = value.size() > displayLimit;
    if (cell.truncated) {
        value.truncate(displayLimit);
        if (value.back().isHighSurrogate())
            value.chop(1);
    }
    cell.text = value.toString();
    makeVisible(cell.text);
    return cell;
}

GridCell displayText(QUtf8StringView value, GridCell::Kind kind)
{
    // Four bytes give at least one character, so this never cuts what displayLimit would let through.
    const qsizetype most = displayLimit * 4 + 4;
    const bool cut = value.size() > most;
    qsizetype length = std::min(value.size(), most);
    while (cut && length > 0 && (static_cast<quint8>(value.data()[length]) & 0xc0) == 0x80)
        --length;
    GridCell cell = displayText(QString::fromUtf8(value.data(), length), kind);
    cell.truncated = cell.truncated || cut;
    return cell;
}

GridCell displayBytes(QByteArrayView bytes, qint64 size)
{
    const QByteArrayView shown = bytes.first(std::min(bytes.size(), shownBytes));
    GridCell cell { .kind = GridCell::Kind::Bytes, .truncated = shown.size() < size, .size = size };
    cell.text = QLatin1StringView("\\x") + QString::fromLatin1(shown.toByteArray().toHex());
    return cell;
}

}
