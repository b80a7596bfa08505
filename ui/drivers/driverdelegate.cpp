#include "ui/drivers/driverdelegate.h"

#include "ui/drivers/driverlistmodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QPainter>

namespace workbench {

namespace {

constexpr int pictureSide = 4 * theme::unit;
constexpr int signSide = 2 * theme::unit;
constexpr int gap = theme::unit;
constexpr int lines = 4;

/// Writes line by line from the top.
class Writer {
public:
    Writer(QPainter &painter, const QRect &area, int height)
        : m_painter(painter)
        , m_line(area.left(), area.top(), area.width(), height)
    {
    }

    void sign(const QIcon &icon)
    {
        icon.paint(&m_painter, QRect(m_line.left(), m_line.top() + (m_line.height() - signSide) / 2, signSide, signSide));
        m_line.setLeft(m_line.left() + signSide + gap / 2);
    }
    void text(const QString &text, const QFont &font, const QColor &ink)
    {
        m_painter.setFont(font);
        m_painter.setPen(ink);
        const QString cut = QFontMetrics(font).elidedText(text, Qt::ElideRight, m_line.width());
        m_painter.drawText(m_line, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, cut);
        m_line.setLeft(std::min(m_line.right(), m_line.left() + QFontMetrics(font).horizontalAdvance(cut) + gap));
    }
    void nextLine(int left)
    {
        m_line.moveTop(m_line.bottom() + 2);
        m_line.setLeft(left);
    }

private:
    QPainter &m_painter;
    QRect m_line;
};

} // namespace

QSize DriverDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { 24 * theme::unit, lines * (option.fontMetrics.height() + 2) + 2 * gap };
}

void DriverDelegate::paint(QPainter *painter, const QStyleOptionViewItem &given, const QModelIndex &index) const
{
    auto option = given;
    initStyleOption(&option, index);
    const QIcon picture = option.icon;
    option.text.clear();
    option.icon = {};
    option.features &= ~QStyleOptionViewItem::HasDecoration; // painted below, larger than the style would
    const auto *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);

    painter->save();
    const bool isSelected = option.state & QStyle::State_Selected;
    QPalette ground = option.palette;
    if (isSelected) {
        // On the selection's ground the signs keep to its own text colour's side.
        ground.setColor(QPalette::Base, option.palette.color(QPalette::Highlight));
        ground.setColor(QPalette::Text, option.palette.color(QPalette::HighlightedText));
    }
    const QColor text = ground.color(QPalette::Text);
    const QColor quiet = isSelected ? text : theme::quiet(text, ground.color(QPalette::Base));
    const QRect area = option.rect.adjusted(gap, gap, -gap, -gap);
    picture.paint(painter, QRect(area.topLeft(), QSize(pictureSide, pictureSide)));

    const int left = area.left() + pictureSide + gap + gap / 2;
    Writer writer(*painter, area.adjusted(left - area.left(), 0, 0, 0), option.fontMetrics.height());
    QFont bold = option.font;
    bold.setWeight(QFont::DemiBold);
    writer.text(index.data().toString(), bold, text);
    writer.text(index.data(DriverListModel::VersionRole).toString(), option.font, quiet);
    writer.nextLine(left);
    const auto tone = Tone(index.data(DriverListModel::ToneRole).toInt());
    writer.sign(icon(tone, ground));
    writer.text(index.data(DriverListModel::StateRole).toString(), option.font, isSelected ? text : colour(tone, ground));
    writer.nextLine(left);
    writer.text(index.data(DriverListModel::AboutRole).toString(), option.font, quiet);
    writer.nextLine(left);
    const auto signature = Tone(index.data(DriverListModel::SignatureToneRole).toInt());
    writer.text(index.data(DriverListModel::FromRole).toString(), option.font,
        isSelected || signature == Tone::Quiet || signature == Tone::Good ? quiet : colour(signature, ground));
    painter->restore();
}

} // namespace workbench
