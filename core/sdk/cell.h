#pragma once

#include "core/base/export.h"

#include <QtTypes>

#include <memory>
#include <string_view>

namespace dumbo {

class LongValue;

/// One value of a batch, read without copying. Valid as long as the batch is.
struct Cell {
    enum class Kind : quint8 {
        Null,
        Bool, ///< integer is 0 or 1
        Integer, ///< integer
        Unsigned, ///< unsignedInteger
        Float, ///< number; of 32 bits where isFloat32
        Text, ///< bytes, valid UTF-8
        RawText, ///< bytes, called text by the database but not valid UTF-8
        Bytes, ///< bytes
    };

    Kind kind = Kind::Null;
    bool isFloat32 = false;
    union {
        qint64 integer = 0;
        quint64 unsignedInteger;
        double number;
    };
    std::string_view bytes; ///< the prefix only where longValue is set
    const std::shared_ptr<const LongValue> *longValue = nullptr; ///< the whole value, where bytes is cut

    [[nodiscard]] bool isNull() const { return kind == Kind::Null; }
    [[nodiscard]] bool hasBytes() const { return kind >= Kind::Text; }
};

} // namespace dumbo
