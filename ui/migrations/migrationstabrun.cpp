#include "ui/migrations/askbar.h"
#include "ui/migrations/downpage.h"
#include "ui/migrations/migrationheader.h"
#include "ui/migrations/migrationreview.h"
#include "ui/migrations/migrationstab.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/migrations/reviewpage.h"
#include "ui/migrations/rungate.h"
#include "ui/migrations/trialplaces.h"
#include "ui/migrations/runpage.h"
#include "ui/migrations/statementview.h"
#include "ui/query/querypart.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/workspace.h"

#include <QLineEdit>
#include <QAction>
#include <QFileInfo>
#include <QListView>
#include <QMenu>
#include <QTabWidget>

/// What a person asks of the tab, and what it asks back.
namespace workbench {

namespace {

const QString doneMessage = QStringLiteral("migrationsDone");
const QString reviewMessage = QStringLiteral("migrationsReview");

QString counted(std::ptrdiff_t count)
{
    return count == 1 ? MigrationsTab::tr("One migration") : MigrationsTab::tr("%1 migrations").arg(count);
}

QString keptText(const QString &what, int statements)
{
    return what + u' '
        + (statements == 1 ? MigrationsTab::tr("One statement that ran outside of a transaction stays; resume it or take it out of the ledger.")
                           : MigrationsTab::tr("%1 statements that ran outside of a transaction stay; resume it or take it out of the ledger.").arg(statements));
}

QStringList resultLines(const dumbo::RunReport &report)
{
    QStringList lines;
    // That it was cancelled is said already; so is what could not be read after that.
    if (report.error && report.error->isCancelled())
        return lines;
    for (const auto &result : report.migrations) {
        if (result.error)
            lines.append(result.name + QStringLiteral(": ") + result.error->message());
    }
    if (report.error && lines.isEmpty())
        lines.append(report.error->message());
    lines.append(report.notices);
    return lines;
}

} // namespace

bool MigrationsTab::isIdle() const
{
    return m_work->snapshot() && (!m_work->isBusy() || m_work->running() == MigrationWork::Kind::Read);
}

bool MigrationsTab::canRun() const
{
    return isIdle() && !m_work->snapshot()->plan.pending().empty();
}

bool MigrationsTab::canRunUpToCurrent() const
{
    const auto *planned = current();
    return canRun() && planned && planned->state == dumbo::MigrationState::Pending;
}

bool MigrationsTab::canDryRun() const
{
    return canRun() && m_work->snapshot()->dryRunPlace;
}

bool MigrationsTab::canDryRunCurrent() const
{
    return canDryRun() && canRunUpToCurrent();
}

bool MigrationsTab::canReview() const
{
    const auto *planned = current();
    return planned && planned->migration && !m_review->error();
}

bool MigrationsTab::canReviewStatement() const
{
    return canReview() && m_page->currentStatement() >= 0;
}

bool MigrationsTab::canProveDown() const
{
    const auto *planned = current();
    return isIdle() && planned && planned->migration && planned->migration->hasDown;
}

bool MigrationsTab::canRunDown() const
{
    const auto *planned = current();
    return isIdle() && planned && planned->remedies.testFlag(dumbo::Remedy::RunDown);
}

bool MigrationsTab::hasFile() const
{
    const auto *planned = current();
    return planned && planned->migration && !planned->migration->path.isEmpty();
}

bool MigrationsTab::hasMigrations() const
{
    return m_work->snapshot() && !m_work->snapshot()->plan.migrations.empty();
}

void MigrationsTab::run()
{
    if (m_work->snapshot())
        startRun(pendingNames(*m_work->snapshot()));
}

void MigrationsTab::runUpToCurrent()
{
    if (m_work->snapshot())
        startRun(pendingUpTo(*m_work->snapshot(), m_page->migration()));
}

void MigrationsTab::startRun(const QStringList &names)
{
    MigrationWork::RunOrder order;
    order.names = names;
    startRun(order);
}

void MigrationsTab::startRun(const MigrationWork::RunOrder &order)
{
    const auto *open = m_work->connection();
    if (!open || !isIdle())
        return;
    const auto gate = RunGate::of(*m_work->snapshot(), order.names,
        { .isProduction = open->isProduction(),
            .isReadOnly = open->isReadOnly(),
            .database = open->name(),
            .review = [this](const QString &name) { return m_review->statusOf(name); } });
    const auto begin = [this, order](const QString &reason) {
        auto wanted = order;
        for (const auto &name : order.names)
            wanted.reviews.insert(name, m_review->forRun(name, reason));
        m_messages->dismiss(doneMessage);
        m_page->run().clearResult();
        m_page->setLower(MigrationPage::Lower::Run);
        m_work->run(wanted);
    };
    InlineMessage message;
    message.kind = InlineMessage::Kind::Warning;
    message.text = gate.sentence;
    message.details = gate.details;
    message.replaces = doneMessage;
    AskBar::Question question;
    question.text = gate.sentence;
    question.details = gate.details;
    question.accept = tr("Run");
    // What was read anew meanwhile may hold other texts, with other approvals.
    question.accepted = [this, begin, order, asked = m_work->snapshot()](const AskBar::Answer &answer) {
        if (m_work->snapshot() == asked)
            begin(answer.line);
        else
            startRun(order);
    };
    switch (gate.way) {
    case RunGate::Way::Nothing:
    case RunGate::Way::Refused: m_messages->show(message); break;
    case RunGate::Way::Free: begin({}); break;
    case RunGate::Way::NeedsReason:
        question.severity = dumbo::FindingSeverity::Error;
        question.line = tr("Why it runs without an approval");
        question.lineIsRequired = true;
        question.accept = tr("Run All the Same");
        [[fallthrough]];
    case RunGate::Way::Asks: m_ask->ask(question); break;
    }
}

void MigrationsTab::dryRun()
{
    if (canDryRun())
        startDryRun(pendingNames(*m_work->snapshot()));
}

void MigrationsTab::dryRunCurrent()
{
    if (canDryRunCurrent())
        startDryRun(pendingUpTo(*m_work->snapshot(), m_page->migration()));
}

void MigrationsTab::startDryRun(const QStringList &names)
{
    m_toTry = names;
    m_messages->dismiss(doneMessage);
    m_work->look({ .names = names, .place = TrialPlace::Here, .otherConnectionId = {} });
}

void MigrationsTab::askDryRun(const dumbo::DryRunPlan &plan)
{
    const auto *open = m_work->connection();
    if (!open || !isIdle())
        return;
    const auto begin = [this, names = m_toTry](TrialPlace place, const QString &other) {
        m_page->run().clearResult();
        m_page->setLower(MigrationPage::Lower::Run);
        m_work->dryRun({ .names = names, .place = place, .otherConnectionId = other });
    };
    if (!plan.needsConfirmation) {
        begin(TrialPlace::Here, {});
        return;
    }
    const auto places = trialPlaces(*m_work->snapshot(), *open, workspace().connections());
    AskBar::Question question;
    question.text = tr("Where is the dry run to be made?");
    question.details = plan.reasons.join(u'\n');
    question.severity = open->isProduction() ? dumbo::FindingSeverity::Error : dumbo::FindingSeverity::Warning;
    question.accept = tr("Dry Run");
    question.choicesName = tr("Where it is tried");
    for (const auto &place : places)
        question.choices.append(place.text);
    question.accepted = [begin, places](const AskBar::Answer &answer) {
        const auto &place = places[std::size_t(answer.choice)];
        begin(place.place, place.connectionId);
    };
    m_ask->ask(question);
}

void MigrationsTab::showDryRun(const DryRunTrial &trial)
{
    m_page->showTrials();
    const auto failed = std::ranges::find_if(trial.migrations, [](const auto &tried) { return !tried.succeeded(); });
    const bool isGood = failed == trial.migrations.end();
    const auto sentence = !isGood ? tr("The dry run failed in %1; nothing of it stays.").arg(failed->name)
        : trial.error           ? tr("The dry run was ended: %1 Nothing of it stays.").arg(trial.error->message())
                                : tr("The dry run went through in %1; nothing of it stays.").arg(elapsedText(trial.elapsed));
    QStringList details;
    if (!trial.migrations.empty())
        details = QStringList(trial.migrations.front().place) + trial.migrations.back().notes;
    details.removeDuplicates();
    if (!isGood) {
        for (const auto &statement : failed->statements) {
            if (statement.error)
                details.prepend(statement.error->message());
        }
        m_timeline->setCurrentKey(failed->name);
        m_page->text().setCurrentStatement(m_work->log().failedStatement(failed->name));
    }
    m_page->run().showLog(m_work->log());
    m_page->run().showResult(sentence, details, isGood && !trial.error ? look::Step::Applied : look::Step::Failed);
    m_page->setLower(isGood && !trial.error ? MigrationPage::Lower::Forecast : MigrationPage::Lower::Run);
}

void MigrationsTab::showRun(MigrationWork::Kind kind, const dumbo::RunReport &report)
{
    const auto count = std::ranges::count_if(report.migrations, [](const auto &result) {
        return result.outcome == dumbo::MigrationOutcome::Applied || result.outcome == dumbo::MigrationOutcome::Undone;
    });
    const bool isDown = kind == MigrationWork::Kind::RunDown;
    auto whole = std::chrono::milliseconds(0);
    for (const auto &result : report.migrations)
        whole += result.elapsed;
    int kept = 0;
    for (const auto &result : report.migrations)
        kept += result.outcome == dumbo::MigrationOutcome::Failed || result.outcome == dumbo::MigrationOutcome::Cancelled ? result.statementsDone : 0;
    QString sentence;
    if (report.error && report.error->isCancelled())
        sentence = count == 0 && kept > 0 ? keptText(tr("Cancelled."), kept) : count == 0 ? tr("Cancelled. Nothing of it stays in the database.") : tr("Cancelled. %1 had been applied before and stay.").arg(counted(count));
    else if (report.error)
        sentence = count == 0 && kept > 0 ? keptText(tr("It failed."), kept) : count == 0 ? tr("It failed; no migration was applied.") : tr("It failed. %1 had been applied before and stay.").arg(counted(count));
    else if (!report.verified)
        sentence = tr("It ran, but what the database recorded is not what ran.");
    else if (isDown)
        sentence = tr("%1 undone in %2.").arg(counted(count), elapsedText(whole));
    else
        sentence = tr("%1 applied in %2. Verified: the ledger has it as it ran.").arg(counted(count), elapsedText(whole));
    m_page->run().showLog(m_work->log());
    const bool isCancelled = report.error && report.error->isCancelled();
    m_page->run().showResult(sentence, resultLines(report),
        report.succeeded()   ? look::Step::Applied
            : isCancelled    ? look::Step::Changed
                             : look::Step::Failed);
    m_page->setLower(MigrationPage::Lower::Run);
    // The page says it; what went wrong is said above as well, to be copied.
    if (report.error && !report.error->isCancelled()) {
        auto message = InlineMessage::fromError(*report.error, sentence);
        message.replaces = doneMessage;
        m_messages->show(message);
    }
    // What stopped it is what a person wants to see now.
    const auto failed = std::ranges::find(report.migrations, dumbo::MigrationOutcome::Failed, &dumbo::MigrationResult::outcome);
    if (failed != report.migrations.end()) {
        m_timeline->setCurrentKey(failed->name);
        m_page->text().setCurrentStatement(m_work->log().failedStatement(failed->name));
    }
    if (auto *open = m_work->connection())
        open->refreshCatalog();
}

void MigrationsTab::runDown()
{
    const auto *planned = current();
    const auto *open = m_work->connection();
    if (!canRunDown() || !open)
        return;
    AskBar::Question question;
    question.severity = dumbo::FindingSeverity::Error;
    question.text = tr("Undo %1 on %2 by its down script? What it drops is lost.").arg(planned->name(), open->name());
    question.accept = tr("Run the Down Script");
    if (open->isProduction()) {
        question.line = tr("Why it is undone, kept in the ledger");
        question.lineIsRequired = true;
    }
    question.accepted = [this, name = planned->name()](const AskBar::Answer &answer) {
        m_page->run().clearResult();
        m_page->setLower(MigrationPage::Lower::Run);
        m_work->runDown({ name }, answer.line);
    };
    m_ask->ask(question);
}

void MigrationsTab::proveDown()
{
    if (!canProveDown())
        return;
    m_page->setLower(MigrationPage::Lower::Down);
    m_work->proveDown(m_page->migration(), m_page->down().checksRows());
}

void MigrationsTab::remedy(dumbo::Remedy remedy)
{
    const auto *planned = current();
    const auto *open = m_work->connection();
    if (!planned || !open || !isIdle())
        return;
    if (remedy == dumbo::Remedy::RunLate || remedy == dumbo::Remedy::Resume) {
        MigrationWork::RunOrder order;
        order.names = { planned->name() };
        order.allowOutOfOrder = remedy == dumbo::Remedy::RunLate;
        order.resume = remedy == dumbo::Remedy::Resume;
        if (order.resume && planned->lastRun && planned->lastRun->statementStarted)
            askUnseen(order, *planned->lastRun->statementStarted);
        else
            startRun(order);
        return;
    }
    AskBar::Question question;
    question.text = tr("%1: %2?").arg(planned->name(), remedyText(remedy));
    question.details = remedySentence(remedy, planned->state);
    question.accept = remedyText(remedy);
    question.line = tr("Reason, kept in the ledger");
    question.lineIsRequired = open->isProduction();
    question.accepted = [this, remedy, name = planned->name()](const AskBar::Answer &answer) {
        m_work->remedy({ .remedy = remedy, .names = { name }, .reason = answer.line });
    };
    m_ask->ask(question);
}

/// Of a statement that was begun outside of a transaction only a person can tell whether it is done.
void MigrationsTab::askUnseen(const MigrationWork::RunOrder &order, int statement)
{
    m_page->text().setCurrentStatement(statement);
    AskBar::Question question;
    question.text = tr("Nobody saw the end of statement %1 of %2. Look whether the database has what it makes.").arg(statement + 1).arg(order.names.first());
    question.accept = tr("Resume");
    question.choices = { tr("It is not done: run it again"), tr("It is done: go on behind it") };
    question.choicesName = tr("What became of the statement");
    question.accepted = [this, order](const AskBar::Answer &answer) {
        auto wanted = order;
        wanted.unseen = answer.choice == 0 ? dumbo::UnseenStatement::Repeat : dumbo::UnseenStatement::Skip;
        startRun(wanted);
    };
    m_ask->ask(question);
}

void MigrationsTab::say(dumbo::ReviewVerdict::Kind kind, std::optional<int> statement, const QString &text)
{
    if (!canReview())
        return;
    m_messages->dismiss(reviewMessage);
    m_review->say(kind, m_page->migration(), statement, text);
}

/// The text goes back to where it was written.
void MigrationsTab::showUnsaid(const dumbo::Error &error, const QString &text)
{
    auto message = InlineMessage::fromError(error);
    message.replaces = reviewMessage;
    m_messages->show(message);
    if (auto &line = m_page->reviewPage().line(); line.text().isEmpty())
        line.setText(text);
}

void MigrationsTab::comment()
{
    m_page->setLower(MigrationPage::Lower::Review);
    m_page->reviewPage().write();
}

void MigrationsTab::useForm(const QString &path, const QByteArray &before, const QByteArray &after)
{
    const auto done = replaceText(path, before, after);
    InlineMessage message;
    message.replaces = doneMessage;
    if (!done) {
        message = InlineMessage::fromError(done.error());
        message.replaces = doneMessage;
        m_messages->show(message);
        return;
    }
    message.kind = InlineMessage::Kind::Positive;
    message.text = tr("%1 has the safer form now.").arg(QFileInfo(path).fileName());
    message.buttons.push_back({ tr("Undo"), [this, path, before, after] {
        if (const auto undone = replaceText(path, after, before); !undone)
            m_messages->showError(undone.error());
        refresh();
    } });
    m_messages->show(message);
    refresh();
}

void MigrationsTab::openFile()
{
    if (const auto *planned = current(); hasFile())
        openScript(workspace(), planned->migration->path);
}

void MigrationsTab::switchFocus()
{
    auto *lower = m_page->findChild<QTabWidget *>(QStringLiteral("migrationPages"));
    if (m_page->text().hasFocus() && lower->isVisible())
        lower->currentWidget()->setFocus();
    else if (m_timeline->view().hasFocus())
        m_page->text().setFocus();
    else
        m_timeline->view().setFocus();
}

void MigrationsTab::showTimelineMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("timelineMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const auto *id : { "migrations.run-up-to", "migrations.dry-run-current", "", "migrations.approve", "migrations.reject", "migrations.comment", "",
             "migrations.prove-down", "migrations.run-down", "", "migrations.open-file" }) {
        auto *action = workspace().actions().action(QLatin1StringView(id));
        if (action)
            menu->addAction(action);
        else
            menu->addSeparator();
    }
    menu->popup(position);
}

} // namespace workbench
