#include "ui/migrations/migrationstab.h"

#include "ui/migrations/askbar.h"
#include "ui/migrations/loadingface.h"
#include "ui/migrations/migrationreview.h"
#include "ui/migrations/migrationsempty.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/migrations/reviewpage.h"
#include "ui/migrations/runpage.h"
#include "ui/migrations/statementview.h"
#include "ui/query/querypart.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QHash>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>

#include <utility>

namespace workbench {

namespace {

const QString failureMessage = QStringLiteral("migrationsFailure");
const QString noteMessage = QStringLiteral("migrationsNote");
const QString foreignPrefix = QStringLiteral("history/");

QString foreignName(const dumbo::HistoryEntry &entry)
{
    if (entry.name.isEmpty() || entry.name == entry.version)
        return entry.version;
    return entry.version.isEmpty() || entry.name.contains(entry.version) ? entry.name : entry.version + u' ' + entry.name;
}

/// Work to do comes before what another source may have recorded.
bool isWorth(const dumbo::PlannedMigration &planned)
{
    return planned.state != dumbo::MigrationState::Applied && planned.state != dumbo::MigrationState::Missing;
}

} // namespace

MigrationsTab::MigrationsTab(Workspace &workspace, const QString &connectionId)
    : WorkspaceTab(workspace, connectionId)
    , m_work(new MigrationWork(workspace, connectionId, this))
    , m_review(new MigrationReview(this))
    , m_messages(new MessageArea(this))
    , m_ask(new AskBar(this))
    , m_source(new QToolButton(this))
    , m_summary(new CutLabel(this))
    , m_phase(new CutLabel(this))
    , m_cancel(new QToolButton(this))
    , m_faces(new QStackedWidget(this))
    , m_empty(new MigrationsEmpty(this))
    , m_loading(new LoadingFace(this))
    , m_content(new QSplitter(Qt::Horizontal, this))
    , m_timeline(new MigrationTimeline(this))
    , m_page(new MigrationPage(workspace, *m_work, *m_review, this))
{
    setObjectName(QStringLiteral("migrationsTab"));
    setIconName(QStringLiteral("vcs-update-required"));
    m_clock.setInterval(200);
    makeLayout();
    connectParts();
    connectWork();
    updateTitle();
    showSource();
    showFace();
    showWork();
}

MigrationsTab::~MigrationsTab() = default;

void MigrationsTab::makeLayout()
{
    m_content->setObjectName(QStringLiteral("migrationsSplitter"));
    m_content->setChildrenCollapsible(false);
    m_content->addWidget(m_timeline);
    m_content->addWidget(m_page);
    m_content->setStretchFactor(0, 0);
    m_content->setStretchFactor(1, 1);
    m_content->setSizes({ 270, 700 });
    m_timeline->setMinimumWidth(150);
    m_page->setMinimumWidth(200);
    m_faces->addWidget(m_empty);
    m_faces->addWidget(m_loading);
    m_faces->addWidget(m_content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeBar());
    layout->addWidget(m_messages);
    layout->addWidget(m_ask);
    layout->addWidget(m_faces, 1);
    setFocusProxy(m_faces);
}

void MigrationsTab::addActionButton(QHBoxLayout &row, const char *id)
{
    auto &actions = workspace().actions();
    auto *action = actions.action(QLatin1StringView(id));
    if (!action)
        return;
    actions.loadIcon(QLatin1StringView(id));
    auto *button = new QToolButton(this);
    button->setObjectName(QLatin1StringView(id));
    button->setAutoRaise(true);
    button->setDefaultAction(action);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    row.addWidget(button);
}

QWidget *MigrationsTab::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit / 2, 4, theme::unit, 4);
    row->setSpacing(4);
    m_source->setObjectName(QStringLiteral("migrationsSource"));
    m_source->setAutoRaise(true);
    m_source->setPopupMode(QToolButton::InstantPopup);
    m_source->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_source->setIcon(theme::icon(QStringLiteral("folder-open")));
    auto *menu = new QMenu(m_source);
    for (const auto *id : { "migrations.choose-folder", "migrations.choose-file", "", "migrations.new", "migrations.new-from-history", "migrations.new-from-difference" }) {
        if (auto *action = workspace().actions().action(QLatin1StringView(id)))
            menu->addAction(action);
        else
            menu->addSeparator();
    }
    m_source->setMenu(menu);
    row->addWidget(m_source);
    addActionButton(*row, "migrations.dry-run");
    addActionButton(*row, "migrations.run");
    m_summary->setObjectName(QStringLiteral("migrationsSummary"));
    m_phase->setObjectName(QStringLiteral("migrationsPhase"));
    row->addWidget(m_summary, 1);
    row->addWidget(m_phase, 1);
    m_cancel->setObjectName(QStringLiteral("migrationsCancel"));
    m_cancel->setText(tr("Cancel"));
    m_cancel->setToolTip(tr("Cancel (Esc)"));
    m_cancel->setIcon(theme::icon(QStringLiteral("process-stop")));
    m_cancel->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_cancel->setAutoRaise(true);
    row->addWidget(m_cancel);
    return bar;
}

void MigrationsTab::connectParts()
{
    connect(m_cancel, &QToolButton::clicked, this, &MigrationsTab::cancel);
    connect(m_loading, &LoadingFace::cancelWanted, this, &MigrationsTab::cancel);
    connect(m_empty, &MigrationsEmpty::folderWanted, this, &MigrationsTab::chooseFolder);
    connect(m_empty, &MigrationsEmpty::fileWanted, this, &MigrationsTab::chooseFile);
    if (auto *action = workspace().actions().action(QStringLiteral("migrations.new")))
        m_empty->addButton(QStringLiteral("newMigration"), QStringLiteral("document-new"), tr("Write a New Migration…"),
            tr("An empty one with the right name, one from what you ran by hand, or from a difference"), [action] { action->trigger(); });
    connect(m_empty, &MigrationsEmpty::dropped, m_work, &MigrationWork::setSource);
    connect(m_timeline, &MigrationTimeline::currentChanged, this, &MigrationsTab::showCurrent);
    connect(m_timeline, &MigrationTimeline::stateChanged, this, &MigrationsTab::stateChanged);
    connect(m_timeline, &MigrationTimeline::menuWanted, this, &MigrationsTab::showTimelineMenu);
    connect(m_timeline, &MigrationTimeline::activated, this, [this] { m_page->text().setFocus(); });
    connect(m_page, &MigrationPage::stateChanged, this, &MigrationsTab::stateChanged);
    connect(m_page, &MigrationPage::currentStatementChanged, this, &MigrationsTab::actionsChanged);
    connect(m_page, &MigrationPage::remedyWanted, this, &MigrationsTab::remedy);
    connect(m_page, &MigrationPage::formWanted, this, &MigrationsTab::useForm);
    connect(m_page, &MigrationPage::said, this, &MigrationsTab::say);
    connect(m_page, &MigrationPage::proofWanted, m_work, &MigrationWork::proveDown);
    connect(m_page, &MigrationPage::takenBack, m_review, &MigrationReview::takeBack);
    connect(m_review, &MigrationReview::failed, this, &MigrationsTab::showUnsaid);
    connect(&m_page->run(), &RunPage::statementWanted, this, [this](const QString &migration, int statement) {
        m_timeline->setCurrentKey(migration);
        m_page->text().setCurrentStatement(statement);
    });
    connect(m_content, &QSplitter::splitterMoved, this, &MigrationsTab::stateChanged);
    connect(this, &WorkspaceTab::connectionIdChanged, this, [this] { m_work->setConnectionId(this->connectionId()); });
    connect(&m_clock, &QTimer::timeout, this, [this] {
        showLog();
        showWork();
    });
}

void MigrationsTab::connectWork()
{
    connect(m_work, &MigrationWork::sourceChanged, this, &MigrationsTab::showSource);
    connect(m_work, &MigrationWork::snapshotChanged, this, &MigrationsTab::showSnapshot);
    connect(m_work, &MigrationWork::workChanged, this, &MigrationsTab::followWork);
    connect(m_work, &MigrationWork::logChanged, this, [this] {
        m_hasNews = true;
        if (!m_work->isBusy())
            showLog();
    });
    connect(m_work, &MigrationWork::failed, this, &MigrationsTab::showFailure);
    connect(m_work, &MigrationWork::ran, this, &MigrationsTab::showRun);
    connect(m_work, &MigrationWork::cancelled, this, [this](MigrationWork::Kind kind) {
        m_ask->close();
        InlineMessage message;
        message.text = kind == MigrationWork::Kind::Read ? tr("Reading was cancelled.") : tr("Cancelled. Nothing of it stays in the database.");
        message.text = kind == MigrationWork::Kind::Look ? tr("Cancelled.") : message.text;
        message.replaces = failureMessage;
        m_messages->show(message);
        showFace();
    });
    connect(m_work, &MigrationWork::remedied, this, [this](const std::vector<dumbo::LedgerChange> &changes) {
        InlineMessage message;
        message.kind = InlineMessage::Kind::Positive;
        message.text = changes.size() == 1 ? tr("One line of the ledger was changed.") : tr("%1 lines of the ledger were changed.").arg(changes.size());
        message.replaces = noteMessage;
        m_messages->show(message);
    });
    connect(m_work, &MigrationWork::looked, this, &MigrationsTab::askDryRun);
    connect(m_work, &MigrationWork::dryRan, this, &MigrationsTab::showDryRun);
    connect(m_work, &MigrationWork::provedDown, m_page, &MigrationPage::showProof);
    connect(m_work, &MigrationWork::asked, this, [this](const progress::Question &asked) {
        m_ask->ask({ .text = asked.question.text,
            .details = asked.question.detail,
            .severity = dumbo::FindingSeverity::Warning,
            .accept = tr("Go On"),
            .line = {},
            .lineIsRequired = false,
            .choices = {},
            .choicesName = {},
            .accepted = [answer = asked.answer](const AskBar::Answer &) { answer->give(true); },
            .refused = [answer = asked.answer] { answer->give(false); } });
    });
    connect(m_review, &MigrationReview::changed, this, &MigrationsTab::showReviews);
    auto *open = m_work->connection();
    if (open)
        connect(open, &OpenConnection::changed, this, &MigrationsTab::updateTitle);
}

void MigrationsTab::updateTitle()
{
    const auto *open = m_work->connection();
    setTitle(open ? tr("Migrations: %1").arg(open->name()) : tr("Migrations"));
    setDescription(open ? open->place() : QString());
}

void MigrationsTab::choose(bool folder)
{
    auto *dialog = new QFileDialog(window(), folder ? tr("Folder with Migrations") : tr("File with a Migration or Schema Components"));
    dialog->setObjectName(QStringLiteral("migrationsSourceDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (!folder)
        dialog->setNameFilters({ tr("Migrations and components (*.sql *.json)"), tr("All files (*)") });
    if (!m_work->source().isEmpty())
        dialog->setDirectory(QFileInfo(m_work->source()).path());
    connect(dialog, &QFileDialog::fileSelected, m_work, &MigrationWork::setSource);
    dialog->open();
}

void MigrationsTab::showSource()
{
    const auto source = m_work->source();
    const auto name = QFileInfo(source).fileName();
    m_source->setText(source.isEmpty() ? tr("Choose Migrations") : fontMetrics().elidedText(name.isEmpty() ? source : name, Qt::ElideMiddle, 22 * theme::unit));
    m_source->setToolTip(source.isEmpty() ? tr("Folder or file with the migrations") : QDir::toNativeSeparators(source));
    m_source->setAccessibleName(tr("Migrations from %1").arg(source));
    showFace();
    Q_EMIT stateChanged();
    Q_EMIT actionsChanged();
}

void MigrationsTab::showFace()
{
    const auto before = m_faces->currentIndex();
    const auto &snapshot = m_work->snapshot();
    const auto *open = m_work->connection();
    QWidget *face = m_content;
    if (snapshot && (!snapshot->plan.migrations.empty() || !snapshot->histories.empty())) {
        face = m_content;
    } else if (m_work->isBusy() && m_work->running().value_or(MigrationWork::Kind::Read) == MigrationWork::Kind::Read) {
        face = m_loading;
    } else {
        face = m_empty;
        if (m_work->source().isEmpty() && open)
            m_empty->showNoSource(open->name());
        else if (!open)
            m_empty->showNoConnection();
        else if (m_hasFailed)
            m_empty->showUnread(m_work->source());
        else
            m_empty->showNoMigrations(m_work->source());
    }
    m_faces->setCurrentWidget(face);
    m_faces->setFocusProxy(face == m_content ? static_cast<QWidget *>(m_timeline) : face);
    if (before != m_faces->currentIndex() && isVisible() && (!QApplication::focusWidget() || isAncestorOf(QApplication::focusWidget())))
        m_faces->setFocus();
}

std::vector<TimelineEntry> MigrationsTab::entries() const
{
    std::vector<TimelineEntry> entries;
    const auto &snapshot = m_work->snapshot();
    if (!snapshot)
        return entries;
    auto log = m_work->log();
    QHash<QString, const dumbo::AdvisedMigration *> advice;
    for (const auto &advised : snapshot->advice.migrations)
        advice.insert(advised.name, &advised);
    for (const auto &planned : snapshot->plan.migrations) {
        TimelineEntry entry;
        entry.key = planned.name();
        entry.name = planned.name();
        entry.step = stepOf(planned.state);
        entry.detail = detailOf(planned);
        entry.toolTip = planned.reason;
        if (const auto *advised = advice.value(entry.key)) {
            for (const auto &finding : advised->findings) {
                entry.dangers += !finding.silenced && finding.severity == dumbo::FindingSeverity::Error ? 1 : 0;
                entry.warnings += !finding.silenced && finding.severity == dumbo::FindingSeverity::Warning ? 1 : 0;
            }
        }
        if (planned.migration)
            entry.review = m_review->statusOf(entry.key).state;
        if (const auto *logged = m_work->running() ? log.find(entry.key) : nullptr)
            entry.isRunning = logged->state == RunLog::State::Running;
        entries.push_back(std::move(entry));
    }
    for (const auto &[history, foreign] : dumbo::mergedTimeline(snapshot->histories)) {
        const auto &of = snapshot->histories[history];
        if (of.tool == QStringLiteral("dumbo"))
            continue;
        TimelineEntry entry;
        entry.key = foreignPrefix + of.tool + u'/' + QString::number(entries.size());
        entry.name = foreignName(foreign);
        entry.step = look::Step::Foreign;
        entry.detail = of.toolName + (foreign.appliedAt.isEmpty() ? QString() : QStringLiteral(", ") + look::timeText(foreign.appliedAt));
        entries.push_back(std::move(entry));
    }
    return entries;
}

void MigrationsTab::showSnapshot()
{
    m_hasFailed = false;
    m_messages->dismiss(failureMessage);
    m_review->setSnapshot(m_work->snapshot());
    QString preferred;
    if (const auto &snapshot = m_work->snapshot()) {
        const auto wanted = std::ranges::find_if(snapshot->plan.migrations, isWorth);
        if (!snapshot->plan.migrations.empty())
            preferred = wanted != snapshot->plan.migrations.end() ? wanted->name() : snapshot->plan.migrations.back().name();
    }
    m_timeline->setEntries(entries(), preferred);
    if (m_timeline->currentKey() == m_page->migration() && !m_page->migration().isEmpty())
        m_page->showMigration(m_page->migration());
    showFace();
    showNotes();
    showWork();
    Q_EMIT actionsChanged();
}

void MigrationsTab::showNotes()
{
    QStringList lines;
    const auto &snapshot = m_work->snapshot();
    if (snapshot) {
        for (const auto &problem : snapshot->plan.problems)
            lines.append((problem.path.isEmpty() ? QString() : QFileInfo(problem.path).fileName() + QStringLiteral(": ")) + problem.message);
        if (snapshot->isComplete)
            lines.append(snapshot->notes);
        if (snapshot->plan.detailsUnknown)
            lines.append(tr("Another program recorded migrations here, so whether one failed half-way is unknown."));
    }
    if (lines.isEmpty()) {
        m_messages->dismiss(noteMessage);
        return;
    }
    InlineMessage message;
    const bool isFatal = snapshot && std::ranges::any_of(snapshot->plan.problems, &dumbo::SourceProblem::isFatal);
    message.kind = isFatal ? InlineMessage::Kind::Error : InlineMessage::Kind::Information;
    message.text = lines.takeFirst();
    message.details = lines.join(u'\n');
    message.replaces = noteMessage;
    m_messages->show(message);
}

void MigrationsTab::showReviews()
{
    m_timeline->setEntries(entries(), m_timeline->currentKey());
    m_page->showReview();
    Q_EMIT actionsChanged();
}

void MigrationsTab::showCurrent(const QString &key)
{
    const auto &snapshot = m_work->snapshot();
    if (!snapshot)
        return;
    if (!key.startsWith(foreignPrefix)) {
        m_page->showMigration(key);
        Q_EMIT actionsChanged();
        return;
    }
    auto row = int(snapshot->plan.migrations.size());
    for (const auto &[history, foreign] : dumbo::mergedTimeline(snapshot->histories)) {
        if (snapshot->histories[history].tool == QStringLiteral("dumbo"))
            continue;
        if (row++ == m_timeline->model().rowOf(key))
            m_page->showForeign(snapshot->histories[history], foreign);
    }
    Q_EMIT actionsChanged();
}

const dumbo::PlannedMigration *MigrationsTab::current() const
{
    const auto &snapshot = m_work->snapshot();
    return snapshot ? snapshot->find(m_page->migration()) : nullptr;
}

QString MigrationsTab::summary() const
{
    const auto &snapshot = m_work->snapshot();
    if (!snapshot)
        return {};
    QStringList parts;
    using enum dumbo::MigrationState;
    for (const auto state : { Applied, Pending, Changed, Missing, OutOfOrder, Failed }) {
        if (const int count = snapshot->plan.count(state); count > 0)
            parts.append(QLocale().toString(count) + u' ' + look::text(stepOf(state)).toLower());
    }
    return parts.join(QStringLiteral("  ·  "));
}

void MigrationsTab::followWork()
{
    const bool isOther = m_work->isBusy() != m_clock.isActive();
    if (isOther || m_work->isCancelling() == m_cancel->isEnabled())
        showWork();
    if (isOther && !m_work->isBusy()) {
        m_hasNews = true;
        showLog();
    }
}

void MigrationsTab::showLog()
{
    if (!std::exchange(m_hasNews, false))
        return;
    m_page->run().showLog(m_work->log());
    m_timeline->setEntries(entries(), m_timeline->currentKey());
}

void MigrationsTab::showWork()
{
    const bool isBusy = m_work->isBusy();
    if (isBusy != m_clock.isActive())
        isBusy ? m_clock.start() : m_clock.stop();
    setBusy(isBusy);
    m_cancel->setVisible(isBusy);
    m_cancel->setEnabled(!m_work->isCancelling());
    m_phase->setVisible(isBusy);
    m_summary->setVisible(!isBusy);
    m_summary->setText(summary());
    m_summary->setToolTip(summary());
    const auto phase = QStringLiteral("%1  %2").arg(m_work->phase(), elapsedText(m_work->elapsed()));
    m_phase->setText(phase);
    m_phase->setToolTip(phase);
    m_loading->showPhase(m_work->phase(), m_work->elapsed());
    TabFacts facts;
    if (isBusy)
        facts.elapsed = m_work->elapsed();
    setFacts(facts);
    showFace();
    Q_EMIT actionsChanged();
}

void MigrationsTab::showFailure(MigrationWork::Kind kind, const dumbo::Error &error)
{
    m_hasFailed = kind == MigrationWork::Kind::Read;
    const auto context = kind == MigrationWork::Kind::Read ? (m_work->snapshot() ? tr("What is shown is old:") : QString())
        : kind == MigrationWork::Kind::DryRun || kind == MigrationWork::Kind::Look ? tr("The dry run did not begin:")
        : kind == MigrationWork::Kind::ProveDown           ? tr("The down script was not tried:")
                                                           : tr("Nothing was changed:");
    auto message = InlineMessage::fromError(error, context);
    message.replaces = failureMessage;
    if (!error.hint().isEmpty() && !message.text.contains(error.hint()))
        message.text += u' ' + error.hint();
    if (kind == MigrationWork::Kind::Read)
        message.buttons.push_back({ tr("Try Again"), [this] { refresh(); } });
    m_messages->show(message);
    showFace();
}

QJsonObject MigrationsTab::saveState() const
{
    return { { QStringLiteral("source"), m_work->source() }, { QStringLiteral("timeline"), m_timeline->saveState() },
        { QStringLiteral("page"), m_page->saveState() }, { QStringLiteral("split"), QString::fromLatin1(m_content->saveState().toBase64()) } };
}

void MigrationsTab::restoreState(const QJsonObject &state)
{
    m_timeline->restoreState(state.value(QStringLiteral("timeline")).toObject());
    m_page->restoreState(state.value(QStringLiteral("page")).toObject());
    m_content->restoreState(QByteArray::fromBase64(state.value(QStringLiteral("split")).toString().toLatin1()));
    // A tab is opened for a source, e.g. from the command line or by a test; else the connection's is taken.
    const auto source = state.value(QStringLiteral("source")).toString();
    if (!source.isEmpty() && source != m_work->source())
        m_work->setSource(source);
}

void MigrationsTab::requestClose()
{
    const auto running = m_work->running();
    if (!running || *running == MigrationWork::Kind::Read) {
        WorkspaceTab::requestClose();
        return;
    }
    m_ask->ask({ .text = tr("A run is under way. Closing the tab cancels it."),
        .details = {},
        .severity = dumbo::FindingSeverity::Warning,
        .accept = tr("Cancel and Close"),
        .line = {},
        .lineIsRequired = false,
        .choices = {},
        .choicesName = {},
        .accepted = [this](const AskBar::Answer &) { Q_EMIT closeAccepted(); },
        .refused = {} });
}

bool MigrationsTab::canCancel() const
{
    return m_work->isBusy() || m_ask->isAsking();
}

void MigrationsTab::cancel()
{
    if (m_ask->isAsking())
        m_ask->close();
    else
        m_work->cancel();
}

void MigrationsTab::refresh()
{
    m_messages->dismiss(failureMessage);
    m_work->read();
}

void MigrationsTab::showEvent(QShowEvent *event)
{
    WorkspaceTab::showEvent(event);
    if (m_hasRead)
        return;
    m_hasRead = true;
    if (!m_work->snapshot() && !m_work->isBusy())
        m_work->read();
}

} // namespace workbench
