#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QMap>
#include <QString>

namespace dumbo {

/// digests.txt of a bundle: SHA-256 of each file as sha256sum(1) writes it, by path. One text for one list: that text is signed.
struct DUMBO_CORE_EXPORT DigestList {
    QMap<QString, QByteArray> digests; ///< path → 64 hexadecimal digits, lower case

    /// Data where a line is not as toBytes() writes it, or out of order.
    [[nodiscard]] static Result<DigestList> fromBytes(const QByteArray &bytes);
    [[nodiscard]] QByteArray toBytes() const;
};

/// SHA-256 in hexadecimal digits.
[[nodiscard]] DUMBO_CORE_EXPORT QByteArray sha256Hex(const QByteArray &bytes);

} // namespace dumbo
