#include "ui/valuepanel/hexview.h"

#include "ui/grid/gridcolors.h"

#include <QClipboard>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>
#include <limits>

namespace workbench {

namespace {

constexpr int margin = 8;

QChar letterOf(char byte)
{
    return byte >= 0x20 && byte < 0x7f ? QChar::fromLatin1(byte) : QChar(u'·');
}

}

HexView::HexView(QWidget *parent)
    : QAbstractScrollArea(parent)
    , m_font(QFontDatabase::systemFont(QFontDatabase::FixedFont))
{
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Bytes of the value"));
    viewport()->setCursor(Qt::IBeamCursor);
}

void HexView::setBytes(const QByteArray &bytes)
{
    m_bytes = bytes;
    m_caret = 0;
    m_anchor = 0;
    verticalScrollBar()->setValue(0);
    updateLayout();
    viewport()->update();
}

QByteArray HexView::selectedBytes() const
{
    const auto [first, last] = std::minmax(m_caret, m_anchor);
    return m_bytes.mid(first, last - first + 1);
}

void HexView::setCaret(qsizetype offset, bool extend)
{
    if (m_bytes.isEmpty())
        return;
    m_caret = std::clamp<qsizetype>(offset, 0, m_bytes.size() - 1);
    if (!extend)
        m_anchor = m_caret;
    const int line = static_cast<int>(m_caret / m_bytesInLine);
    const int page = std::max(viewport()->height() / m_lineHeight, 1);
    QScrollBar *bar = verticalScrollBar();
    if (line < bar->value())
        bar->setValue(line);
    else if (line >= bar->value() + page)
        bar->setValue(line - page + 1);
    viewport()->update();
}

int HexView::offsetDigits() const
{
    return m_bytes.size() > 0xffffffff ? 12 : 8;
}

int HexView::digitsX(int column) const
{
    // A wider gap in the middle, as eyes count to eight.
    return margin - horizontalScrollBar()->value()
        + m_cell * (offsetDigits() + 2 + column * 3 + (column >= 8 ? 1 : 0));
}

int HexView::letterX(int column) const
{
    return digitsX(m_bytesInLine) + m_cell * (column + 1);
}

qsizetype HexView::offsetAt(QPoint point) const
{
    const int column = point.x() >= letterX(0) ? (point.x() - letterX(0)) / m_cell : [&] {
        int found = 0;
        while (found + 1 < m_bytesInLine && point.x() >= digitsX(found + 1))
            ++found;
        return found;
    }();
    const int down = static_cast<int>(std::floor(static_cast<double>(point.y()) / m_lineHeight));
    const qsizetype line = std::max(verticalScrollBar()->value() + down, 0);
    const qsizetype offset = line * m_bytesInLine + std::clamp(column, 0, m_bytesInLine - 1);
    return std::clamp<qsizetype>(offset, 0, std::max<qsizetype>(m_bytes.size() - 1, 0));
}

QRect HexView::byteRect(qsizetype offset) const
{
    const auto line = static_cast<int>(offset / m_bytesInLine) - verticalScrollBar()->value();
    return { digitsX(static_cast<int>(offset % m_bytesInLine)), line * m_lineHeight, 2 * m_cell,
        m_lineHeight };
}

int HexView::contentWidth() const
{
    return letterX(m_bytesInLine) + horizontalScrollBar()->value() + margin;
}

void HexView::updateLayout()
{
    m_font = GlyphFont(font());
    m_cell = static_cast<int>(std::ceil(m_font.width(QStringLiteral("0"))));
    m_lineHeight = static_cast<int>(std::ceil(m_font.height())) + 2;
    const qsizetype top = verticalScrollBar()->value() * static_cast<qsizetype>(m_bytesInLine);
    m_bytesInLine = 16;
    if (contentWidth() > viewport()->width())
        m_bytesInLine = 8;
    const int page = std::max(viewport()->height() / m_lineHeight, 1);
    const qsizetype most = std::numeric_limits<int>::max();
    verticalScrollBar()->setPageStep(page);
    verticalScrollBar()->setRange(0, static_cast<int>(std::clamp<qsizetype>(lineCount() - page, 0, most)));
    verticalScrollBar()->setValue(static_cast<int>(std::min(top / m_bytesInLine, most)));
    horizontalScrollBar()->setSingleStep(m_cell);
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setRange(0, std::max(contentWidth() - viewport()->width(), 0));
}

void HexView::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), palette().base());
    const qsizetype first = verticalScrollBar()->value();
    const qsizetype last = std::min(lineCount(), first + viewport()->height() / m_lineHeight + 1);
    for (qsizetype line = first; line < last; ++line)
        paintLine(painter, line, static_cast<int>(line - first) * m_lineHeight);
    const QColor text = palette().color(QPalette::Text);
    m_values.paint(painter, m_font, text);
    m_offsets.paint(painter, m_font, mixed(palette().color(QPalette::Base), text, 0.62));
}

void HexView::paintLine(QPainter &painter, qsizetype line, int y)
{
    const qreal baseline = y + 1 + std::round(m_font.ascent());
    const auto add = [&](GlyphBatch &batch, const QString &text, int x) {
        batch.add(m_font.look(text, 10'000), x, baseline);
    };
    const qsizetype start = line * m_bytesInLine;
    const int shift = horizontalScrollBar()->value();
    add(m_offsets, QString::number(start, 16).rightJustified(offsetDigits(), u'0'), margin - shift);
    const auto [first, last] = std::minmax(m_caret, m_anchor);
    QColor chosen = palette().color(hasFocus() ? QPalette::Active : QPalette::Inactive, QPalette::Highlight);
    chosen.setAlphaF(0.35F);
    for (int column = 0; column < m_bytesInLine && start + column < m_bytes.size(); ++column) {
        const char byte = m_bytes[start + column];
        if (start + column >= first && start + column <= last) {
            painter.fillRect(digitsX(column) - 2, y, 2 * m_cell + 4, m_lineHeight, chosen);
            painter.fillRect(letterX(column), y, m_cell, m_lineHeight, chosen);
        }
        const QString digits = QString::number(static_cast<quint8>(byte), 16).rightJustified(2, u'0');
        // Zeros and unprintable bytes step back, so that what carries meaning stands out.
        add(byte == 0 ? m_offsets : m_values, digits, digitsX(column));
        const QChar letter = letterOf(byte);
        add(letter == u'·' ? m_offsets : m_values, letter, letterX(column));
    }
}

void HexView::resizeEvent(QResizeEvent *)
{
    updateLayout();
}

void HexView::changeEvent(QEvent *event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        updateLayout();
}

void HexView::scrollContentsBy(int, int)
{
    viewport()->update();
}

void HexView::keyPressEvent(QKeyEvent *event)
{
    const bool toEnd = event->modifiers() & Qt::ControlModifier;
    const qsizetype page = std::max(viewport()->height() / m_lineHeight - 1, 1) * m_bytesInLine;
    const qsizetype lineStart = m_caret - m_caret % m_bytesInLine;
    qsizetype to = m_caret;
    if (event->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(QString::fromLatin1(selectedBytes().toHex(' ')));
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = 0;
        m_caret = std::max<qsizetype>(m_bytes.size() - 1, 0);
        viewport()->update();
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
        to -= 1;
        break;
    case Qt::Key_Right:
        to += 1;
        break;
    case Qt::Key_Up:
        to = m_caret >= m_bytesInLine ? m_caret - m_bytesInLine : m_caret;
        break;
    case Qt::Key_Down:
        to += m_bytesInLine;
        break;
    case Qt::Key_PageUp:
        to -= page;
        break;
    case Qt::Key_PageDown:
        to += page;
        break;
    case Qt::Key_Home:
        to = toEnd ? 0 : lineStart;
        break;
    case Qt::Key_End:
        to = toEnd ? m_bytes.size() : lineStart + m_bytesInLine - 1;
        break;
    default:
        event->ignore();
        return;
    }
    setCaret(to, event->modifiers() & Qt::ShiftModifier);
}

void HexView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setCaret(offsetAt(event->position().toPoint()), event->modifiers() & Qt::ShiftModifier);
}

void HexView::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        setCaret(offsetAt(event->position().toPoint()), true);
}

void HexView::mouseReleaseEvent(QMouseEvent *event)
{
    event->accept();
}

}
