#pragma once

#include "core/base/result.h"

#include <QByteArray>

namespace dumbo::postgresql {

/// One statement as it stands in a text that somebody wrote: without EXPLAIN before it and semicolons behind it.
struct OneStatement
{
    QByteArray text;
    qint64 begin = 0; ///< of text in what was given, in bytes
    QByteArray keyword; ///< its first word in upper case, e.g. "WITH"; "(" for a parenthesis
    bool hasPlaceholders = false; ///< $1 outside of strings and comments
};

/// InvalidOperation where the text holds no statement, or more than one. It counts as more than one where it would be under
/// either setting of standard_conforming_strings, so that nothing can be smuggled behind the first.
[[nodiscard]] Result<OneStatement> oneStatement(const QByteArray &given);

} // namespace dumbo::postgresql
