#pragma once

#include "core/base/error.h"
#include "ui/documents/querycompletion.h"
#include "ui/documents/rawtext.h"

#include <QPlainTextEdit>
#include <QTimer>

#include <optional>

class QCompleter;
class QStandardItemModel;

namespace workbench {

/// A filter, an order or a choice of fields: one line that grows while more is typed, with colours, completion, and its mistake
/// underlined where it is. Enter takes it, Shift+Enter begins a line, Ctrl+Space completes.
class QueryEdit : public QPlainTextEdit {
    Q_OBJECT

public:
    explicit QueryEdit(QueryField field, QWidget *parent = nullptr);
    ~QueryEdit() override;

    [[nodiscard]] QString text() const { return rawText(*this).trimmed(); }
    /// As one step that can be undone.
    void setText(const QString &text);
    [[nodiscard]] const std::optional<dumbo::Error> &mistake() const { return m_mistake; }
    /// Reads it now, rather than when typing rests.
    void check();
    /// A mistake that was found elsewhere; positions are bytes of the text. It stays until the text changes.
    void showMistake(const dumbo::Error &error);
    void setPaths(const QList<dumbo::DocumentPath> &paths) { m_paths = paths; }
    void complete();
    [[nodiscard]] QCompleter &completer() const { return *m_completer; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Enter.
    void accepted();
    void mistakeChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeCompleter();
    void insertCompletion(const QModelIndex &index);
    void setMistake(const std::optional<dumbo::Error> &mistake);
    void follow();
    [[nodiscard]] int heightForLines(int lines) const;
    [[nodiscard]] int neededLines() const;

    class Colours;
    QueryField m_field;
    Colours *m_colours;
    QCompleter *m_completer;
    QStandardItemModel *m_items;
    QueryCompletion m_completion;
    QList<dumbo::DocumentPath> m_paths;
    std::optional<dumbo::Error> m_mistake;
    QTimer m_rest; ///< after the last key
    int m_lines = 1;
};

/// The character of a text at a byte of its UTF-8.
[[nodiscard]] qsizetype characterAt(const QString &text, qint64 byte);

} // namespace workbench
