#include "ui/documents/documentstab.h"

#include "ui/documents/documentfields.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/documentstab_p.h"
#include "ui/documents/nodeactions.h"
#include "ui/documents/queryedit.h"
#include "ui/documents/sqlpane.h"
#include "ui/migrations/askbar.h"
#include "ui/migrations/loadingface.h"
#include "ui/query/queryservices.h"
#include "ui/query/resultpage.h"
#include "ui/query/storesource.h"
#include "ui/query/tabsession.h"
#include "ui/settings/settings.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"
#include "ui/valuepanel/valuepanel.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

namespace workbench {

namespace {

const QStringList viewNames { QStringLiteral("tree"), QStringLiteral("list"), QStringLiteral("table") };

} // namespace

DocumentsTab::Private::Private(DocumentsTab &tab, QueryServices &shared, Workspace &workspace, const QString &connectionId)
    : services(shared)
    , findSession(new TabSession(workspace, connectionId, &tab))
    , workSession(new TabSession(workspace, connectionId, &tab))
    , rows(new DocumentRows(&tab))
    , bar(new QueryBar(workspace.settings(), &tab))
    , area(new DocumentsArea(workspace.settings(), *rows, &tab))
    , panes(new PaneArea(tab))
    , messages(new MessageArea(&tab))
    , ask(new AskBar(&tab))
    , loading(new LoadingFace(&tab))
    , stack(new QStackedWidget(&tab))
{
    clock.setInterval(100);
}

DocumentsTab::DocumentsTab(QueryServices &services, Workspace &workspace, const QString &connectionId)
    : WorkspaceTab(workspace, connectionId)
    , d(std::make_unique<Private>(*this, services, workspace, connectionId))
{
    setObjectName(QStringLiteral("documentsTab"));
    setIconName(QStringLiteral("code-context"));
    makeLayout();
    connectParts();
    addPane({ QStringLiteral("sql"), tr("SQL"), QStringLiteral("code-typedef"), tr("The SQL that the query became (Ctrl+J)"),
        [](DocumentsTab &tab) { return new SqlPane(tab); } });
    addStandardNodeActions(*this);
    showStatus();
}

DocumentsTab::~DocumentsTab()
{
    d->run.reset();
    // They go after what they would tell it to.
    for (QObject *part : { static_cast<QObject *>(d->rows), static_cast<QObject *>(d->area), static_cast<QObject *>(d->bar),
             static_cast<QObject *>(d->panes), static_cast<QObject *>(d->findSession), static_cast<QObject *>(d->workSession) })
        part->disconnect(this);
}

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
        button->setObjectName(viewNames[number] + QStringLiteral("ViewButton"));
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

void DocumentsTab::connectParts()
{
    connect(&d->clock, &QTimer::timeout, this, [this] {
        showStatus();
        showFacts();
    });
    connect(d->bar, &QueryBar::findWanted, this, &DocumentsTab::find);
    connect(d->bar, &QueryBar::cancelWanted, this, &DocumentsTab::cancel);
    connect(d->bar, &QueryBar::edited, this, &WorkspaceTab::stateChanged);
    connect(d->loading, &LoadingFace::cancelWanted, this, &DocumentsTab::cancel);
    connect(d->views, &QButtonGroup::idClicked, this, [this](int id) { setView(View(id)); });
    connect(d->rows, &DocumentRows::countChanged, this, [this] {
        showStatus();
        showFacts();
        if (d->rows->count() <= 400)
            learnPaths();
    });
    connect(d->rows, &DocumentRows::stateChanged, this, [this] {
        showStatus();
        showFacts();
    });
    connect(d->rows, &DocumentRows::wasReset, this, [this] {
        showEmptyText();
        showStatus();
        showFacts();
    });
    connect(d->area, &DocumentsArea::currentChanged, this, [this] {
        showValue(false);
        Q_EMIT currentChanged();
        Q_EMIT actionsChanged();
    });
    connect(d->area, &DocumentsArea::valueWanted, this, [this] { showValue(true); });
    connect(d->area, &DocumentsArea::copyWanted, this, &DocumentsTab::copyCurrent);
    connect(d->area, &DocumentsArea::menuWanted, this, [this](const DocumentPlace &place, const QPoint &position) {
        if (const auto node = d->rows->tryNode(place))
            makeNodeMenu(*node, this)->popup(position);
    });
    connect(d->area, &DocumentsArea::sortWanted, this, [this](const dumbo::DocumentPath &path, std::optional<Qt::SortOrder> order) {
        auto query = typedQuery();
        query.sort = order ? sortTextOf(path, *order) : QString();
        setQueryText(query);
    });
    connect(d->panes, &PaneArea::shownChanged, this, &WorkspaceTab::stateChanged);
    connect(d->findSession, &TabSession::connectionChanged, this, [this] {
        showTitle();
        if (d->wantsFind && isVisible())
            find();
    });
    connect(this, &WorkspaceTab::connectionIdChanged, this, [this] {
        d->findSession->setConnectionId(connectionId());
        d->workSession->setConnectionId(connectionId());
    });
    connect(&workspace(), &Workspace::valuePanelToggled, this, [this](bool visible) {
        if (visible)
            showValue(false);
    });
}

// State.

QJsonObject DocumentsTab::saveState() const
{
    const auto typed = typedQuery();
    QJsonObject state { { QStringLiteral("database"), d->path.database }, { QStringLiteral("schema"), d->path.schema },
        { QStringLiteral("name"), d->path.name }, { QStringLiteral("column"), d->column }, { QStringLiteral("filter"), typed.filter },
        { QStringLiteral("sort"), typed.sort }, { QStringLiteral("projection"), typed.projection },
        { QStringLiteral("view"), viewNames.value(int(view())) }, { QStringLiteral("pane"), shownPane() } };
    for (const auto &part : d->partStates)
        state.insert(part.name, part.save());
    return state;
}

void DocumentsTab::restoreState(const QJsonObject &state)
{
    const auto text = [&state](const char *key) { return state.value(QLatin1StringView(key)).toString(); };
    d->path = { text("database"), text("schema"), text("name") };
    d->column = text("column");
    d->restored = state;
    showTitle();
    d->bar->setHistoryName(d->path.schema + u'.' + d->path.name + u'.' + d->column);
    d->bar->setQuery({ text("filter"), text("sort"), text("projection") });
    setView(View(std::max(0, int(viewNames.indexOf(text("view"))))));
    showPane(text("pane"));
    d->wantedRow = text("row").toUtf8();
    for (const auto &part : d->partStates)
        part.take(state.value(part.name));
    d->wantsFind = true;
    if (isVisible())
        find();
}

void DocumentsTab::addPartState(const QString &name, std::function<QJsonValue()> save, std::function<void(const QJsonValue &)> take)
{
    if (!d->restored.isEmpty())
        take(d->restored.value(name));
    d->partStates.push_back({ name, std::move(save), std::move(take) });
}

void DocumentsTab::showTitle()
{
    const auto source = this->source();
    const bool isPlain = source ? source->isCollection : d->column.isEmpty();
    setTitle(isPlain ? d->path.name : d->path.name + QStringLiteral(" · ") + column());
    const auto qualified = d->path.schema.isEmpty() ? d->path.name : d->path.schema + u'.' + d->path.name;
    setDescription(tr("Documents of %1").arg(qualified + (isPlain ? QString() : u'.' + column())));
}

void DocumentsTab::requestClose()
{
    runCloseGuards(0);
}

void DocumentsTab::runCloseGuards(std::size_t from)
{
    if (from >= d->guards.size()) {
        WorkspaceTab::requestClose();
        return;
    }
    d->guards[from]([kept = QPointer(this), from] {
        if (kept)
            kept->runCloseGuards(from + 1);
    });
}

void DocumentsTab::addCloseGuard(CloseGuard guard)
{
    d->guards.push_back(std::move(guard));
}

// What is shown.

dumbo::ObjectPath DocumentsTab::table() const
{
    return source() ? source()->table : d->path;
}

QString DocumentsTab::column() const
{
    return source() ? source()->column : d->column;
}

const std::optional<dumbo::DocumentSource> &DocumentsTab::source() const
{
    return d->source;
}

const std::optional<dumbo::DocumentQuery> &DocumentsTab::query() const
{
    return d->query;
}

const std::optional<dumbo::DocumentPlan> &DocumentsTab::plan() const
{
    return d->plan;
}

const std::optional<dumbo::DocumentTraits> &DocumentsTab::traits() const
{
    return d->traits;
}

DocumentQueryText DocumentsTab::typedQuery() const
{
    return d->bar->query();
}

DocumentQueryText DocumentsTab::queryText() const
{
    return d->shownText;
}

DocumentRows &DocumentsTab::rows() const
{
    return *d->rows;
}

DocumentTree &DocumentsTab::tree() const
{
    return d->area->tree();
}

DocumentsArea &DocumentsTab::area() const
{
    return *d->area;
}

QueryBar &DocumentsTab::bar() const
{
    return *d->bar;
}

DocumentsTab::View DocumentsTab::view() const
{
    return d->area->view();
}

std::optional<DocumentNode> DocumentsTab::currentNode() const
{
    return d->rows->tryNode(d->area->current());
}

qint64 DocumentsTab::currentRow() const
{
    return d->area->current().row;
}

std::vector<qint64> DocumentsTab::selectedRows() const
{
    return d->area->selectedRows();
}

bool DocumentsTab::isReadOnly() const
{
    const auto *open = d->findSession->connection();
    return !open || open->isReadOnly();
}

MessageArea &DocumentsTab::messages() const
{
    return *d->messages;
}

AskBar &DocumentsTab::ask() const
{
    return *d->ask;
}

TabSession &DocumentsTab::tabSession() const
{
    return *d->findSession;
}

QueryServices &DocumentsTab::services() const
{
    return d->services;
}

// What parts do with it.

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
            connect(action, &QAction::triggered, this, [node, trigger = each.trigger] { trigger(node); });
        }
    }
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

// Actions.

void DocumentsTab::focusFilter()
{
    d->bar->focusFilter();
}

void DocumentsTab::showHistory()
{
    d->bar->showHistory();
}

void DocumentsTab::toggleSql()
{
    showPane(shownPane() == QStringLiteral("sql") ? QString() : QStringLiteral("sql"));
}

void DocumentsTab::showEvent(QShowEvent *event)
{
    WorkspaceTab::showEvent(event);
    if (d->wantsFind)
        find();
    showValue(false);
}

} // namespace workbench
