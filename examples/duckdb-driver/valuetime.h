#pragma once

#include <QTimeZone>

#include <cstdint>
#include <string>

namespace dumbo::duckdb {

// Dates and times as DuckDB writes them (StringCast in its src/common/operator/string_cast.cpp), infinities and years before
// the first included.

void appendDate(std::string &out, int32_t days);
void appendTime(std::string &out, int64_t micros);
void appendTimeNanos(std::string &out, int64_t nanos);
void appendTimeWithZone(std::string &out, uint64_t bits);
void appendTimestamp(std::string &out, int64_t micros);
void appendTimestampSeconds(std::string &out, int64_t seconds);
void appendTimestampMillis(std::string &out, int64_t millis);
void appendTimestampNanos(std::string &out, int64_t nanos);
/// With the zone's offset at that moment.
void appendTimestampWithZone(std::string &out, int64_t micros, const QTimeZone &zone);
void appendInterval(std::string &out, int32_t months, int32_t days, int64_t micros);

} // namespace dumbo::duckdb
