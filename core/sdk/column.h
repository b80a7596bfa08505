#pragma once

#include "core/base/export.h"

#include <QString>

#include <optional>

namespace dumbo {

/// What a column means, apart from how its values are held: decides alignment, sorting and editing.
enum class LogicalKind {
    Unknown,
    Boolean,
    Integer,
    Decimal,
    Float,
    Text,
    Bytes,
    Date,
    Time,
    TimeWithZone,
    Timestamp,
    TimestampWithZone,
    Interval,
    Uuid,
    Json,
    Xml,
    Array,
    Composite,
    Range,
    Bits,
    Enumeration,
    Geometry,
    Network,
    Other,
};

enum class Nullability { Unknown, NotNull, Nullable };

/// The stored column that a result column shows unchanged.
struct ColumnOrigin {
    QString database; ///< SQLite: the attached schema, e.g. "main"
    QString schema; ///< empty where the database has none
    QString table;
    QString column;
    friend bool operator==(const ColumnOrigin &, const ColumnOrigin &) = default;
};

/// What is known of one column of a result before its rows.
struct Column {
    QString name; ///< as the server names it: may be empty, may occur twice
    LogicalKind kind = LogicalKind::Unknown;
    QString typeName; ///< the server's or the declared type, e.g. "numeric(12,2)"; empty for an expression
    bool isServerText = false; ///< values are in the server's own notation
    Nullability nullability = Nullability::Unknown;
    std::optional<ColumnOrigin> origin; ///< nothing for expressions, or where resolving costs a question to the server
    friend bool operator==(const Column &, const Column &) = default;
};

} // namespace dumbo
