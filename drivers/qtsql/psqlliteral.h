#pragma once

#include "core/base/result.h"
#include "core/sdk/value.h"

#include <cstdint>

namespace dumbo::qtsql {

/// A value as PostgreSQL reads it whatever standard_conforming_strings says, quoted, so that it becomes the parameter's
/// type. Data where it can't hold it.
[[nodiscard]] Result<QByteArray> psqlLiteral(const Value &value, int number);

/// The OID of the type that the value's literal would have; 0 lets the server decide.
[[nodiscard]] std::uint32_t psqlTypeOf(const Value &value);

} // namespace dumbo::qtsql
