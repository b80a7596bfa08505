#pragma once

#include "core/base/result.h"

#include <memory>
#include <span>

namespace dumbo {

/// A text or bytes value too long for a batch. It is complete and independent: it outlives batch, cursor and
/// connection, and may be read and freed in any thread.
class DUMBO_SDK_EXPORT LongValue {
public:
    LongValue();
    virtual ~LongValue();
    LongValue(const LongValue &) = delete;
    LongValue &operator=(const LongValue &) = delete;

    /// Bytes of the whole value.
    [[nodiscard]] virtual qint64 size() const = 0;
    /// Exactly length bytes from offset; both lie within size(). May wait for disk or network.
    [[nodiscard]] virtual Result<QByteArray> read(qint64 offset, qint64 length) const = 0;

    /// A copy of bytes in a SpillFile: what a driver uses that has the value in memory right now.
    [[nodiscard]] static Result<std::shared_ptr<const LongValue>> inFile(std::span<const char> bytes);
};

} // namespace dumbo
