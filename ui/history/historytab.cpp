#include "ui/history/historytab.h"

#include "ui/history/historymodel.h"
#include "ui/query/querytab.h"
#include "ui/query/sqlview.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QTreeView>

namespace workbench {

namespace {

constexpr int mostShown = 1000;

} // namespace

HistoryTab::HistoryTab(HistoryStore &store, Workspace &workspace)
    : WorkspaceTab(workspace, {})
    , m_store(store)
    , m_model(new HistoryModel(this))
    , m_search(new QLineEdit(this))
    , m_list(new QTreeView(this))
    , m_text(new SqlView(this))
    , m_count(new QLabel(this))
    , m_messages(new MessageArea(this))
{
    setObjectName(QStringLiteral("historyTab"));
    setTitle(tr("History"));
    setIconName(QStringLiteral("view-history"));
    m_soon.setSingleShot(true);
    m_soon.setInterval(150);
    connect(&m_soon, &QTimer::timeout, this, &HistoryTab::refresh);
    makeLayout();
    makeList();
    setFocusProxy(m_search);
    connect(m_search, &QLineEdit::textChanged, &m_soon, qOverload<>(&QTimer::start));
    connect(&m_store, &HistoryStore::changed, this, [this] {
        if (isVisible())
            m_soon.start();
    });
    connect(&m_store, &HistoryStore::failed, this,
        [this](const dumbo::Error &error) { m_messages->showError(error, tr("The history could not be written:")); });
}

void HistoryTab::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit, 4, theme::unit, 4);
    m_search->setObjectName(QStringLiteral("historySearch"));
    m_search->setAccessibleName(tr("Search the history"));
    m_search->setPlaceholderText(tr("Search statements, databases, errors"));
    m_search->setClearButtonEnabled(true);
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_list);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 1);
    m_text->setAccessibleName(tr("Statement"));
    layout->addWidget(bar);
    layout->addWidget(m_messages);
    layout->addWidget(splitter, 1);
}

void HistoryTab::makeList()
{
    m_list->setObjectName(QStringLiteral("historyList"));
    m_list->setAccessibleName(tr("History"));
    m_list->setModel(m_model);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    auto *columns = m_list->header();
    columns->setStretchLastSection(false);
    columns->setResizeContentsPrecision(30);
    for (int column = 0; column < HistoryModel::ColumnCount; ++column) {
        columns->setSectionResizeMode(
            column, column == HistoryModel::TextColumn ? QHeaderView::Stretch : QHeaderView::ResizeToContents);
    }
    connect(m_list, &QTreeView::activated, this, &HistoryTab::openCurrent);
    connect(m_list, &QTreeView::customContextMenuRequested, this, &HistoryTab::showMenu);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryTab::showCurrent);
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_list->setFocus(); });
}

QJsonObject HistoryTab::saveState() const
{
    return { { QStringLiteral("search"), m_search->text() } };
}

void HistoryTab::restoreState(const QJsonObject &state)
{
    m_search->setText(state.value(QStringLiteral("search")).toString());
}

void HistoryTab::refresh()
{
    m_soon.stop();
    const auto generation = ++m_generation;
    m_store.search(m_search->text(), mostShown, this, [this, generation](const dumbo::Result<std::vector<HistoryItem>> &items) {
        if (generation == m_generation)
            take(items);
    });
}

void HistoryTab::take(const dumbo::Result<std::vector<HistoryItem>> &items)
{
    if (!items) {
        auto message = InlineMessage::fromError(items.error());
        message.replaces = QStringLiteral("history");
        m_messages->show(message);
        return;
    }
    const auto *before = current();
    const auto chosen = before ? before->id : -1;
    const int count = int(items->size());
    m_model->setItems(*items);
    m_count->setText(count >= mostShown ? tr("The newest %1").arg(count) : count == 1 ? tr("1 entry") : tr("%1 entries").arg(count));
    int row = 0;
    for (int i = 0; i < count; ++i) {
        if (m_model->item(i).id == chosen)
            row = i;
    }
    if (count > 0)
        m_list->setCurrentIndex(m_model->index(row, HistoryModel::TextColumn));
    showCurrent();
}

const HistoryItem *HistoryTab::current() const
{
    const auto index = m_list->currentIndex();
    return index.isValid() && index.row() < m_model->rowCount() ? &m_model->item(index.row()) : nullptr;
}

void HistoryTab::showCurrent()
{
    const auto *item = current();
    const auto *open = workspace().connections().find(workspace().currentConnectionId());
    m_text->setSql(item ? item->entry.text : QString(), open ? open->dialect().highlighting : QString());
}

void HistoryTab::openCurrent()
{
    if (const auto *item = current()) {
        workspace().openTab(
            Workspace::queryTabType(), workspace().currentConnectionId(), { { QStringLiteral("text"), item->entry.text } });
    }
}

void HistoryTab::insertCurrent()
{
    const auto *item = current();
    const auto tabs = workspace().tabs().tabs();
    for (auto tab = tabs.crbegin(); item && tab != tabs.crend(); ++tab) {
        if (auto *query = qobject_cast<QueryTab *>(*tab)) {
            query->editor().insertText(item->entry.text);
            workspace().tabs().setCurrentTab(query);
            return;
        }
    }
    openCurrent();
}

void HistoryTab::removeSelected()
{
    std::vector<qint64> ids;
    const auto rows = m_list->selectionModel()->selectedRows();
    for (const auto &row : rows)
        ids.push_back(m_model->item(row.row()).id);
    if (!ids.empty())
        m_store.remove(ids);
}

void HistoryTab::showMenu(const QPoint &position)
{
    if (!current())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setDefaultAction(menu->addAction(tr("&Open in a Query Tab"), this, &HistoryTab::openCurrent));
    menu->addAction(tr("&Insert into the Last Query Tab"), this, &HistoryTab::insertCurrent);
    menu->addSeparator();
    menu->addAction(tr("&Remove from the History"), this, &HistoryTab::removeSelected);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void HistoryTab::showEvent(QShowEvent *event)
{
    WorkspaceTab::showEvent(event);
    refresh();
}

HistoryStore &installHistoryPart(Workspace &workspace, QueryServices &services, dumbo::DriverRegistry &registry,
    const dumbo::Connector &connector, const QString &filePath)
{
    auto *store = new HistoryStore(registry, connector, filePath, &workspace);
    QObject::connect(&services, &QueryServices::ran, store, &HistoryStore::record);
    workspace.tabFactory().add(HistoryTab::historyTabType(),
        [store](Workspace &owner, const QString &) { return new HistoryTab(*store, owner); });
    Action action;
    action.id = QStringLiteral("view.history");
    action.text = HistoryTab::tr("&History");
    action.menu = QStringLiteral("view");
    action.shortcuts = { Qt::CTRL | Qt::Key_H };
    action.icon = QStringLiteral("view-history");
    workspace.actions().add(action, &workspace, [&workspace] {
        const auto tabs = workspace.tabs().tabs();
        for (auto *tab : tabs) {
            if (tab->typeName() == HistoryTab::historyTabType()) {
                workspace.tabs().setCurrentTab(tab);
                return;
            }
        }
        workspace.openTab(HistoryTab::historyTabType(), {});
    });
    return *store;
}

} // namespace workbench
