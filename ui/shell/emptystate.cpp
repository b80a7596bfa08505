#include "ui/shell/emptystate.h"

#include "ui/shell/actionregistry.h"
#include "ui/shell/theme.h"

#include <QCommandLinkButton>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

namespace {
constexpr int columnWidth = 48 * theme::unit;
constexpr qsizetype shownRecent = 6;
} // namespace

EmptyState::EmptyState(ActionRegistry &actions, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_column(new QVBoxLayout)
    , m_recent(new QWidget(this))
    , m_recentColumn(new QVBoxLayout(m_recent))
{
    setObjectName(QStringLiteral("emptyState"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);
    auto *outer = new QHBoxLayout(this);
    outer->addStretch();
    outer->addLayout(m_column);
    outer->addStretch();

    m_column->setSpacing(theme::unit);
    m_column->addStretch(2);
    auto *title = new QLabel(tr("Open a database to begin"), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    title->setFont(font);
    title->setFixedWidth(columnWidth);
    m_column->addWidget(title);
    m_column->addSpacing(theme::unit);
    addActionButton(QStringLiteral("file.open-sample"), QStringLiteral("dumbo-workbench"),
        tr("Twelve lighthouses and their keepers: a small database to try things on"));
    addActionButton(QStringLiteral("file.open"), QStringLiteral("document-open"),
        tr("A database file on this computer. You can also drop one onto the window"));
    addActionButton(QStringLiteral("file.connect"), QStringLiteral("network-connect"),
        tr("A connection string, such as sqlite:///home/me/shop.db"));

    m_recentColumn->setContentsMargins(0, theme::unit, 0, 0);
    m_recentColumn->setSpacing(theme::unit / 2);
    m_column->addWidget(m_recent);
    m_column->addStretch(3);
    m_recent->hide();
}

void EmptyState::addActionButton(const QString &actionId, const QString &icon, const QString &explanation)
{
    QAction *action = m_actions.action(actionId);
    Q_ASSERT(action);
    QString text = action->text();
    text.remove(u'&').remove(u'…');
    auto *button = new QCommandLinkButton(text, explanation, this);
    button->setObjectName(QStringLiteral("emptyState.") + actionId);
    button->setAccessibleName(text);
    button->setIcon(theme::icon(icon));
    button->setIconSize(QSize(3 * theme::unit, 3 * theme::unit));
    button->setFixedWidth(columnWidth);
    if (!action->shortcuts().isEmpty())
        button->setToolTip(action->toolTip());
    connect(button, &QCommandLinkButton::clicked, action, &QAction::trigger);
    m_column->addWidget(button);
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
    m_recent->setVisible(!recent.isEmpty());
}

} // namespace workbench
