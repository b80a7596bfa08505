#pragma once

#include "ui/grid/gridcell.h"

#include <QByteArrayView>

namespace workbench {

/// Characters of a value that the grid paints at most.
inline constexpr qsizetype displayLimit = 512;

/// Fills text and truncated with one visible line: ↵ for a line end, ⇥ for a tab, ␀ and its like for other
/// control characters. Reads no further than displayLimit characters.
GridCell displayText(QStringView value, GridCell::Kind kind = GridCell::Kind::Text);

/// The same from UTF-8; reads no further than it shows.
GridCell displayText(QUtf8StringView value, GridCell::Kind kind = GridCell::Kind::Text);

/// Bytes as \x and hex digits; size is that of the whole value, of which bytes may be the beginning.
GridCell displayBytes(QByteArrayView bytes, qint64 size);

}
