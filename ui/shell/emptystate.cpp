#include "ui/shell/emptystate.h"

#include "ui/shell/actionregistry.h"
#include "ui/shell/theme.h"

#include <QCommandLinkButton>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

namespace {
constexpr int columnWidth = 48 * theme::unit;
constexpr qsizetype shownRecent = 6;
} // namespace

EmptyState::EmptyState(ActionRegistry &actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_title(new QLabel(this))
    , m_opening(new QWidget(this))
    , m_working(new QWidget(this))
    , m_recent(new QWidget(this))
    , m_recentColumn(new QVBoxLayout(m_recent))
{
    setObjectName(QStringLiteral("emptyState"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto *column = new QVBoxLayout;
    auto *outer = new QHBoxLayout(this);
    outer->addStretch();
    outer->addLayout(column);
    outer->addStretch();

    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    m_title->setFont(font);
    m_title->setFixedWidth(columnWidth);
    makeOpening();
    makeWorking();
    m_recentColumn->setContentsMargins(0, theme::unit, 0, 0);
    m_recentColumn->setSpacing(theme::unit / 2);
    column->setSpacing(2 * theme::unit);
    column->addStretch(2);
    column->addWidget(m_title);
    column->addWidget(m_opening);
    column->addWidget(m_working);
    column->addWidget(m_recent);
    column->addStretch(3);
    m_recent->hide();
    setConnected(false);
    setFocusProxy(m_opening->findChild<QCommandLinkButton *>());
}

void EmptyState::makeOpening()
{
    auto *column = new QVBoxLayout(m_opening);
    column->setContentsMargins(0, 0, 0, 0);
    addActionButton(column, QStringLiteral("file.open-sample"), QStringLiteral("dumbo-workbench"),
        tr("Twelve lighthouses and their keepers: a small database to try things on"));
    addActionButton(column, QStringLiteral("file.open"), QStringLiteral("document-open"),
        tr("A database file on this computer. You can also drop one onto the window"));
    addActionButton(column, QStringLiteral("file.connect"), QStringLiteral("network-connect"),
        tr("A server or a file, by a form or a connection string. Saved ones stand at the left"));
}

void EmptyState::makeWorking()
{
    auto *column = new QVBoxLayout(m_working);
    column->setContentsMargins(0, 0, 0, 0);
    addActionButton(column, QStringLiteral("file.new-query-tab"), QStringLiteral("tab-new"),
        tr("Write SQL and see what it answers"));
    addActionButton(column, QStringLiteral("view.go-to"), QStringLiteral("go-jump"),
        tr("Type a part of a table's name. Or double-click it at the left"));
    addActionButton(column, QStringLiteral("view.palette"), QStringLiteral("system-run"),
        tr("Everything that can be done, by its name"));
}

void EmptyState::setConnected(bool connected)
{
    m_title->setText(connected ? tr("Open a table or write a query") : tr("Open a database to begin"));
    m_opening->setVisible(!connected);
    m_working->setVisible(connected);
    m_recent->setVisible(!connected && m_recentColumn->count() > 1);
}

void EmptyState::addActionButton(
    QVBoxLayout *column, const QString &actionId, const QString &icon, const QString &explanation)
{
    QAction *action = m_actions.action(actionId);
    Q_ASSERT(action);
    QString text = action->text();
    text.remove(u'&').remove(u'…');
    auto *button = new QCommandLinkButton(text, explanation, column->parentWidget());
    button->setObjectName(QStringLiteral("emptyState.") + actionId);
    button->setAccessibleName(text);
    button->setIcon(theme::icon(icon));
    button->setIconSize(QSize(3 * theme::unit, 3 * theme::unit));
    button->setFixedWidth(columnWidth);
    if (!action->shortcuts().isEmpty())
        button->setToolTip(action->toolTip());
    connect(button, &QCommandLinkButton::clicked, action, &QAction::trigger);
    column->addWidget(button);
}

void EmptyState::setRecent(const QStringList &recent)
{
    qDeleteAll(m_recent->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    auto *heading = new QLabel(tr("Opened lately"), m_recent);
    heading->setForegroundRole(QPalette::PlaceholderText);
    m_recentColumn->addWidget(heading);
    for (const QString &text : recent.first(std::min(shownRecent, recent.size()))) {
        auto *button = new QPushButton(m_recent);
        button->setFlat(true);
        button->setCursor(Qt::PointingHandCursor);
        button->setStyleSheet(QStringLiteral("QPushButton { text-align: left; padding: 4px 8px; }"));
        button->setText(fontMetrics().elidedText(text, Qt::ElideMiddle, columnWidth - 4 * theme::unit));
        button->setToolTip(text);
        button->setAccessibleName(tr("Open %1").arg(text));
        button->setIcon(theme::icon(QStringLiteral("database")));
        connect(button, &QPushButton::clicked, this, [this, text] { Q_EMIT openRecent(text); });
        m_recentColumn->addWidget(button);
    }
    m_recent->setVisible(!recent.isEmpty() && m_opening->isVisibleTo(this));
}

} // namespace workbench
