#include "ui/query/querytab.h"

#include "core/sql/format.h"
#include "ui/explain/explainrun.h"
#include "ui/journal/textcoding.h"
#include "ui/query/resultarea.h"
#include "ui/query/scriptdocument.h"
#include "ui/query/showvalue.h"
#include "ui/query/tabsession.h"
#include "ui/settings/settings.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <KTextEditor/Document>

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>

namespace workbench {

QueryTab::QueryTab(QueryServices &services, Workspace &workspace, const QString &connectionId)
    : WorkspaceTab(workspace, connectionId)
    , m_services(services)
    , m_editor(new SqlEditor(workspace.settings(), this))
    , m_messages(new MessageArea(this))
    , m_results(new ResultArea(workspace.settings(), this))
    , m_session(new TabSession(workspace, connectionId, this))
    , m_script(new ScriptDocument(*m_editor, services.journal(), *m_messages, this))
{
    setObjectName(QStringLiteral("queryTab"));
    setIconName(QStringLiteral("text-x-sql"));
    m_script->setId(tabId());
    makeLayout();
    connectParts();
    onConnectionChanged();
    updateTitle();
    updateFacts();
}

QueryTab::~QueryTab()
{
    m_run.reset();
    m_explain.reset();
}

QString QueryTab::typeName() const
{
    return Workspace::queryTabType();
}

void QueryTab::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeToolBar());
    m_splitter = new QSplitter(Qt::Vertical, this);
    m_splitter->setObjectName(QStringLiteral("querySplitter"));
    m_splitter->setChildrenCollapsible(false);
    auto *below = new QWidget(m_splitter);
    auto *column = new QVBoxLayout(below);
    column->setContentsMargins({});
    column->setSpacing(0);
    column->addWidget(m_messages);
    column->addWidget(m_results, 1);
    m_editor->setMinimumHeight(48);
    below->setMinimumHeight(80);
    m_results->setMinimumHeight(3 * theme::unit);
    m_splitter->addWidget(m_editor);
    m_splitter->addWidget(below);
    m_splitter->setStretchFactor(0, 2);
    m_splitter->setStretchFactor(1, 3);
    m_splitter->setSizes({ 200, 300 });
    layout->addWidget(m_splitter, 1);
    setFocusProxy(m_editor);
}

QWidget *QueryTab::makeToolBar()
{
    auto *bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("queryBar"));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(4, 2, theme::unit, 2);
    row->setSpacing(2);
    m_connectionButton = new QToolButton(bar);
    m_connectionButton->setObjectName(QStringLiteral("connectionButton"));
    m_connectionButton->setAccessibleName(tr("Database of this tab"));
    m_connectionButton->setAutoRaise(true);
    m_connectionButton->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_connectionButton->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(m_connectionButton);
    connect(menu, &QMenu::aboutToShow, this, &QueryTab::fillConnectionMenu);
    m_connectionButton->setMenu(menu);
    row->addWidget(m_connectionButton);
    for (const auto *id : { "query.run-current", "query.run-script", "query.explain", "query.cancel", "query.format" }) {
        auto *action = workspace().actions().action(QLatin1StringView(id));
        if (!action)
            continue;
        workspace().actions().loadIcon(QLatin1StringView(id));
        auto *button = new QToolButton(bar);
        button->setAutoRaise(true);
        button->setDefaultAction(action);
        button->setAccessibleName(action->text().remove(u'&'));
        button->setToolButtonStyle(Qt::ToolButtonIconOnly);
        row->addWidget(button);
    }
    row->addStretch(1);
    m_progress = new QLabel(bar);
    m_progress->setObjectName(QStringLiteral("runState"));
    row->addWidget(m_progress);
    return bar;
}

void QueryTab::connectParts()
{
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, &QueryTab::updateFacts);
    connect(m_editor, &SqlEditor::caretMoved, this, [this](int line, int column) {
        m_line = line;
        m_column = column;
        updateFacts();
    });
    connect(m_editor, &SqlEditor::textEdited, this, [this] {
        m_editor->clearErrors();
        m_closesSaved = false;
        if (m_script->path().isEmpty())
            updateTitle();
    });
    connect(m_results, &ResultArea::factsChanged, this, &QueryTab::updateFacts);
    connect(m_results, &ResultArea::factsChanged, this, &WorkspaceTab::actionsChanged);
    connect(m_results, &ResultArea::valueChanged, this, [this] { showValue(false); });
    connect(m_results, &ResultArea::valueWanted, this, [this] { showValue(true); });
    connect(&m_results->log(), &MessagePage::placeActivated, this, [this](int line, int column) {
        m_editor->setCaret({ line, column });
        m_editor->setFocus();
    });
    connect(m_script, &ScriptDocument::changed, this, &QueryTab::updateTitle);
    connect(m_script, &ScriptDocument::saved, this, [this] {
        if (std::exchange(m_closesSaved, false))
            requestClose();
    });
    connect(m_session, &TabSession::connectionChanged, this, &QueryTab::onConnectionChanged);
    connect(m_session, &TabSession::notice, this, [this](dumbo::NoticeSeverity severity, const QString &text) {
        LogMessage message;
        message.kind = severity == dumbo::NoticeSeverity::Warning ? LogMessage::Kind::Warning : LogMessage::Kind::Notice;
        message.time = QDateTime::currentDateTime();
        message.text = text.simplified();
        message.details = text;
        m_results->log(message);
    });
    connect(m_session, &TabSession::notification, this, [this](const dumbo::Notification &notification) {
        LogMessage message;
        message.kind = LogMessage::Kind::Notice;
        message.time = QDateTime::currentDateTime();
        message.text = tr("Notification on %1").arg(notification.channel);
        message.outcome = notification.payload.simplified();
        message.details = tr("%1: %2 (from process %3)").arg(notification.channel, notification.payload).arg(notification.processId);
        m_results->log(message);
    });
    connect(m_session, &TabSession::lost, this, &QueryTab::onLost);
    connect(this, &WorkspaceTab::connectionIdChanged, this, [this] {
        m_session->setConnectionId(this->connectionId());
        m_script->setConnectionId(this->connectionId());
    });
    connect(&workspace(), &Workspace::valuePanelToggled, this, [this](bool visible) {
        if (visible && isVisible())
            showValue(false);
    });
    m_editor->completion().setObjects([this] {
        const auto *open = m_session->connection();
        return open ? open->objects() : nullptr;
    });
    QList<QKeySequence> reserved { Qt::Key_F7, Qt::CTRL | Qt::Key_Return, Qt::CTRL | Qt::Key_Enter, Qt::Key_F6 };
    for (const auto &action : workspace().actions().actions()) {
        if (const auto *known = workspace().actions().action(action.id))
            reserved += known->shortcuts();
    }
    m_editor->setReservedShortcuts(reserved);
    m_script->setConnectionId(connectionId());
}

void QueryTab::fillConnectionMenu()
{
    auto *menu = m_connectionButton->menu();
    menu->clear();
    const auto connections = workspace().connections().connections();
    for (const auto *open : connections) {
        auto *action = menu->addAction(theme::icon(QStringLiteral("database")), open->name(), this,
            [this, id = open->id()] { setConnectionId(id); });
        action->setToolTip(open->place());
        action->setCheckable(true);
        action->setChecked(open->id() == connectionId());
        // The transaction stays with its database's session.
        action->setEnabled(!isRunning() && !isExplaining() && m_transaction == dumbo::TransactionState::Idle);
    }
    if (connections.isEmpty())
        menu->addAction(tr("No database is open"))->setEnabled(false);
}

void QueryTab::onConnectionChanged()
{
    const auto *open = m_session->connection();
    m_connectionButton->setText(open ? open->name() : tr("No database"));
    m_connectionButton->setIcon(theme::icon(QStringLiteral("database")));
    m_connectionButton->setToolTip(open ? open->place() : tr("Choose the database that this tab runs on"));
    if (open)
        m_editor->setDialect(open->dialect());
    if (!isRunning())
        adoptTransaction();
    Q_EMIT actionsChanged();
}

QJsonObject QueryTab::saveState() const
{
    auto state = m_script->saveState();
    const auto caret = m_editor->caret();
    state.insert(QStringLiteral("line"), caret.line());
    state.insert(QStringLiteral("column"), caret.column());
    state.insert(QStringLiteral("splitter"), QString::fromLatin1(m_splitter->saveState().toBase64()));
    return state;
}

void QueryTab::restoreState(const QJsonObject &state)
{
    m_script->setId(tabId());
    m_script->setConnectionId(connectionId());
    m_script->restore(state);
    const auto splitter = QByteArray::fromBase64(state.value(QStringLiteral("splitter")).toString().toLatin1());
    if (!splitter.isEmpty())
        m_splitter->restoreState(splitter);
    m_editor->setCaret({ state.value(QStringLiteral("line")).toInt(), state.value(QStringLiteral("column")).toInt() });
    m_line = m_editor->caret().line() + 1;
    m_column = m_editor->caret().column() + 1;
    updateFacts();
    updateTitle();
    if (state.value(QStringLiteral("run")).toBool())
        QMetaObject::invokeMethod(this, &QueryTab::runScript, Qt::QueuedConnection);
}

void QueryTab::updateTitle()
{
    const auto path = m_script->path();
    setModified(m_script->isModified());
    if (!path.isEmpty()) {
        setTitle(QFileInfo(path).fileName());
        setDescription(path);
        return;
    }
    const auto &document = m_editor->document();
    QString words;
    for (int line = 0; line < std::min(20, document.lines()) && words.isEmpty(); ++line)
        words = document.line(line).simplified();
    constexpr qsizetype most = 24;
    const auto wanted = words.isEmpty() ? tr("Query") : words.size() <= most ? words : words.first(most).trimmed() + u'…';
    if (title() != wanted)
        setTitle(wanted);
    setDescription({});
}

void QueryTab::updateFacts()
{
    TabFacts facts;
    if (const auto *page = m_results->currentResult()) {
        facts.rows = page->result().store->rowCount();
        facts.rowsComplete = !page->isGrowing() && !page->isPaused();
    }
    const auto *waiting = m_results->pausedResult();
    if (isRunning() && !waiting)
        facts.elapsed = m_run->elapsed();
    else if (isExplaining())
        facts.elapsed = m_explain->elapsed();
    else if (waiting)
        facts.elapsed = waiting->elapsed();
    else
        facts.elapsed = m_elapsed;
    facts.line = m_line;
    facts.column = m_column;
    if (m_transaction == dumbo::TransactionState::Active)
        facts.transaction = tr("Transaction open");
    else if (m_transaction == dumbo::TransactionState::Failed)
        facts.transaction = tr("Transaction failed");
    setFacts(facts);
    if (isRunning())
        setBusy(!waiting);
    if (isExplaining())
        m_progress->setText((m_explain->isCancelling() ? tr("Cancelling… %1") : tr("Explaining… %1")).arg(elapsedText(*facts.elapsed)));
    else if (!isRunning())
        m_progress->clear();
    else if (waiting)
        m_progress->setText(tr("Waiting: %1 so far").arg(rowsText(waiting->result().store->rowCount())));
    else
        m_progress->setText((m_run->isCancelling() ? tr("Cancelling… %1") : tr("Running… %1")).arg(elapsedText(*facts.elapsed)));
    if (waiting && m_clock.isActive())
        m_clock.stop();
    else if (isRunning() && !waiting && !m_clock.isActive())
        m_clock.start();
}

void QueryTab::showValue(bool wanted)
{
    workbench::showValue(workspace(), *this, m_results->currentResult(), wanted);
}

bool QueryTab::hasResult() const
{
    return m_results->currentResult() != nullptr;
}

void QueryTab::pinResult()
{
    if (auto *page = m_results->currentResult())
        page->setPinned(!page->isPinned());
}

void QueryTab::exportCsv()
{
    if (auto *page = m_results->currentResult())
        page->chooseExport(dumbo::ResultFormat::Csv);
}

void QueryTab::switchFocus()
{
    if (m_results->isAncestorOf(focusWidget()))
        m_editor->setFocus();
    else
        m_results->currentWidget()->setFocus();
}

void QueryTab::formatText()
{
    const auto selection = m_editor->hasSelection() ? m_editor->selectionOrStatement() : std::nullopt;
    const auto piece = selection.value_or(m_editor->whole());
    const auto formatted = dumbo::formatSql(std::string_view(piece.text), m_session->dialect());
    if (formatted != piece.text)
        m_editor->replace({ piece.begin, piece.end }, decodeUnits(formatted));
}

void QueryTab::toggleComment()
{
    m_editor->toggleComment();
}

void QueryTab::complete()
{
    m_editor->complete();
}

void QueryTab::save()
{
    m_closesSaved = false;
    if (m_script->path().isEmpty())
        saveAs();
    else
        m_script->save();
}

void QueryTab::saveAs()
{
    auto *dialog = new QFileDialog(this, tr("Save Script"));
    dialog->setObjectName(QStringLiteral("saveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({ tr("SQL scripts (*.sql)"), tr("All files (*)") });
    dialog->setDefaultSuffix(QStringLiteral("sql"));
    dialog->selectFile(m_script->path().isEmpty() ? QStringLiteral("query.sql") : m_script->path());
    connect(dialog, &QFileDialog::fileSelected, m_script, &ScriptDocument::saveAs);
    dialog->show();
}

void QueryTab::showEvent(QShowEvent *event)
{
    WorkspaceTab::showEvent(event);
    showValue(false);
}

} // namespace workbench
