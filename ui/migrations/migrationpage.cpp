#include "ui/migrations/migrationpage.h"

#include "ui/migrations/changespage.h"
#include "ui/migrations/downpage.h"
#include "ui/migrations/findingspage.h"
#include "ui/migrations/migrationheader.h"
#include "ui/migrations/migrationreview.h"
#include "ui/migrations/reviewpage.h"
#include "ui/migrations/runpage.h"
#include "ui/migrations/statementview.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <tuple>

namespace workbench {

namespace {

constexpr qsizetype shownCharacters = 160;

bool isOneOf(const std::vector<dumbo::ObjectPath> &paths, const dumbo::ObjectPath &wanted)
{
    return std::ranges::any_of(paths, [&](const dumbo::ObjectPath &path) {
        return path.name == wanted.name && (path.schema.isEmpty() || wanted.schema.isEmpty() || path.schema == wanted.schema);
    });
}

bool canEdit(dumbo::MigrationState state)
{
    return state == dumbo::MigrationState::Pending || state == dumbo::MigrationState::OutOfOrder;
}

} // namespace

look::Step stepOf(dumbo::MigrationState state)
{
    switch (state) {
    case dumbo::MigrationState::Applied: return look::Step::Applied;
    case dumbo::MigrationState::Pending: return look::Step::Pending;
    case dumbo::MigrationState::Changed: return look::Step::Changed;
    case dumbo::MigrationState::Missing: return look::Step::Missing;
    case dumbo::MigrationState::OutOfOrder: return look::Step::OutOfOrder;
    case dumbo::MigrationState::Failed: return look::Step::Failed;
    }
    Q_UNREACHABLE_RETURN(look::Step::Pending);
}

QString detailOf(const dumbo::PlannedMigration &planned)
{
    if (planned.entry) {
        const auto when = look::timeText(planned.entry->timestamp);
        const auto who = planned.entry->details ? planned.entry->details->who : QString();
        return who.isEmpty() ? when : MigrationPage::tr("%1 by %2").arg(when, who);
    }
    if (planned.lastRun)
        return MigrationPage::tr("tried %1").arg(look::timeText(planned.lastRun->started));
    if (planned.migration && planned.migration->repeatable)
        return MigrationPage::tr("repeatable");
    return {};
}

MigrationPage::MigrationPage(Workspace &workspace, MigrationWork &work, MigrationReview &review, QWidget *parent)
    : QWidget(parent)
    , m_work(work)
    , m_review(review)
    , m_header(new MigrationHeader(workspace.actions(), this))
    , m_text(new StatementView(this))
    , m_splitter(new QSplitter(Qt::Vertical, this))
    , m_lower(new QTabWidget(this))
    , m_findings(new FindingsPage(this))
    , m_forecast(new ForecastPage(this))
    , m_changes(new ChangesPage(this))
    , m_down(new DownPage(this))
    , m_reviewPage(new ReviewPage(this))
    , m_run(new RunPage(this))
{
    setObjectName(QStringLiteral("migrationPage"));
    makeLayout();
    connectParts();
}

void MigrationPage::makeLayout()
{
    m_text->setObjectName(QStringLiteral("migrationText"));
    m_text->setAccessibleName(tr("SQL of the migration"));
    m_text->setMinimumHeight(60);
    m_lower->setObjectName(QStringLiteral("migrationPages"));
    m_lower->setDocumentMode(true);
    m_lower->setUsesScrollButtons(true);
    m_lower->addTab(m_findings, tr("Findings"));
    m_lower->addTab(m_forecast, tr("Forecast"));
    m_lower->addTab(m_changes, tr("Schema Changes"));
    m_lower->addTab(m_down, tr("Down Script"));
    m_lower->addTab(m_reviewPage, tr("Review"));
    m_lower->addTab(m_run, tr("Run"));
    m_splitter->setObjectName(QStringLiteral("migrationSplitter"));
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_text);
    m_splitter->addWidget(m_lower);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({ 270, 360 });
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_splitter, 1);
    setFocusProxy(m_text);
}

void MigrationPage::connectParts()
{
    connect(m_text, &StatementView::currentStatementChanged, this, &MigrationPage::followStatement);
    connect(m_text, &StatementView::noteActivated, this, [this](int statement, int note) {
        setLower(Lower::Findings);
        int at = 0;
        for (int finding = 0; finding < int(m_findings->findings().size()); ++finding) {
            if (m_findings->findings()[std::size_t(finding)].statement == statement && at++ == note)
                m_findings->setCurrent(finding);
        }
    });
    connect(m_findings, &FindingsPage::currentChanged, this, [this](int finding) {
        const auto statement = m_findings->findings()[std::size_t(finding)].statement;
        if (statement >= 0)
            m_text->setCurrentStatement(statement);
    });
    connect(&m_findings->details(), &FindingDetails::formWanted, this, [this](const QByteArray &after) {
        if (const auto *shown = planned(); shown && shown->migration)
            Q_EMIT formWanted(shown->migration->path, m_shown.text, after);
    });
    const auto goTo = [this](int statement) { m_text->setCurrentStatement(statement); };
    connect(m_forecast, &ForecastPage::currentStatementChanged, this, goTo);
    connect(m_changes, &ChangesPage::statementWanted, this, goTo);
    connect(m_reviewPage, &ReviewPage::statementWanted, this, goTo);
    connect(m_reviewPage, &ReviewPage::said, this, &MigrationPage::said);
    connect(m_reviewPage, &ReviewPage::takenBack, this, &MigrationPage::takenBack);
    connect(m_header, &MigrationHeader::remedyWanted, this, &MigrationPage::remedyWanted);
    connect(m_down, &DownPage::proofWanted, this, [this](bool checkRows) { Q_EMIT proofWanted(m_name, checkRows); });
    connect(m_lower, &QTabWidget::currentChanged, this, &MigrationPage::stateChanged);
}

const dumbo::PlannedMigration *MigrationPage::planned() const
{
    return m_work.snapshot() ? m_work.snapshot()->find(m_name) : nullptr;
}

int MigrationPage::currentStatement() const
{
    return m_text->currentStatement();
}

void MigrationPage::setLowerVisible(bool visible)
{
    m_lower->setVisible(visible);
}

void MigrationPage::showMigration(const QString &name)
{
    const bool isSame = name == m_name;
    const auto caret = m_text->textCursor().position();
    m_name = name;
    const auto *shown = planned();
    if (!shown)
        return;
    setLowerVisible(true);
    m_isFollowing = true;
    showHeader(*shown);
    showText(*shown);
    showFindings(*shown);
    showForecast(*shown);
    showChanges(*shown);
    m_down->showMigration(shown->migration ? &*shown->migration : nullptr, m_work.snapshot()->dialect.highlighting);
    if (const auto proof = m_proofs.constFind(name); proof != m_proofs.cend())
        m_down->showProof(*proof);
    if (isSame) {
        auto cursor = m_text->textCursor();
        cursor.setPosition(std::min(caret, m_text->document()->characterCount() - 1));
        m_text->setTextCursor(cursor);
    }
    m_isFollowing = false;
    showReview();
    if (m_text->currentStatement() < 0)
        m_text->setCurrentStatement(0);
    followStatement(m_text->currentStatement());
}

void MigrationPage::showForeign(const dumbo::History &history, const dumbo::HistoryEntry &entry)
{
    m_name.clear();
    MigrationHeader::Shown shown;
    shown.name = entry.version.isEmpty() ? entry.name : entry.version + u' ' + entry.name;
    shown.step = look::Step::Foreign;
    shown.detail = entry.appliedAt;
    shown.reason = tr("Recorded by %1 in %2. It is shown only; this program never writes the history of another tool.")
                       .arg(history.toolName, dumbo::objectName(history.table));
    m_header->show(shown);
    QStringList lines;
    for (const auto &[column, text] : entry.stored)
        lines.append(column + QStringLiteral(": ") + text);
    m_text->showText(lines.join(u'\n').toUtf8(), QStringLiteral("None"));
    setLowerVisible(false);
}

void MigrationPage::showHeader(const dumbo::PlannedMigration &shown)
{
    MigrationHeader::Shown header;
    header.name = shown.name();
    header.place = shown.migration ? shown.migration->path : QString();
    header.step = stepOf(shown.state);
    header.detail = detailOf(shown);
    header.reason = shown.reason;
    header.remedies = shown.remedies;
    if (shown.migration)
        header.review = m_review.statusOf(shown.name());
    m_header->show(header);
}

void MigrationPage::showText(const dumbo::PlannedMigration &shown)
{
    if (!shown.migration) {
        m_shown = {};
        const auto hash = shown.entry ? QString::fromLatin1(shown.entry->hash) : QString();
        m_text->showText(tr("-- The source has no migration of this name.\n-- Hash in the ledger: %1").arg(hash).toUtf8(), m_work.snapshot()->dialect.highlighting);
        return;
    }
    m_shown = textOf(*shown.migration);
    m_text->showText(m_shown.text, m_work.snapshot()->dialect.highlighting);
    std::vector<StatementMark> marks;
    for (const auto &span : m_shown.statements)
        marks.push_back({ span.begin, span.end, {} });
    for (const auto &finding : findingsOf(shown)) {
        if (finding.statement < 0 || finding.statement >= int(marks.size()) || finding.silenced)
            continue;
        auto &mark = marks[std::size_t(finding.statement)];
        mark.notes.push_back({ mark.begin + finding.span.begin, mark.begin + finding.span.end, finding.severity, finding.message });
    }
    m_text->setStatements(std::move(marks));
}

/// Statement by statement the worst first; those that are silenced behind all others.
std::vector<dumbo::AdvisedFinding> MigrationPage::findingsOf(const dumbo::PlannedMigration &shown) const
{
    const auto *advised = m_work.snapshot()->advice.find(shown.name());
    auto findings = advised ? advised->findings : std::vector<dumbo::AdvisedFinding>();
    std::ranges::stable_sort(findings, {}, [](const auto &finding) {
        return std::tuple(finding.silenced, finding.statement, -int(finding.severity));
    });
    return findings;
}

void MigrationPage::showFindings(const dumbo::PlannedMigration &shown)
{
    auto findings = findingsOf(shown);
    const auto &snapshot = *m_work.snapshot();
    const auto *advised = snapshot.advice.find(shown.name());
    const auto words = advised ? tr("Nothing to warn of.")
        : !canEdit(shown.state) ? tr("Only what has not run yet is weighed.")
        : snapshot.isComplete   ? snapshot.notes.join(u' ')
                                : tr("Weighing…");
    m_findings->showFindings(std::move(findings), [this](const dumbo::AdvisedFinding &finding) { return placeOf(finding); }, words);
    const auto loud = std::ranges::count_if(m_findings->findings(), [](const auto &finding) { return !finding.silenced; });
    m_lower->setTabText(int(Lower::Findings), loud == 0 ? tr("Findings") : tr("Findings (%1)").arg(loud));
}

FindingDetails::Place MigrationPage::placeOf(const dumbo::AdvisedFinding &finding) const
{
    FindingDetails::Place place;
    place.text = m_shown.text;
    place.highlighting = m_work.snapshot()->dialect.highlighting;
    if (finding.statement >= 0 && finding.statement < int(m_shown.statements.size()))
        place.statement = m_shown.statements[std::size_t(finding.statement)];
    const auto *shown = planned();
    if (!shown || !shown->migration || !canEdit(shown->state))
        place.whyNotEdit = tr("It is applied already: its text stays as it ran.");
    else if (shown->migration->path.isEmpty())
        place.whyNotEdit = tr("It is made by schema components, not by a file of its own.");
    else if (!m_shown.isFile)
        place.whyNotEdit = m_shown.note;
    return place;
}

std::vector<StatementFacts> MigrationPage::factsOf(const dumbo::PlannedMigration &shown) const
{
    std::vector<StatementFacts> facts;
    if (!shown.migration)
        return facts;
    const auto &advice = m_work.snapshot()->advice;
    const auto *advised = advice.find(shown.name());
    const auto *trial = m_work.trialOf(*shown.migration);
    for (std::size_t at = 0; at < shown.migration->up.size(); ++at) {
        StatementFacts fact;
        fact.text = QString::fromUtf8(shown.migration->up[at].text.left(4 * shownCharacters)).simplified().left(shownCharacters);
        if (advised && at < advised->statements.size()) {
            fact.forecast = advised->statements[at].advice;
            for (const auto &lock : fact.forecast->locks) {
                if (const auto *activity = advice.activityOf(lock.object))
                    fact.activity.push_back(*activity);
            }
        }
        if (trial && at < trial->statements.size()) {
            fact.measured = trial->statements[at].measured;
            fact.error = trial->statements[at].error;
            fact.notTried = trial->statements[at].notTried;
        }
        facts.push_back(std::move(fact));
    }
    return facts;
}

void MigrationPage::showForecast(const dumbo::PlannedMigration &shown)
{
    const auto *trial = shown.migration ? m_work.trialOf(*shown.migration) : nullptr;
    const auto words = trial ? trial->place : canEdit(shown.state) ? tr("This is what the text and the catalog tell. A dry run measures it.") : QString();
    m_forecast->showFacts(factsOf(shown), words, trial ? trial->notes : QStringList());
    m_lower->setTabText(int(Lower::Forecast), trial ? tr("Measurement") : tr("Forecast"));
}

void MigrationPage::showChanges(const dumbo::PlannedMigration &shown)
{
    const auto *trial = shown.migration ? m_work.trialOf(*shown.migration) : nullptr;
    if (trial && !trial->hasDifference) {
        m_changes->showWords(tr("The dry run did not come to its end, so what it would have changed is unknown."));
        return;
    }
    if (!trial) {
        m_changes->showWords(canEdit(shown.state) ? tr("A dry run shows here what it changes in the schema.")
                                                  : tr("What has run is not tried again."));
        return;
    }
    m_changes->showDifference(trial->difference, [this](const dumbo::ObjectPath &path) { return statementsOn(path); });
}

/// By what advice and measurement say that each works on.
QList<int> MigrationPage::statementsOn(const dumbo::ObjectPath &path) const
{
    QList<int> statements;
    const auto *shown = planned();
    if (!shown || !shown->migration)
        return statements;
    const auto *advised = m_work.snapshot()->advice.find(m_name);
    const auto *trial = m_work.trialOf(*shown->migration);
    for (int at = 0; at < int(shown->migration->up.size()); ++at) {
        bool works = false;
        if (advised && at < int(advised->statements.size())) {
            const auto &advice = advised->statements[std::size_t(at)].advice;
            works = advice.changesSchema && (isOneOf(advice.creates, path) || isOneOf(advice.drops, path) || isOneOf(advice.touches, path));
        }
        if (trial && at < int(trial->statements.size()) && trial->statements[std::size_t(at)].measured) {
            const auto &measured = *trial->statements[std::size_t(at)].measured;
            works = works || isOneOf(measured.created, path) || isOneOf(measured.dropped, path) || isOneOf(measured.rewritten, path);
        }
        if (works)
            statements.append(at);
    }
    return statements;
}

void MigrationPage::showTrials()
{
    const auto *shown = planned();
    if (!shown)
        return;
    m_isFollowing = true;
    showForecast(*shown);
    showChanges(*shown);
    m_isFollowing = false;
    followStatement(m_text->currentStatement());
}

void MigrationPage::showReview()
{
    const auto *shown = planned();
    if (!shown)
        return;
    showHeader(*shown);
    m_reviewPage->showReview(m_review, m_name, shown->migration ? int(shown->migration->up.size()) : 0, m_text->currentStatement());
    const auto count = m_review.of(m_name).size();
    m_lower->setTabText(int(Lower::Review), count == 0 ? tr("Review") : tr("Review (%1)").arg(count));
}

void MigrationPage::showProof(const QString &name, const dumbo::DownProof &proof)
{
    m_proofs.insert(name, proof);
    if (name == m_name)
        m_down->showProof(proof);
}

void MigrationPage::followStatement(int statement)
{
    if (m_isFollowing || statement < 0)
        return;
    m_isFollowing = true;
    m_forecast->setCurrentStatement(statement);
    m_changes->markStatement(statement);
    m_reviewPage->setCurrentStatement(statement);
    const auto &findings = m_findings->findings();
    const int current = m_findings->current();
    if (current < 0 || findings[std::size_t(current)].statement != statement) {
        const auto first = std::ranges::find(findings, statement, &dumbo::AdvisedFinding::statement);
        if (first != findings.end())
            m_findings->setCurrent(int(first - findings.begin()));
    }
    m_isFollowing = false;
    Q_EMIT currentStatementChanged();
}

void MigrationPage::goToFinding(int step)
{
    m_text->goToNote(step);
}

void MigrationPage::setLower(Lower page)
{
    m_lower->setCurrentIndex(int(page));
}

MigrationPage::Lower MigrationPage::lower() const
{
    return Lower(m_lower->currentIndex());
}

QJsonObject MigrationPage::saveState() const
{
    return { { QStringLiteral("page"), m_lower->currentIndex() }, { QStringLiteral("split"), QString::fromLatin1(m_splitter->saveState().toBase64()) } };
}

void MigrationPage::restoreState(const QJsonObject &state)
{
    m_lower->setCurrentIndex(std::clamp(state.value(QStringLiteral("page")).toInt(), 0, m_lower->count() - 1));
    m_splitter->restoreState(QByteArray::fromBase64(state.value(QStringLiteral("split")).toString().toLatin1()));
}

} // namespace workbench
