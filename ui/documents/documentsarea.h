#pragma once

#include "ui/documents/documentstab.h"

#include <QWidget>

class QLabel;
class QStackedWidget;
class QToolButton;

namespace workbench {

class DocumentFields;
class DocumentList;
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

    Settings &m_settings;
    DocumentRows &m_rows;
    QStackedWidget *m_stack;
    DocumentTree *m_tree;
    DocumentList *m_list;
    DocumentTree *m_detail;
    ResultGrid *m_grid;
    DocumentFields *m_fields;
    View m_view = View::Tree;
};

} // namespace workbench
