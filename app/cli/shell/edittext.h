#pragma once

#include <QString>

#include <vector>

namespace cli {

/// A text of one or more lines that is being typed, with its cursor. Moves by what a reader takes for one character.
class EditText {
public:
    [[nodiscard]] const QString &text() const { return m_text; }
    [[nodiscard]] qsizetype cursor() const { return m_cursor; }
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty(); }
    [[nodiscard]] bool isOnFirstLine() const { return m_text.lastIndexOf(u'\n', m_cursor - 1) < 0 || m_cursor == 0; }
    [[nodiscard]] bool isOnLastLine() const { return m_text.indexOf(u'\n', m_cursor) < 0; }

    /// Another text, the cursor behind it; what was is forgotten.
    void reset(const QString &text = {});
    /// The same as an edit that can be undone.
    void replaceAll(const QString &text);
    void setCursor(qsizetype cursor) { m_cursor = cursor; }

    void insert(const QString &text);
    /// Puts text in the place of [begin, end), the cursor behind it.
    void replace(qsizetype begin, qsizetype end, const QString &text);
    void eraseLeft();
    void eraseRight();
    void undo();

    void moveLeft();
    void moveRight();
    void moveWordLeft();
    void moveWordRight();
    void moveToLineBegin();
    void moveToLineEnd();
    /// In the column it is in, as far as the line reaches. Nothing on the first or last line.
    void moveLine(int lines);

    /// What is cut can be pasted; cuts in a row add up.
    void cutToLineBegin();
    void cutToLineEnd();
    void cutWordLeft(); ///< to a blank
    void cutWordPartLeft();
    void cutWordRight();
    void paste();
    void transpose();
    /// The next cut begins anew.
    void endCutting() { m_isCutting = false; }

private:
    struct State {
        QString text;
        qsizetype cursor = 0;
    };
    void keep(bool isTyping = false);
    void cut(qsizetype begin, qsizetype end);
    [[nodiscard]] qsizetype boundaryLeft(qsizetype position) const;
    [[nodiscard]] qsizetype boundaryRight(qsizetype position) const;
    [[nodiscard]] qsizetype lineBegin(qsizetype position) const;
    [[nodiscard]] qsizetype lineEnd(qsizetype position) const;

    QString m_text;
    qsizetype m_cursor = 0;
    QString m_cut;
    bool m_isCutting = false;
    bool m_isTyping = false;
    std::vector<State> m_before;
};

} // namespace cli
