#include "ui/drivers/stepstrip.h"

#include "ui/drivers/drivertone.h"
#include "ui/shell/theme.h"

#include <QPainter>

namespace workbench {

namespace {

constexpr int signSide = 2 * theme::unit;
constexpr int gap = theme::unit;

} // namespace

StepStrip::StepStrip(const QStringList &steps, QWidget *parent)
    : QWidget(parent)
    , m_steps(steps)
{
    setObjectName(QStringLiteral("stepStrip"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    show(0, false);
}

void StepStrip::show(int current, bool hasFailed)
{
    m_current = current;
    m_hasFailed = hasFailed;
    setAccessibleName(current < m_steps.size() ? tr("Step %1 of %2: %3").arg(current + 1).arg(m_steps.size()).arg(m_steps[current])
                                               : tr("All steps are done"));
    update();
}

QSize StepStrip::sizeHint() const
{
    int width = 0;
    for (const QString &step : m_steps)
        width += signSide + gap / 2 + fontMetrics().horizontalAdvance(step) + 3 * gap;
    return { width, std::max(signSide, fontMetrics().height()) + gap };
}

QSize StepStrip::minimumSizeHint() const
{
    return { 0, sizeHint().height() };
}

void StepStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    int left = 0;
    for (int at = 0; at < m_steps.size(); ++at) {
        const bool isNow = at == m_current;
        const Tone tone = isNow && m_hasFailed ? Tone::Bad : at < m_current ? Tone::Good : isNow ? Tone::Notice : Tone::Quiet;
        icon(tone, palette()).paint(&painter, QRect(left, (height() - signSide) / 2, signSide, signSide));
        left += signSide + gap / 2;
        QFont words = font();
        words.setWeight(isNow ? QFont::DemiBold : QFont::Normal);
        painter.setFont(words);
        const QColor text = palette().color(QPalette::WindowText);
        painter.setPen(isNow ? text : theme::quiet(text, palette().color(QPalette::Window)));
        const int width = QFontMetrics(words).horizontalAdvance(m_steps[at]);
        painter.drawText(QRect(left, 0, width + 2, height()), Qt::AlignVCenter | Qt::AlignLeft, m_steps[at]);
        left += width + gap;
        if (at + 1 == m_steps.size())
            break;
        painter.setPen(palette().color(QPalette::Mid));
        painter.drawLine(left, height() / 2, left + gap, height() / 2);
        left += 2 * gap;
    }
}

} // namespace workbench
