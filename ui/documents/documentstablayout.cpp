// How a DocumentsTab is laid out.
#include "ui/documents/documentstab_p.h"
#include "ui/migrations/askbar.h"
#include "ui/migrations/loadingface.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

namespace workbench {

void DocumentsTab::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(d->bar);
    layout->addWidget(makeToolBar());
    layout->addWidget(d->messages);
    layout->addWidget(d->ask);
    d->splitter = new QSplitter(Qt::Horizontal, this);
    d->splitter->setObjectName(QStringLiteral("documentsSplitter"));
    d->splitter->setChildrenCollapsible(false);
    auto *centre = new QWidget(d->splitter);
    auto *column = new QVBoxLayout(centre);
    column->setContentsMargins({});
    column->setSpacing(0);
    d->stack->addWidget(d->loading);
    d->stack->addWidget(d->area);
    column->addWidget(d->stack, 1);
    column->addWidget(makeStatusBar());
    d->splitter->addWidget(centre);
    d->splitter->addWidget(d->panes);
    d->splitter->setStretchFactor(0, 3);
    d->splitter->setStretchFactor(1, 2);
    d->splitter->setSizes({ 640, 400 });
    layout->addWidget(d->splitter, 1);
    setFocusProxy(d->area);
}

QWidget *DocumentsTab::makeToolBar()
{
    d->tools = new QWidget(this);
    d->tools->setObjectName(QStringLiteral("documentsToolBar"));
    auto *row = new QHBoxLayout(d->tools);
    row->setContentsMargins(theme::unit, 0, theme::unit, theme::unit / 2);
    row->setSpacing(0);
    d->tools->setMinimumWidth(1); // its buttons give way, rather than the window
    d->views = new QButtonGroup(this);
    const std::tuple<QString, const char *, QString> views[] { { tr("Tree"), "view-list-tree", tr("Documents as a tree (Alt+1)") },
        { tr("List"), "view-list-details", tr("Documents as a list, the chosen one beside it (Alt+2)") },
        { tr("Table"), "table", tr("Documents as a table (Alt+3)") } };
    for (int number = 0; number < 3; ++number) {
        const auto &[text, icon, toolTip] = views[number];
        auto *button = new QToolButton(d->tools);
        button->setObjectName(Private::viewNames()[number] + QStringLiteral("ViewButton"));
        button->setText(text);
        button->setAccessibleName(toolTip);
        button->setToolTip(toolTip);
        button->setIcon(theme::icon(QLatin1StringView(icon)));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setCheckable(true);
        button->setAutoRaise(true);
        d->views->addButton(button, number);
        row->addWidget(button);
    }
    d->views->button(0)->setChecked(true);
    row->addSpacing(2 * theme::unit);
    d->toolRow = new QHBoxLayout;
    d->toolRow->setSpacing(0);
    row->addLayout(d->toolRow);
    row->addStretch(1);
    row->addWidget(d->panes->buttons());
    return d->tools;
}

QWidget *DocumentsTab::makeStatusBar()
{
    auto *bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("documentsStatus"));
    d->statusRow = new QHBoxLayout(bar);
    d->statusRow->setContentsMargins(theme::unit, 2, theme::unit / 2, 2);
    d->statusRow->setSpacing(theme::unit / 2);
    d->status = new QLabel(bar);
    d->status->setObjectName(QStringLiteral("documentsState"));
    d->status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    d->statusRow->addWidget(d->status);
    const auto add = [&](const char *name, const QString &text, const char *icon, void (DocumentsTab::*handler)()) {
        auto *button = new QToolButton(bar);
        button->setObjectName(QLatin1StringView(name));
        button->setText(text);
        button->setAccessibleName(text);
        button->setIcon(theme::icon(QLatin1StringView(icon)));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, this, handler);
        d->statusRow->addWidget(button);
        return button;
    };
    d->more = add("fetchMoreDocuments", tr("Continue"), "go-down", &DocumentsTab::fetchMore);
    d->all = add("fetchAllDocuments", tr("Load All"), "go-bottom", &DocumentsTab::fetchAll);
    d->statusRow->addStretch(1);
    bar->setMinimumHeight(d->more->sizeHint().height() + 4);
    return bar;
}

/// Words as long as there is room for them: first the panes' go, then those of what can be done, then the views'.
void DocumentsTab::fitToolBar()
{
    const auto apply = [this](int step) {
        d->panes->setCompact(step > 0);
        for (auto *button : std::as_const(d->toolButtons))
            button->setToolButtonStyle(step > 1 && !button->icon().isNull() ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
        const auto views = d->views->buttons();
        for (auto *button : views)
            static_cast<QToolButton *>(button)->setToolButtonStyle(step > 2 ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
        d->tools->layout()->invalidate();
    };
    for (int step = 0; step <= 3; ++step) {
        apply(step);
        if (d->tools->layout()->minimumSize().width() <= width())
            break;
    }
}

void DocumentsTab::resizeEvent(QResizeEvent *event)
{
    WorkspaceTab::resizeEvent(event);
    fitToolBar();
}

} // namespace workbench
