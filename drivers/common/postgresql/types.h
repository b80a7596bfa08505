#pragma once

#include "core/sdk/column.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <optional>

namespace dumbo::postgresql {

/// What is known of a type of the server.
struct TypeFacts
{
    QString name; ///< as format_type() writes it without a modifier, e.g. "character varying"
    LogicalKind kind = LogicalKind::Other;
};

/// Types that every PostgreSQL has under the same OID (src/include/catalog/pg_type.dat), their arrays included;
/// nothing for others.
[[nodiscard]] std::optional<TypeFacts> builtInType(std::uint32_t oid);

/// The name with its modifier, as format_type() writes it: "numeric(12,2)", "timestamp(3) with time zone".
[[nodiscard]] QString typeNameWithModifier(std::uint32_t oid, const QString &name, int modifier);

/// The kind of a type that is not built in, from pg_type: typtype and typcategory.
[[nodiscard]] LogicalKind kindOfType(char typtype, char typcategory);

/// The OID of a built-in type by the name format_type() or SQL gives it ("int8", "bigint", "jsonb", "text[]"); 0
/// for others.
[[nodiscard]] std::uint32_t builtInOid(QByteArrayView name);

namespace oid {
inline constexpr std::uint32_t boolean = 16;
inline constexpr std::uint32_t bytea = 17;
inline constexpr std::uint32_t int8 = 20;
inline constexpr std::uint32_t int2 = 21;
inline constexpr std::uint32_t int4 = 23;
inline constexpr std::uint32_t oid = 26;
inline constexpr std::uint32_t float8 = 701;
inline constexpr std::uint32_t date = 1082;
inline constexpr std::uint32_t time = 1083;
inline constexpr std::uint32_t timestamp = 1114;
inline constexpr std::uint32_t timestamptz = 1184;
inline constexpr std::uint32_t interval = 1186;
inline constexpr std::uint32_t timetz = 1266;
inline constexpr std::uint32_t numeric = 1700;
inline constexpr std::uint32_t uuid = 2950;
} // namespace oid

} // namespace dumbo::postgresql
