#pragma once

#include "ui/documents/documentlook.h"
#include "ui/documents/documentnode.h"
#include "ui/documents/rowscrollarea.h"
#include "ui/documents/treelayout.h"

#include <QHash>
#include <QPointer>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

class QHeaderView;
class QHelpEvent;

namespace dumbo {
class JsonDocument;
}

namespace workbench {

class DocumentRows;

/// Documents as a tree of any number of rows: key, value, type. Costs memory for what is expanded, and reads only what is on the page.
/// What is expanded, chosen and where it is scrolled to stays by keys and paths when the documents are read again.
///
/// Keys: arrows (Right expands, Left collapses or goes to the parent), Page, Home and End, * expands all below, Enter or F2 edits,
/// Ctrl+C copies the value.
class DocumentTree : public RowScrollArea {
    Q_OBJECT

public:
    enum class Part { Key, Value, Type };
    /// Makes the editor of a part, a child of parent; null where it can't be edited. The tree places it and owns it until
    /// closeEditor().
    using EditorMaker = std::function<QWidget *(QWidget *parent, const DocumentNode &node, Part part)>;
    static constexpr qint64 mostExpandedAtOnce = 10'000;
    static constexpr std::size_t mostLevelsAtOnce = 200;

    explicit DocumentTree(DocumentRows &rows, QWidget *parent = nullptr);
    ~DocumentTree() override;

    [[nodiscard]] DocumentPlace current() const { return m_current; }
    /// Expands what is above it, and scrolls to it.
    void setCurrent(const DocumentPlace &place);
    [[nodiscard]] bool isExpanded(const DocumentPlace &place) const { return m_layout.isExpanded(inLayout(place)); }
    void setExpanded(const DocumentPlace &place, bool expanded);
    /// What is below it too, as far as it fits into mostExpandedAtOnce lines and mostLevelsAtOnce.
    void expandAll(const DocumentPlace &place);
    void collapseAll();
    /// Rows with a selected node; at least the current one.
    [[nodiscard]] std::vector<qint64> selectedRows() const;
    /// Chooses the document with this key, now or when it arrives; wantedFound() follows where it does.
    void want(const QByteArray &keyText);
    /// Shows this document alone, expanded (-1: none); nothing: all. After a reset with what was expanded in it.
    void showOnly(std::optional<qint64> row);
    /// The first document, nothing expanded or kept.
    void goToTop();

    [[nodiscard]] const EditorMaker &editorMaker() const { return m_editorMaker; }
    void setEditorMaker(EditorMaker maker) { m_editorMaker = std::move(maker); }
    void edit(const DocumentPlace &place, Part part);
    [[nodiscard]] QWidget *editor() const { return m_editor; }
    void closeEditor();
    /// In pixels of the viewport; empty where it is not on the page.
    [[nodiscard]] QRect partRect(const DocumentPlace &place, Part part) const;

    [[nodiscard]] const TreeLayout &layoutOfLines() const { return m_layout; }
    /// What a line says, as one text.
    [[nodiscard]] QString lineText(qint64 line);
    void setEmptyText(const QString &title, const QString &hint);

Q_SIGNALS:
    void currentChanged();
    void selectionChanged();
    /// Enter or a double click on what can't be edited or expanded, or F7.
    void valueWanted();
    void menuWanted(const workbench::DocumentPlace &place, const QPoint &globalPosition);
    void copyWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void scrolled() override;

private:
    struct Kept {
        QHash<QByteArray, std::vector<dumbo::DocumentPath>> expanded; ///< by the document's key, ancestors first; the document itself is an empty path
        QByteArray currentKey;
        dumbo::DocumentPath currentPath;
        qint64 currentRow = -1;
        bool hasCurrent = false;
        bool isWanted = false; ///< the current one, by a person: scrolled to
        qint64 top = 0;
    };
    /// One line as it is painted.
    struct Look {
        bool isReady = false;
        QString key;
        QString value;
        QString type;
        NodeKind kind = NodeKind::Null;
        bool isElement = false;
        bool canExpand = false;
        bool isMarked = false; ///< differs from what is in the database
    };

    void makeHeader();
    void placeHeader();
    void fitSections();
    void readLook();
    [[nodiscard]] DocumentPlace inLayout(DocumentPlace place) const;
    [[nodiscard]] DocumentPlace inRows(DocumentPlace place) const;
    void updateLines();
    void onRowsReady(qint64 first, qint64 last);
    void checkExpanded(qint64 first, qint64 last);
    void keep();
    void restore();
    void scanForKept();
    void restoreOnly(qint64 row, const Kept &kept);
    [[nodiscard]] DocumentPlace placeOf(qint64 row, const dumbo::DocumentPath &path);
    void expandPath(qint64 row, const dumbo::DocumentPath &path);
    void setLine(qint64 line, Qt::KeyboardModifiers modifiers);
    void setCurrentQuietly(const DocumentPlace &place);
    void selectTo(qint64 row, Qt::KeyboardModifiers modifiers);
    void activate(const DocumentPlace &place, Part part);
    [[nodiscard]] bool moveByKey(const QKeyEvent &event);
    [[nodiscard]] bool actByKey(const QKeyEvent &event);
    void goLeft();
    void goRight();

    [[nodiscard]] Look lookOf(const TreeLayout::Line &line);
    [[nodiscard]] Look documentLook(qint64 row);
    [[nodiscard]] Look nodeLook(const DocumentPlace &place);
    [[nodiscard]] QString placeholderText(qint64 row);
    void paintLine(QPainter &painter, const TreeLayout::Line &line, const QRect &rect);
    void paintExpander(QPainter &painter, const QRect &rect, bool isExpanded);
    void paintState(QPainter &painter, qint64 row, const QRect &rect);
    void paintEmpty(QPainter &painter);
    [[nodiscard]] int indentOf(const DocumentPlace &place) const;
    [[nodiscard]] QRect sectionRect(Part part, const QRect &line) const;
    [[nodiscard]] QString toolTipAt(const QPoint &point);
    void placeEditor();

    DocumentRows &m_rows;
    TreeLayout m_layout;
    std::optional<qint64> m_only;
    QHeaderView *m_header;
    int m_keyWidth; ///< as a person wants it
    bool m_fitting = false;
    DocumentColors m_colors;
    DocumentPlace m_current;
    std::set<qint64> m_selected; ///< besides the current row
    qint64 m_anchor = -1;
    std::unique_ptr<Kept> m_kept; ///< what is still to be found again
    qint64 m_scanned = 0;
    EditorMaker m_editorMaker;
    QPointer<QWidget> m_editor;
    DocumentPlace m_edited;
    Part m_editedPart = Part::Value;
    QString m_emptyTitle;
    QString m_emptyHint;
};

} // namespace workbench
