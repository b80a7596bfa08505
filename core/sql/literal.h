#pragma once

#include "core/base/result.h"
#include "core/sdk/dialect.h"
#include "core/sdk/value.h"

#include <vector>

namespace dumbo {

/// A JSON array with the digits of numbers as they are. Data for bytes, NaN and Infinity.
[[nodiscard]] Result<QByteArray> jsonArray(const std::vector<Value> &elements);

/// Data where the text is more than names, numbers, dots, brackets, and commas in parentheses.
[[nodiscard]] Result<void> checkTypeName(const QByteArray &type, const Dialect &dialect);

} // namespace dumbo
