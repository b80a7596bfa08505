#pragma once

#include <QFont>
#include <QFontMetricsF>
#include <QList>
#include <QPointF>
#include <QRawFont>
#include <QStaticText>

#include <array>
#include <vector>

class QPainter;

namespace workbench {

struct Glyph
{
    quint32 index = 0;
    float x = 0;
};

/// A line of text that is ready to be painted.
struct TextLook
{
    /// Positioned glyphs of simple text, or ...
    std::vector<Glyph> glyphs;
    /// ... shaped text where isShaped.
    QStaticText shaped;
    float width = 0;
    bool isShaped = false;
    bool isElided = false;
};

/// Lays out single lines in one font. Latin letters, digits and signs are placed from a table of advances,
/// some ten times faster than shaping and without kerning; every other text is shaped by Qt. Digits are all
/// of one width where the font has such.
class GlyphFont
{
public:
    explicit GlyphFont(const QFont &font);

    const QFont &font() const { return m_font; }
    const QRawFont &raw() const { return m_raw; }
    qreal ascent() const { return m_metrics.ascent(); }
    qreal height() const { return m_metrics.height(); }
    qreal width(const QString &text) const;

    /// The text, cut with an ellipsis where it is wider than available or more than it follows.
    TextLook look(const QString &text, qreal available, bool moreFollows = false) const;

private:
    struct Entry
    {
        quint32 index = 0;
        float advance = 0;
    };
    static constexpr char16_t tableEnd = 0x180;

    void placeEvenDigits();
    const Entry *entry(char16_t unit) const;
    bool isSimple(QStringView text) const;
    TextLook simpleLook(const QString &text, qreal available, bool moreFollows) const;
    TextLook shapedLook(const QString &text, qreal available, bool moreFollows) const;

    QFont m_font;
    QRawFont m_raw;
    QFontMetricsF m_metrics;
    std::array<Entry, tableEnd> m_table {};
    Entry m_ellipsis;
    Entry m_lineEnd;
};

/// Texts of one font and colour, painted together.
class GlyphBatch
{
public:
    void add(const TextLook &look, qreal x, qreal baseline);
    /// Paints what was added and forgets it.
    void paint(QPainter &painter, const GlyphFont &font, const QColor &color);

private:
    struct Shaped
    {
        QPointF at;
        QStaticText text;
    };
    QList<quint32> m_indexes;
    QList<QPointF> m_positions;
    std::vector<Shaped> m_shaped;
};

}
