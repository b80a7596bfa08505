#include "ui/documents/differenceview.h"

#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

namespace workbench {

using Look = DifferenceModel::Look;

namespace {

/// Shorter documents are compared at once.
constexpr qsizetype quickBytes = 512 * 1024;
constexpr int sideWidth = 76;

/// The ground of a side, its title, and a round sign where it can be chosen.
class DifferenceDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        auto size = QStyledItemDelegate::sizeHint(option, index);
        size.setHeight(option.fontMetrics.height() + (isPath(index) ? theme::unit : theme::unit / 2 + 2));
        return size;
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        auto plain = option;
        initStyleOption(&plain, index);
        const auto look = index.data(DifferenceModel::LookRole).value<Look>();
        const bool isSelected = option.state & QStyle::State_Selected;
        if (!isSelected)
            painter->fillRect(option.rect, groundOf(look, option.palette));
        if (look == Look::Path) {
            paintPath(*painter, plain, index);
            return;
        }
        plain.font = index.column() == 1 ? theme::fixedFont() : plain.font;
        const auto value = index.siblingAtColumn(1).data(DifferenceModel::ValueRole);
        if (index.column() == 0 || !value.isValid() || look == Look::Before)
            dim(plain);
        plain.font.setItalic(index.column() == 1 && !value.isValid());
        const auto chosen = index.data(DifferenceModel::ChosenRole);
        if (index.column() == 0 && chosen.isValid()) {
            plain.rect.setLeft(plain.rect.left() + paintChoice(*painter, option, chosen.toBool()));
            plain.font.setBold(chosen.toBool());
        }
        plain.textElideMode = Qt::ElideRight;
        plain.widget->style()->drawControl(QStyle::CE_ItemViewItem, &plain, painter, plain.widget);
    }

private:
    static bool isPath(const QModelIndex &index) { return index.data(DifferenceModel::LookRole).value<Look>() == Look::Path; }

    static void dim(QStyleOptionViewItem &option)
    {
        if (!(option.state & QStyle::State_Selected))
            option.palette.setColor(QPalette::Text, theme::quiet(option.palette.color(QPalette::Text), option.palette.color(QPalette::Base)));
    }

    static QColor groundOf(Look look, const QPalette &palette)
    {
        QColor ground;
        switch (look) {
        case Look::Removed:
            ground = theme::danger();
            break;
        case Look::Added:
        case Look::Mine:
            ground = theme::positive();
            break;
        case Look::Theirs:
            ground = palette.color(QPalette::Link);
            break;
        default:
            return Qt::transparent;
        }
        constexpr float share = 0.13F;
        ground.setAlphaF(share);
        return ground;
    }

    /// Over the whole row: the path, and at the right what became of it.
    static void paintPath(QPainter &painter, QStyleOptionViewItem &option, const QModelIndex &index)
    {
        const auto note = index.data(DifferenceModel::NoteRole).toString();
        const auto path = option.text;
        option.text.clear();
        const auto *style = option.widget->style();
        style->drawControl(QStyle::CE_ItemViewItem, &option, &painter, option.widget);
        const bool isSelected = option.state & QStyle::State_Selected;
        const auto ink = option.palette.color(isSelected ? QPalette::HighlightedText : QPalette::Text);
        const int width = option.fontMetrics.horizontalAdvance(note);
        auto rect = option.rect.adjusted(theme::unit / 2, 0, -theme::unit / 2, 0);
        painter.setPen(isSelected ? ink : theme::quiet(ink, option.palette.color(QPalette::Base)));
        painter.setFont(option.font);
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, note);
        rect.setRight(rect.right() - width - theme::unit);
        auto bold = option.font;
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(ink);
        painter.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter, QFontMetrics(bold).elidedText(path, Qt::ElideMiddle, rect.width()));
    }

    static int paintChoice(QPainter &painter, const QStyleOptionViewItem &option, bool isChosen)
    {
        QStyleOptionButton button;
        button.initFrom(option.widget);
        const auto *style = option.widget->style();
        const int side = style->pixelMetric(QStyle::PM_ExclusiveIndicatorWidth, &button, option.widget);
        button.rect = QRect(option.rect.left() + 2, option.rect.center().y() - side / 2, side, side);
        button.state = QStyle::State_Enabled | (isChosen ? QStyle::State_On : QStyle::State_Off);
        style->drawPrimitive(QStyle::PE_IndicatorRadioButton, &button, &painter, option.widget);
        return side + 4;
    }
};

} // namespace

DifferenceView::DifferenceView(QWidget *parent)
    : QTreeView(parent)
    , m_model(new DifferenceModel(this))
{
    setObjectName(QStringLiteral("differenceView"));
    setAccessibleName(tr("Differences"));
    setFrameShape(NoFrame);
    setModel(m_model);
    setItemDelegate(new DifferenceDelegate(this));
    setHeaderHidden(true);
    setItemsExpandable(false);
    setRootIsDecorated(false);
    setIndentation(theme::unit * 2);
    setUniformRowHeights(false);
    setEditTriggers(NoEditTriggers);
    setAllColumnsShowFocus(true);
    header()->setStretchLastSection(true);
    header()->resizeSection(0, sideWidth + 2 * theme::unit);
    connect(m_model, &DifferenceModel::choicesChanged, this, &DifferenceView::choicesChanged);
    connect(this, &QTreeView::clicked, this, [this](const QModelIndex &index) { (void)m_model->choose(index); });
}

DifferenceView::~DifferenceView() = default;

void DifferenceView::showTwo(const QByteArray &before, const QByteArray &now)
{
    compare(before.size() + now.size(), [before, now] { return differenceOfTwo(before, now); });
}

void DifferenceView::showThree(const QByteArray &before, const QByteArray &mine, const QByteArray &theirs, bool hidesVersion)
{
    compare(before.size() + mine.size() + theirs.size(), [before, mine, theirs, hidesVersion] { return differenceOfThree(before, mine, theirs, hidesVersion); });
}

void DifferenceView::clear()
{
    m_task.reset();
    m_model->setDifference({});
}

void DifferenceView::compare(qsizetype bytes, const std::function<DocumentDifference()> &make)
{
    m_task.reset();
    if (bytes <= quickBytes) {
        take(make());
        return;
    }
    m_model->setDifference({});
    using Task = BackgroundTask<int, DocumentDifference>;
    m_task = std::make_unique<Task>([make](const Task::Desk &) -> dumbo::Result<DocumentDifference> { return make(); },
        Task::Listener { [](int) {}, [this](const dumbo::Result<DocumentDifference> &made) {
                            const auto difference = made;
                            m_task.reset();
                            if (difference)
                                take(*difference);
                        } });
    viewport()->update();
}

void DifferenceView::take(DocumentDifference difference)
{
    m_model->setDifference(std::move(difference));
    constexpr int mostExpanded = 1000;
    for (int row = 0; row < std::min(mostExpanded, m_model->rowCount()); ++row)
        setExpanded(m_model->index(row, 0), true);
    for (int row = 0; row < m_model->rowCount(); ++row)
        setFirstColumnSpanned(row, {}, true);
    Q_EMIT compared();
}

void DifferenceView::keyPressEvent(QKeyEvent *event)
{
    const bool chooses = event->key() == Qt::Key_Space || event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (chooses && m_model->choose(currentIndex()))
        return;
    QTreeView::keyPressEvent(event);
}

void DifferenceView::paintEvent(QPaintEvent *event)
{
    QTreeView::paintEvent(event);
    if (m_model->rowCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(theme::quiet(palette().color(QPalette::Text), palette().color(QPalette::Base)));
    const auto text = isComparing() ? tr("Comparing…")
        : m_model->difference().differsInText
        ? tr("The values are equal. Only white space, the order of keys or the way numbers are written differ.")
        : tr("No difference.");
    painter.drawText(viewport()->rect().adjusted(theme::unit, theme::unit, -theme::unit, -theme::unit), Qt::AlignCenter | Qt::TextWordWrap, text);
}

} // namespace workbench
