#include "ui/drivers/drivertone.h"

#include "ui/migrations/migrationlook.h"
#include "ui/shell/theme.h"

#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPainter>

namespace workbench {

QColor colour(Tone tone, const QPalette &palette)
{
    switch (tone) {
    case Tone::Quiet: return theme::quiet(palette.color(QPalette::Text), palette.color(QPalette::Base));
    case Tone::Good: return look::colour(look::Step::Applied, palette);
    case Tone::Notice: return look::colour(dumbo::FindingSeverity::Info, palette);
    case Tone::Warning: return look::colour(dumbo::FindingSeverity::Warning, palette);
    case Tone::Bad: return look::colour(dumbo::FindingSeverity::Error, palette);
    }
    Q_UNREACHABLE_RETURN({});
}

QIcon icon(Tone tone, const QPalette &palette)
{
    switch (tone) {
    case Tone::Quiet: return look::icon(look::Step::Pending, colour(tone, palette));
    case Tone::Good: return look::icon(look::Step::Applied, colour(tone, palette));
    case Tone::Notice: return look::icon(dumbo::FindingSeverity::Info, palette);
    case Tone::Warning: return look::icon(dumbo::FindingSeverity::Warning, palette);
    case Tone::Bad: return look::icon(dumbo::FindingSeverity::Error, palette);
    }
    Q_UNREACHABLE_RETURN({});
}

ToneBox::ToneBox(const QString &name, QWidget *parent)
    : QFrame(parent)
    , m_sign(new QLabel(this))
    , m_text(new QLabel(this))
    , m_details(new QLabel(this))
{
    setObjectName(name);
    m_text->setObjectName(name + QStringLiteral("Text"));
    m_details->setObjectName(name + QStringLiteral("Details"));
    for (QLabel *label : { m_text, m_details }) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    grid->setHorizontalSpacing(theme::unit);
    grid->setVerticalSpacing(theme::unit / 2);
    grid->setColumnStretch(1, 1);
    grid->addWidget(m_sign, 0, 0, Qt::AlignTop);
    grid->addWidget(m_text, 0, 1);
    grid->addWidget(m_details, 1, 1);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    hide();
}

void ToneBox::show(Tone tone, const QString &text, const QString &details)
{
    m_tone = tone;
    m_text->setText(text);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    setAccessibleName(details.isEmpty() ? text : text + u' ' + details);
    showSign();
    setVisible(!text.isEmpty());
    update();
}

void ToneBox::clear()
{
    show(Tone::Quiet, {});
}

QString ToneBox::text() const
{
    return m_text->text();
}

QString ToneBox::details() const
{
    return m_details->text();
}

void ToneBox::showSign()
{
    m_sign->setPixmap(icon(m_tone, palette()).pixmap(2 * theme::unit, 2 * theme::unit));
}

void ToneBox::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::PaletteChange)
        showSign();
}

void ToneBox::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    // Painted, not set as a palette: a palette of its own would not follow a change of colours.
    auto ink = colour(m_tone, palette());
    constexpr float share = 0.12F;
    ink.setAlphaF(share);
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.fillRect(rect(), ink);
}

} // namespace workbench
