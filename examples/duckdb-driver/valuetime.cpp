#include "valuetime.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace dumbo::duckdb {

namespace {

constexpr int64_t infinity = std::numeric_limits<int64_t>::max();
constexpr int32_t dateInfinity = std::numeric_limits<int32_t>::max();

void appendPadded(std::string &out, int64_t number, std::size_t width)
{
    const auto digits = std::to_string(number);
    if (digits.size() < width)
        out.append(width - digits.size(), '0');
    out += digits;
}

bool appendInfinity(std::string &out, int64_t value)
{
    if (value != infinity && value != -infinity)
        return false;
    out += value < 0 ? "-infinity" : "infinity";
    return true;
}

/// A fraction of so many digits, without zeros at its end.
void appendFraction(std::string &out, int64_t fraction, std::size_t width)
{
    if (fraction == 0)
        return;
    out += '.';
    appendPadded(out, fraction, width);
    out.erase(out.find_last_not_of('0') + 1);
}

void appendClock(std::string &out, int64_t seconds)
{
    appendPadded(out, seconds / 3600, 2);
    out += ':';
    appendPadded(out, seconds / 60 % 60, 2);
    out += ':';
    appendPadded(out, seconds % 60, 2);
}

void appendOffset(std::string &out, int seconds)
{
    out += seconds < 0 ? '-' : '+';
    const auto size = std::abs(seconds);
    appendPadded(out, size / 3600, 2);
    for (const auto part : { size / 60 % 60, size % 60 }) {
        if (part != 0) {
            out += ':';
            appendPadded(out, part, 2);
        }
    }
}

/// Of a zone at some time in the past; DuckDB writes whole minutes.
void appendZone(std::string &out, int seconds)
{
    appendOffset(out, seconds - seconds % 60);
}

int64_t floorDivide(int64_t value, int64_t by)
{
    return value / by - (value % by < 0 ? 1 : 0);
}

/// Days since 1970 in the proleptic Gregorian calendar, for years far beyond those of std::chrono.
struct Civil
{
    int64_t year;
    int64_t month;
    int64_t day;
};

Civil civil(int64_t days)
{
    // https://howardhinnant.github.io/date_algorithms.html#civil_from_days
    days += 719468;
    const auto era = floorDivide(days, 146097);
    const auto dayOfEra = days - era * 146097;
    const auto yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
    const auto dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    const auto shifted = (5 * dayOfYear + 2) / 153;
    const auto month = shifted < 10 ? shifted + 3 : shifted - 9;
    return { yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1 };
}

void appendDay(std::string &out, int64_t days)
{
    const auto [year, month, day] = civil(days);
    appendPadded(out, year > 0 ? year : 1 - year, 4);
    out += '-';
    appendPadded(out, month, 2);
    out += '-';
    appendPadded(out, day, 2);
    if (year <= 0)
        out += " (BC)";
}

void appendSecond(std::string &out, int64_t seconds)
{
    const auto days = floorDivide(seconds, 86400);
    appendDay(out, days);
    out += ' ';
    appendClock(out, seconds - days * 86400);
}

void appendMoment(std::string &out, int64_t units, int64_t unitsOfSecond, std::size_t digits)
{
    const auto seconds = floorDivide(units, unitsOfSecond);
    appendSecond(out, seconds);
    appendFraction(out, units - seconds * unitsOfSecond, digits);
}

void appendCounted(std::string &out, int64_t count, const char *unit)
{
    if (count == 0)
        return;
    if (!out.empty())
        out += ' ';
    out += std::to_string(count) + ' ' + unit;
    if (count != 1 && count != -1)
        out += 's';
}

} // namespace

void appendDate(std::string &out, int32_t days)
{
    if (days == dateInfinity || days == -dateInfinity)
        out += days < 0 ? "-infinity" : "infinity";
    else
        appendDay(out, days);
}

void appendTime(std::string &out, int64_t micros)
{
    appendClock(out, micros / 1'000'000);
    appendFraction(out, micros % 1'000'000, 6);
}

void appendTimeNanos(std::string &out, int64_t nanos)
{
    appendClock(out, nanos / 1'000'000'000);
    appendFraction(out, nanos % 1'000'000'000, 9);
}

/// 40 bits of microseconds, then 24 bits of the offset, counted down from 15:59:59.
void appendTimeWithZone(std::string &out, uint64_t bits)
{
    constexpr int maxOffset = 16 * 60 * 60 - 1;
    appendTime(out, int64_t(bits >> 24));
    appendOffset(out, maxOffset - int(bits & 0xFFFFFF));
}

void appendTimestamp(std::string &out, int64_t micros)
{
    if (!appendInfinity(out, micros))
        appendMoment(out, micros, 1'000'000, 6);
}

void appendTimestampSeconds(std::string &out, int64_t seconds)
{
    if (!appendInfinity(out, seconds))
        appendMoment(out, seconds, 1, 0);
}

void appendTimestampMillis(std::string &out, int64_t millis)
{
    if (!appendInfinity(out, millis))
        appendMoment(out, millis, 1000, 3);
}

void appendTimestampNanos(std::string &out, int64_t nanos)
{
    if (!appendInfinity(out, nanos))
        appendMoment(out, nanos, 1'000'000'000, 9);
}

void appendTimestampWithZone(std::string &out, int64_t micros, const QTimeZone &zone)
{
    if (appendInfinity(out, micros))
        return;
    const auto seconds = floorDivide(micros, 1'000'000);
    const auto offset = zone == QTimeZone::utc() ? 0 : zone.offsetFromUtc(QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc()));
    appendSecond(out, seconds + offset);
    appendFraction(out, micros - seconds * 1'000'000, 6);
    appendZone(out, offset);
}

void appendInterval(std::string &out, int32_t months, int32_t days, int64_t micros)
{
    std::string text;
    appendCounted(text, months / 12, "year");
    appendCounted(text, months % 12, "month");
    appendCounted(text, days, "day");
    if (micros != 0 || text.empty()) {
        if (!text.empty())
            text += ' ';
        if (micros < 0)
            text += '-';
        // Not the absolute value, which the smallest number does not have.
        const auto size = micros < 0 ? uint64_t(-(micros + 1)) + 1 : uint64_t(micros);
        appendClock(text, int64_t(size / 1'000'000));
        appendFraction(text, int64_t(size % 1'000'000), 6);
    }
    out += text;
}

} // namespace dumbo::duckdb
