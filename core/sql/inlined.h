#pragma once

#include "core/base/result.h"
#include "core/sdk/dialect.h"
#include "core/sdk/statement.h"

namespace dumbo {

/// A statement with its parameters written as literals where its placeholders stand: for people to read, copy and run. Data where a value has no
/// exact literal, or a placeholder no value.
[[nodiscard]] DUMBO_CORE_EXPORT Result<QByteArray> inlined(const Statement &statement, const Dialect &dialect);

} // namespace dumbo
