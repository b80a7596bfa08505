#include "ui/migrations/migrationheader.h"

#include "ui/migrations/migrationreview.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace workbench {

namespace {

constexpr dumbo::Remedy offered[] = { dumbo::Remedy::Accept, dumbo::Remedy::RunLate, dumbo::Remedy::Resume, dumbo::Remedy::Repair,
    dumbo::Remedy::Baseline };

} // namespace

QString remedyText(dumbo::Remedy remedy)
{
    switch (remedy) {
    case dumbo::Remedy::Run: return MigrationHeader::tr("Run");
    case dumbo::Remedy::RunLate: return MigrationHeader::tr("Run Late");
    case dumbo::Remedy::Accept: return MigrationHeader::tr("Accept the New Text");
    case dumbo::Remedy::RestoreSource: return MigrationHeader::tr("Bring the File Back");
    case dumbo::Remedy::Baseline: return MigrationHeader::tr("Mark as Applied");
    case dumbo::Remedy::Repair: return MigrationHeader::tr("Take Out of the Ledger");
    case dumbo::Remedy::Resume: return MigrationHeader::tr("Resume");
    case dumbo::Remedy::RunDown: return MigrationHeader::tr("Run the Down Script");
    }
    Q_UNREACHABLE_RETURN({});
}

QString remedySentence(dumbo::Remedy remedy, dumbo::MigrationState state)
{
    switch (remedy) {
    case dumbo::Remedy::Run: return MigrationHeader::tr("Runs it and records it.");
    case dumbo::Remedy::RunLate: return MigrationHeader::tr("Runs it now, behind those that were applied after it.");
    case dumbo::Remedy::Accept:
        return MigrationHeader::tr("The ledger takes the file's text as the one that was applied. Nothing runs: the database is expected to be as the file says.");
    case dumbo::Remedy::RestoreSource: return MigrationHeader::tr("Bring the file back to what was applied, from version control.");
    case dumbo::Remedy::Baseline:
        return MigrationHeader::tr("Records it as applied without running it, for a database that has what it would make.");
    case dumbo::Remedy::Repair:
        return state == dumbo::MigrationState::Failed
            ? MigrationHeader::tr("The half-done try counts as undone, and it is pending again. Undo by hand first what it left.")
            : MigrationHeader::tr("The ledger forgets it. What it made in the database stays.");
    case dumbo::Remedy::Resume: return MigrationHeader::tr("Goes on behind the last statement that is kept.");
    case dumbo::Remedy::RunDown: return MigrationHeader::tr("Undoes it and takes it out of the ledger.");
    }
    Q_UNREACHABLE_RETURN({});
}

MigrationHeader::MigrationHeader(ActionRegistry &actions, QWidget *parent)
    : QWidget(parent)
    , m_sign(new QLabel(this))
    , m_name(new CutLabel(this))
    , m_state(new QLabel(this))
    , m_reason(new QLabel(this))
    , m_remedies(new QWidget(this))
    , m_remedyRows(new QVBoxLayout(m_remedies))
    , m_reviewSign(new QLabel(this))
    , m_review(new QLabel(this))
    , m_reviewRow(nullptr)
{
    setObjectName(QStringLiteral("migrationHeader"));
    m_name->setObjectName(QStringLiteral("migrationName"));
    m_name->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto font = m_name->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.1);
    m_name->setFont(font);
    m_state->setObjectName(QStringLiteral("migrationState"));
    m_reason->setObjectName(QStringLiteral("migrationReason"));
    m_reason->setWordWrap(true);
    m_remedyRows->setContentsMargins(0, 2, 0, 2);
    m_remedyRows->setSpacing(2);
    auto *top = new QHBoxLayout;
    top->setSpacing(theme::unit);
    top->addWidget(m_sign);
    top->addWidget(m_name, 1);
    top->addWidget(m_state);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    layout->setSpacing(2);
    layout->addLayout(top);
    layout->addWidget(m_reason);
    layout->addWidget(m_remedies);
    m_reviewRow = makeVerdicts(actions);
    layout->addWidget(m_reviewRow);
}

QWidget *MigrationHeader::makeVerdicts(ActionRegistry &actions)
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins({});
    row->setSpacing(theme::unit);
    m_review->setObjectName(QStringLiteral("migrationReview"));
    m_review->setWordWrap(true);
    row->addWidget(m_reviewSign);
    row->addWidget(m_review, 1);
    for (const auto *id : { "migrations.approve", "migrations.reject", "migrations.comment" }) {
        auto *action = actions.action(QLatin1StringView(id));
        if (!action)
            continue;
        actions.loadIcon(QLatin1StringView(id));
        auto *button = new QToolButton(bar);
        button->setObjectName(QLatin1StringView(id));
        button->setAutoRaise(true);
        button->setDefaultAction(action);
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    return bar;
}

void MigrationHeader::show(const Shown &shown)
{
    m_shown = shown;
    const auto ink = look::colour(shown.step, palette());
    m_sign->setPixmap(look::icon(shown.step, ink).pixmap(16, 16));
    m_name->setText(shown.name);
    m_name->setToolTip(shown.place.isEmpty() ? shown.name : shown.place);
    m_state->setText(shown.detail.isEmpty() ? look::text(shown.step) : look::text(shown.step) + QStringLiteral("  ·  ") + shown.detail);
    auto coloured = palette();
    coloured.setColor(QPalette::WindowText, ink);
    m_state->setPalette(coloured);
    m_reason->setText(shown.reason);
    m_reason->setVisible(!shown.reason.isEmpty());
    showRemedies();
    m_reviewRow->setVisible(shown.review.has_value());
    if (shown.review) {
        m_reviewSign->setPixmap(look::icon(shown.review->state, palette()).pixmap(16, 16));
        m_review->setText(statusSentence(*shown.review));
        coloured.setColor(QPalette::WindowText, look::colour(shown.review->state, palette()));
        m_review->setPalette(coloured);
    }
}

QToolButton *MigrationHeader::remedyButton(dumbo::Remedy remedy) const
{
    return m_remedies->findChild<QToolButton *>(QStringLiteral("remedy%1").arg(int(remedy)));
}

void MigrationHeader::showRemedies()
{
    // A button that was just clicked lives until its click is over.
    for (auto *row : m_remedies->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
        row->hide();
        row->setObjectName({});
        for (auto *child : row->findChildren<QWidget *>())
            child->setObjectName({});
        row->deleteLater();
    }
    bool isAny = false;
    const auto state = m_shown.step == look::Step::Failed ? dumbo::MigrationState::Failed : dumbo::MigrationState::Missing;
    const bool isPlain = m_shown.step == look::Step::Pending || m_shown.step == look::Step::Applied;
    for (const auto remedy : offered) {
        if (isPlain || !m_shown.remedies.testFlag(remedy))
            continue;
        isAny = true;
        auto *row = new QWidget(m_remedies);
        auto *layout = new QHBoxLayout(row);
        layout->setContentsMargins({});
        layout->setSpacing(theme::unit);
        auto *button = new QToolButton(row);
        button->setObjectName(QStringLiteral("remedy%1").arg(int(remedy)));
        button->setText(remedyText(remedy));
        button->setToolTip(remedySentence(remedy, state));
        connect(button, &QToolButton::clicked, this, [this, remedy] { Q_EMIT remedyWanted(remedy); });
        auto *words = new QLabel(remedySentence(remedy, state), row);
        words->setWordWrap(true);
        words->setForegroundRole(QPalette::PlaceholderText);
        layout->addWidget(button);
        layout->addWidget(words, 1);
        m_remedyRows->addWidget(row);
    }
    m_remedies->setVisible(isAny);
}

/// Where there is little room the verdicts are signs with their names as tooltips.
void MigrationHeader::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int roomy = 60 * theme::unit;
    const auto style = width() < roomy ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon;
    const auto buttons = m_reviewRow->findChildren<QToolButton *>();
    for (auto *button : buttons)
        button->setToolButtonStyle(style);
}

void MigrationHeader::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        show(m_shown);
}

} // namespace workbench
