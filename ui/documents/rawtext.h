#pragma once

#include <QPlainTextEdit>
#include <QTextDocument>

namespace workbench {

/// What stands in an editor, with its no-break spaces and line separators, which toPlainText() makes blanks and line ends of.
[[nodiscard]] inline QString rawText(const QPlainTextEdit &edit)
{
    return edit.document()->toRawText().replace(QChar(QChar::ParagraphSeparator), u'\n');
}

} // namespace workbench
