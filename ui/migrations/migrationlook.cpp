#include "ui/migrations/migrationlook.h"

#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QPainter>
#include <QPalette>
#include <QPixmap>
#include <QTimeZone>

#include <cmath>

namespace workbench::look {

namespace {

constexpr int side = 16;

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

double luminance(const QColor &colour)
{
    const auto linear = [](double share) { return share <= 0.03928 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor &one, const QColor &other)
{
    const auto first = luminance(one);
    const auto second = luminance(other);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

QColor amber()
{
    return theme::isDark() ? QColor(0xf0, 0xb4, 0x4c) : QColor(0x96, 0x5a, 0x00);
}

QColor blue()
{
    return theme::isDark() ? QColor(0x6c, 0xb0, 0xf5) : QColor(0x1f, 0x6a, 0xb8);
}

enum class Shape { Disc, Ring, Triangle, Square, Diamond };

/// A shape with a sign in it, sharp at every scale that a screen has.
QIcon drawn(Shape shape, QStringView sign, const QColor &colour)
{
    QIcon icon;
    for (const int scale : { 1, 2, 3 }) {
        QPixmap pixmap(side * scale, side * scale);
        pixmap.setDevicePixelRatio(scale);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool isHollow = shape == Shape::Ring;
        painter.setPen(QPen(colour, isHollow ? 1.6 : 0.8));
        painter.setBrush(isHollow ? QBrush(Qt::NoBrush) : QBrush(colour));
        const QRectF area(2, 2, side - 4, side - 4);
        switch (shape) {
        case Shape::Disc:
        case Shape::Ring: painter.drawEllipse(area); break;
        case Shape::Triangle: painter.drawPolygon(QPolygonF { { 8, 1.6 }, { 14.8, 14 }, { 1.2, 14 } }); break;
        case Shape::Square: painter.drawRoundedRect(area, 2.5, 2.5); break;
        case Shape::Diamond: painter.drawPolygon(QPolygonF { { 8, 1.4 }, { 14.6, 8 }, { 8, 14.6 }, { 1.4, 8 } }); break;
        }
        painter.setPen(QPen(isHollow ? colour : luminance(colour) > 0.35 ? QColor(Qt::black) : QColor(Qt::white), 1.7, Qt::SolidLine,
            Qt::RoundCap, Qt::RoundJoin));
        if (sign == u"check") {
            painter.setBrush(Qt::NoBrush);
            painter.drawPolyline(QPolygonF { { 5, 8.4 }, { 7.2, 10.6 }, { 11, 5.8 } });
        } else if (sign == u"cross") {
            painter.drawLine(QPointF(5.7, 5.7), QPointF(10.3, 10.3));
            painter.drawLine(QPointF(10.3, 5.7), QPointF(5.7, 10.3));
        } else if (!sign.isEmpty()) {
            QFont font = painter.font();
            font.setPixelSize(10);
            font.setBold(true);
            painter.setFont(font);
            painter.drawText(QRectF(0, shape == Shape::Triangle ? 2.5 : 0, side, side), Qt::AlignCenter, sign.toString());
        }
        painter.end();
        icon.addPixmap(pixmap);
    }
    return icon;
}

} // namespace

QColor readable(const QColor &colour, const QPalette &palette)
{
    constexpr double enough = 4.5;
    const auto base = palette.color(QPalette::Base);
    const auto text = palette.color(QPalette::Text);
    auto moved = colour;
    for (int step = 0; step < 10 && contrast(moved, base) < enough; ++step)
        moved = QColor::fromRgbF(0.8F * moved.redF() + 0.2F * text.redF(), 0.8F * moved.greenF() + 0.2F * text.greenF(),
            0.8F * moved.blueF() + 0.2F * text.blueF());
    return moved;
}

QString text(Step step)
{
    switch (step) {
    case Step::Applied: return tr("Applied");
    case Step::Pending: return tr("Pending");
    case Step::Changed: return tr("Changed");
    case Step::Missing: return tr("Missing");
    case Step::OutOfOrder: return tr("Out of order");
    case Step::Failed: return tr("Failed");
    case Step::Foreign: return tr("Other tools");
    }
    Q_UNREACHABLE_RETURN({});
}

QColor colour(Step step, const QPalette &palette)
{
    switch (step) {
    case Step::Applied: return readable(theme::positive(), palette);
    case Step::Pending: return readable(blue(), palette);
    case Step::Changed:
    case Step::Missing:
    case Step::OutOfOrder: return readable(amber(), palette);
    case Step::Failed: return readable(theme::danger(), palette);
    case Step::Foreign: return theme::quiet(palette.color(QPalette::Text), palette.color(QPalette::Base));
    }
    Q_UNREACHABLE_RETURN({});
}

QIcon icon(Step step, const QColor &colour)
{
    switch (step) {
    case Step::Applied: return drawn(Shape::Disc, u"check", colour);
    case Step::Pending: return drawn(Shape::Ring, {}, colour);
    case Step::Changed: return drawn(Shape::Triangle, u"!", colour);
    case Step::Missing: return drawn(Shape::Square, u"?", colour);
    case Step::OutOfOrder: return drawn(Shape::Square, u"↕", colour);
    case Step::Failed: return drawn(Shape::Disc, u"cross", colour);
    case Step::Foreign: return drawn(Shape::Diamond, {}, colour);
    }
    Q_UNREACHABLE_RETURN({});
}

QString text(dumbo::FindingSeverity severity)
{
    switch (severity) {
    case dumbo::FindingSeverity::Info: return tr("Info");
    case dumbo::FindingSeverity::Warning: return tr("Warning");
    case dumbo::FindingSeverity::Error: return tr("Error");
    }
    Q_UNREACHABLE_RETURN({});
}

QColor colour(dumbo::FindingSeverity severity, const QPalette &palette)
{
    switch (severity) {
    case dumbo::FindingSeverity::Info: return readable(blue(), palette);
    case dumbo::FindingSeverity::Warning: return readable(amber(), palette);
    case dumbo::FindingSeverity::Error: return readable(theme::danger(), palette);
    }
    Q_UNREACHABLE_RETURN({});
}

QIcon icon(dumbo::FindingSeverity severity, const QPalette &palette)
{
    const auto ink = colour(severity, palette);
    switch (severity) {
    case dumbo::FindingSeverity::Info: return drawn(Shape::Disc, u"i", ink);
    case dumbo::FindingSeverity::Warning: return drawn(Shape::Triangle, u"!", ink);
    case dumbo::FindingSeverity::Error: return drawn(Shape::Square, u"cross", ink);
    }
    Q_UNREACHABLE_RETURN({});
}

QString text(dumbo::ReviewStatus::State state)
{
    switch (state) {
    case dumbo::ReviewStatus::State::Open: return tr("Not reviewed");
    case dumbo::ReviewStatus::State::Approved: return tr("Approved");
    case dumbo::ReviewStatus::State::Rejected: return tr("Rejected");
    case dumbo::ReviewStatus::State::FallenOff: return tr("Review fallen off");
    }
    Q_UNREACHABLE_RETURN({});
}

QColor colour(dumbo::ReviewStatus::State state, const QPalette &palette)
{
    switch (state) {
    case dumbo::ReviewStatus::State::Open: return theme::quiet(palette.color(QPalette::Text), palette.color(QPalette::Base));
    case dumbo::ReviewStatus::State::Approved: return readable(theme::positive(), palette);
    case dumbo::ReviewStatus::State::Rejected: return readable(theme::danger(), palette);
    case dumbo::ReviewStatus::State::FallenOff: return readable(amber(), palette);
    }
    Q_UNREACHABLE_RETURN({});
}

QIcon icon(dumbo::ReviewStatus::State state, const QPalette &palette)
{
    const auto ink = colour(state, palette);
    switch (state) {
    case dumbo::ReviewStatus::State::Open: return drawn(Shape::Ring, {}, ink);
    case dumbo::ReviewStatus::State::Approved: return drawn(Shape::Disc, u"check", ink);
    case dumbo::ReviewStatus::State::Rejected: return drawn(Shape::Disc, u"cross", ink);
    case dumbo::ReviewStatus::State::FallenOff: return drawn(Shape::Triangle, u"!", ink);
    }
    Q_UNREACHABLE_RETURN({});
}

QString timeText(const QString &time)
{
    auto moment = QDateTime::fromString(QString(time).replace(u' ', u'T'), Qt::ISODateWithMs);
    if (!moment.isValid())
        return time;
    if (moment.timeSpec() == Qt::LocalTime)
        moment.setTimeZone(QTimeZone::utc());
    moment = moment.toLocalTime();
    const auto now = QDateTime::currentDateTime();
    const auto seconds = moment.secsTo(now);
    const QLocale locale;
    if (seconds >= 0 && seconds < 60)
        return tr("just now");
    if (seconds >= 0 && seconds < 3600)
        return tr("%1 min ago").arg(seconds / 60);
    const auto clock = locale.toString(moment.time(), QStringLiteral("HH:mm"));
    const auto days = moment.date().daysTo(now.date());
    if (days == 0)
        return tr("today %1").arg(clock);
    if (days == 1)
        return tr("yesterday %1").arg(clock);
    return locale.toString(moment.date(), QStringLiteral("d MMM yyyy")) + u' ' + clock;
}

} // namespace workbench::look
