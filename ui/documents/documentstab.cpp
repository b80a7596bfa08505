#include "ui/documents/documentstab.h"

#include "core/json/jsonstring.h"

#include "ui/documents/documentstab_p.h"
#include "ui/documents/documenttree.h"
#include "ui/documents/nodeactions.h"
#include "ui/documents/sqlpane.h"
#include "ui/migrations/askbar.h"
#include "ui/migrations/loadingface.h"
#include "ui/query/storesource.h"
#include "ui/query/tabsession.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"

#include <QButtonGroup>
#include <QMenu>
#include <QStackedWidget>
#include <QToolButton>

namespace workbench {

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
        { QStringLiteral("view"), Private::viewNames().value(int(view())) }, { QStringLiteral("pane"), shownPane() } };
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
    setView(View(std::max(0, int(Private::viewNames().indexOf(text("view"))))));
    showPane(text("pane"));
    d->wantedRow = dumbo::toWtf8(text("row"));
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
