#pragma once

#include "ui/documents/documentnode.h"

#include <QAbstractScrollArea>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace workbench {

class DocumentRows;

/// Documents as a tree of any number of rows: key, value, type. Costs memory for what is expanded, and reads only what is on the page.
///
/// Keys: arrows (Right expands, Left collapses or goes to the parent), Page, Home and End, * expands all below, Enter or F2 edits,
/// Ctrl+C copies the value.
class DocumentTree : public QAbstractScrollArea {
    Q_OBJECT

public:
    enum class Part { Key, Value, Type };
    /// Makes the editor of a part, a child of parent; null where it can't be edited. The tree places it and owns it until
    /// closeEditor().
    using EditorMaker = std::function<QWidget *(QWidget *parent, const DocumentNode &node, Part part)>;

    explicit DocumentTree(DocumentRows &rows, QWidget *parent = nullptr);
    ~DocumentTree() override;

    [[nodiscard]] DocumentPlace current() const;
    /// Expands what is above it, and scrolls to it.
    void setCurrent(const DocumentPlace &place);
    [[nodiscard]] bool isExpanded(const DocumentPlace &place) const;
    void setExpanded(const DocumentPlace &place, bool expanded);
    /// What is below it too, as far as it fits into some ten thousand rows.
    void expandAll(const DocumentPlace &place);
    void collapseAll();
    /// Rows with a selected node; at least the current one.
    [[nodiscard]] std::vector<qint64> selectedRows() const;

    void setEditorMaker(EditorMaker maker);
    void edit(const DocumentPlace &place, Part part);
    [[nodiscard]] QWidget *editor() const;
    void closeEditor();
    /// In pixels of the viewport; empty where it is not on the page.
    [[nodiscard]] QRect partRect(const DocumentPlace &place, Part part) const;

    /// What is to be kept over a refresh: expansion by key and path, the current place, the scroll position.
    struct Keep;
    [[nodiscard]] std::shared_ptr<const Keep> keep() const;
    /// Applied as the rows arrive.
    void restore(const std::shared_ptr<const Keep> &kept);

Q_SIGNALS:
    void currentChanged();
    /// Enter or a double click on what can't be edited or expanded, or F7.
    void valueWanted();
    void menuWanted(const workbench::DocumentPlace &place, const QPoint &globalPosition);
    void copyWanted();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace workbench
