#include "ui/shell/palette.h"

#include "ui/shell/palettemodel.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QGraphicsDropShadowEffect>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

namespace workbench {

namespace {
constexpr int widest = 80 * theme::unit;
constexpr int tallest = 52 * theme::unit;
} // namespace

Palette::Palette(QWidget *window)
    : QFrame(window)
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_model(new PaletteModel(this))
{
    setObjectName(QStringLiteral("palette"));
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    layout->setSpacing(theme::unit);
    layout->addWidget(m_edit);
    layout->addWidget(m_list);

    m_edit->setObjectName(QStringLiteral("paletteEdit"));
    m_edit->setMinimumHeight(4 * theme::unit);
    m_edit->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("paletteList"));
    m_list->setAccessibleName(tr("Matches"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setModel(m_model);
    auto *shadow = new QGraphicsDropShadowEffect(this);
    shadow->setBlurRadius(3 * theme::unit);
    shadow->setOffset(0, theme::unit / 2);
    shadow->setColor(QColor(0, 0, 0, 90));
    setGraphicsEffect(shadow);

    connect(m_edit, &QLineEdit::textChanged, this, &Palette::filter);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { activate(index.row()); });
    window->installEventFilter(this);
    hide();
}

void Palette::open(const QString &prompt, QList<PaletteEntry> entries)
{
    if (!isVisible())
        m_focusBefore = QApplication::focusWidget();
    m_model->setEntries(std::move(entries));
    m_edit->setPlaceholderText(prompt);
    m_edit->setAccessibleName(prompt);
    m_edit->clear();
    filter({});
    place();
    show();
    raise();
    m_edit->setFocus();
}

void Palette::place()
{
    const QWidget *window = parentWidget();
    const int width = std::min(widest, window->width() - 8 * theme::unit);
    const int row = std::max(m_list->sizeHintForRow(0), 1);
    const int rows = std::max(m_model->rowCount(), 1);
    const int wanted = m_edit->sizeHint().height() + rows * row + 4 * theme::unit;
    const int height = std::min({ tallest, window->height() * 2 / 3, std::max(wanted, 12 * theme::unit) });
    setGeometry((window->width() - width) / 2, std::max(6 * theme::unit, window->height() / 10), width, height);
}

void Palette::filter(const QString &pattern)
{
    m_model->setPattern(pattern);
    m_list->setCurrentIndex(m_model->index(0, 0));
    m_list->scrollToTop();
    place();
}

void Palette::activate(int row)
{
    if (row < 0 || row >= m_model->rowCount())
        return;
    const auto action = m_model->entry(row).activate;
    closePalette();
    action();
}

void Palette::closePalette()
{
    if (!isVisible())
        return;
    hide();
    if (m_focusBefore)
        m_focusBefore->setFocus();
}

void Palette::move(int rows)
{
    const int last = m_model->rowCount() - 1;
    const int row = m_list->currentIndex().row() + rows;
    m_list->setCurrentIndex(m_model->index(std::clamp(row, 0, std::max(last, 0)), 0));
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible())
        place();
    if (watched != m_edit)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusOut && static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason
        && static_cast<QFocusEvent *>(event)->reason() != Qt::PopupFocusReason) {
        hide();
    }
    const bool isKey = event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride;
    if (!isKey)
        return false;
    const int key = static_cast<QKeyEvent *>(event)->key();
    const bool ours = key == Qt::Key_Escape || key == Qt::Key_Return || key == Qt::Key_Enter || key == Qt::Key_Up
        || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown;
    if (!ours)
        return false;
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    constexpr int page = 10;
    switch (key) {
    case Qt::Key_Escape: closePalette(); break;
    case Qt::Key_Up: move(-1); break;
    case Qt::Key_Down: move(1); break;
    case Qt::Key_PageUp: move(-page); break;
    case Qt::Key_PageDown: move(page); break;
    default: activate(m_list->currentIndex().row()); break;
    }
    return true;
}

} // namespace workbench
