#pragma once

#include "ui/grid/glyphfont.h"

#include <QAbstractScrollArea>
#include <QByteArray>

namespace workbench {

/// Bytes as hex digits and letters, sixteen in a line, or eight where there is less room. Lays out only what
/// is visible, so the size does not matter.
///
/// Keys: arrows, Page, Home and End, with Ctrl to the ends and with Shift to extend; Ctrl+A, Ctrl+C.
class HexView : public QAbstractScrollArea
{
    Q_OBJECT

public:
    explicit HexView(QWidget *parent = nullptr);

    void setBytes(const QByteArray &bytes);
    int bytesInLine() const { return m_bytesInLine; }
    /// Chosen bytes; the one under the caret where nothing else is.
    QByteArray selectedBytes() const;
    qsizetype caret() const { return m_caret; }
    void setCaret(qsizetype offset, bool extend = false);
    /// The offset of the byte at a point of the viewport, the nearest one where there is none.
    qsizetype offsetAt(QPoint point) const;
    /// Where the digits of a byte stand in the viewport.
    QRect byteRect(qsizetype offset) const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    qsizetype lineCount() const { return (m_bytes.size() + m_bytesInLine - 1) / m_bytesInLine; }
    int offsetDigits() const;
    int digitsX(int column) const;
    int letterX(int column) const;
    int contentWidth() const;
    void updateLayout();
    void paintLine(QPainter &painter, qsizetype line, int y);

    QByteArray m_bytes;
    GlyphFont m_font;
    GlyphBatch m_offsets;
    GlyphBatch m_values;
    int m_bytesInLine = 16;
    int m_cell = 8;
    int m_lineHeight = 16;
    qsizetype m_caret = 0;
    qsizetype m_anchor = 0;
};

}
