#include "drivers/postgresql/rows.h"

#include <charconv>
#include <string>

namespace dumbo::postgresql {

namespace {

int digitOf(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// "\x00ff"; false where it is not written so.
bool decodeHex(std::string_view text, std::string &bytes)
{
    if (!text.starts_with("\\x") || text.size() % 2 != 0)
        return false;
    bytes.resize(text.size() / 2 - 1);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const auto high = digitOf(text[2 + 2 * i]);
        const auto low = digitOf(text[3 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = char(high << 4 | low);
    }
    return true;
}

void appendBytes(std::string_view text, ColumnBuilder &column)
{
    std::string bytes;
    if (decodeHex(text, bytes)) {
        column.appendBytes(bytes);
        return;
    }
    // bytea_output is escape.
    std::size_t size = 0;
    const std::unique_ptr<unsigned char, FreeMemory> plain(
        PQunescapeBytea(reinterpret_cast<const unsigned char *>(text.data()), &size));
    if (plain)
        column.appendBytes({ reinterpret_cast<const char *>(plain.get()), size });
    else
        column.appendText(text);
}

void appendInteger(std::string_view text, ColumnBuilder &column)
{
    qint64 value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault == std::errc() && end == text.data() + text.size()) [[likely]]
        column.appendInt64(value);
    else
        column.appendText(text);
}

} // namespace

void appendRow(const PGresult *result, int row, std::span<const CellForm> forms, BatchBuilder &builder)
{
    for (int i = 0; i < int(forms.size()); ++i) {
        auto &column = builder.column(i);
        const auto size = PQgetlength(result, row, i);
        if (size == 0 && PQgetisnull(result, row, i)) {
            column.appendNull();
            continue;
        }
        const std::string_view text(PQgetvalue(result, row, i), std::size_t(size));
        switch (forms[std::size_t(i)]) {
        case CellForm::Text:
            column.appendText(text);
            break;
        case CellForm::Integer:
            appendInteger(text, column);
            break;
        case CellForm::Boolean:
            column.appendBool(text == "t");
            break;
        case CellForm::Bytes:
            appendBytes(text, column);
            break;
        }
    }
    builder.endRow();
}

} // namespace dumbo::postgresql
