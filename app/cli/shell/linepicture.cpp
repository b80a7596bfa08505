#include "app/cli/shell/linepicture.h"

#include "core/results/textwidth.h"

#include <QCoreApplication>

#include <algorithm>

namespace cli {

using namespace dumbo;

namespace {

constexpr int tabWidth = 4;

/// Puts characters one after another into rows of the screen.
class RowWriter {
public:
    explicit RowWriter(int width)
        : m_width(width)
    {
    }

    /// Where the next thing of that width goes.
    void reserve(int cells)
    {
        if (m_column + cells > m_width)
            breakRow();
    }
    void put(const QString &character, int cells, const QByteArray &style)
    {
        reserve(cells);
        setStyle(style);
        m_row += character.toUtf8();
        m_column += cells;
    }
    void breakRow()
    {
        setStyle({});
        m_picture.rows.append(m_row);
        m_row.clear();
        m_column = 0;
    }
    void markCursor()
    {
        m_picture.cursorRow = int(m_picture.rows.size());
        m_picture.cursorColumn = m_column;
    }
    [[nodiscard]] LinePicture take()
    {
        breakRow();
        return std::move(m_picture);
    }

private:
    void setStyle(const QByteArray &style)
    {
        if (style == m_style)
            return;
        if (!m_style.isEmpty())
            m_row += "\x1b[0m";
        if (!style.isEmpty())
            m_row += "\x1b[" + style + 'm';
        m_style = style;
    }

    const int m_width;
    LinePicture m_picture;
    QByteArray m_row;
    QByteArray m_style;
    int m_column = 0;
};

QString shownAs(QStringView character)
{
    const auto first = character.front();
    if (first == u'\t')
        return QString(tabWidth, u' ');
    if (first < u' ' || first == QChar(0x7f))
        return QStringLiteral("^") + QChar(first.unicode() ^ 0x40);
    return character.toString();
}

void putText(RowWriter &writer, QStringView text, const QByteArray &style)
{
    for (const auto character : text)
        writer.put(QString(character), terminalWidth(QStringView(&character, 1)), style);
}

const QByteArray &styleAt(const std::vector<ColouredSpan> &spans, std::size_t &span, qsizetype position)
{
    static const QByteArray none;
    while (span < spans.size() && spans[span].begin + spans[span].size <= position)
        ++span;
    return span < spans.size() && spans[span].begin <= position ? spans[span].style : none;
}

void putLine(RowWriter &writer, QStringView line, qsizetype cursor, const std::vector<ColouredSpan> &spans)
{
    std::size_t span = 0;
    for (qsizetype i = 0; i < line.size();) {
        const bool isPair = line.at(i).isHighSurrogate() && i + 1 < line.size();
        const auto character = line.sliced(i, isPair ? 2 : 1);
        const auto shown = shownAs(character);
        const auto cells = terminalWidth(shown);
        writer.reserve(cells);
        if (cursor >= i && cursor < i + character.size())
            writer.markCursor();
        writer.put(shown, cells, styleAt(spans, span, i));
        i += character.size();
    }
    if (cursor == line.size()) {
        writer.reserve(1);
        writer.markCursor();
    }
}

} // namespace

LinePicture drawLines(const LineDrawing &drawing)
{
    static const std::vector<ColouredSpan> plain;
    RowWriter writer(drawing.width);
    qsizetype begin = 0;
    std::size_t number = 0;
    for (const auto line : QStringView(drawing.text).split(u'\n')) {
        if (number > 0)
            writer.breakRow();
        putText(writer, number == 0 ? drawing.prompt : drawing.nextPrompt, drawing.promptStyle);
        putLine(writer, line, drawing.cursor - begin, number < drawing.colours.size() ? drawing.colours[number] : plain);
        begin += line.size() + 1;
        ++number;
    }
    return writer.take();
}

QByteArrayList drawWords(const QStringList &words, int width, int rows)
{
    if (words.isEmpty() || rows <= 0)
        return {};
    int widest = 0;
    for (const auto &word : words)
        widest = std::max(widest, terminalWidth(word));
    const auto cell = std::min(widest + 2, width);
    const auto perRow = std::max(1, width / cell);
    const auto needed = (int(words.size()) + perRow - 1) / perRow;
    const auto shownRows = needed <= rows ? needed : rows - 1;
    QByteArrayList lines;
    for (int row = 0; row < shownRows; ++row) {
        QString line;
        for (int i = row * perRow; i < std::min<int>((row + 1) * perRow, int(words.size())); ++i)
            line += words.at(i) + QString(std::max(0, cell - terminalWidth(words.at(i))), u' ');
        // A word wider than the screen is cut.
        auto cut = line.trimmed();
        while (terminalWidth(cut) > width)
            cut.chop(1);
        lines.append(cut.toUtf8());
    }
    if (shownRows < needed)
        lines.append(QCoreApplication::translate("LineEditor", "… %1 more").arg(words.size() - shownRows * perRow).toUtf8());
    return lines;
}

} // namespace cli
