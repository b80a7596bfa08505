#include "drivers/common/postgresql/types.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace dumbo::postgresql {

namespace {

using enum LogicalKind;

struct BuiltIn
{
    std::uint32_t oid;
    std::uint32_t arrayOid;
    const char *name; ///< of format_type()
    const char *internalName; ///< of pg_type, where it is another
    LogicalKind kind;
};

/// By OID.
constexpr std::array builtIns {
    BuiltIn { 16, 1000, "boolean", "bool", Boolean },
    BuiltIn { 17, 1001, "bytea", "", Bytes },
    BuiltIn { 18, 1002, "\"char\"", "", Text },
    BuiltIn { 19, 1003, "name", "", Text },
    BuiltIn { 20, 1016, "bigint", "int8", Integer },
    BuiltIn { 21, 1005, "smallint", "int2", Integer },
    BuiltIn { 22, 1006, "int2vector", "", Array },
    BuiltIn { 23, 1007, "integer", "int4", Integer },
    BuiltIn { 24, 1008, "regproc", "", Other },
    BuiltIn { 25, 1009, "text", "", Text },
    BuiltIn { 26, 1028, "oid", "", Integer },
    BuiltIn { 27, 1010, "tid", "", Other },
    BuiltIn { 28, 1011, "xid", "", Other },
    BuiltIn { 29, 1012, "cid", "", Other },
    BuiltIn { 30, 1013, "oidvector", "", Array },
    BuiltIn { 114, 199, "json", "", Json },
    BuiltIn { 142, 143, "xml", "", Xml },
    BuiltIn { 194, 0, "pg_node_tree", "", Other },
    BuiltIn { 600, 1017, "point", "", Geometry },
    BuiltIn { 601, 1018, "lseg", "", Geometry },
    BuiltIn { 602, 1019, "path", "", Geometry },
    BuiltIn { 603, 1020, "box", "", Geometry },
    BuiltIn { 604, 1027, "polygon", "", Geometry },
    BuiltIn { 628, 629, "line", "", Geometry },
    BuiltIn { 650, 651, "cidr", "", Network },
    BuiltIn { 700, 1021, "real", "float4", Float },
    BuiltIn { 701, 1022, "double precision", "float8", Float },
    BuiltIn { 705, 0, "unknown", "", Text },
    BuiltIn { 718, 719, "circle", "", Geometry },
    BuiltIn { 774, 775, "macaddr8", "", Network },
    BuiltIn { 790, 791, "money", "", Other },
    BuiltIn { 829, 1040, "macaddr", "", Network },
    BuiltIn { 869, 1041, "inet", "", Network },
    BuiltIn { 1033, 1034, "aclitem", "", Other },
    BuiltIn { 1042, 1014, "character", "bpchar", Text },
    BuiltIn { 1043, 1015, "character varying", "varchar", Text },
    BuiltIn { 1082, 1182, "date", "", Date },
    BuiltIn { 1083, 1183, "time without time zone", "time", Time },
    BuiltIn { 1114, 1115, "timestamp without time zone", "timestamp", Timestamp },
    BuiltIn { 1184, 1185, "timestamp with time zone", "timestamptz", TimestampWithZone },
    BuiltIn { 1186, 1187, "interval", "", Interval },
    BuiltIn { 1266, 1270, "time with time zone", "timetz", TimeWithZone },
    BuiltIn { 1560, 1561, "bit", "", Bits },
    BuiltIn { 1562, 1563, "bit varying", "varbit", Bits },
    BuiltIn { 1700, 1231, "numeric", "", Decimal },
    BuiltIn { 1790, 2201, "refcursor", "", Text },
    BuiltIn { 2202, 2207, "regprocedure", "", Other },
    BuiltIn { 2203, 2208, "regoper", "", Other },
    BuiltIn { 2204, 2209, "regoperator", "", Other },
    BuiltIn { 2205, 2210, "regclass", "", Other },
    BuiltIn { 2206, 2211, "regtype", "", Other },
    BuiltIn { 2249, 2287, "record", "", Composite },
    BuiltIn { 2275, 1263, "cstring", "", Text },
    BuiltIn { 2278, 0, "void", "", Other },
    BuiltIn { 2950, 2951, "uuid", "", Uuid },
    BuiltIn { 2970, 2949, "txid_snapshot", "", Other },
    BuiltIn { 3220, 3221, "pg_lsn", "", Other },
    BuiltIn { 3614, 3643, "tsvector", "", Other },
    BuiltIn { 3615, 3645, "tsquery", "", Other },
    BuiltIn { 3642, 3644, "gtsvector", "", Other },
    BuiltIn { 3734, 3735, "regconfig", "", Other },
    BuiltIn { 3769, 3770, "regdictionary", "", Other },
    BuiltIn { 3802, 3807, "jsonb", "", Json },
    BuiltIn { 3904, 3905, "int4range", "", Range },
    BuiltIn { 3906, 3907, "numrange", "", Range },
    BuiltIn { 3908, 3909, "tsrange", "", Range },
    BuiltIn { 3910, 3911, "tstzrange", "", Range },
    BuiltIn { 3912, 3913, "daterange", "", Range },
    BuiltIn { 3926, 3927, "int8range", "", Range },
    BuiltIn { 4072, 4073, "jsonpath", "", Other },
    BuiltIn { 4089, 4090, "regnamespace", "", Other },
    BuiltIn { 4096, 4097, "regrole", "", Other },
    BuiltIn { 4191, 4192, "regcollation", "", Other },
    BuiltIn { 4451, 6150, "int4multirange", "", Range },
    BuiltIn { 4532, 6151, "nummultirange", "", Range },
    BuiltIn { 4533, 6152, "tsmultirange", "", Range },
    BuiltIn { 4534, 6153, "tstzmultirange", "", Range },
    BuiltIn { 4535, 6155, "datemultirange", "", Range },
    BuiltIn { 4536, 6157, "int8multirange", "", Range },
    BuiltIn { 5038, 5039, "pg_snapshot", "", Other },
    BuiltIn { 5069, 271, "xid8", "", Other },
};

const BuiltIn *find(std::uint32_t oid)
{
    const auto found = std::ranges::lower_bound(builtIns, oid, {}, &BuiltIn::oid);
    return found != builtIns.end() && found->oid == oid ? &*found : nullptr;
}

const BuiltIn *findByArray(std::uint32_t oid)
{
    const auto found = std::ranges::find(builtIns, oid, &BuiltIn::arrayOid);
    return oid != 0 && found != builtIns.end() ? &*found : nullptr;
}

/// interval's fields, as intervaltypmodout() names them. Source: src/backend/utils/adt/timestamp.c
QString intervalFields(int modifier)
{
    switch ((modifier >> 16) & 0x7FFF) {
    case 1 << 2:
        return QStringLiteral(" year");
    case 1 << 1:
        return QStringLiteral(" month");
    case 1 << 3:
        return QStringLiteral(" day");
    case 1 << 10:
        return QStringLiteral(" hour");
    case 1 << 11:
        return QStringLiteral(" minute");
    case 1 << 12:
        return QStringLiteral(" second");
    case 1 << 2 | 1 << 1:
        return QStringLiteral(" year to month");
    case 1 << 3 | 1 << 10:
        return QStringLiteral(" day to hour");
    case 1 << 3 | 1 << 10 | 1 << 11:
        return QStringLiteral(" day to minute");
    case 1 << 3 | 1 << 10 | 1 << 11 | 1 << 12:
        return QStringLiteral(" day to second");
    case 1 << 10 | 1 << 11:
        return QStringLiteral(" hour to minute");
    case 1 << 10 | 1 << 11 | 1 << 12:
        return QStringLiteral(" hour to second");
    case 1 << 11 | 1 << 12:
        return QStringLiteral(" minute to second");
    default:
        return {};
    }
}

/// What stands behind the first word of the name: "(12,2)" for numeric.
QString modifierText(std::uint32_t oid, int modifier)
{
    switch (oid) {
    case 1042:
    case 1043:
        return QStringLiteral("(%1)").arg(modifier - 4);
    case 1560:
    case 1562:
    case 1083:
    case 1114:
    case 1184:
    case 1266:
        return QStringLiteral("(%1)").arg(modifier);
    case 1186: {
        const auto precision = modifier & 0xFFFF;
        return intervalFields(modifier)
            + (precision == 0xFFFF ? QString() : QStringLiteral("(%1)").arg(precision));
    }
    case 1700: {
        // Source: numeric_typmod_scale() in src/backend/utils/adt/numeric.c
        const auto packed = modifier - 4;
        const auto scale = ((packed & 0x7FF) ^ 1024) - 1024;
        return QStringLiteral("(%1,%2)").arg((packed >> 16) & 0xFFFF).arg(scale);
    }
    default:
        return {};
    }
}

} // namespace

std::optional<TypeFacts> builtInType(std::uint32_t oid)
{
    if (const auto *type = find(oid))
        return TypeFacts { QString::fromLatin1(type->name), type->kind };
    if (const auto *element = findByArray(oid))
        return TypeFacts { QString::fromLatin1(element->name) + QStringLiteral("[]"), Array };
    return std::nullopt;
}

QString typeNameWithModifier(std::uint32_t oid, const QString &name, int modifier)
{
    if (modifier < 0)
        return name;
    const auto *element = find(oid) ? nullptr : findByArray(oid);
    const auto added = modifierText(element ? element->oid : oid, modifier);
    if (added.isEmpty())
        return name;
    // "timestamp with time zone" takes it in the middle, "character varying" and arrays at the end of the words.
    auto at = name.indexOf(QLatin1StringView(" with"));
    if (at < 0)
        at = name.indexOf(QLatin1StringView("[]"));
    return at < 0 ? name + added : name.first(at) + added + name.sliced(at);
}

LogicalKind kindOfType(char typtype, char typcategory)
{
    switch (typtype) {
    case 'e':
        return Enumeration;
    case 'c':
        return Composite;
    case 'r':
    case 'm':
        return Range;
    default:
        break;
    }
    switch (typcategory) {
    case 'A':
        return Array;
    case 'B':
        return Boolean;
    case 'D':
        return Timestamp;
    case 'G':
        return Geometry;
    case 'I':
        return Network;
    case 'N':
        return Decimal;
    case 'S':
        return Text;
    case 'T':
        return Interval;
    case 'V':
        return Bits;
    default:
        return Other;
    }
}

std::uint32_t builtInOid(QByteArrayView name)
{
    const auto isArray = name.endsWith("[]");
    const auto element = isArray ? name.chopped(2) : name;
    const std::string_view wanted(element.data(), std::size_t(element.size()));
    for (const auto &type : builtIns) {
        if (wanted == type.name || wanted == type.internalName)
            return isArray ? type.arrayOid : type.oid;
    }
    return 0;
}

} // namespace dumbo::postgresql
