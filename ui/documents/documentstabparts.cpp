// What other parts do with a DocumentsTab: panes, tools, actions of values, staged texts.
#include "ui/documents/documentstab_p.h"
#include "ui/documents/documenttree.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QToolButton>

namespace workbench {

namespace {

bool isStillThere(DocumentRows &rows, const DocumentNode &node, const QByteArray &keyText)
{
    const auto key = rows.tryKey(node.place.row);
    const auto now = rows.tryNode(node.place);
    return key && now && key->text == keyText && now->path == node.path && now->kind == node.kind && now->begin == node.begin
        && now->end == node.end && now->text == node.text;
}

} // namespace

void DocumentsTab::setQueryText(const DocumentQueryText &text, bool run)
{
    d->bar->setQuery(text);
    if (run)
        find();
}

void DocumentsTab::setFilter(const QString &filter, bool run)
{
    auto query = typedQuery();
    query.filter = filter;
    setQueryText(query, run);
}

void DocumentsTab::setView(View view)
{
    if (view == d->area->view())
        return;
    d->area->setView(view);
    d->views->button(int(view))->setChecked(true);
    showValue(false);
    Q_EMIT viewChanged();
    Q_EMIT currentChanged();
    Q_EMIT stateChanged();
}

void DocumentsTab::setCurrent(const DocumentPlace &place)
{
    d->area->setCurrent(place);
}

void DocumentsTab::goToRow(const QByteArray &keyText)
{
    if (keyText.isEmpty())
        return;
    setView(View::Tree);
    d->wantedRow = keyText;
    if (d->shown && !(d->run && d->run->isRunning() && d->next))
        d->area->mainTree().want(std::exchange(d->wantedRow, {}));
}

void DocumentsTab::setOverlay(DocumentsOverlay *overlay)
{
    d->rows->setOverlay(overlay);
}

void DocumentsTab::addPane(const DocumentsPane &pane)
{
    d->panes->add(pane);
    fitToolBar();
    if (d->restored.value(QStringLiteral("pane")).toString() == pane.id)
        showPane(pane.id);
}

void DocumentsTab::showPane(const QString &id)
{
    d->panes->showPane(id);
}

QString DocumentsTab::shownPane() const
{
    return d->panes->shown();
}

QWidget *DocumentsTab::pane(const QString &id) const
{
    return d->panes->pane(id);
}

void DocumentsTab::addTool(QAction *action)
{
    auto *button = new QToolButton(d->tools);
    button->setObjectName(action->objectName() + QStringLiteral("Button"));
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    if (action->menu())
        button->setPopupMode(QToolButton::InstantPopup);
    d->toolRow->addWidget(button);
    d->toolButtons.append(button);
    fitToolBar();
}

void DocumentsTab::addStatusWidget(QWidget *widget)
{
    d->statusRow->addWidget(widget);
}

void DocumentsTab::addNodeAction(const NodeAction &action)
{
    d->nodeActions.push_back(action);
}

QMenu *DocumentsTab::makeNodeMenu(const DocumentNode &node, QWidget *parent)
{
    const auto known = d->rows->tryKey(node.place.row);
    const auto key = known ? known->text : QByteArray();
    auto *menu = new QMenu(parent);
    menu->setObjectName(QStringLiteral("nodeMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    using Group = NodeAction::Group;
    for (const auto group : { Group::Filter, Group::Values, Group::Edit, Group::Copy, Group::Go }) {
        menu->addSeparator();
        QHash<QString, QMenu *> submenus;
        for (const auto &each : d->nodeActions) {
            if (each.group != group || (each.applies && !each.applies(node)))
                continue;
            auto *into = menu;
            if (!each.submenu.isEmpty()) {
                auto *&submenu = submenus[each.submenu];
                submenu = submenu ? submenu : menu->addMenu(each.submenu);
                into = submenu;
            }
            auto *action = into->addAction(theme::icon(each.icon), each.text);
            action->setShortcut(each.shortcut);
            action->setShortcutContext(Qt::WidgetShortcut);
            connect(action, &QAction::triggered, this, [this, node, key, trigger = each.trigger] {
                if (isStillThere(*d->rows, node, key))
                    trigger(node);
                else
                    d->messages->showError({ dumbo::ErrorKind::InvalidOperation, tr("The value is another by now. Nothing was done.") });
            });
        }
    }
    // The rows are others then; which one the menu was for can't be seen any more.
    connect(d->rows, &DocumentRows::wasReset, menu, &QWidget::close);
    return menu;
}

void DocumentsTab::setKnownPaths(const QList<dumbo::DocumentPath> &paths)
{
    d->knownPaths = paths;
    learnPaths();
}

void DocumentsTab::markWorking(bool working)
{
    d->working += working ? 1 : -1;
    setBusy(d->working > 0 || (d->run && d->run->isRunning()));
}

} // namespace workbench
