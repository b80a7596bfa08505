#include "ui/documents/panearea.h"

#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QToolButton>

namespace workbench {

PaneArea::PaneArea(DocumentsTab &tab)
    : QWidget(&tab)
    , m_tab(tab)
    , m_buttons(new QWidget(&tab))
    , m_row(new QHBoxLayout(m_buttons))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("documentPanes"));
    m_row->setContentsMargins({});
    m_row->setSpacing(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_stack);
    hide();
}

bool PaneArea::knows(const QString &id) const
{
    return m_panes.contains(id);
}

void PaneArea::add(const DocumentsPane &pane)
{
    m_panes.insert(pane.id, pane);
    auto *button = new QToolButton(m_buttons);
    button->setObjectName(pane.id + QStringLiteral("PaneButton"));
    button->setText(pane.title);
    button->setAccessibleName(pane.title);
    button->setIcon(theme::icon(pane.icon));
    button->setToolTip(pane.toolTip);
    button->setCheckable(true);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_row->addWidget(button);
    m_byId.insert(pane.id, button);
    connect(button, &QToolButton::clicked, this, [this, id = pane.id](bool checked) { showPane(checked ? id : QString()); });
}

void PaneArea::showPane(const QString &id)
{
    const auto wanted = knows(id) ? id : QString();
    if (!wanted.isEmpty()) {
        auto *&made = m_made[wanted];
        if (!made) {
            made = m_panes[wanted].make(m_tab);
            m_stack->addWidget(made);
        }
        m_stack->setCurrentWidget(made);
    }
    for (auto at = m_byId.cbegin(); at != m_byId.cend(); ++at)
        at.value()->setChecked(at.key() == wanted);
    setVisible(!wanted.isEmpty());
    if (std::exchange(m_shown, wanted) != wanted)
        Q_EMIT shownChanged();
}

void PaneArea::setCompact(bool compact)
{
    for (auto *button : std::as_const(m_byId))
        button->setToolButtonStyle(compact && !button->icon().isNull() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    // The bar that they stand in asks at once how wide they are.
    m_row->invalidate();
    m_buttons->updateGeometry();
}

} // namespace workbench
