#include "ui/migrations/reviewpage.h"

#include "ui/migrations/migrationlook.h"
#include "ui/monitor/roomydelegate.h"
#include "ui/shell/theme.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QResizeEvent>
#include <QToolButton>

namespace workbench {

namespace {

using Kind = dumbo::ReviewVerdict::Kind;

QString sentenceOf(const dumbo::ReviewVerdict &verdict)
{
    auto sentence = verdict.kind == Kind::Approved ? (verdict.statement ? ReviewPage::tr("%1 approved statement %2") : ReviewPage::tr("%1 approved"))
        : verdict.kind == Kind::Rejected           ? (verdict.statement ? ReviewPage::tr("%1 rejected statement %2") : ReviewPage::tr("%1 rejected"))
                                                   : (verdict.statement ? ReviewPage::tr("%1 said about statement %2") : ReviewPage::tr("%1 said"));
    sentence = sentence.arg(verdict.author);
    if (verdict.statement)
        sentence = sentence.arg(*verdict.statement);
    sentence += QStringLiteral(", ") + look::timeText(verdict.time);
    return verdict.text.isEmpty() ? sentence : sentence + QStringLiteral(":\n") + verdict.text;
}

dumbo::ReviewStatus::State stateOf(Kind kind)
{
    return kind == Kind::Approved ? dumbo::ReviewStatus::State::Approved
        : kind == Kind::Rejected  ? dumbo::ReviewStatus::State::Rejected
                                  : dumbo::ReviewStatus::State::Open;
}

} // namespace

ReviewPage::ReviewPage(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget(this))
    , m_nothing(new QLabel(this))
    , m_about(new QComboBox(this))
    , m_line(new QLineEdit(this))
{
    setObjectName(QStringLiteral("reviewPage"));
    m_list->setObjectName(QStringLiteral("reviewList"));
    m_list->setAccessibleName(tr("What was said"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setWordWrap(true);
    m_list->setSpacing(2);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    auto *takeBack = new QAction(tr("Take Back"), m_list);
    takeBack->setShortcut(Qt::Key_Delete);
    takeBack->setShortcutContext(Qt::WidgetShortcut);
    m_list->addAction(takeBack);
    connect(takeBack, &QAction::triggered, this, [this] {
        if (const auto *item = m_list->currentItem())
            Q_EMIT takenBack(item->data(Qt::UserRole).toString());
    });
    connect(m_list, &QListWidget::itemClicked, this, [this](const QListWidgetItem *item) {
        if (const int statement = item->data(Qt::UserRole + 1).toInt(); statement > 0)
            Q_EMIT statementWanted(statement - 1);
    });
    m_nothing->setObjectName(QStringLiteral("reviewNothing"));
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(2 * theme::unit, theme::unit, 2 * theme::unit, theme::unit);
    m_nothing->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_nothing->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_nothing, 1);
    layout->addWidget(m_list, 1);
    layout->addWidget(makeBar());
    setFocusProxy(m_line);
}

QWidget *ReviewPage::makeBar()
{
    auto *bar = new QWidget(this);
    m_bar = new QBoxLayout(QBoxLayout::LeftToRight, bar);
    m_bar->setContentsMargins(theme::unit, 4, theme::unit, 4);
    m_bar->setSpacing(4);
    auto *words = new QHBoxLayout;
    auto *verdicts = new QHBoxLayout;
    m_bar->addLayout(words, 1);
    m_bar->addLayout(verdicts);
    m_about->setObjectName(QStringLiteral("reviewAbout"));
    m_about->setAccessibleName(tr("What it is about"));
    words->addWidget(m_about);
    m_line->setObjectName(QStringLiteral("reviewLine"));
    m_line->setAccessibleName(tr("Comment"));
    m_line->setPlaceholderText(tr("Say something; Enter keeps it as a comment"));
    m_line->setMinimumWidth(16 * theme::unit);
    words->addWidget(m_line, 1);
    verdicts->addStretch(1);
    const auto add = [&](Kind kind, const QString &name, const QString &text) {
        auto *button = new QToolButton(bar);
        button->setObjectName(name);
        button->setText(text);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, this, [this, kind] { say(kind); });
        verdicts->addWidget(button);
    };
    add(Kind::Comment, QStringLiteral("reviewComment"), tr("Comment"));
    add(Kind::Approved, QStringLiteral("reviewApprove"), tr("Approve"));
    add(Kind::Rejected, QStringLiteral("reviewReject"), tr("Reject"));
    connect(m_line, &QLineEdit::returnPressed, this, [this] { say(Kind::Comment); });
    return bar;
}

void ReviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int narrow = 60 * theme::unit;
    m_bar->setDirection(event->size().width() < narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

void ReviewPage::say(Kind kind)
{
    const auto text = m_line->text().trimmed();
    if (kind == Kind::Comment && text.isEmpty()) {
        m_line->setFocus();
        return;
    }
    const int about = m_about->currentData().toInt();
    Q_EMIT said(kind, about < 0 ? std::nullopt : std::optional(about), text);
    m_line->clear();
}

void ReviewPage::write()
{
    m_line->setFocus(Qt::ShortcutFocusReason);
}

void ReviewPage::setCurrentStatement(int statement)
{
    // The choice follows the caret only where it was about a statement before.
    if (m_about->currentData().toInt() >= 0 && statement >= 0)
        m_about->setCurrentIndex(m_about->findData(statement));
}

void ReviewPage::showReview(const MigrationReview &review, const QString &migration, int statements, int current)
{
    if (migration != m_migration || m_about->count() != statements + 1) {
        m_migration = migration;
        m_line->clear();
        m_about->clear();
        m_about->addItem(tr("The migration"), -1);
        for (int at = 0; at < statements; ++at)
            m_about->addItem(tr("Statement %1").arg(at + 1), at);
    }
    setCurrentStatement(current);
    m_list->clear();
    const auto verdicts = review.of(migration);
    for (const auto &verdict : verdicts) {
        auto *item = new QListWidgetItem(sentenceOf(verdict), m_list);
        item->setIcon(verdict.kind == Kind::Comment ? theme::icon(QStringLiteral("edit-comment")) : look::icon(stateOf(verdict.kind), palette()));
        item->setData(Qt::UserRole, verdict.id);
        item->setData(Qt::UserRole + 1, verdict.statement.value_or(0));
    }
    m_list->setVisible(!verdicts.isEmpty());
    m_nothing->setVisible(verdicts.isEmpty());
    m_nothing->setText(review.error() ? review.error()->message() + u' ' + review.error()->hint()
                                      : tr("Nobody has said anything about it. What you say is kept in %1, made to be committed with the migrations.").arg(review.filePath()));
    setEnabled(!review.error());
}

} // namespace workbench
