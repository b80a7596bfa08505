#pragma once

#include "ui/documents/documentstab.h"

#include <QWidget>

#include <set>

class QLabel;
class QStackedWidget;
class QToolButton;

namespace workbench {

class DocumentFields;
class DocumentList;
class KeptRows;
class ResultGrid;
class Settings;

/// The three views of the same documents. They share the current value; only one is shown.
class DocumentsArea : public QWidget {
    Q_OBJECT

public:
    using View = DocumentsTab::View;

    DocumentsArea(Settings &settings, DocumentRows &rows, QWidget *parent = nullptr);
    ~DocumentsArea() override;

    /// Of the tree view, or beside the list where that is shown.
    [[nodiscard]] DocumentTree &tree() const;
    [[nodiscard]] DocumentTree &mainTree() const { return *m_tree; }
    [[nodiscard]] DocumentTree &detail() const { return *m_detail; }
    [[nodiscard]] DocumentList &list() const { return *m_list; }
    [[nodiscard]] ResultGrid &grid() const { return *m_grid; }
    [[nodiscard]] DocumentFields &fields() const { return *m_fields; }
    [[nodiscard]] View view() const { return m_view; }
    [[nodiscard]] DocumentPlace current() const;
    [[nodiscard]] std::vector<qint64> selectedRows() const;
    [[nodiscard]] qint64 lastVisibleRow() const;

    void setView(View view);
    void setCurrent(const DocumentPlace &place);
    void goToTop();
    void setEmptyText(const QString &title, const QString &hint);

Q_SIGNALS:
    void currentChanged();
    void selectionChanged();
    void valueWanted();
    void copyWanted();
    void menuWanted(const workbench::DocumentPlace &place, const QPoint &globalPosition);
    /// A click on the header of the table; no order: as the database likes.
    void sortWanted(const dumbo::DocumentPath &path, std::optional<Qt::SortOrder> order);

private:
    void connectTree(DocumentTree &tree);
    void connectList();
    void connectGrid();
    void connectKept();
    void keepChoice();
    void showKeptCells(qint64 current, const std::set<qint64> &rows);
    [[nodiscard]] std::vector<qint64> selectedGridRows() const;
    /// A column by what it shows: the columns of other documents are others.
    [[nodiscard]] QByteArray columnName(int column) const;
    [[nodiscard]] int columnOf(const QByteArray &name) const;

    Settings &m_settings;
    DocumentRows &m_rows;
    QStackedWidget *m_stack;
    DocumentTree *m_tree;
    DocumentList *m_list;
    DocumentTree *m_detail;
    ResultGrid *m_grid;
    DocumentFields *m_fields;
    View m_view = View::Tree;
    KeptRows *m_keptInList;
    KeptRows *m_keptInGrid;
    bool m_isRestoring = false; ///< what changes is not chosen by a person
    QByteArray m_keptColumn;
    std::optional<std::pair<QByteArray, QByteArray>> m_keptSpan; ///< columns of all ranges; nothing: whole rows
};

} // namespace workbench
