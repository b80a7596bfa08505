#pragma once

#include "ui/valuepanel/jsonlayout.h"

#include <QPlainTextEdit>

namespace KSyntaxHighlighting {
class SyntaxHighlighter;
}

namespace workbench {

/// A value as text or as indented JSON, read only. Shows as much of a long value as an editor can hold
/// without making the window wait, and says so.
class ValueText : public QPlainTextEdit
{
    Q_OBJECT

public:
    static constexpr qsizetype textLimit = 1'000'000;
    /// The limit where a line is longer than longLine: an editor lays out a line as a whole, and one without
    /// spaces in quadratic time unless it may break anywhere.
    static constexpr qsizetype longLineLimit = 100'000;
    static constexpr qsizetype longLine = 2'000;
    static constexpr qsizetype jsonLimit = 2'000'000;
    static constexpr qsizetype highlightLimit = 500'000;

    explicit ValueText(QWidget *parent = nullptr);

    /// Bytes up to the last whole character, so that the beginning of a value can be read as text.
    static QByteArrayView wholeCharacters(QByteArrayView utf8);

    void showText(const QByteArray &utf8);
    /// Indents the JSON. Where it is none, shows the text with the caret at the problem, and returns it.
    std::optional<JsonProblem> showJson(const QByteArray &utf8);
    /// Only the beginning is shown.
    bool isCut() const { return m_isCut; }

protected:
    void changeEvent(QEvent *event) override;

private:
    void setHighlighting(bool json);
    void showLines(QByteArrayView utf8, qsizetype limit);

    KSyntaxHighlighting::SyntaxHighlighter *m_highlighter;
    bool m_isCut = false;
};

}
