#pragma once

#include "core/base/error.h"

#include <QByteArray>

namespace dumbo::sqlite {

/// The kind of an extended result code. Source: https://www.sqlite.org/rescode.html
///
/// BUSY and PROTOCOL are a lock somebody else holds, LOCKED a deadlock within one shared cache, BUSY_SNAPSHOT
/// a read transaction that can't begin to write any more. CORRUPT is General: trying again does not help.
[[nodiscard]] ErrorKind classify(int extendedCode);

/// What the engine said about a failed call.
struct EngineFailure
{
    int extendedCode = 0;
    QByteArray message; ///< sqlite3_errmsg()
    int offset = -1; ///< sqlite3_error_offset(); -1: not known
};

/// The error with kind, words for people, native code, position (as offset), and the names the message tells.
[[nodiscard]] Error engineError(const EngineFailure &failure);

} // namespace dumbo::sqlite
