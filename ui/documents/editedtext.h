#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace workbench {

/// A document as a text editor shows it, laid out by lines, and what an edit there means for the document's own bytes: the layout is
/// for reading only, so bytes outside of what was edited stay as they are, white space included.
class EditedText {
public:
    /// Text that is no JSON is shown as it is.
    explicit EditedText(const QByteArray &text);

    /// Characters that a text widget takes for line ends are replaced by others.
    [[nodiscard]] QString display() const;
    /// The document as of the last edit.
    [[nodiscard]] QByteArray text() const { return m_now; }
    /// The widget shows this now. Where that is JSON, later edits are told from it, so that each edit is a span of its own.
    void setDisplay(const QString &display);

private:
    /// The byte of the text that stands for the byte of what is shown; between tokens that behind the token before.
    [[nodiscard]] qsizetype textPosition(qsizetype shown) const;
    void rebase(const QByteArray &shown);

    QByteArray m_base; ///< the text at the last time it was JSON, or as it came
    QByteArray m_shown; ///< the same as shown; differs by white space between tokens, or not at all
    QByteArray m_now;
    bool m_isLaidOut = false; ///< m_base and m_shown are both JSON
};

} // namespace workbench
