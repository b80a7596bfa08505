#pragma once

#include "drivers/qtsql/nativelibrary.h"

#include <QtTypes>

#include <optional>

namespace dumbo::qtsql {

/// The functions of the ODBC driver manager that Qt's plugin uses, with the types that the standard gives them
/// (https://learn.microsoft.com/en-us/sql/odbc/reference/syntax/odbc-api-reference).
struct OdbcFunctions
{
    using Handle = void *;
    using Length = qint64; ///< SQLLEN

    short (*getData)(Handle, unsigned short, short, void *, Length, Length *) = nullptr;
    short (*resultColumns)(Handle, short *) = nullptr;
    short (*describeColumn)(
        Handle, unsigned short, char16_t *, short, short *, short *, quint64 *, short *, short *) = nullptr;
    short (*diagnosis)(short, Handle, short, char16_t *, int *, char16_t *, short, short *) = nullptr;

    /// Nothing unless all are there, and lengths have 64 bits.
    [[nodiscard]] static std::optional<OdbcFunctions> of(const NativeLibrary &library);

    [[nodiscard]] static bool isGood(short code) { return code == 0 || code == 1; }
    static constexpr Length nullData = -1;
    static constexpr Length noTotal = -4;
    static constexpr short asText = -8; ///< SQL_C_WCHAR
    static constexpr short asBytes = -2; ///< SQL_C_BINARY
    static constexpr short asInteger = -25; ///< SQL_C_SBIGINT
    static constexpr short asDouble = 8; ///< SQL_C_DOUBLE
};

} // namespace dumbo::qtsql
