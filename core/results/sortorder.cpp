#include "core/results/sortorder.h"

#include <QCoreApplication>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

namespace dumbo {

namespace {

/// Where a value stands among all kinds.
enum class Rank : quint8 { Number, Text, Bytes, Null };

struct Entry {
    quint64 key; ///< orders as the value does, as far as eight bytes can
    qint64 row : 60;
    quint64 rank : 3;
    quint64 exact : 1; ///< the key says all: two exact values with one key are equal
};
static_assert(sizeof(Entry) == 16);

bool isNumericColumn(LogicalKind kind)
{
    return kind == LogicalKind::Decimal || kind == LogicalKind::Integer || kind == LogicalKind::Float;
}

/// Rising with the number; -0.0 equals 0.0, and NaN comes after all.
quint64 doubleKey(double value)
{
    const auto bits = std::bit_cast<quint64>(value == 0 ? 0.0 : value);
    return bits >> 63 ? ~bits : bits | (quint64(1) << 63);
}

quint64 prefixKey(std::string_view bytes)
{
    unsigned char prefix[8] = {};
    std::memcpy(prefix, bytes.data(), std::min<std::size_t>(bytes.size(), 8));
    quint64 key = 0;
    for (const auto byte : prefix)
        key = key << 8 | byte;
    return key;
}

/// Whether the eight bytes of the key tell the whole value from all others.
bool isExactPrefix(const Cell &cell)
{
    return cell.bytes.size() < 8 && cell.bytes.find('\0') == std::string_view::npos;
}

/// Sign, integer digits without leading zeros, and fraction without trailing zeros of plain decimal text.
struct Decimal {
    bool negative = false;
    std::string_view integer;
    std::string_view fraction;
};

std::optional<Decimal> parseDecimal(std::string_view text)
{
    Decimal decimal;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        decimal.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    const auto point = text.find('.');
    decimal.integer = text.substr(0, point);
    decimal.fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    if (!std::ranges::all_of(decimal.integer, isDigit) || !std::ranges::all_of(decimal.fraction, isDigit)
        || decimal.integer.size() + decimal.fraction.size() == 0)
        return std::nullopt;
    decimal.integer.remove_prefix(std::min(decimal.integer.find_first_not_of('0'), decimal.integer.size()));
    const auto last = decimal.fraction.find_last_not_of('0');
    decimal.fraction = decimal.fraction.substr(0, last == std::string_view::npos ? 0 : last + 1);
    return decimal;
}

std::strong_ordering compareMagnitude(const Decimal &left, const Decimal &right)
{
    if (left.integer.size() != right.integer.size())
        return left.integer.size() <=> right.integer.size();
    if (left.integer != right.integer)
        return left.integer <=> right.integer;
    return left.fraction <=> right.fraction;
}

std::strong_ordering compareDecimals(const Decimal &left, const Decimal &right)
{
    const auto isZero = [](const Decimal &value) { return value.integer.empty() && value.fraction.empty(); };
    const auto leftNegative = left.negative && !isZero(left);
    const auto rightNegative = right.negative && !isZero(right);
    if (leftNegative != rightNegative)
        return leftNegative ? std::strong_ordering::less : std::strong_ordering::greater;
    return leftNegative ? compareMagnitude(right, left) : compareMagnitude(left, right);
}

double approximate(std::string_view text)
{
    if (!text.empty() && text.front() == '+')
        text.remove_prefix(1);
    double value = 0;
    const auto outcome = std::from_chars(text.data(), text.data() + text.size(), value);
    if (outcome.ec == std::errc::result_out_of_range)
        return text.front() == '-' ? -HUGE_VAL : HUGE_VAL;
    return value;
}

class Sorter {
public:
    Sorter(const ResultStore &store, int column, const Cancellation &cancellation)
        : m_store(store)
        , m_column(column)
        , m_cancellation(cancellation)
        , m_numericText(isNumericColumn(store.columns()[std::size_t(column)].kind))
    {
    }

    Result<std::vector<Entry>> read()
    {
        const auto rows = m_store.rowCount();
        std::vector<Entry> entries;
        entries.reserve(std::size_t(rows));
        for (qint64 row = 0; row < rows;) {
            if (m_cancellation.isCancelled())
                return dumbo::fail(cancelled());
            const auto stored = m_store.batchAt(row);
            if (!stored)
                return dumbo::fail(stored.error());
            const auto end = std::min(rows, stored->firstRow + stored->batch->rowCount());
            for (; row < end; ++row)
                entries.push_back(entry(row, stored->batch->cell(row - stored->firstRow, m_column)));
        }
        return entries;
    }

    /// Decides between two values whose keys are equal; reads the cells again, from the disk where they are there: after a cancel
    /// the rest of the comparisons must not.
    std::strong_ordering compareCells(qint64 left, qint64 right)
    {
        if (!m_error && m_cancellation.isCancelled())
            m_error = cancelled();
        if (m_error)
            return std::strong_ordering::equal;
        const auto first = m_store.cell(left, m_column);
        const auto second = m_store.cell(right, m_column);
        if (!first || !second) {
            m_error = first ? second.error() : first.error();
            return std::strong_ordering::equal;
        }
        return compare(**first, **second);
    }

    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

private:
    static Error cancelled()
    {
        return Error(ErrorKind::Cancelled, QCoreApplication::translate("SortOrder", "Sorting was cancelled."));
    }

    Entry entry(qint64 row, const Cell &cell) const
    {
        const auto make = [row](Rank rank, quint64 key, bool exact) { return Entry { key, row, quint64(rank), exact }; };
        constexpr qint64 exactDouble = qint64(1) << 53;
        switch (cell.kind) {
        case Cell::Kind::Null:
            return make(Rank::Null, 0, true);
        case Cell::Kind::Bool:
        case Cell::Kind::Integer:
            return make(Rank::Number, doubleKey(double(cell.integer)),
                cell.integer >= -exactDouble && cell.integer <= exactDouble);
        case Cell::Kind::Unsigned:
            return make(Rank::Number, doubleKey(double(cell.unsignedInteger)), cell.unsignedInteger <= quint64(exactDouble));
        case Cell::Kind::Float:
            return make(Rank::Number, doubleKey(cell.number), std::abs(cell.number) <= double(exactDouble));
        case Cell::Kind::Text:
            if (m_numericText && parseDecimal(cell.bytes))
                return make(Rank::Number, doubleKey(approximate(cell.bytes)), cell.bytes.size() <= 15);
            return make(Rank::Text, prefixKey(cell.bytes), isExactPrefix(cell));
        case Cell::Kind::RawText:
            return make(Rank::Text, prefixKey(cell.bytes), isExactPrefix(cell));
        case Cell::Kind::Bytes:
            return make(Rank::Bytes, prefixKey(cell.bytes), isExactPrefix(cell));
        }
        return make(Rank::Null, 0, true);
    }

    /// Any finite number as plain decimal digits, so that kinds can be compared without rounding.
    static std::string decimalText(const Cell &cell)
    {
        char digits[400];
        if (cell.kind == Cell::Kind::Float) {
            if (!std::isfinite(cell.number))
                return {};
            return { digits, std::to_chars(std::begin(digits), std::end(digits), cell.number, std::chars_format::fixed).ptr };
        }
        if (cell.kind == Cell::Kind::Unsigned)
            return { digits, std::to_chars(std::begin(digits), std::end(digits), cell.unsignedInteger).ptr };
        if (cell.hasBytes())
            return std::string(cell.bytes);
        return { digits, std::to_chars(std::begin(digits), std::end(digits), cell.integer).ptr };
    }

    std::strong_ordering compare(const Cell &left, const Cell &right) const
    {
        const auto isSmallInteger = [](const Cell &cell) { return cell.kind == Cell::Kind::Integer || cell.kind == Cell::Kind::Bool; };
        if (isSmallInteger(left) && isSmallInteger(right))
            return left.integer <=> right.integer;
        const auto isNumber = [this](const Cell &cell) { return !cell.hasBytes() || (m_numericText && cell.kind == Cell::Kind::Text); };
        if (isNumber(left) && isNumber(right)) {
            const auto leftText = decimalText(left);
            const auto rightText = decimalText(right);
            const auto first = parseDecimal(leftText);
            const auto second = parseDecimal(rightText);
            if (first && second)
                return compareDecimals(*first, *second);
        }
        return left.bytes <=> right.bytes;
    }

    const ResultStore &m_store;
    const int m_column;
    const Cancellation m_cancellation;
    const bool m_numericText;
    std::optional<Error> m_error;
};

} // namespace

Result<std::vector<qint64>> sortedRows(
    const ResultStore &store, int column, bool descending, const Cancellation &cancellation)
{
    Sorter sorter(store, column, cancellation);
    auto entries = sorter.read();
    if (!entries)
        return fail(entries.error());
    const auto nullRank = quint64(Rank::Null);
    std::ranges::stable_sort(*entries, [&](const Entry &left, const Entry &right) {
        if (left.rank == nullRank || right.rank == nullRank)
            return left.rank < right.rank;
        const auto &first = descending ? right : left;
        const auto &second = descending ? left : right;
        if (first.rank != second.rank)
            return first.rank < second.rank;
        if (first.key != second.key)
            return first.key < second.key;
        if (first.exact && second.exact)
            return false;
        return sorter.compareCells(first.row, second.row) < 0;
    });
    if (sorter.error())
        return fail(*sorter.error());
    std::vector<qint64> rows;
    rows.reserve(entries->size());
    for (const auto &entry : *entries)
        rows.push_back(entry.row);
    return rows;
}

} // namespace dumbo
