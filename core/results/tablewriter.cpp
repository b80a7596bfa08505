#include "core/results/celltext.h"
#include "core/results/textwidth.h"
#include "core/results/writers.h"

#include <algorithm>

namespace dumbo {

namespace {

constexpr qsizetype maxCellCharacters = 2000;
constexpr std::size_t measuredRows = 500;

/// One line of text for one line of a terminal: control characters become their pictures.
QString oneLine(QString text)
{
    for (auto &character : text) {
        if (character < u' ')
            character = QChar(0x2400 + character.unicode());
        else if (character == QChar(0x7F))
            character = QChar(0x2421);
    }
    return text;
}

/// Columns as wide as the first rows want them; a later, longer value pushes its own line out of step rather than
/// keep the whole result in memory.
class TableWriter final : public ResultWriter {
public:
    using ResultWriter::ResultWriter;

private:
    Result<void> writeHeader() override
    {
        m_rows.clear();
        m_isStarted = false;
        m_widths.assign(columns().size(), 0);
        m_isNumeric.assign(columns().size(), true);
        return {};
    }

    Result<void> writeRow(std::span<const Cell> cells) override
    {
        QStringList row;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const auto &cell = cells[i];
            if (cell.isNull()) {
                row.append(QString::fromUtf8(options().nullText.value_or("NULL")));
                continue;
            }
            row.append(oneLine(displayText(cell, maxCellCharacters)));
            m_isNumeric[i] = m_isNumeric[i] && !cell.hasBytes() && cell.kind != Cell::Kind::Bool;
        }
        if (m_isStarted) {
            writeLine(row);
            return {};
        }
        m_rows.push_back(std::move(row));
        if (m_rows.size() >= measuredRows)
            start();
        return {};
    }

    Result<void> writeFooter() override
    {
        if (!m_isStarted)
            start();
        return {};
    }

    void start()
    {
        m_isStarted = true;
        QStringList names;
        for (const auto &column : columns())
            names.append(oneLine(column.name));
        for (qsizetype i = 0; i < names.size(); ++i) {
            auto &width = m_widths[std::size_t(i)];
            width = options().header ? terminalWidth(names.at(i)) : 0;
            for (const auto &row : m_rows)
                width = std::max(width, terminalWidth(row.at(i)));
        }
        if (options().header) {
            writeLine(names);
            for (std::size_t i = 0; i < m_widths.size(); ++i)
                out().append(i == 0 ? "" : "┼").append(QByteArray("─").repeated(m_widths[i] + (i == 0 ? 1 : 2)));
            out().append('\n');
        }
        for (const auto &row : m_rows)
            writeLine(row);
        m_rows.clear();
    }

    void writeLine(const QStringList &row)
    {
        for (qsizetype i = 0; i < row.size(); ++i) {
            const auto padding = std::max(0, m_widths[std::size_t(i)] - terminalWidth(row.at(i)));
            const auto isRight = m_isNumeric[std::size_t(i)];
            const auto isLast = i + 1 == row.size();
            if (i != 0)
                out().append(" │ ");
            out().append(QByteArray(isRight ? padding : 0, ' '));
            out().append(row.at(i).toUtf8());
            out().append(QByteArray(isRight || isLast ? 0 : padding, ' '));
        }
        out().append('\n');
    }

    bool m_isStarted = false;
    std::vector<QStringList> m_rows;
    std::vector<int> m_widths;
    std::vector<bool> m_isNumeric;
};

} // namespace

std::unique_ptr<ResultWriter> makeTableWriter(WriterOptions options, ByteSink sink)
{
    return std::make_unique<TableWriter>(std::move(options), std::move(sink));
}

} // namespace dumbo
