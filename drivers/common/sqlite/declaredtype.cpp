#include "drivers/common/sqlite/declaredtype.h"

#include <array>

namespace dumbo::sqlite {

namespace {

struct NamedType
{
    const char16_t *part;
    LogicalKind kind;
};

// The first that is found in the type's name wins; the order is part of the meaning.
constexpr std::array namedTypes {
    NamedType { u"BOOL", LogicalKind::Boolean },
    NamedType { u"JSON", LogicalKind::Json },
    NamedType { u"UUID", LogicalKind::Uuid },
    NamedType { u"GUID", LogicalKind::Uuid },
    NamedType { u"TIMESTAMPTZ", LogicalKind::TimestampWithZone },
    NamedType { u"TIMESTAMP WITH TIME ZONE", LogicalKind::TimestampWithZone },
    NamedType { u"DATETIME", LogicalKind::Timestamp },
    NamedType { u"TIMESTAMP", LogicalKind::Timestamp },
    NamedType { u"INT", LogicalKind::Integer },
    NamedType { u"CHAR", LogicalKind::Text },
    NamedType { u"CLOB", LogicalKind::Text },
    NamedType { u"TEXT", LogicalKind::Text },
    NamedType { u"BLOB", LogicalKind::Bytes },
    NamedType { u"REAL", LogicalKind::Float },
    NamedType { u"FLOA", LogicalKind::Float },
    NamedType { u"DOUB", LogicalKind::Float },
    NamedType { u"DECIMAL", LogicalKind::Decimal },
    NamedType { u"NUMERIC", LogicalKind::Decimal },
    NamedType { u"MONEY", LogicalKind::Decimal },
    NamedType { u"DATE", LogicalKind::Date },
    NamedType { u"TIME", LogicalKind::Time },
};

} // namespace

LogicalKind logicalKind(const QString &declaredType)
{
    const auto upper = declaredType.toUpper();
    if (upper == QLatin1StringView("INTERVAL"))
        return LogicalKind::Interval;
    for (const auto &[part, kind] : namedTypes) {
        if (upper.contains(QStringView(part)))
            return kind;
    }
    return LogicalKind::Unknown;
}

} // namespace dumbo::sqlite
