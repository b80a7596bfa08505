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
    static constexpr qsizetype jsonLimit = 4'000'000;
    static constexpr qsizetype highlightLimit = 500'000;

    explicit ValueText(QWidget *parent = nullptr);

    /// Bytes up to the last whole character, so that the beginning of a value can be read as text.
    static QByteArrayView wholeCharacters(QByteArrayView utf8);

    /// The number of bytes shown.
    qsizetype showText(const QByteArray &utf8);
    /// Indents the JSON. Where it is none, shows the text with the caret at the problem, and returns it.
    std::optional<JsonProblem> showJson(const QByteArray &utf8);

protected:
    void changeEvent(QEvent *event) override;

private:
    void setHighlighting(bool json);

    KSyntaxHighlighting::SyntaxHighlighter *m_highlighter;
};

}
