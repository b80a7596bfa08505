#pragma once

#include "core/results/textwidth.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <algorithm>

namespace dumbo::test {

/// What a terminal of that size shows after the bytes that a program wrote: as much of xterm as line editors use. It fails a test
/// loudly where a program writes something else.
class TerminalScreen {
public:
    TerminalScreen(int width, int height)
        : m_width(width)
        , m_height(height)
    {
        clear();
    }

    void write(const QByteArray &bytes)
    {
        m_bytes += bytes;
        while (takeOne()) { }
    }

    /// Without the blanks behind; a wide character counts once.
    [[nodiscard]] QString line(int row) const
    {
        QString text;
        for (const auto &cell : m_cells.at(row))
            text += cell;
        while (text.endsWith(u' '))
            text.chop(1);
        return text;
    }
    /// All that has scrolled out, and the screen down to its last line with text.
    [[nodiscard]] QStringList lines() const
    {
        auto lines = m_gone;
        for (int row = 0; row < m_height; ++row)
            lines.append(line(row));
        while (!lines.isEmpty() && lines.last().isEmpty())
            lines.removeLast();
        return lines;
    }
    [[nodiscard]] QString text() const { return lines().join(u'\n'); }
    [[nodiscard]] int row() const { return m_row; }
    [[nodiscard]] int column() const { return m_column; }
    [[nodiscard]] bool hasColours() const { return m_hasColours; }

private:
    void clear()
    {
        m_cells.assign(m_height, blankRow());
        m_row = 0;
        m_column = 0;
    }
    [[nodiscard]] QStringList blankRow() const { return QStringList(m_width, QStringLiteral(" ")); }

    bool takeOne()
    {
        if (m_bytes.isEmpty())
            return false;
        if (m_bytes.front() == '\x1b')
            return takeSequence();
        const auto first = static_cast<unsigned char>(m_bytes.front());
        const auto size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        if (m_bytes.size() < size)
            return false;
        const auto bytes = m_bytes.first(size);
        m_bytes.remove(0, size);
        if (first < 0x20)
            control(bytes.front());
        else
            put(QString::fromUtf8(bytes));
        return true;
    }

    bool takeSequence()
    {
        if (m_bytes.size() < 3)
            return false;
        qsizetype end = 2;
        while (end < m_bytes.size() && static_cast<unsigned char>(m_bytes.at(end)) < 0x40)
            ++end;
        if (m_bytes.at(1) != '[')
            qFatal("The screen does not know this sequence: %s", m_bytes.toHex().constData());
        if (end == m_bytes.size())
            return false;
        const auto numbers = m_bytes.sliced(2, end - 2);
        const auto letter = m_bytes.at(end);
        m_bytes.remove(0, end + 1);
        apply(letter, numbers);
        return true;
    }

    void apply(char letter, const QByteArray &numbers)
    {
        const auto count = std::max(1, numbers.toInt());
        switch (letter) {
        case 'A':
            m_row = std::max(0, m_row - count);
            break;
        case 'B':
            m_row = std::min(m_height - 1, m_row + count);
            break;
        case 'C':
            m_column = std::min(m_width - 1, m_column + count);
            break;
        case 'D':
            m_column = std::max(0, m_column - count);
            break;
        case 'H':
            m_row = 0;
            m_column = 0;
            break;
        case 'J':
            if (numbers == "2") {
                m_cells.assign(m_height, blankRow());
                break;
            }
            for (int row = m_row + 1; row < m_height; ++row)
                m_cells[row] = blankRow();
            [[fallthrough]];
        case 'K':
            for (int column = std::min(m_column, m_width - 1); column < m_width; ++column)
                m_cells[m_row][column] = QStringLiteral(" ");
            break;
        case 'm':
            m_hasColours = true;
            break;
        case 'h':
        case 'l':
            break;
        default:
            qFatal("The screen does not know this letter: %c", letter);
        }
    }

    void control(char byte)
    {
        if (byte == '\r')
            m_column = 0;
        else if (byte == '\n')
            nextRow();
        else if (byte == '\b')
            m_column = std::max(0, m_column - 1);
    }

    void nextRow()
    {
        if (++m_row < m_height)
            return;
        m_row = m_height - 1;
        m_gone.append(line(0));
        m_cells.removeFirst();
        m_cells.append(blankRow());
    }

    /// Behind the last column a terminal waits: only the next character goes to the next line.
    void put(const QString &character)
    {
        const auto width = terminalWidth(character);
        if (width == 0) {
            m_cells[m_row][std::max(0, m_column - 1)] += character;
            return;
        }
        if (m_column + width > m_width) {
            m_column = 0;
            nextRow();
        }
        m_cells[m_row][m_column] = character;
        for (int i = 1; i < width; ++i)
            m_cells[m_row][m_column + i].clear();
        m_column += width;
    }

    const int m_width;
    const int m_height;
    QByteArray m_bytes;
    QList<QStringList> m_cells;
    QStringList m_gone;
    int m_row = 0;
    int m_column = 0;
    bool m_hasColours = false;
};

} // namespace dumbo::test
