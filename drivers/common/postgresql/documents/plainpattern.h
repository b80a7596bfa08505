#pragma once

#include <QByteArray>

#include <optional>

namespace dumbo::postgresql {

/// What every text that a regular expression finds must have in it.
struct PlainPattern {
    QByteArray text; ///< UTF-8
    bool isPrefix = false; ///< at its beginning
    bool isExact = false; ///< and any text that has it is found
};

/// Nothing where a regular expression does not tell so simply.
[[nodiscard]] std::optional<PlainPattern> plainPattern(QByteArrayView pattern, QByteArrayView options);

} // namespace dumbo::postgresql
