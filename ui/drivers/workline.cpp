#include "ui/drivers/workline.h"

#include "ui/drivers/driverdesk.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/theme.h"

#include <QGridLayout>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>

namespace workbench {

namespace {

constexpr int steps = 1000;
constexpr std::chrono::milliseconds soon { 700 };

} // namespace

WorkLine::WorkLine(DriverDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_phase(new CutLabel(this))
    , m_elapsed(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
{
    setObjectName(QStringLiteral("driversWork"));
    m_phase->setObjectName(QStringLiteral("driversPhase"));
    m_phase->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_elapsed->setForegroundRole(QPalette::PlaceholderText);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(4);
    m_bar->setAccessibleName(tr("Progress"));
    m_cancel->setObjectName(QStringLiteral("driversCancel"));
    m_cancel->setToolTip(tr("Esc"));
    m_cancel->setAutoDefault(false);
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(theme::unit);
    grid->setVerticalSpacing(theme::unit / 2);
    grid->setColumnStretch(0, 1);
    grid->addWidget(m_phase, 0, 0);
    grid->addWidget(m_elapsed, 0, 1);
    grid->addWidget(m_cancel, 0, 2, 2, 1, Qt::AlignVCenter);
    grid->addWidget(m_bar, 1, 0, 1, 2);
    setFocusProxy(m_cancel);
    m_clock.setInterval(100);
    connect(&m_clock, &QTimer::timeout, this, &WorkLine::showSeconds);
    connect(m_cancel, &QPushButton::clicked, &m_desk, &DriverDesk::cancel);
    connect(&m_desk, &DriverDesk::busyChanged, this, &WorkLine::follow);
    connect(&m_desk, &DriverDesk::progressed, this, [this](const dumbo::InstallProgress &progress) {
        m_phase->setText(m_desk.isCancelling() ? tr("Cancelling…") : m_desk.phase());
        m_bar->setRange(0, progress.total > 0 ? steps : 0);
        if (progress.total > 0)
            m_bar->setValue(int(double(progress.done) / double(progress.total) * steps));
    });
    hide();
    follow();
}

void WorkLine::follow()
{
    const bool isShown = m_desk.isBusy() && !m_desk.phase().isEmpty();
    if (isShown && !m_clock.isActive()) {
        m_since = std::chrono::steady_clock::now();
        m_bar->setRange(0, 0);
        m_elapsed->clear();
        m_clock.start();
    } else if (!isShown) {
        m_clock.stop();
    }
    m_phase->setText(m_desk.isCancelling() ? tr("Cancelling…") : m_desk.phase());
    m_cancel->setEnabled(!m_desk.isCancelling());
    setVisible(isShown);
}

void WorkLine::showSeconds()
{
    const auto elapsed = std::chrono::steady_clock::now() - m_since;
    if (elapsed >= soon)
        m_elapsed->setText(tr("%1 s").arg(QLocale().toString(std::chrono::duration<double>(elapsed).count(), 'f', 1)));
}

} // namespace workbench
