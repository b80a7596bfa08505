#include "ui/migrations/timelinedelegate.h"

#include "ui/migrations/timelinemodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QPainter>

namespace workbench {

namespace {

constexpr int side = 16;
constexpr int gap = theme::unit;

} // namespace

QSize TimelineDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { 160, 2 * option.fontMetrics.height() + theme::unit + 2 };
}

int TimelineDelegate::paintSigns(QPainter &painter, const QRect &line, const QModelIndex &index, const QPalette &palette, bool isSelected) const
{
    int right = line.right();
    const auto put = [&](const QIcon &icon, const QString &text) {
        if (!text.isEmpty()) {
            const int width = painter.fontMetrics().horizontalAdvance(text);
            right -= width;
            painter.drawText(QRect(right, line.top(), width + 2, line.height()), Qt::AlignVCenter | Qt::AlignLeft, text);
            right -= 2;
        }
        right -= side;
        icon.paint(&painter, QRect(right, line.top() + (line.height() - side) / 2, side, side));
        right -= gap / 2;
    };
    auto ink = palette;
    if (isSelected) {
        // On the selection's ground the signs keep to its own text colour's side.
        ink.setColor(QPalette::Base, palette.color(QPalette::Highlight));
        ink.setColor(QPalette::Text, palette.color(QPalette::HighlightedText));
    }
    if (const auto review = index.data(TimelineModel::ReviewRole); review.isValid()) {
        const auto state = dumbo::ReviewStatus::State(review.toInt());
        if (state != dumbo::ReviewStatus::State::Open)
            put(look::icon(state, ink), {});
    }
    if (const int dangers = index.data(TimelineModel::DangersRole).toInt(); dangers > 0)
        put(look::icon(dumbo::FindingSeverity::Error, ink), QString::number(dangers));
    if (const int warnings = index.data(TimelineModel::WarningsRole).toInt(); warnings > 0)
        put(look::icon(dumbo::FindingSeverity::Warning, ink), QString::number(warnings));
    return right;
}

void TimelineDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    initStyleOption(&option, index);
    option.text.clear();
    option.icon = {};
    const auto *widget = option.widget;
    const auto *style = widget ? widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, widget);

    painter->save();
    const bool isSelected = option.state & QStyle::State_Selected;
    const auto text = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
    const auto step = look::Step(index.data(TimelineModel::StepRole).toInt());
    const auto ink = isSelected ? text : look::colour(step, option.palette);
    const auto area = option.rect.adjusted(gap, theme::unit / 2, -gap, -theme::unit / 2);
    const int height = option.fontMetrics.height();
    look::icon(step, ink).paint(painter, QRect(area.left(), area.top() + 2, side, side));

    const QRect first(area.left() + side + gap, area.top(), area.width() - side - gap, height);
    auto font = option.font;
    font.setBold(index.data(TimelineModel::RunningRole).toBool());
    painter->setFont(font);
    painter->setPen(text);
    const int end = paintSigns(*painter, first, index, option.palette, isSelected);
    const auto metrics = QFontMetrics(font);
    painter->drawText(QRect(first.left(), first.top(), end - first.left(), height), Qt::AlignVCenter | Qt::AlignLeft,
        metrics.elidedText(index.data().toString(), Qt::ElideMiddle, end - first.left()));

    const QRect second(first.left(), first.bottom() + 2, first.width(), height);
    font.setBold(false);
    painter->setFont(font);
    painter->setPen(ink);
    const auto word = index.data(TimelineModel::RunningRole).toBool() ? tr("Running…") : look::text(step);
    painter->drawText(second, Qt::AlignVCenter | Qt::AlignLeft, word);
    const int used = option.fontMetrics.horizontalAdvance(word);
    if (const auto detail = index.data(TimelineModel::DetailRole).toString(); !detail.isEmpty()) {
        painter->setPen(isSelected ? text : theme::quiet(text, option.palette.color(QPalette::Base)));
        const QRect rest = second.adjusted(used, 0, 0, 0);
        painter->drawText(rest, Qt::AlignVCenter | Qt::AlignLeft,
            option.fontMetrics.elidedText(QStringLiteral("  ·  ") + detail, Qt::ElideRight, rest.width()));
    }
    painter->restore();
}

} // namespace workbench
