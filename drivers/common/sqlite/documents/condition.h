#pragma once

#include <QByteArray>

#include <vector>

namespace dumbo::sqlite {

/// What a filter became. Both forms may answer NULL for "no".
struct Condition {
    QByteArray wide; ///< true for every document that matches, perhaps for others
    QByteArray narrow; ///< true only for documents that match, perhaps not for all

    [[nodiscard]] static Condition exactly(const QByteArray &sql) { return { sql, sql }; }
    [[nodiscard]] static Condition always() { return exactly("1"); }
    [[nodiscard]] static Condition never() { return exactly("0"); }
    [[nodiscard]] static Condition unknown() { return { "1", "0" }; }
    [[nodiscard]] static Condition atMost(const QByteArray &sql) { return { sql, "0" }; }

    [[nodiscard]] bool isExact() const { return wide == narrow; }
};

[[nodiscard]] Condition all(const std::vector<Condition> &conditions);
[[nodiscard]] Condition any(const std::vector<Condition> &conditions);
[[nodiscard]] Condition negated(const Condition &condition);
[[nodiscard]] inline Condition both(const Condition &left, const Condition &right)
{
    return all({ left, right });
}
/// EXISTS over rows that meet the condition.
[[nodiscard]] Condition existing(const QByteArray &from, const Condition &condition);

} // namespace dumbo::sqlite
