#include "valuetext.h"

#include "valuetime.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace dumbo::duckdb {

namespace {

__extension__ using Int128 = __int128;
__extension__ using UInt128 = unsigned __int128;

UInt128 unsignedOf(const duckdb_uhugeint &value)
{
    return UInt128(value.upper) << 64 | value.lower;
}

Int128 signedOf(const duckdb_hugeint &value)
{
    return Int128(UInt128(uint64_t(value.upper)) << 64 | value.lower);
}

void appendUnsigned(std::string &out, UInt128 value)
{
    std::array<char, 40> digits;
    auto at = digits.end();
    do {
        *--at = char('0' + int(value % 10));
        value /= 10;
    } while (value != 0);
    out.append(at, digits.end());
}

void appendSigned(std::string &out, Int128 value)
{
    if (value < 0)
        out += '-';
    appendUnsigned(out, value < 0 ? -UInt128(value) : UInt128(value));
}

template <typename T>
void appendInteger(std::string &out, T value)
{
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.begin(), digits.end(), value).ptr;
    out.append(digits.begin(), end);
}

/// DECIMAL(2,2) has no zero before its point.
void appendDecimal(std::string &out, Int128 value, const ValueType &type)
{
    std::string digits;
    appendUnsigned(digits, value < 0 ? -UInt128(value) : UInt128(value));
    const auto scale = std::size_t(type.scale);
    const auto atLeast = scale + (type.width > type.scale ? 1 : 0);
    if (digits.size() < atLeast)
        digits.insert(0, atLeast - digits.size(), '0');
    if (value < 0)
        out += '-';
    if (scale == 0) {
        out += digits;
        return;
    }
    if (type.width == type.scale && digits.size() > scale)
        digits.erase(0, digits.size() - scale);
    out.append(digits, 0, digits.size() - scale);
    out += '.';
    out.append(digits, digits.size() - scale);
}

Int128 decimalAt(const VectorView &vector, idx_t row)
{
    switch (vector.type->physical) {
    case DUCKDB_TYPE_SMALLINT:
        return vector.at<int16_t>(row);
    case DUCKDB_TYPE_INTEGER:
        return vector.at<int32_t>(row);
    case DUCKDB_TYPE_BIGINT:
        return vector.at<int64_t>(row);
    default:
        return signedOf(vector.at<duckdb_hugeint>(row));
    }
}

std::string_view labelAt(const VectorView &vector, idx_t row)
{
    std::size_t index = 0;
    switch (vector.type->physical) {
    case DUCKDB_TYPE_UTINYINT:
        index = vector.at<uint8_t>(row);
        break;
    case DUCKDB_TYPE_USMALLINT:
        index = vector.at<uint16_t>(row);
        break;
    default:
        index = vector.at<uint32_t>(row);
    }
    return index < vector.type->labels.size() ? std::string_view(vector.type->labels[index]) : std::string_view();
}

/// Stored with its highest bit flipped, so that it sorts as an integer.
void appendUuid(std::string &out, const duckdb_hugeint &value)
{
    constexpr std::string_view hex = "0123456789abcdef";
    const auto upper = uint64_t(value.upper) ^ (uint64_t(1) << 63);
    for (int digit = 0; digit < 32; ++digit) {
        if (digit == 8 || digit == 12 || digit == 16 || digit == 20)
            out += '-';
        const auto half = digit < 16 ? upper : value.lower;
        out += hex[half >> (60 - digit % 16 * 4) & 15];
    }
}

/// The first byte tells how many bits of the second are not used.
void appendBits(std::string &out, std::string_view bytes)
{
    if (bytes.size() < 2)
        return;
    for (std::size_t bit = std::size_t(static_cast<unsigned char>(bytes[0])); bit < (bytes.size() - 1) * 8; ++bit)
        out += static_cast<unsigned char>(bytes[1 + bit / 8]) >> (7 - bit % 8) & 1 ? '1' : '0';
}

/// Three bytes of header, the highest bit of which is 0 for a negative number, whose bytes are all inverted; then the magnitude,
/// highest byte first.
void appendBignum(std::string &out, std::string_view bytes)
{
    if (bytes.size() < 4)
        return;
    constexpr uint64_t base = 1'000'000'000;
    const auto negative = (static_cast<unsigned char>(bytes[0]) & 0x80) == 0;
    std::vector<uint64_t> parts; // lowest first
    for (const auto c : bytes.substr(3)) {
        uint64_t carry = static_cast<unsigned char>(negative ? ~c : c);
        for (auto &part : parts) {
            const auto value = part * 256 + carry;
            part = value % base;
            carry = value / base;
        }
        if (carry != 0)
            parts.push_back(carry);
    }
    if (negative)
        out += '-';
    out += std::to_string(parts.empty() ? 0 : parts.back());
    for (auto part = std::ssize(parts) - 2; part >= 0; --part) {
        const auto digits = std::to_string(parts[std::size_t(part)]);
        out.append(9 - digits.size(), '0');
        out += digits;
    }
}

void appendBlob(std::string &out, std::string_view bytes)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    for (const auto c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 32 && byte <= 126 && c != '\\' && c != '\'' && c != '"') {
            out += c;
        } else {
            out += "\\x";
            out += hex[byte >> 4];
            out += hex[byte & 15];
        }
    }
}

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool needsQuotes(std::string_view text)
{
    if (text.empty() || isSpace(text.front()) || isSpace(text.back()))
        return true;
    if (text.size() == 4 && std::ranges::equal(text, std::string_view("null"), {}, [](char c) { return char(c | 0x20); }))
        return true;
    return text.find_first_of("\"'(),:=[]{}") != std::string_view::npos;
}

void appendQuoted(std::string &out, std::string_view text)
{
    out += '\'';
    for (const auto c : text) {
        if (c == '\'' || c == '\\')
            out += '\\';
        out += c;
    }
    out += '\'';
}

/// A value inside of another. Nested ones, elements of ARRAY, and JSON in lists stand as they are.
void appendInside(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone, bool escaped)
{
    if (vector.isNull(row)) {
        out += "NULL";
        return;
    }
    if (!escaped || vector.type->isNested()) {
        appendText(out, vector, row, zone);
        return;
    }
    std::string text;
    appendText(text, vector, row, zone);
    if (needsQuotes(text))
        appendQuoted(out, text);
    else
        out += text;
}

void appendElements(std::string &out, const VectorView &elements, duckdb_list_entry entry, const QTimeZone &zone, bool escaped)
{
    out += '[';
    for (idx_t i = 0; i < entry.length; ++i) {
        out += i > 0 ? ", " : "";
        appendInside(out, elements, entry.offset + i, zone, escaped);
    }
    out += ']';
}

void appendMap(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone)
{
    const auto entry = vector.at<duckdb_list_entry>(row);
    out += '{';
    for (idx_t i = 0; i < entry.length; ++i) {
        out += i > 0 ? ", " : "";
        appendInside(out, vector.children[0], entry.offset + i, zone, true);
        out += '=';
        appendInside(out, vector.children[1], entry.offset + i, zone, true);
    }
    out += '}';
}

void appendStruct(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone)
{
    const auto tuple = vector.type->isTuple();
    out += tuple ? '(' : '{';
    for (std::size_t i = 0; i < vector.children.size(); ++i) {
        out += i > 0 ? ", " : "";
        if (!tuple) {
            appendQuoted(out, vector.type->names[i]);
            out += ": ";
        }
        appendInside(out, vector.children[i], row, zone, true);
    }
    out += tuple ? ')' : '}';
}

void appendUnion(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone)
{
    const auto member = std::size_t(vector.children[0].at<uint8_t>(row)) + 1;
    if (member < vector.children.size())
        appendInside(out, vector.children[member], row, zone, false);
}

/// Digits and exponent from the scientific notation of the standard library, which is the shortest too.
template <typename T>
void appendShortest(std::string &out, T value)
{
    if (std::isnan(value)) {
        out += std::signbit(value) ? "-nan" : "nan";
        return;
    }
    if (std::isinf(value)) {
        out += value < 0 ? "-inf" : "inf";
        return;
    }
    std::array<char, 64> buffer;
    const auto exact = std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific).ptr;
    const std::string_view text(buffer.data(), std::size_t(exact - buffer.data()));
    const auto mark = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + mark + (text[mark + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
    if (exponent < -4 || exponent >= 16) {
        out += text;
        return;
    }
    const auto end = std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::fixed).ptr;
    const std::string_view fixed(buffer.data(), std::size_t(end - buffer.data()));
    out += fixed;
    if (fixed.find('.') == std::string_view::npos)
        out += ".0";
}

void appendNumber(std::string &out, const VectorView &vector, idx_t row)
{
    switch (vector.type->id) {
    case DUCKDB_TYPE_BOOLEAN: out += vector.at<uint8_t>(row) ? "true" : "false"; break;
    case DUCKDB_TYPE_TINYINT: appendInteger(out, vector.at<int8_t>(row)); break;
    case DUCKDB_TYPE_SMALLINT: appendInteger(out, vector.at<int16_t>(row)); break;
    case DUCKDB_TYPE_INTEGER: appendInteger(out, vector.at<int32_t>(row)); break;
    case DUCKDB_TYPE_BIGINT: appendInteger(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_UTINYINT: appendInteger(out, vector.at<uint8_t>(row)); break;
    case DUCKDB_TYPE_USMALLINT: appendInteger(out, vector.at<uint16_t>(row)); break;
    case DUCKDB_TYPE_UINTEGER: appendInteger(out, vector.at<uint32_t>(row)); break;
    case DUCKDB_TYPE_UBIGINT: appendInteger(out, vector.at<uint64_t>(row)); break;
    case DUCKDB_TYPE_HUGEINT: appendSigned(out, signedOf(vector.at<duckdb_hugeint>(row))); break;
    case DUCKDB_TYPE_UHUGEINT: appendUnsigned(out, unsignedOf(vector.at<duckdb_uhugeint>(row))); break;
    case DUCKDB_TYPE_FLOAT: appendFloat(out, vector.at<float>(row)); break;
    case DUCKDB_TYPE_DOUBLE: appendFloat(out, vector.at<double>(row)); break;
    default: appendDecimal(out, decimalAt(vector, row), *vector.type);
    }
}

void appendTemporal(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone)
{
    switch (vector.type->id) {
    case DUCKDB_TYPE_DATE: appendDate(out, vector.at<int32_t>(row)); break;
    case DUCKDB_TYPE_TIME: appendTime(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_TIME_NS: appendTimeNanos(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_TIME_TZ: appendTimeWithZone(out, vector.at<uint64_t>(row)); break;
    case DUCKDB_TYPE_TIMESTAMP: appendTimestamp(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_TIMESTAMP_S: appendTimestampSeconds(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_TIMESTAMP_MS: appendTimestampMillis(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_TIMESTAMP_NS: appendTimestampNanos(out, vector.at<int64_t>(row)); break;
    case DUCKDB_TYPE_TIMESTAMP_TZ: appendTimestampWithZone(out, vector.at<int64_t>(row), zone); break;
    default: {
        const auto &interval = vector.at<duckdb_interval>(row);
        appendInterval(out, interval.months, interval.days, interval.micros);
    }
    }
}

} // namespace

VectorView VectorView::of(duckdb_vector vector, const ValueType &type)
{
    VectorView view;
    view.type = &type;
    view.data = api().vector_get_data(vector);
    view.validity = api().vector_get_validity(vector);
    static const ValueType tag { .id = DUCKDB_TYPE_UTINYINT, .physical = DUCKDB_TYPE_UTINYINT };
    switch (type.id) {
    case DUCKDB_TYPE_LIST:
        view.children.push_back(of(api().list_vector_get_child(vector), type.children[0]));
        break;
    case DUCKDB_TYPE_ARRAY:
        view.children.push_back(of(api().array_vector_get_child(vector), type.children[0]));
        break;
    case DUCKDB_TYPE_MAP: {
        auto *pairs = api().list_vector_get_child(vector);
        for (idx_t i = 0; i < 2; ++i)
            view.children.push_back(of(api().struct_vector_get_child(pairs, i), type.children[i]));
        break;
    }
    case DUCKDB_TYPE_UNION:
        view.children.push_back(of(api().struct_vector_get_child(vector, 0), tag));
        [[fallthrough]];
    case DUCKDB_TYPE_STRUCT:
        for (idx_t i = 0; i < type.children.size(); ++i) {
            const auto place = type.id == DUCKDB_TYPE_UNION ? i + 1 : i;
            view.children.push_back(of(api().struct_vector_get_child(vector, place), type.children[i]));
        }
        break;
    default:
        break;
    }
    return view;
}

void appendText(std::string &out, const VectorView &vector, idx_t row, const QTimeZone &zone)
{
    switch (vector.type->id) {
    case DUCKDB_TYPE_VARCHAR: out += stringOf(vector.at<duckdb_string_t>(row)); break;
    case DUCKDB_TYPE_BLOB: appendBlob(out, stringOf(vector.at<duckdb_string_t>(row))); break;
    case DUCKDB_TYPE_BIT: appendBits(out, stringOf(vector.at<duckdb_string_t>(row))); break;
    case DUCKDB_TYPE_BIGNUM: appendBignum(out, stringOf(vector.at<duckdb_string_t>(row))); break;
    case DUCKDB_TYPE_UUID: appendUuid(out, vector.at<duckdb_hugeint>(row)); break;
    case DUCKDB_TYPE_ENUM: out += labelAt(vector, row); break;
    case DUCKDB_TYPE_LIST:
        appendElements(out, vector.children[0], vector.at<duckdb_list_entry>(row), zone, vector.type->children[0].alias != "JSON");
        break;
    case DUCKDB_TYPE_ARRAY: {
        const auto size = vector.type->arraySize;
        appendElements(out, vector.children[0], { row * size, size }, zone, false);
        break;
    }
    case DUCKDB_TYPE_MAP: appendMap(out, vector, row, zone); break;
    case DUCKDB_TYPE_STRUCT: appendStruct(out, vector, row, zone); break;
    case DUCKDB_TYPE_UNION: appendUnion(out, vector, row, zone); break;
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UHUGEINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_DECIMAL: appendNumber(out, vector, row); break;
    case DUCKDB_TYPE_SQLNULL: out += "NULL"; break;
    default: appendTemporal(out, vector, row, zone);
    }
}

void appendFloat(std::string &out, double value)
{
    appendShortest(out, value);
}

void appendFloat(std::string &out, float value)
{
    appendShortest(out, value);
}

} // namespace dumbo::duckdb
