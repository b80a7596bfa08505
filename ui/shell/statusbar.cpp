#include "ui/shell/statusbar.h"

#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspacetab.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QPainter>
#include <QToolButton>
#include <QToolTip>

namespace workbench {

namespace {

constexpr int accentHeight = 3;

QString stateText(OpenConnection::State state)
{
    switch (state) {
    case OpenConnection::State::Closed: return WorkspaceStatusBar::tr("closed");
    case OpenConnection::State::Connecting: return WorkspaceStatusBar::tr("connecting…");
    case OpenConnection::State::Connected: return {};
    case OpenConnection::State::Failed: return WorkspaceStatusBar::tr("not connected");
    case OpenConnection::State::Lost: return WorkspaceStatusBar::tr("connection lost");
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace

QString elapsedText(std::chrono::milliseconds elapsed)
{
    const qint64 ms = elapsed.count();
    if (ms < 1)
        return WorkspaceStatusBar::tr("< 1 ms");
    if (ms < 1000)
        return WorkspaceStatusBar::tr("%1 ms").arg(ms);
    if (ms < 60000)
        return WorkspaceStatusBar::tr("%1 s").arg(QLocale().toString(double(ms) / 1000.0, 'f', 2));
    return WorkspaceStatusBar::tr("%1 min %2 s").arg(ms / 60000).arg(ms / 1000 % 60, 2, 10, QLatin1Char('0'));
}

WorkspaceStatusBar::WorkspaceStatusBar(QWidget *parent)
    : QStatusBar(parent)
{
    setObjectName(QStringLiteral("statusBar"));
    setSizeGripEnabled(false);
    setContentsMargins(theme::unit / 2, 0, theme::unit / 2, 0);
    addPart(Part::Connection, tr("Connection"), false);
    addPart(Part::Production, tr("Production"), false);
    addPart(Part::User, tr("User"), false);
    addPart(Part::ReadOnly, tr("Read-only"), false);
    addPart(Part::Transaction, tr("Transaction"), false);
    addPart(Part::Rows, tr("Rows"), true);
    addPart(Part::Elapsed, tr("Elapsed"), true);
    addPart(Part::Position, tr("Line and column"), true);
    addPart(Part::TimeZone, tr("Time zone of the session"), true);
    showFacts(nullptr, nullptr);
}

QToolButton *WorkspaceStatusBar::addPart(Part part, const QString &name, bool permanent)
{
    auto *button = new QToolButton(this);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::NoFocus);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    button->setObjectName(QStringLiteral("status%1").arg(int(part)));
    button->setAccessibleName(name);
    button->setProperty("partName", name);
    connect(button, &QToolButton::clicked, this, [button] {
        QGuiApplication::clipboard()->setText(button->text());
        QToolTip::showText(button->mapToGlobal(QPoint(0, -3 * theme::unit)), tr("Copied"), button, {}, 1200);
    });
    if (permanent)
        addPermanentWidget(button);
    else
        addWidget(button);
    m_parts[std::size_t(part)] = button;
    return button;
}

void WorkspaceStatusBar::setText(Part part, const QString &text, const QString &toolTip)
{
    QToolButton *button = m_parts[std::size_t(part)];
    const QString name = button->property("partName").toString();
    button->setText(text);
    button->setVisible(!text.isEmpty());
    button->setAccessibleName(text.isEmpty() ? name : name + QStringLiteral(": ") + text);
    button->setToolTip((toolTip.isEmpty() ? name : toolTip) + u'\n' + tr("Click to copy"));
}

QString WorkspaceStatusBar::text(Part part) const
{
    return m_parts[std::size_t(part)]->text();
}

void WorkspaceStatusBar::showFacts(const OpenConnection *connection, const WorkspaceTab *tab)
{
    showConnection(connection);
    showTab(tab);
    update();
}

void WorkspaceStatusBar::showConnection(const OpenConnection *connection)
{
    m_accent = connection ? connection->accent() : QColor();
    if (!connection) {
        setText(Part::Connection, tr("No connection"), tr("Open a database to begin"));
        for (const Part part : { Part::Production, Part::User, Part::ReadOnly, Part::TimeZone })
            setText(part, {});
        return;
    }
    const dumbo::ServerFacts &facts = connection->facts();
    const QString state = stateText(connection->state());
    setText(Part::Connection, state.isEmpty() ? connection->name() : tr("%1 (%2)").arg(connection->name(), state),
        QStringLiteral("%1\n%2 %3").arg(connection->place(), facts.product, facts.version).trimmed());
    setText(Part::Production, connection->isProduction() ? tr("Production") : QString());
    QPalette colours = palette();
    colours.setColor(QPalette::ButtonText, theme::danger());
    m_parts[std::size_t(Part::Production)]->setPalette(colours);
    setText(Part::User, facts.user);
    setText(Part::ReadOnly, connection->isReadOnly() ? tr("Read-only") : QString());
    setText(Part::TimeZone, facts.timeZone);
}

void WorkspaceStatusBar::showTab(const WorkspaceTab *tab)
{
    const TabFacts facts = tab ? tab->facts() : TabFacts();
    const QLocale locale;
    QString rows;
    if (facts.rows) {
        const QString number = locale.toString(*facts.rows);
        if (!facts.rowsComplete)
            rows = tr("%1 rows so far").arg(number);
        else
            rows = *facts.rows == 1 ? tr("1 row") : tr("%1 rows").arg(number);
    }
    setText(Part::Transaction, facts.transaction);
    setText(Part::Rows, rows);
    setText(Part::Elapsed, facts.elapsed ? elapsedText(*facts.elapsed) : QString());
    setText(Part::Position,
        facts.line && facts.column ? tr("Line %1, column %2").arg(*facts.line).arg(*facts.column) : QString());
}

void WorkspaceStatusBar::paintEvent(QPaintEvent *event)
{
    QStatusBar::paintEvent(event);
    if (m_accent.isValid())
        QPainter(this).fillRect(QRect(0, 0, width(), accentHeight), m_accent);
}

} // namespace workbench
