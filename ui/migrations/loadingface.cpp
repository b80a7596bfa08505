#include "ui/migrations/loadingface.h"

#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace workbench {

LoadingFace::LoadingFace(QWidget *parent)
    : QWidget(parent)
    , m_phase(new QLabel(this))
    , m_elapsed(new QLabel(this))
{
    setObjectName(QStringLiteral("migrationsLoading"));
    auto *bar = new QProgressBar(this);
    bar->setRange(0, 0);
    bar->setTextVisible(false);
    bar->setFixedSize(30 * theme::unit, 4);
    bar->setAccessibleName(tr("Reading"));
    m_elapsed->setForegroundRole(QPalette::PlaceholderText);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(QStringLiteral("loadingCancel"));
    cancel->setToolTip(tr("Esc"));
    connect(cancel, &QPushButton::clicked, this, &LoadingFace::cancelWanted);
    auto *layout = new QVBoxLayout(this);
    layout->addStretch(1);
    for (auto *widget : { static_cast<QWidget *>(m_phase), static_cast<QWidget *>(bar), static_cast<QWidget *>(m_elapsed), static_cast<QWidget *>(cancel) }) {
        layout->addWidget(widget, 0, Qt::AlignHCenter);
        layout->addSpacing(theme::unit);
    }
    layout->addStretch(2);
    setFocusProxy(cancel);
}

void LoadingFace::showPhase(const QString &phase, std::chrono::milliseconds elapsed)
{
    constexpr std::chrono::milliseconds soon { 700 };
    m_phase->setText(phase);
    m_elapsed->setText(elapsed < soon ? QStringLiteral(" ") : tr("for %1").arg(elapsedText(elapsed)));
}

} // namespace workbench
