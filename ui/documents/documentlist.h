#pragma once

#include "ui/documents/documentlook.h"
#include "ui/documents/rowscrollarea.h"

#include <set>
#include <vector>

namespace workbench {

class DocumentRows;

/// Documents as cards of three lines: id, then the beginning of the text. Any number of rows.
class DocumentList : public RowScrollArea {
    Q_OBJECT

public:
    explicit DocumentList(DocumentRows &rows, QWidget *parent = nullptr);

    [[nodiscard]] qint64 currentRow() const { return m_current; }
    void setCurrentRow(qint64 row);
    /// Does not scroll. Current is -1: none, also when rows arrive.
    void setChoice(qint64 current, const std::set<qint64> &selected);
    /// With Ctrl or Shift chosen, and the current one.
    [[nodiscard]] std::vector<qint64> selectedRows() const;
    /// What a card says, as one text.
    [[nodiscard]] QString rowText(qint64 row);
    void setEmptyText(const QString &title, const QString &hint);

Q_SIGNALS:
    void currentChanged();
    void selectionChanged();
    /// Enter or a double click.
    void activated();
    void menuWanted(qint64 row, const QPoint &globalPosition);
    void copyWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void readLook();
    void selectAll();
    void choose(qint64 row, Qt::KeyboardModifiers modifiers);
    void paintCard(QPainter &painter, qint64 row, const QRect &rect);
    void paintText(QPainter &painter, const QString &preview, const QRect &rect) const;
    [[nodiscard]] QString idText(qint64 row);

    DocumentRows &m_rows;
    DocumentColors m_colors;
    qint64 m_current = -1;
    qint64 m_anchor = -1;
    std::set<qint64> m_selected;
    bool m_picksFirst = true; ///< of the rows that arrive
    QString m_emptyTitle;
    QString m_emptyHint;
};

} // namespace workbench
