#include "ui/table/tabletab.h"

#include "core/results/celltext.h"
#include "ui/documents/documentspart.h"
#include "ui/grid/resultgrid.h"
#include "ui/query/queryservices.h"
#include "ui/query/resultpage.h"
#include "ui/query/showvalue.h"
#include "ui/query/sqlview.h"
#include "ui/query/storesource.h"
#include "ui/query/tabsession.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"
#include "ui/table/datapage.h"
#include "ui/table/structurepage.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QTabWidget>
#include <QToolButton>

#include <map>

namespace workbench {

namespace {

const QStringList pageNames { QStringLiteral("data"), QStringLiteral("structure"), QStringLiteral("ddl") };

QString iconOf(const dumbo::CatalogObject *object)
{
    if (!object)
        return QStringLiteral("table");
    switch (object->kind) {
    case dumbo::ObjectKind::View:
        return QStringLiteral("view");
    case dumbo::ObjectKind::MaterializedView:
        return QStringLiteral("materialized-view");
    case dumbo::ObjectKind::ForeignTable:
        return QStringLiteral("foreign-table");
    case dumbo::ObjectKind::Function:
    case dumbo::ObjectKind::Procedure:
        return QStringLiteral("function");
    case dumbo::ObjectKind::Sequence:
        return QStringLiteral("sequence");
    case dumbo::ObjectKind::VirtualTable:
        return QStringLiteral("virtual-table");
    default:
        return QStringLiteral("table");
    }
}

} // namespace

TableTab::TableTab(QueryServices &services, Workspace &workspace, const QString &connectionId)
    : WorkspaceTab(workspace, connectionId)
    , m_pages(new QTabWidget(this))
    , m_session(new TabSession(workspace, connectionId, this))
    , m_data(new DataPage(services, workspace.settings(), *m_session, this))
    , m_structure(new StructurePage(this))
    , m_ddl(new SqlView(this))
    , m_messages(new MessageArea(this))
{
    setObjectName(QStringLiteral("tableTab"));
    setIconName(QStringLiteral("table"));
    makeLayout();
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, &TableTab::updateFacts);
    connect(m_pages, &QTabWidget::currentChanged, this, &TableTab::showPage);
    connect(m_session, &TabSession::connectionChanged, this, &TableTab::onCatalogChanged);
    connect(m_data, &DataPage::factsChanged, this, &TableTab::updateFacts);
    connect(m_data, &DataPage::valueChanged, this, [this] { showValue(false); });
    connect(m_data, &DataPage::valueWanted, this, [this] { showValue(true); });
    connect(m_data, &DataPage::filterChanged, this, &WorkspaceTab::stateChanged);
    connect(m_data, &DataPage::menuMade, this, &TableTab::addToMenu);
    connect(m_data, &DataPage::runningChanged, this, [this](bool running) {
        setBusy(running);
        if (running)
            m_clock.start();
        else
            m_clock.stop();
        updateFacts();
    });
    connect(m_structure, &StructurePage::targetActivated, this, [this](const dumbo::ObjectPath &target) {
        const auto schema = target.schema.isEmpty() ? m_path.schema : target.schema;
        this->workspace().openTab(Workspace::tableTabType(), this->connectionId(),
            { { QStringLiteral("database"), target.database }, { QStringLiteral("schema"), schema },
                { QStringLiteral("name"), target.name }, { QStringLiteral("page"), QStringLiteral("structure") } });
    });
    connect(this, &WorkspaceTab::connectionIdChanged, this, [this] { m_session->setConnectionId(this->connectionId()); });
    connect(&workspace, &Workspace::valuePanelToggled, this, [this](bool visible) {
        if (visible)
            showValue(false);
    });
}

TableTab::~TableTab() = default;

QString TableTab::typeName() const
{
    return Workspace::tableTabType();
}

void TableTab::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_pages->setObjectName(QStringLiteral("tablePages"));
    m_pages->setDocumentMode(true);
    m_pages->addTab(m_data, tr("Data"));
    m_pages->addTab(m_structure, tr("Structure"));
    m_pages->addTab(makeDdlPage(), tr("DDL"));
    layout->addWidget(m_messages);
    layout->addWidget(m_pages, 1);
    setFocusProxy(m_pages);
}

QWidget *TableTab::makeDdlPage()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    m_ddl->setObjectName(QStringLiteral("ddlView"));
    m_ddl->setAccessibleName(tr("DDL"));
    layout->addWidget(m_ddl, 1);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::unit, 2, 4, 2);
    auto *copy = new QToolButton(page);
    copy->setObjectName(QStringLiteral("copyDdl"));
    copy->setText(tr("Copy"));
    copy->setAccessibleName(tr("Copy DDL"));
    copy->setIcon(theme::icon(QStringLiteral("edit-copy")));
    copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    copy->setAutoRaise(true);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_ddl->toPlainText()); });
    bar->addStretch(1);
    bar->addWidget(copy);
    layout->addLayout(bar);
    return page;
}

QJsonObject TableTab::saveState() const
{
    return { { QStringLiteral("database"), m_path.database }, { QStringLiteral("schema"), m_path.schema },
        { QStringLiteral("name"), m_path.name }, { QStringLiteral("page"), pageNames.value(m_pages->currentIndex()) },
        { QStringLiteral("where"), m_data->filter() }, { QStringLiteral("order"), m_data->order() } };
}

void TableTab::restoreState(const QJsonObject &state)
{
    const auto text = [&state](const char *key) { return state.value(QLatin1StringView(key)).toString(); };
    m_path = { text("database"), text("schema"), text("name") };
    setTitle(m_path.name);
    setDescription(m_path.schema.isEmpty() ? m_path.name : m_path.schema + u'.' + m_path.name);
    m_data->setFilter(text("where"), text("order"));
    m_data->setObject(m_path, {});
    m_pages->setCurrentIndex(std::max(0, int(pageNames.indexOf(text("page")))));
    onCatalogChanged();
    if (isVisible())
        showPage();
}

const dumbo::CatalogObject *TableTab::object() const
{
    const auto *open = m_session->connection();
    const auto objects = open ? open->objects() : nullptr;
    if (!objects)
        return nullptr;
    if (const auto exact = std::ranges::find(*objects, m_path, &dumbo::CatalogObject::path); exact != objects->end())
        return &*exact;
    const auto found = std::ranges::find_if(*objects, [this](const dumbo::CatalogObject &object) {
        return object.path.name == m_path.name && (m_path.schema.isEmpty() || object.path.schema == m_path.schema);
    });
    return found == objects->end() ? nullptr : &*found;
}

std::vector<dumbo::CatalogObject> TableTab::partitionsOf(const dumbo::CatalogObject &table) const
{
    std::vector<dumbo::CatalogObject> partitions;
    if (!table.partitioning || table.partitioning->key.isEmpty())
        return partitions;
    for (const auto &object : *m_session->connection()->objects()) {
        if (object.partitioning && object.partitioning->parent == table.path)
            partitions.push_back(object);
    }
    return partitions;
}

void TableTab::onCatalogChanged()
{
    const auto *open = m_session->connection();
    const auto *known = object();
    setIconName(iconOf(known));
    m_messages->dismiss(QStringLiteral("gone"));
    if (known) {
        m_structure->setObject(*known, partitionsOf(*known));
        QStringList primaryKey;
        for (const auto &column : known->columns) {
            if (column.primaryKeyPosition > 0)
                primaryKey.append(column.name);
        }
        m_data->setObject(m_path, primaryKey);
    } else if (open && open->objects()) {
        InlineMessage message;
        message.kind = InlineMessage::Kind::Warning;
        message.text = tr("%1 does not exist in this database any more.").arg(m_path.name);
        message.replaces = QStringLiteral("gone");
        m_messages->show(message);
    }
    if (isVisible())
        showPage();
}

void TableTab::showPage()
{
    if (m_path.name.isEmpty())
        return;
    const auto *open = m_session->connection();
    if (m_pages->currentWidget() == m_data && !m_dataLoaded && open) {
        m_dataLoaded = true;
        m_data->load();
    }
    if (m_pages->currentIndex() == 2 && !m_ddlLoaded && open && open->state() == OpenConnection::State::Connected)
        loadDdl();
    updateFacts();
    showValue(false);
    Q_EMIT stateChanged();
}

void TableTab::loadDdl()
{
    m_ddlLoaded = true;
    auto *open = m_session->connection();
    const auto *known = object();
    open->fetchDdl(known ? known->path : m_path, this, [this](const QString &ddl) {
        const auto *connection = m_session->connection();
        m_ddl->setSql(ddl, connection ? connection->dialect().highlighting : QString());
    });
}

void TableTab::cancel()
{
    m_data->cancel();
}

void TableTab::refresh()
{
    m_ddlLoaded = false;
    m_dataLoaded = m_pages->currentWidget() == m_data;
    if (auto *open = m_session->connection())
        open->refreshCatalog();
    if (m_dataLoaded)
        m_data->load();
    else
        showPage();
}

void TableTab::goToLastRow()
{
    m_pages->setCurrentWidget(m_data);
    m_data->goToLastRow();
}

void TableTab::focusFilter()
{
    m_pages->setCurrentWidget(m_data);
    m_data->focusFilter();
}

void TableTab::exportRows()
{
    if (auto *page = m_data->result())
        page->chooseExport(dumbo::ResultFormat::Csv);
}

void TableTab::updateFacts()
{
    TabFacts facts;
    const auto *page = m_data->result();
    if (page && m_pages->currentWidget() == m_data) {
        facts.rows = page->result().store->rowCount();
        facts.rowsComplete = !page->isGrowing() && !page->isPaused();
        facts.elapsed = m_data->elapsed();
    }
    setFacts(facts);
    if (m_data->isRunning())
        setBusy(!page || !page->isPaused());
    if (page && page->isPaused())
        m_clock.stop();
    else if (m_data->isRunning() && !m_clock.isActive())
        m_clock.start();
}

void TableTab::showValue(bool wanted)
{
    const bool isData = m_pages->currentWidget() == m_data;
    workbench::showValue(workspace(), *this, isData ? m_data->result() : nullptr, wanted);
}

/// From a cell that holds a document to the tab that shows it.
void TableTab::addToMenu(QMenu *menu)
{
    const auto *open = m_session->connection();
    const auto *known = object();
    auto *page = m_data->result();
    if (!open || !known || !page || !page->grid().currentCell().isValid())
        return;
    const auto cell = page->grid().currentCell();
    const auto column = page->result().store->columns()[std::size_t(cell.column)].name;
    if (!documentColumns(workspace(), *open, *known).contains(column))
        return;
    std::map<int, QByteArray> key; // in the order of the primary key
    const auto &columns = page->result().store->columns();
    for (int at = 0; at < int(columns.size()); ++at) {
        const auto field = std::ranges::find(known->columns, columns[std::size_t(at)].name, &dumbo::CatalogColumn::name);
        const auto part = page->result().store->tryCell(page->source().storeRow(cell.row), at);
        if (part && field != known->columns.end() && field->primaryKeyPosition > 0)
            dumbo::appendCellText(key[field->primaryKeyPosition], **part);
    }
    QByteArrayList parts;
    for (const auto &[position, text] : key)
        parts.append(text);
    menu->addAction(theme::icon(QStringLiteral("code-context")), tr("Open in &Documents"), this, [this, column, row = parts.join('\x1f')] {
        openDocuments(workspace(), connectionId(), { m_path, column, {}, row });
    });
}

void TableTab::showEvent(QShowEvent *event)
{
    WorkspaceTab::showEvent(event);
    showPage();
}

void installTablePart(Workspace &workspace, QueryServices &services)
{
    workspace.tabFactory().add(Workspace::tableTabType(), [&services](Workspace &owner, const QString &connectionId) {
        return new TableTab(services, owner, connectionId);
    });
    auto &actions = workspace.actions();
    const auto action = [](const char *id, const QString &text, const QKeySequence &shortcut, const char *icon) {
        Action made;
        made.id = QLatin1StringView(id);
        made.text = text;
        made.menu = QStringLiteral("view");
        made.shortcuts = { shortcut };
        made.icon = QLatin1StringView(icon);
        return made;
    };
    actions.addForTabs(action("view.refresh", TableTab::tr("&Refresh"), Qt::Key_F5, "view-refresh"),
        [](const WorkspaceTab &tab) { return tab.typeName() != Workspace::queryTabType(); },
        [](WorkspaceTab &tab) { tab.refresh(); });
    actions.addForTab(action("table.filter", TableTab::tr("&Filter Rows"), Qt::CTRL | Qt::Key_F, "view-filter"), &TableTab::focusFilter);
    actions.addForTab(
        action("table.last-row", TableTab::tr("Go to &Last Row"), Qt::CTRL | Qt::SHIFT | Qt::Key_End, "go-bottom"),
        &TableTab::goToLastRow);
    actions.addForTab(action("table.export", TableTab::tr("&Export Rows…"), Qt::CTRL | Qt::Key_E, "document-export"), &TableTab::exportRows);
}

} // namespace workbench
