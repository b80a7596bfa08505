#include "core/results/celltext.h"
#include "core/results/writers.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace dumbo {

namespace {

constexpr auto makeNeedsEscape()
{
    std::array<bool, 256> table {};
    for (std::size_t i = 0; i < 0x20; ++i)
        table[i] = true;
    table['"'] = true;
    table['\\'] = true;
    return table;
}

constexpr auto needsEscape = makeNeedsEscape();

template <typename Out>
void appendEscaped(Out &out, std::string_view text)
{
    static constexpr char hex[] = "0123456789abcdef";
    static constexpr std::string_view shortForms = "\"\"\\\\\bb\ff\nn\rr\tt";
    auto begin = text.begin();
    while (true) {
        const auto found = std::find_if(
            begin, text.end(), [](char c) { return needsEscape[static_cast<unsigned char>(c)]; });
        out.append(&*begin, found - begin);
        if (found == text.end())
            return;
        auto form = std::size_t(0);
        while (form < shortForms.size() && shortForms[form] != *found)
            form += 2;
        out.append('\\');
        if (form < shortForms.size()) {
            out.append(shortForms[form + 1]);
        } else {
            out.append("u00");
            out.append(hex[*found >> 4 & 15]);
            out.append(hex[*found & 15]);
        }
        begin = found + 1;
    }
}

QByteArray quoted(const QString &text)
{
    const auto utf8 = text.toUtf8();
    QByteArray out("\"");
    if (!utf8.isEmpty())
        appendEscaped(out, { utf8.constData(), std::size_t(utf8.size()) });
    return out + '"';
}

/// JSON's grammar of numbers; server texts such as "NaN" or "0012" do not fit and are strings.
bool isJsonNumber(std::string_view text)
{
    auto at = text.begin();
    const auto digits = [&] {
        const auto begin = at;
        at = std::find_if(at, text.end(), [](char c) { return c < '0' || c > '9'; });
        return at - begin;
    };
    if (at != text.end() && *at == '-')
        ++at;
    const auto first = at;
    if (const auto count = digits(); count == 0 || (count > 1 && *first == '0'))
        return false;
    if (at != text.end() && *at == '.') {
        ++at;
        if (digits() == 0)
            return false;
    }
    if (at != text.end() && (*at == 'e' || *at == 'E')) {
        ++at;
        if (at != text.end() && (*at == '+' || *at == '-'))
            ++at;
        if (digits() == 0)
            return false;
    }
    return at == text.end();
}

/// The names as keys: a repeated one gets _2, _3, … that is not taken yet.
std::vector<QString> uniqueNames(std::span<const Column> columns)
{
    QSet<QString> taken;
    for (const auto &column : columns)
        taken.insert(column.name);
    QSet<QString> used;
    std::vector<QString> names;
    for (const auto &column : columns) {
        auto name = column.name;
        for (int number = 2; used.contains(name); ++number) {
            const auto next = column.name + QLatin1Char('_') + QString::number(number);
            if (!taken.contains(next))
                name = next;
        }
        used.insert(name);
        names.push_back(name);
    }
    return names;
}

class JsonWriter final : public ResultWriter {
public:
    JsonWriter(bool isArray, WriterOptions options, ByteSink sink)
        : ResultWriter(std::move(options), std::move(sink))
        , m_isArray(isArray)
    {
    }

private:
    Result<void> writeHeader() override
    {
        m_keys.clear();
        for (const auto &name : uniqueNames(columns()))
            m_keys.push_back((m_keys.empty() ? "{" : ",") + quoted(name) + ':');
        m_isFirst = true;
        if (m_isArray)
            out().append('[');
        return {};
    }

    Result<void> writeRow(std::span<const Cell> cells) override
    {
        if (m_isArray && !m_isFirst)
            out().append(',');
        m_isFirst = false;
        if (cells.empty())
            out().append('{');
        for (std::size_t i = 0; i < cells.size(); ++i) {
            out().append(m_keys[i]);
            if (const auto written = writeCell(cells[i], columns()[i]); !written)
                return written;
        }
        out().append(m_isArray ? "}" : "}\n");
        return {};
    }

    Result<void> writeFooter() override
    {
        if (m_isArray)
            out().append("]\n");
        return {};
    }

    Result<void> writeCell(const Cell &cell, const Column &column)
    {
        if (cell.isNull()) {
            out().append("null");
            return {};
        }
        if (cell.hasBytes())
            return writeBytes(cell, column);
        if (cell.kind == Cell::Kind::Float && !std::isfinite(cell.number)) {
            out().append('"');
            appendFloat(out(), cell.number, cell.isFloat32);
            out().append('"');
            return {};
        }
        appendCellText(out(), cell);
        return {};
    }

    Result<void> writeBytes(const Cell &cell, const Column &column)
    {
        const auto isNumeric = column.kind == LogicalKind::Decimal || column.kind == LogicalKind::Integer
            || column.kind == LogicalKind::Float;
        if (column.isServerText && isNumeric && !cell.longValue && isJsonNumber(cell.bytes)) {
            out().append(cell.bytes.data(), qsizetype(cell.bytes.size()));
            return {};
        }
        // JSON is UTF-8: text that is not can only be shown as its bytes.
        const auto isText = cell.kind == Cell::Kind::Text;
        out().append(isText ? "\"" : "\"\\\\x");
        const auto written = forEachPart(cell, [&](std::string_view part) {
            if (part.empty())
                return;
            if (isText)
                appendEscaped(out(), part);
            else
                appendHex(out(), part);
        });
        out().append('"');
        return written;
    }

    const bool m_isArray;
    bool m_isFirst = true;
    std::vector<QByteArray> m_keys;
};

} // namespace

std::unique_ptr<ResultWriter> makeJsonWriter(bool isArray, WriterOptions options, ByteSink sink)
{
    return std::make_unique<JsonWriter>(isArray, std::move(options), std::move(sink));
}

} // namespace dumbo
