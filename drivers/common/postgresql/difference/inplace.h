#pragma once

#include "drivers/common/postgresql/difference/elements.h"

#include <optional>

namespace dumbo::postgresql {

/// How an element becomes another one without going away.
struct InPlace
{
    std::vector<DifferenceStatement> before; ///< among what goes
    std::vector<DifferenceStatement> statements;
    bool altersType = false; ///< of a column: what mentions the column must make way
    QStringList reasons; ///< what can't be done, and why
};

/// The statements; nullopt where the element must go and be made again. Both have one key, and differ.
[[nodiscard]] std::optional<InPlace> alteredInPlace(const Element &from, const Element &to, const Dialect &dialect);

[[nodiscard]] InPlace alteredColumn(const Element &from, const Element &to, const Dialect &dialect);
[[nodiscard]] InPlace alteredTable(const Element &from, const Element &to, const Dialect &dialect);
/// nullopt: not in place.
[[nodiscard]] std::optional<InPlace> alteredType(const Element &from, const Element &to, const Dialect &dialect);

/// The labels of CREATE TYPE … AS ENUM (…), as literals; empty for other types.
[[nodiscard]] QByteArrayList enumLabels(const QByteArray &create, const Dialect &dialect);
/// All options of a sequence from this token on, those that are not said as well, as ALTER SEQUENCE takes them.
[[nodiscard]] QByteArrayList sequenceSettings(const difference::SqlText &sql, int from, bool ofIdentity);
/// Whether every value of the one type is a value of the other.
[[nodiscard]] bool isWidening(const QByteArray &from, const QByteArray &to);

[[nodiscard]] DifferenceStatement statementFor(const Element &element, const QByteArray &text, bool losesData = false);

} // namespace dumbo::postgresql
