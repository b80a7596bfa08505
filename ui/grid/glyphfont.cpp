#include "ui/grid/glyphfont.h"

#include <QGlyphRun>
#include <QPainter>
#include <QTextLayout>

#include <algorithm>

namespace workbench {

namespace {

constexpr char16_t ellipsisUnit = u'…';
constexpr char16_t lineEndUnit = u'↵';

// Fonts that space or change letters need the shaper for every text.
bool allowsTable(const QFont &font)
{
    return qFuzzyIsNull(font.letterSpacing()) && qFuzzyIsNull(font.wordSpacing())
        && font.capitalization() == QFont::MixedCase && !font.underline() && !font.strikeOut();
}

// Digits of one width, so that numbers and times stand below each other.
QFont withEvenDigits(QFont font)
{
    font.setFeature("tnum", 1);
    return font;
}

bool belongsInTable(char16_t unit)
{
    return (unit >= 0x20 && unit < 0x7f) || (unit >= 0xa0 && unit != 0xad);
}

}

GlyphFont::GlyphFont(const QFont &font)
    : m_font(withEvenDigits(font))
    , m_raw(QRawFont::fromFont(m_font))
    , m_metrics(m_font)
{
    if (!m_raw.isValid() || !allowsTable(font))
        return;
    QString units;
    for (char16_t unit = 0; unit < tableEnd; ++unit)
        units.append(belongsInTable(unit) ? QChar(unit) : QChar(u' '));
    units.append(ellipsisUnit).append(lineEndUnit);
    const QList<quint32> indexes = m_raw.glyphIndexesForString(units);
    const QList<QPointF> advances = m_raw.advancesForGlyphIndexes(indexes);
    if (indexes.size() != units.size() || advances.size() != units.size())
        return;
    const auto entryAt = [&](qsizetype i) {
        return Entry { indexes[i], static_cast<float>(advances[i].x()) };
    };
    for (char16_t unit = 0; unit < tableEnd; ++unit) {
        if (belongsInTable(unit))
            m_table[unit] = entryAt(unit);
    }
    m_ellipsis = entryAt(tableEnd);
    m_lineEnd = entryAt(tableEnd + 1);
    placeEvenDigits();
}

void GlyphFont::placeEvenDigits()
{
    // Only the shaper knows the glyphs that a feature of the font puts in the place of the usual ones.
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        QTextLayout layout(QString(QChar(digit)), m_font);
        layout.beginLayout();
        layout.createLine();
        layout.endLayout();
        const QList<QGlyphRun> runs = layout.glyphRuns();
        if (runs.size() != 1 || runs.front().glyphIndexes().size() != 1 || runs.front().rawFont() != m_raw)
            continue;
        const QList<quint32> indexes = runs.front().glyphIndexes();
        m_table[digit]
            = { indexes.front(), static_cast<float>(m_raw.advancesForGlyphIndexes(indexes).front().x()) };
    }
}

const GlyphFont::Entry *GlyphFont::entry(char16_t unit) const
{
    const Entry *found = nullptr;
    if (unit < tableEnd)
        found = &m_table[unit];
    else if (unit == lineEndUnit)
        found = &m_lineEnd;
    else if (unit == ellipsisUnit)
        found = &m_ellipsis;
    return found && found->index != 0 ? found : nullptr;
}

bool GlyphFont::isSimple(QStringView text) const
{
    return m_ellipsis.index != 0
        && std::ranges::all_of(text, [this](QChar c) { return entry(c.unicode()) != nullptr; });
}

qreal GlyphFont::width(const QString &text) const
{
    if (!isSimple(text))
        return m_metrics.horizontalAdvance(text);
    float width = 0;
    for (const QChar c : text)
        width += entry(c.unicode())->advance;
    return static_cast<qreal>(width);
}

TextLook GlyphFont::look(const QString &text, qreal available, bool moreFollows) const
{
    // Only what can show is looked at: no letter is narrower than two pixels.
    const auto shown = static_cast<qsizetype>(std::max(available, 0.0) / 2) + 16;
    const bool cut = text.size() > shown;
    const QString part = cut ? text.first(shown) : text;
    const bool more = moreFollows || cut;
    return isSimple(part) ? simpleLook(part, available, more) : shapedLook(part, available, more);
}

TextLook GlyphFont::simpleLook(const QString &text, qreal available, bool moreFollows) const
{
    TextLook look;
    look.glyphs.reserve(static_cast<size_t>(text.size()) + 1);
    const auto limit = static_cast<float>(available);
    const float limitWithEllipsis = limit - m_ellipsis.advance;
    float x = 0;
    size_t keep = 0; // glyphs that leave room for an ellipsis
    for (const QChar c : text) {
        const Entry &e = *entry(c.unicode());
        look.glyphs.push_back({ e.index, x });
        x += e.advance;
        if (x <= limitWithEllipsis)
            keep = look.glyphs.size();
        if (x > limit)
            break;
    }
    look.isElided = moreFollows || x > limit;
    if (look.isElided) {
        const float end = keep < look.glyphs.size() ? look.glyphs[keep].x : x;
        look.glyphs.resize(keep);
        x = end;
        if (limitWithEllipsis >= 0) {
            look.glyphs.push_back({ m_ellipsis.index, x });
            x += m_ellipsis.advance;
        }
    }
    look.width = x;
    return look;
}

TextLook GlyphFont::shapedLook(const QString &text, qreal available, bool moreFollows) const
{
    TextLook look;
    look.isShaped = true;
    const QString whole = moreFollows ? text + QChar(ellipsisUnit) : text;
    const QString shown = m_metrics.elidedText(whole, Qt::ElideRight, available);
    look.isElided = moreFollows || shown != whole;
    look.shaped.setTextFormat(Qt::PlainText);
    look.shaped.setText(shown);
    look.shaped.prepare({}, m_font);
    look.width = static_cast<float>(look.shaped.size().width());
    return look;
}

void GlyphBatch::add(const TextLook &look, qreal x, qreal baseline)
{
    if (look.isShaped) {
        m_shaped.push_back({ { x, baseline }, look.shaped });
        return;
    }
    for (const Glyph &glyph : look.glyphs) {
        m_indexes.append(glyph.index);
        m_positions.append({ x + static_cast<qreal>(glyph.x), baseline });
    }
}

void GlyphBatch::paint(QPainter &painter, const GlyphFont &font, const QColor &color)
{
    painter.setPen(color);
    if (!m_indexes.isEmpty()) {
        QGlyphRun run;
        run.setRawFont(font.raw());
        run.setRawData(m_indexes.constData(), m_positions.constData(), static_cast<int>(m_indexes.size()));
        painter.drawGlyphRun({}, run);
    }
    if (!m_shaped.empty()) {
        painter.setFont(font.font());
        for (const Shaped &shaped : m_shaped)
            painter.drawStaticText(shaped.at - QPointF(0, font.ascent()), shaped.text);
    }
    m_indexes.clear();
    m_positions.clear();
    m_shaped.clear();
}

}
