#pragma once

#include "core/sdk/extensions/migrationadvice.h"
#include "ui/query/sqlview.h"

#include <vector>

namespace workbench {

/// A statement in a text and what is to be seen in the margin beside it. Positions are bytes of the text, from 0; end is behind the last.
struct StatementMark {
    struct Note {
        qint64 begin = 0;
        qint64 end = 0;
        dumbo::FindingSeverity severity = dumbo::FindingSeverity::Warning;
        QString text; ///< for the tooltip
    };
    qint64 begin = 0;
    qint64 end = 0;
    std::vector<Note> notes; ///< by position
};

/// The text of a migration to read: line numbers, a sign in the margin where there is something to say, the statement of the caret
/// marked at its edge.
class StatementView : public SqlView {
    Q_OBJECT

public:
    explicit StatementView(QWidget *parent = nullptr);

    void showText(const QByteArray &text, const QString &highlighting);
    /// Of the text that is shown, by position.
    void setStatements(std::vector<StatementMark> statements);
    [[nodiscard]] const std::vector<StatementMark> &statements() const { return m_statements; }
    /// -1: the caret is in none.
    [[nodiscard]] int currentStatement() const { return m_current; }
    /// Moves the caret there unless it is there already.
    void setCurrentStatement(int statement);
    /// Moves the caret to the note and selects nothing.
    void showNote(int statement, int note);
    /// Of the caret's line the first; from there onwards, or backwards, and around the end.
    void goToNote(int step);
    /// Where the margin shows the sign of a line's worst note; empty where there is none, or it is scrolled away.
    [[nodiscard]] QRect signRect(int statement, int note) const;
    [[nodiscard]] QWidget *margin() const;

Q_SIGNALS:
    void currentStatementChanged(int statement);
    void noteActivated(int statement, int note);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    class Margin;
    struct Place {
        int statement = -1;
        int note = -1;
    };
    struct Span {
        int begin = 0;
        int end = 0;
    };
    [[nodiscard]] Span characters(qint64 begin, qint64 end) const;
    [[nodiscard]] int lineOf(int character) const;
    /// By line, the worst first; m_signs.
    [[nodiscard]] const std::vector<Place> *notesOf(int line) const;
    [[nodiscard]] int lineAt(int y) const;
    void gatherSigns();
    void followCaret();
    void markTexts();
    void layMargin();
    void paintMargin(QPaintEvent *event);
    [[nodiscard]] int marginWidth() const;
    void activateLine(int line);

    Margin *m_margin;
    std::vector<StatementMark> m_statements;
    std::vector<int> m_characters; ///< character of each byte; empty where both are the same
    std::vector<std::pair<int, std::vector<Place>>> m_signs; ///< by line
    int m_current = -1;
};

} // namespace workbench
