#include "core/results/celltext.h"
#include "core/results/writers.h"

#include <cstring>

namespace dumbo {

namespace {

constexpr quint64 everyByte(unsigned char byte)
{
    return 0x0101010101010101ull * byte;
}

/// Has any of the eight bytes the value in `pattern`? (Bit tricks: a byte is zero where this sets its top bit.)
constexpr quint64 zeroBytes(quint64 value)
{
    return (value - everyByte(1)) & ~value & everyByte(0x80);
}

class SeparatedWriter final : public ResultWriter {
public:
    SeparatedWriter(char separator, const char *lineEnd, WriterOptions options, ByteSink sink)
        : ResultWriter(std::move(options), std::move(sink))
        , m_separator(separator)
        , m_lineEnd(lineEnd)
    {
    }

private:
    Result<void> writeHeader() override
    {
        if (!options().header)
            return {};
        for (std::size_t i = 0; i < columns().size(); ++i) {
            if (i != 0)
                out().append(m_separator);
            const auto name = columns()[i].name.toUtf8();
            appendText({ name.constData(), std::size_t(name.size()) });
        }
        out().append(m_lineEnd);
        return {};
    }

    Result<void> writeRow(std::span<const Cell> cells) override
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i != 0)
                out().append(m_separator);
            const auto &cell = cells[i];
            if (cell.longValue) [[unlikely]] {
                if (const auto written = writeLong(cell); !written)
                    return written;
            } else if (cell.isNull()) {
                if (options().nullText)
                    out().append(*options().nullText);
            } else if (cell.kind == Cell::Kind::Text || cell.kind == Cell::Kind::RawText) {
                appendText(cell.bytes);
            } else {
                appendCellText(out(), cell);
            }
        }
        out().append(m_lineEnd);
        return {};
    }

    Result<void> writeLong(const Cell &cell)
    {
        const auto isText = cell.kind != Cell::Kind::Bytes;
        out().append(isText ? "\"" : "\\x");
        const auto written = forEachPart(cell, [&](std::string_view part) {
            if (isText)
                appendDoubled(part);
            else
                appendHex(out(), part);
        });
        if (isText)
            out().append('"');
        return written;
    }

    void appendText(std::string_view text)
    {
        const auto isNullText = options().nullText && text.size() == std::size_t(options().nullText->size())
            && text == std::string_view(options().nullText->constData(), text.size());
        if (!text.empty() && !needsQuotes(text) && !isNullText) {
            out().append(text.data(), qsizetype(text.size()));
            return;
        }
        out().append('"');
        appendDoubled(text);
        out().append('"');
    }

    /// Eight bytes at a time: most values need none.
    [[nodiscard]] bool needsQuotes(std::string_view text) const
    {
        const auto separators = everyByte(static_cast<unsigned char>(m_separator));
        const auto *at = text.data();
        auto left = text.size();
        for (; left >= 8; left -= 8, at += 8) {
            quint64 word = 0;
            std::memcpy(&word, at, 8);
            if ((zeroBytes(word ^ everyByte('"')) | zeroBytes(word ^ separators) | zeroBytes(word ^ everyByte('\n'))
                    | zeroBytes(word ^ everyByte('\r')))
                != 0)
                return true;
        }
        for (; left > 0; --left, ++at) {
            if (*at == '"' || *at == m_separator || *at == '\n' || *at == '\r')
                return true;
        }
        // Spreadsheets and some readers strip blanks at the ends of bare values.
        return text.front() == ' ' || text.back() == ' ';
    }

    void appendDoubled(std::string_view text)
    {
        while (!text.empty()) {
            const auto quote = text.find('"');
            const auto part = text.substr(0, quote == std::string_view::npos ? text.size() : quote + 1);
            out().append(part.data(), qsizetype(part.size()));
            if (quote != std::string_view::npos)
                out().append('"');
            text.remove_prefix(part.size());
        }
    }

    const char m_separator;
    const char *const m_lineEnd;
};

} // namespace

std::unique_ptr<ResultWriter> makeSeparatedWriter(
    char separator, const char *lineEnd, WriterOptions options, ByteSink sink)
{
    return std::make_unique<SeparatedWriter>(separator, lineEnd, std::move(options), std::move(sink));
}

} // namespace dumbo
