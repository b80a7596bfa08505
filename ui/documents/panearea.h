#pragma once

#include "ui/documents/documentstab.h"

#include <QHash>
#include <QWidget>

class QButtonGroup;
class QHBoxLayout;
class QStackedWidget;
class QToolButton;

namespace workbench {

/// The panes beside the documents, one at a time, and the buttons that show them.
class PaneArea : public QWidget {
    Q_OBJECT

public:
    explicit PaneArea(DocumentsTab &tab);

    /// The buttons, for the tool bar.
    [[nodiscard]] QWidget *buttons() const { return m_buttons; }
    [[nodiscard]] QString shown() const { return m_shown; }
    [[nodiscard]] QWidget *pane(const QString &id) const { return m_made.value(id); }
    [[nodiscard]] bool knows(const QString &id) const;

    void add(const DocumentsPane &pane);
    /// Empty, or unknown: hides all.
    void showPane(const QString &id);
    /// Buttons with text or only icons.
    void setCompact(bool compact);

Q_SIGNALS:
    void shownChanged();

private:
    DocumentsTab &m_tab;
    QWidget *m_buttons;
    QHBoxLayout *m_row;
    QStackedWidget *m_stack;
    QHash<QString, DocumentsPane> m_panes;
    QHash<QString, QToolButton *> m_byId;
    QHash<QString, QWidget *> m_made;
    QString m_shown;
};

} // namespace workbench
