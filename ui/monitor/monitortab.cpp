#include "ui/monitor/monitortab.h"

#include "ui/monitor/blockingtree.h"
#include "ui/monitor/lockmodel.h"
#include "ui/monitor/roomydelegate.h"
#include "ui/monitor/sessionmodel.h"
#include "ui/query/sqlview.h"
#include "ui/query/tabsession.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QTabWidget>
#include <QToolButton>
#include <QTreeView>

namespace workbench {

namespace {

const QString failureMessage = QStringLiteral("monitorFailure");
const QString askMessage = QStringLiteral("monitorAsk");
const QString doneMessage = QStringLiteral("monitorDone");
const QString noteMessage = QStringLiteral("monitorNote");

/// Sessions that fit the filter; the server's own processes only when asked for.
class SessionFilter final : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    bool showsBackground = false;
    void update() { invalidateFilter(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const auto background = sourceModel()->index(row, 0, parent).data(SessionModel::BackgroundRole).toBool();
        return (showsBackground || !background) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }
};

} // namespace

MonitorTab::MonitorTab(Workspace &workspace, const QString &connectionId)
    : WorkspaceTab(workspace, connectionId)
    , m_session(new TabSession(workspace, connectionId, this))
    , m_feed(new MonitorFeed(*m_session, this))
    , m_sessions(new SessionModel(this))
    , m_locks(new LockModel(this))
    , m_shownSessions(new SessionFilter(this))
    , m_shownLocks(new QSortFilterProxyModel(this))
    , m_blocking(new BlockingTree(this))
    , m_pages(new QTabWidget(this))
    , m_text(new SqlView(this))
    , m_messages(new MessageArea(this))
    , m_filter(new QLineEdit(this))
    , m_interval(new QComboBox(this))
    , m_background(new QToolButton(this))
    , m_summary(new CutLabel(this))
{
    setObjectName(QStringLiteral("monitorTab"));
    setIconName(QStringLiteral("utilities-system-monitor"));
    m_shownSessions->setSourceModel(m_sessions);
    m_shownSessions->setSortRole(SessionModel::SortRole);
    m_shownLocks->setSourceModel(m_locks);
    m_shownLocks->setSortRole(LockModel::sortRole);
    for (auto *proxy : { m_shownSessions, m_shownLocks }) {
        proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
        proxy->setFilterKeyColumn(-1);
    }
    m_clock.setInterval(500);
    makeLayout();
    connectParts();
    updateTitle();
    showState();
}

MonitorTab::~MonitorTab() = default;

void MonitorTab::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_messages);
    makePages();
    m_text->setObjectName(QStringLiteral("monitorText"));
    m_text->setAccessibleName(tr("Statement of the session"));
    m_text->setMinimumHeight(40);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_pages);
    splitter->addWidget(m_text);
    splitter->setStretchFactor(0, 4);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({ 500, 110 });
    layout->addWidget(splitter, 1);
    setFocusProxy(m_sessionView);
}

QWidget *MonitorTab::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit, 4, theme::unit, 4);
    row->setSpacing(theme::unit);
    m_filter->setObjectName(QStringLiteral("monitorFilter"));
    m_filter->setAccessibleName(tr("Filter sessions and locks"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(100);
    m_filter->setMaximumWidth(260);
    row->addWidget(m_filter, 1);
    m_background->setObjectName(QStringLiteral("monitorBackground"));
    m_background->setText(tr("Server Processes"));
    m_background->setToolTip(tr("Show the server's own processes too"));
    m_background->setCheckable(true);
    m_background->setAutoRaise(true);
    row->addWidget(m_background);
    for (const auto *id : { "monitor.cancel-statement", "monitor.terminate-session" }) {
        auto *action = workspace().actions().action(QLatin1StringView(id));
        if (!action)
            continue;
        workspace().actions().loadIcon(QLatin1StringView(id));
        auto *button = new QToolButton(bar);
        button->setObjectName(QLatin1StringView(id));
        button->setAutoRaise(true);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        row->addWidget(button);
    }
    m_summary->setObjectName(QStringLiteral("monitorSummary"));
    row->addWidget(m_summary, 2);
    m_interval->setObjectName(QStringLiteral("monitorInterval"));
    m_interval->setAccessibleName(tr("How often it is read again"));
    m_interval->setToolTip(m_interval->accessibleName());
    fillIntervals();
    row->addWidget(m_interval);
    return bar;
}

void MonitorTab::fillIntervals()
{
    m_interval->addItem(tr("Paused"), 0);
    for (const int seconds : { 1, 2, 5, 10, 30, 60 })
        m_interval->addItem(tr("Every %1 s").arg(seconds), seconds * 1000);
    m_interval->setCurrentIndex(m_interval->findData(int(m_feed->interval().count())));
}

QTreeView *MonitorTab::makeTable(QSortFilterProxyModel *proxy, const QString &objectName, const QString &name)
{
    auto *view = new QTreeView(m_pages);
    view->setObjectName(objectName);
    view->setAccessibleName(name);
    view->setModel(proxy);
    view->setItemDelegate(new RoomyDelegate(view));
    view->setRootIsDecorated(false);
    view->setUniformRowHeights(true);
    view->setAllColumnsShowFocus(true);
    view->setSortingEnabled(true);
    view->setFrameShape(QFrame::NoFrame);
    view->setContextMenuPolicy(Qt::CustomContextMenu);
    view->header()->setStretchLastSection(true);
    view->header()->setSortIndicatorClearable(true);
    connect(view, &QTreeView::customContextMenuRequested, this, &MonitorTab::showMenu);
    connect(view->selectionModel(), &QItemSelectionModel::currentChanged, this, &MonitorTab::showCurrent);
    return view;
}

void MonitorTab::makePages()
{
    m_pages->setObjectName(QStringLiteral("monitorPages"));
    m_pages->setDocumentMode(true);
    m_sessionView = makeTable(m_shownSessions, QStringLiteral("sessionView"), tr("Sessions"));
    m_sessionView->sortByColumn(SessionModel::PidColumn, Qt::AscendingOrder);
    m_lockView = makeTable(m_shownLocks, QStringLiteral("lockView"), tr("Locks"));
    m_lockView->sortByColumn(LockModel::GrantedColumn, Qt::DescendingOrder);
    m_pages->addTab(m_sessionView, tr("Sessions"));
    m_pages->addTab(m_blocking, tr("Blocking"));
    m_pages->addTab(m_lockView, tr("Locks"));
    m_blocking->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_blocking, &QTreeWidget::customContextMenuRequested, this, &MonitorTab::showMenu);
    connect(m_blocking, &QTreeWidget::currentItemChanged, this, &MonitorTab::showCurrent);
    connect(m_pages, &QTabWidget::currentChanged, this, &MonitorTab::showCurrent);
}

void MonitorTab::connectParts()
{
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shownSessions->setFilterFixedString(text);
        m_shownLocks->setFilterFixedString(text);
        showState();
    });
    connect(m_filter, &QLineEdit::returnPressed, this, [this] { m_pages->currentWidget()->setFocus(); });
    connect(m_background, &QToolButton::toggled, this, [this](bool shown) {
        auto *filter = static_cast<SessionFilter *>(m_shownSessions);
        filter->showsBackground = shown;
        filter->update();
        showState();
    });
    connect(m_interval, &QComboBox::currentIndexChanged, this, [this] {
        m_feed->setInterval(std::chrono::milliseconds(m_interval->currentData().toInt()));
        showState();
        Q_EMIT stateChanged();
    });
    connect(m_feed, &MonitorFeed::arrived, this, &MonitorTab::take);
    connect(m_feed, &MonitorFeed::failed, this, &MonitorTab::showFailure);
    connect(m_feed, &MonitorFeed::readingChanged, this, [this] {
        m_feed->isReading() ? m_clock.start() : m_clock.stop();
        showState();
    });
    connect(&m_clock, &QTimer::timeout, this, &MonitorTab::showState);
    connect(m_feed, &MonitorFeed::ended, this, [this](qint64 pid, MonitorFeed::Ending ending) {
        InlineMessage message;
        message.kind = InlineMessage::Kind::Positive;
        message.text = ending == MonitorFeed::Ending::Cancel ? tr("Session %1 was asked to cancel what it runs.").arg(pid)
                                                             : tr("Session %1 was told to end.").arg(pid);
        message.replaces = doneMessage;
        m_messages->show(message);
    });
    connect(m_feed, &MonitorFeed::endFailed, this, [this](qint64, const dumbo::Error &error) {
        auto message = InlineMessage::fromError(error);
        message.replaces = doneMessage;
        m_messages->show(message);
    });
    connect(m_session, &TabSession::connectionChanged, this, &MonitorTab::updateTitle);
    connect(this, &WorkspaceTab::connectionIdChanged, this, [this] { m_session->setConnectionId(this->connectionId()); });
}

void MonitorTab::updateTitle()
{
    const auto *open = m_session->connection();
    setTitle(open ? tr("Sessions: %1").arg(open->name()) : tr("Sessions"));
    setDescription(open ? open->place() : QString());
}

QJsonObject MonitorTab::saveState() const
{
    return { { QStringLiteral("interval"), m_interval->currentData().toInt() }, { QStringLiteral("filter"), m_filter->text() },
        { QStringLiteral("page"), m_pages->currentIndex() }, { QStringLiteral("background"), m_background->isChecked() } };
}

void MonitorTab::restoreState(const QJsonObject &state)
{
    if (const auto index = m_interval->findData(state.value(QStringLiteral("interval")).toInt(2000)); index >= 0)
        m_interval->setCurrentIndex(index);
    m_filter->setText(state.value(QStringLiteral("filter")).toString());
    m_pages->setCurrentIndex(state.value(QStringLiteral("page")).toInt());
    m_background->setChecked(state.value(QStringLiteral("background")).toBool());
}

void MonitorTab::refresh()
{
    m_feed->refresh();
}

void MonitorTab::cancel()
{
    m_feed->cancel();
}

void MonitorTab::togglePause()
{
    constexpr int usual = 2000;
    const bool paused = m_feed->interval().count() == 0;
    m_interval->setCurrentIndex(m_interval->findData(paused ? usual : 0));
}

void MonitorTab::take(const MonitorFeed::Snapshot &snapshot)
{
    m_snapshot = snapshot;
    m_messages->dismiss(failureMessage);
    const auto *open = m_session->connection();
    m_sessions->setSessions(snapshot->sessions, open ? open->serverProcesses() : QSet<qint64>());
    m_blocking->setSessions(snapshot->sessions);
    m_locks->setSnapshot(*snapshot);
    const int blocked = m_blocking->blockedCount();
    m_pages->setTabText(1, blocked == 0 ? tr("Blocking") : tr("Blocking (%1)").arg(blocked));
    const int waiting = m_locks->waitingCount();
    m_pages->setTabText(2, waiting == 0 ? tr("Locks") : tr("Locks (%1 waiting)").arg(waiting));
    if (!m_hasSized) {
        m_hasSized = true;
        for (auto *view : { m_sessionView, m_lockView }) {
            constexpr int widest = 180;
            for (int column = 0; column < view->model()->columnCount() - 1; ++column) {
                view->resizeColumnToContents(column);
                view->header()->resizeSection(column, std::min(widest, view->header()->sectionSize(column)));
            }
        }
        m_sessionView->setCurrentIndex(m_shownSessions->index(0, 0));
    }
    if (!snapshot->warnings.isEmpty()) {
        InlineMessage message;
        message.text = snapshot->warnings.join(u' ');
        message.replaces = noteMessage;
        if (!findChild<QWidget *>(noteMessage))
            m_messages->show(message);
    } else {
        m_messages->dismiss(noteMessage);
    }
    showCurrent();
    showState();
}

void MonitorTab::showFailure(const dumbo::Error &error)
{
    auto message = InlineMessage::fromError(error, m_snapshot ? tr("What is shown is old:") : QString());
    message.replaces = failureMessage;
    message.buttons.push_back({ tr("Try Again"), [this] { refresh(); } });
    m_messages->show(message);
    showState();
}

std::optional<qint64> MonitorTab::currentPid() const
{
    if (m_pages->currentWidget() == m_blocking)
        return m_blocking->currentPid();
    const bool ofLocks = m_pages->currentWidget() == m_lockView;
    const auto index = ofLocks ? m_shownLocks->mapToSource(m_lockView->currentIndex()) : m_shownSessions->mapToSource(m_sessionView->currentIndex());
    if (!index.isValid())
        return {};
    const auto pid = ofLocks ? m_locks->lock(index.row()).pid : m_sessions->session(index.row()).pid;
    return pid > 0 ? std::optional(pid) : std::nullopt;
}

void MonitorTab::showCurrent()
{
    const auto pid = currentPid();
    const auto *session = pid ? m_sessions->find(*pid) : nullptr;
    const auto text = !session ? QString()
        : session->isHidden     ? tr("-- hidden from this user")
        : session->isOwn        ? tr("-- this list")
                                : session->text;
    m_text->setSql(text, m_session->dialect().highlighting);
    Q_EMIT actionsChanged();
}

QString MonitorTab::summary() const
{
    if (!m_snapshot)
        return {};
    const QLocale locale;
    QStringList parts;
    const auto running = std::ranges::count_if(m_snapshot->sessions,
        [](const auto &session) { return session.state == dumbo::MonitoredSession::State::Active && !session.isOwn; });
    parts.append(tr("%1 active").arg(locale.toString(qint64(running))));
    if (m_snapshot->connections && m_snapshot->maxConnections)
        parts.append(tr("%1 of %2 connections").arg(locale.toString(*m_snapshot->connections), locale.toString(*m_snapshot->maxConnections)));
    // Without the date and what is below a second.
    parts.append(m_snapshot->serverTime.section(u' ', 1, 1).section(u'.', 0, 0));
    return parts.join(QStringLiteral("  ·  "));
}

void MonitorTab::showState()
{
    constexpr std::chrono::milliseconds slow { 1000 };
    auto text = summary();
    const auto since = m_feed->readingSince();
    const auto waited = since ? std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - *since)
                              : std::chrono::milliseconds(0);
    if (since && (waited >= slow || !m_snapshot))
        text = tr("Reading… %1").arg(elapsedText(waited));
    if (m_summary->text() != text)
        m_summary->setText(text);
    m_summary->setToolTip(text);
    // A tab that reads every second is not busy each time.
    setBusy(since && waited >= slow);
    TabFacts facts;
    facts.rows = m_shownSessions->rowCount();
    setFacts(facts);
}

void MonitorTab::ask(MonitorFeed::Ending ending)
{
    const auto pid = currentPid();
    const auto *session = pid ? m_sessions->find(*pid) : nullptr;
    if (!session)
        return;
    const bool cancels = ending == MonitorFeed::Ending::Cancel;
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.replaces = askMessage;
    message.text = cancels ? tr("Cancel what session %1 (%2) runs?").arg(*pid).arg(sessionName(*session))
                           : tr("End session %1 (%2)? What it has not committed is lost.").arg(*pid).arg(sessionName(*session));
    if (m_sessions->isOwn(*session))
        message.text += u' ' + tr("It belongs to this window.");
    message.details = session->text;
    message.buttons.push_back({ cancels ? tr("Cancel Statement") : tr("Terminate Session"),
        [this, pid = *pid, ending] { m_feed->end(pid, ending); } });
    m_messages->dismiss(doneMessage);
    m_messages->show(message);
}

void MonitorTab::showMenu(const QPoint &position)
{
    const auto pid = currentPid();
    const auto *session = pid ? m_sessions->find(*pid) : nullptr;
    if (!session)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("&Copy Statement"), this, [text = session->text] { QGuiApplication::clipboard()->setText(text); });
    menu->addAction(tr("Copy &PID"), this, [number = *pid] { QGuiApplication::clipboard()->setText(QString::number(number)); });
    menu->addAction(tr("&Open Statement in a Query Tab"), this, [this, text = session->text] {
        workspace().openTab(Workspace::queryTabType(), connectionId(), { { QStringLiteral("text"), text } });
    })->setEnabled(!session->text.isEmpty());
    menu->addSeparator();
    for (const auto *id : { "monitor.cancel-statement", "monitor.terminate-session" }) {
        if (auto *action = workspace().actions().action(QLatin1StringView(id)))
            menu->addAction(action);
    }
    auto *area = qobject_cast<QAbstractItemView *>(m_pages->currentWidget());
    menu->popup(area->viewport()->mapToGlobal(position));
}

void MonitorTab::showEvent(QShowEvent *event)
{
    WorkspaceTab::showEvent(event);
    m_feed->setWanted(true);
    if (!m_snapshot && !m_feed->isReading())
        m_feed->refresh();
}

void MonitorTab::hideEvent(QHideEvent *event)
{
    WorkspaceTab::hideEvent(event);
    m_feed->setWanted(false);
}

} // namespace workbench
