#pragma once

#include "core/isolation/wirevalues.h"

#include <QTest>

#include <algorithm>
#include <concepts>

namespace dumbo::test {

/// A value as the wire writes it: what two values have in common that have no ==.
template <typename T>
[[nodiscard]] QByteArray bytesOf(const T &value)
{
    WireWriter writer;
    writer(value);
    return writer.take();
}

template <typename T>
[[nodiscard]] bool sameValue(const T &left, const T &right)
{
    if constexpr (std::ranges::range<T> && !std::is_same_v<T, QString>)
        return std::ranges::equal(left, right, [](const auto &one, const auto &other) { return sameValue(one, other); });
    else if constexpr (std::equality_comparable<T>)
        return left == right;
    else
        return bytesOf(left) == bytesOf(right);
}

/// The same value, or the same error.
template <typename T>
[[nodiscard]] bool sameOutcome(const Result<T> &left, const Result<T> &right)
{
    if (left.has_value() != right.has_value())
        return false;
    if (!left)
        return left.error() == right.error();
    if constexpr (std::is_void_v<T>)
        return true;
    else
        return sameValue(*left, *right);
}

template <typename T>
[[nodiscard]] QString errorOf(const Result<T> &result)
{
    return result ? QStringLiteral("it succeeded") : result.error().toText();
}

} // namespace dumbo::test

/// Both succeeded with the same value, or both failed with the same error.
#define DUMBO_SAME(near, far) QVERIFY2(dumbo::test::sameOutcome(near, far), qPrintable(dumbo::test::errorOf(far)))
/// Succeeded.
#define DUMBO_DONE(result) \
    do { \
        const auto &done = (result); \
        QVERIFY2(done.has_value(), qPrintable(dumbo::test::errorOf(done))); \
    } while (false)
