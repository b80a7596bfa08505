#pragma once

#include <QPlainTextEdit>

namespace KSyntaxHighlighting {
class SyntaxHighlighter;
}

namespace workbench {

/// JSON to be edited: coloured, a new line is indented as its surroundings, brackets and quotes under the caret show their other
/// half.
class JsonTextEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    /// Longer texts are not coloured.
    static constexpr qsizetype highlightLimit = 500'000;

    explicit JsonTextEdit(QWidget *parent = nullptr);

    /// Exactly what setContent() was given and a person typed; toPlainText() makes blanks of no-break spaces.
    [[nodiscard]] QString content() const;
    /// Forgets undo. The text has '\n' for line ends, and no other line separators.
    void setContent(const QString &text);
    /// Changes the text as a step of undo, and keeps the caret's place as far as the text around it stays.
    void changeContent(const QString &text);
    /// Marks the character there as wrong; -1: nothing.
    void markProblem(int character);
    [[nodiscard]] int problem() const { return m_problem; }

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void breakLine();
    void updateTheme();
    void mark();
    [[nodiscard]] int otherBracket(int position) const;

    KSyntaxHighlighting::SyntaxHighlighter *m_highlighter;
    int m_problem = -1;
};

} // namespace workbench
