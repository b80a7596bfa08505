#pragma once

#include "core/base/error.h"
#include "ui/query/completionmodel.h"
#include "ui/query/statementindex.h"

#include <QTimer>
#include <QWidget>

#include <memory>

namespace KTextEditor {
class Document;
class MovingRange;
class View;
}

namespace workbench {

class Settings;

/// The SQL editor of a tab: KTextEditor with the dialect's colours, completion, a bar beside the statement under the caret,
/// and marks where a statement failed. The document exists from the start, the view when it is first shown.
class SqlEditor : public QWidget {
    Q_OBJECT

public:
    explicit SqlEditor(Settings &settings, QWidget *parent = nullptr);
    ~SqlEditor() override;

    /// A piece of the text that can be run.
    struct Piece {
        QByteArray text; ///< UTF-8
        KTextEditor::Cursor begin;
        KTextEditor::Cursor end;
        dumbo::ScriptPart::Kind kind = dumbo::ScriptPart::Kind::Statement;
    };

    [[nodiscard]] KTextEditor::Document &document() const { return *m_document; }
    /// Null until the editor was shown.
    [[nodiscard]] KTextEditor::View *view() const { return m_view; }
    [[nodiscard]] CompletionModel &completion() const { return *m_completion; }
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isEmpty() const;
    [[nodiscard]] KTextEditor::Cursor caret() const;
    [[nodiscard]] bool hasSelection() const;
    /// The selection, or else the statement under the caret.
    [[nodiscard]] std::optional<Piece> selectionOrStatement();
    [[nodiscard]] Piece whole() const;
    /// What is marked now as the statement under the caret; invalid while none is.
    [[nodiscard]] KTextEditor::Range markedStatement() const;

    /// Forgets undo; the text counts as not modified.
    void load(const QString &text);
    void insertText(const QString &text);
    /// One step of undo. The caret stays on its line.
    void replace(KTextEditor::Range range, const QString &text);
    void setCaret(KTextEditor::Cursor place);
    void setDialect(const dumbo::Dialect &dialect);
    void setReadOnly(bool readOnly);
    void toggleComment();
    void complete();
    /// Shortcuts that the window has for itself; the editor's own actions give them up.
    void setReservedShortcuts(const QList<QKeySequence> &shortcuts);

    /// Underlines from place to the end of the word, and marks its line.
    void markError(KTextEditor::Cursor place, const QString &message);
    void clearErrors();
    [[nodiscard]] int errorCount() const { return int(m_errors.size()); }

Q_SIGNALS:
    void textEdited();
    /// Line and column from 1.
    void caretMoved(int line, int column);

protected:
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void makeView();
    void watchSettings();
    void giveUpShortcuts();
    void markStatement();
    void updateColors();

    Settings &m_settings;
    std::unique_ptr<KTextEditor::Document> m_document;
    KTextEditor::View *m_view = nullptr;
    StatementIndex *m_index;
    CompletionModel *m_completion;
    dumbo::Dialect m_dialect;
    QList<QKeySequence> m_reserved;
    KTextEditor::Cursor m_caret;
    QTimer m_markTimer;
    std::unique_ptr<KTextEditor::MovingRange> m_statement;
    std::vector<std::unique_ptr<KTextEditor::MovingRange>> m_errors;
};

} // namespace workbench
