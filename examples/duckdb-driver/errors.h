#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace dumbo::duckdb {

/// The error that DuckDB describes by text: its own words ("Binder Error: …"), or the JSON that it writes where the setting
/// errors_as_json is on, as in the connections of this driver. from is where in the caller's statement text the text that
/// DuckDB got begins; statement is that text, for the position of errors that point to it with a caret.
[[nodiscard]] Error engineError(const char *text, qint64 from = 0, const QByteArray &statement = {});

} // namespace dumbo::duckdb
