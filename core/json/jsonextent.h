#pragma once

#include <QByteArrayView>

namespace dumbo {

/// Looks for the end of a JSON value whose text arrives bit by bit: counts brackets outside strings, and validates nothing.
class JsonExtent {
public:
    /// bytes begins with the value, and each time holds what it held before and more. The position behind the value; -1 where more is
    /// needed (a number or literal ends only before something else). At least 1.
    [[nodiscard]] qint64 advance(QByteArrayView bytes);

private:
    qint64 m_at = 0;
    qint64 m_depth = 0;
    bool m_inString = false;
};

} // namespace dumbo
