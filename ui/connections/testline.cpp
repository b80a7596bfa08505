#include "ui/connections/testline.h"

#include "ui/shell/theme.h"

#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

namespace workbench {

namespace {

constexpr int iconSize = 2 * theme::unit;

QString timeText(std::chrono::microseconds time)
{
    const double ms = double(time.count()) / 1000.0;
    return ms < 10 ? TestLine::tr("%1 ms").arg(QLocale().toString(ms, 'f', 1)) : TestLine::tr("%1 ms").arg(QLocale().toString(ms, 'f', 0));
}

QString foundText(const dumbo::ConnectionReport &report)
{
    const dumbo::ServerFacts &server = report.server;
    QStringList parts { QStringLiteral("%1 %2").arg(server.product, server.version).trimmed() };
    if (!server.user.isEmpty())
        parts.append(TestLine::tr("as %1").arg(server.user));
    return TestLine::tr("It works: %1").arg(parts.join(u' '));
}

QString detailsText(const dumbo::ConnectionReport &report)
{
    QStringList parts;
    parts.append(report.server.encryption.isEmpty() ? TestLine::tr("not encrypted") : report.server.encryption);
    parts.append(TestLine::tr("connected in %1").arg(timeText(report.connecting)));
    if (report.roundTrip)
        parts.append(TestLine::tr("round trip %1").arg(timeText(*report.roundTrip)));
    if (report.server.readOnly)
        parts.append(TestLine::tr("read-only"));
    parts.append(report.connector.toText());
    QStringList lines { parts.join(QStringLiteral(" · ")) };
    return (lines + report.warnings).join(u'\n');
}

} // namespace

TestLine::TestLine(QWidget *parent)
    : QWidget(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_more(new QLabel(this))
    , m_cancel(new QToolButton(this))
    , m_copy(new QToolButton(this))
{
    setObjectName(QStringLiteral("testLine"));
    m_text->setObjectName(QStringLiteral("testText"));
    m_more->setObjectName(QStringLiteral("testDetails"));
    for (QLabel *label : { m_text, m_more }) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_more->setForegroundRole(QPalette::PlaceholderText);
    m_icon->setFixedSize(iconSize, iconSize);
    m_cancel->setObjectName(QStringLiteral("testCancel"));
    m_cancel->setText(tr("Cancel Test"));
    m_cancel->setAutoRaise(true);
    m_copy->setIcon(theme::icon(QStringLiteral("edit-copy")));
    m_copy->setAutoRaise(true);
    m_copy->setToolTip(tr("Copy"));
    m_copy->setAccessibleName(tr("Copy what the test found"));
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(theme::unit);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    grid->addWidget(m_icon, 0, 0, Qt::AlignTop);
    grid->addWidget(m_text, 0, 1);
    grid->addWidget(m_cancel, 0, 2, Qt::AlignTop);
    grid->addWidget(m_copy, 0, 3, Qt::AlignTop);
    grid->addWidget(m_more, 1, 1, 1, 3);
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, &TestLine::showSeconds);
    connect(m_cancel, &QToolButton::clicked, this, &TestLine::cancelWanted);
    connect(m_copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(text()); });
    clear();
}

void TestLine::show(const QString &icon, const QColor &colour, const QString &text, const QString &more)
{
    m_clock.stop();
    m_icon->setPixmap(icon.isEmpty() ? QPixmap() : theme::icon(icon).pixmap(iconSize, iconSize));
    QPalette colours = palette();
    if (colour.isValid())
        colours.setColor(QPalette::WindowText, colour);
    m_text->setPalette(colours);
    m_text->setText(text);
    m_more->setText(more);
    m_more->setVisible(!more.isEmpty());
    m_cancel->hide();
    m_copy->setVisible(!text.isEmpty());
    setVisible(!text.isEmpty());
    setAccessibleName(text);
}

void TestLine::clear()
{
    show({}, {}, {}, {});
}

void TestLine::showRunning()
{
    m_since = std::chrono::steady_clock::now();
    show(QStringLiteral("network-connect"), {}, tr("Connecting…"), {});
    m_cancel->show();
    m_copy->hide();
    m_clock.start();
}

void TestLine::showSeconds()
{
    const auto elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - m_since).count();
    if (elapsed >= 0.5)
        m_text->setText(tr("Connecting… %1 s").arg(QLocale().toString(elapsed, 'f', 1)));
}

void TestLine::showReport(const dumbo::ConnectionReport &report)
{
    show(report.warnings.isEmpty() ? QStringLiteral("dialog-positive") : QStringLiteral("dialog-warning"), theme::positive(),
        foundText(report), detailsText(report));
}

void TestLine::showError(const dumbo::Error &error, const dumbo::ConnectionTarget &target)
{
    if (error.isCancelled()) {
        show(QStringLiteral("dialog-information"), {}, tr("The test was cancelled."), {});
        return;
    }
    const auto advice = dumbo::ConnectionAdvice::of(error, target);
    QStringList more;
    if (!advice.toDo.isEmpty())
        more.append(advice.toDo);
    // Servers lay their words out for terminals, with tabs and lines.
    if (const QString words = error.serverMessage().simplified(); !words.isEmpty() && !advice.what.contains(words))
        more.append(words);
    show(QStringLiteral("dialog-error"), theme::danger(), advice.what, more.join(u'\n'));
}

QString TestLine::text() const
{
    return m_more->text().isEmpty() ? m_text->text() : m_text->text() + u'\n' + m_more->text();
}

} // namespace workbench
