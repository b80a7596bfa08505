#include "core/results/celltext.h"
#include "core/results/writers.h"

namespace dumbo {

namespace {

/// GitHub's tables: a cell is one line, and a bar in it is escaped.
void appendMarkdown(TextBuffer &out, std::string_view text)
{
    for (const auto character : text) {
        if (character == '|')
            out.append("\\|");
        else if (character == '\n')
            out.append("<br>");
        else if (character != '\r')
            out.append(character);
    }
}

class MarkdownWriter final : public ResultWriter {
public:
    using ResultWriter::ResultWriter;

private:
    Result<void> writeHeader() override
    {
        if (columns().empty())
            return {};
        for (const auto &column : columns()) {
            const auto name = column.name.toUtf8();
            out().append("| ");
            appendMarkdown(out(), { name.constData(), std::size_t(name.size()) });
            out().append(' ');
        }
        out().append("|\n");
        for (const auto &column : columns()) {
            const auto isRight = column.kind == LogicalKind::Integer || column.kind == LogicalKind::Decimal
                || column.kind == LogicalKind::Float;
            out().append(isRight ? "| ---: " : "| --- ");
        }
        out().append("|\n");
        return {};
    }

    Result<void> writeRow(std::span<const Cell> cells) override
    {
        for (const auto &cell : cells) {
            out().append("| ");
            if (cell.isNull()) {
                out().append(options().nullText.value_or("NULL"));
            } else if (cell.kind == Cell::Kind::Text || cell.kind == Cell::Kind::RawText) {
                const auto written = forEachPart(cell, [&](std::string_view part) { appendMarkdown(out(), part); });
                if (!written)
                    return written;
            } else if (cell.kind == Cell::Kind::Bytes) {
                out().append("\\\\x");
                const auto written = forEachPart(cell, [&](std::string_view part) { appendHex(out(), part); });
                if (!written)
                    return written;
            } else {
                appendCellText(out(), cell);
            }
            out().append(' ');
        }
        out().append("|\n");
        return {};
    }
};

} // namespace

std::unique_ptr<ResultWriter> makeMarkdownWriter(WriterOptions options, ByteSink sink)
{
    return std::make_unique<MarkdownWriter>(std::move(options), std::move(sink));
}

} // namespace dumbo
