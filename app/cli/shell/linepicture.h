#pragma once

#include "app/cli/highlighting.h"

#include <QByteArrayList>
#include <QString>
#include <QStringList>

namespace cli {

/// What stands on the screen while a text is typed.
struct LinePicture {
    QByteArrayList rows; ///< with colours; none is wider than the screen
    int cursorRow = 0;
    int cursorColumn = 0;
};

struct LineDrawing {
    QString prompt; ///< before the first line
    QByteArray promptStyle; ///< as ColouredSpan has it; empty: none
    QString nextPrompt; ///< before the others
    QString text;
    qsizetype cursor = 0;
    std::vector<std::vector<ColouredSpan>> colours; ///< by line of the text; may be empty
    int width = 80;
};

/// Breaks the lines where the screen ends, never within a wide character. Control characters show as "^X".
[[nodiscard]] LinePicture drawLines(const LineDrawing &drawing);

/// Words in columns, at most so many rows; what does not fit is counted in a last row. Nothing for no rows.
[[nodiscard]] QByteArrayList drawWords(const QStringList &words, int width, int rows);

} // namespace cli
