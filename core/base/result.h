#pragma once

#include "core/base/error.h"

#include <expected>

namespace dumbo {

/// The value of a call that can fail for a reason outside the program, or the Error that says why.
template <typename T>
using Result = std::expected<T, Error>;

/// An error ready to be returned: `return fail(ErrorKind::NotFound, tr("There is no driver \"%1\"").arg(id));`
[[nodiscard]] inline std::unexpected<Error> fail(ErrorKind kind, const QString &message)
{
    return std::unexpected<Error>(Error(kind, message));
}

[[nodiscard]] inline std::unexpected<Error> fail(const Error &error)
{
    return std::unexpected<Error>(error);
}

} // namespace dumbo
