#include "types.h"

#include "dialect.h"

#include <algorithm>

namespace dumbo::duckdb {

namespace {

const char *plainName(duckdb_type id)
{
    switch (id) {
    case DUCKDB_TYPE_BOOLEAN: return "BOOLEAN";
    case DUCKDB_TYPE_TINYINT: return "TINYINT";
    case DUCKDB_TYPE_SMALLINT: return "SMALLINT";
    case DUCKDB_TYPE_INTEGER: return "INTEGER";
    case DUCKDB_TYPE_BIGINT: return "BIGINT";
    case DUCKDB_TYPE_UTINYINT: return "UTINYINT";
    case DUCKDB_TYPE_USMALLINT: return "USMALLINT";
    case DUCKDB_TYPE_UINTEGER: return "UINTEGER";
    case DUCKDB_TYPE_UBIGINT: return "UBIGINT";
    case DUCKDB_TYPE_HUGEINT: return "HUGEINT";
    case DUCKDB_TYPE_UHUGEINT: return "UHUGEINT";
    case DUCKDB_TYPE_FLOAT: return "FLOAT";
    case DUCKDB_TYPE_DOUBLE: return "DOUBLE";
    case DUCKDB_TYPE_VARCHAR: return "VARCHAR";
    case DUCKDB_TYPE_BLOB: return "BLOB";
    case DUCKDB_TYPE_DATE: return "DATE";
    case DUCKDB_TYPE_TIME: return "TIME";
    case DUCKDB_TYPE_TIME_NS: return "TIME_NS";
    case DUCKDB_TYPE_TIME_TZ: return "TIME WITH TIME ZONE";
    case DUCKDB_TYPE_TIMESTAMP: return "TIMESTAMP";
    case DUCKDB_TYPE_TIMESTAMP_S: return "TIMESTAMP_S";
    case DUCKDB_TYPE_TIMESTAMP_MS: return "TIMESTAMP_MS";
    case DUCKDB_TYPE_TIMESTAMP_NS: return "TIMESTAMP_NS";
    case DUCKDB_TYPE_TIMESTAMP_TZ: return "TIMESTAMP WITH TIME ZONE";
    case DUCKDB_TYPE_INTERVAL: return "INTERVAL";
    case DUCKDB_TYPE_UUID: return "UUID";
    case DUCKDB_TYPE_BIT: return "BIT";
    case DUCKDB_TYPE_BIGNUM: return "BIGNUM";
    case DUCKDB_TYPE_SQLNULL: return "NULL";
    default: return "";
    }
}

std::string quotedName(const std::string &name)
{
    const auto isBare = !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
    if (isBare && !dialect().keywords.contains(QString::fromStdString(name).toLower()))
        return name;
    std::string quoted = "\"";
    for (const auto c : name)
        quoted += c == '"' ? "\"\"" : std::string(1, c);
    return quoted + '"';
}

std::string joined(const std::vector<std::string> &parts)
{
    std::string text;
    for (const auto &part : parts)
        text += (text.empty() ? "" : ", ") + part;
    return text;
}

std::string membersText(const ValueType &type)
{
    std::vector<std::string> parts;
    for (std::size_t i = 0; i < type.children.size(); ++i) {
        const auto child = type.children[i].name();
        parts.push_back(type.isTuple() ? child : quotedName(type.names[i]) + ' ' + child);
    }
    return '(' + joined(parts) + ')';
}

std::string labelsText(const ValueType &type)
{
    std::vector<std::string> parts;
    for (const auto &label : type.labels) {
        std::string quoted = "'";
        for (const auto c : label)
            quoted += c == '\'' ? "''" : std::string(1, c);
        parts.push_back(quoted + '\'');
    }
    return "ENUM(" + joined(parts) + ')';
}

ValueType takenType(duckdb_logical_type type)
{
    const TypeHandle owned(type);
    return ValueType::of(owned.get());
}

void addMembers(ValueType &made, duckdb_logical_type type)
{
    const auto isUnion = made.id == DUCKDB_TYPE_UNION;
    const auto count = isUnion ? api().union_type_member_count(type) : api().struct_type_child_count(type);
    for (idx_t i = 0; i < count; ++i) {
        made.names.push_back(takeText(isUnion ? api().union_type_member_name(type, i) : api().struct_type_child_name(type, i)));
        made.children.push_back(takenType(isUnion ? api().union_type_member_type(type, i) : api().struct_type_child_type(type, i)));
    }
}

void addParts(ValueType &made, duckdb_logical_type type)
{
    switch (made.id) {
    case DUCKDB_TYPE_DECIMAL:
        made.width = api().decimal_width(type);
        made.scale = api().decimal_scale(type);
        made.physical = api().decimal_internal_type(type);
        break;
    case DUCKDB_TYPE_ENUM:
        made.physical = api().enum_internal_type(type);
        for (idx_t i = 0; i < api().enum_dictionary_size(type); ++i)
            made.labels.push_back(takeText(api().enum_dictionary_value(type, i)));
        break;
    case DUCKDB_TYPE_LIST:
        made.children.push_back(takenType(api().list_type_child_type(type)));
        break;
    case DUCKDB_TYPE_ARRAY:
        made.children.push_back(takenType(api().array_type_child_type(type)));
        made.arraySize = api().array_type_array_size(type);
        break;
    case DUCKDB_TYPE_MAP:
        made.children.push_back(takenType(api().map_type_key_type(type)));
        made.children.push_back(takenType(api().map_type_value_type(type)));
        break;
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_UNION:
        addMembers(made, type);
        break;
    default:
        break;
    }
}

} // namespace

ValueType ValueType::of(duckdb_logical_type type)
{
    ValueType made;
    made.id = api().get_type_id(type);
    made.physical = made.id;
    made.alias = takeText(api().logical_type_get_alias(type));
    addParts(made, type);
    return made;
}

bool ValueType::isNested() const
{
    return id == DUCKDB_TYPE_LIST || id == DUCKDB_TYPE_ARRAY || id == DUCKDB_TYPE_MAP || id == DUCKDB_TYPE_STRUCT
        || id == DUCKDB_TYPE_UNION;
}

bool ValueType::isWrittenAsText() const
{
    switch (id) {
    case DUCKDB_TYPE_BOOLEAN:
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_BLOB:
    case DUCKDB_TYPE_SQLNULL:
        return false;
    default:
        return true;
    }
}

bool ValueType::isTuple() const
{
    return id == DUCKDB_TYPE_STRUCT && !names.empty() && names.front().empty();
}

std::string ValueType::name() const
{
    if (!alias.empty())
        return alias;
    switch (id) {
    case DUCKDB_TYPE_DECIMAL:
        return "DECIMAL(" + std::to_string(width) + ',' + std::to_string(scale) + ')';
    case DUCKDB_TYPE_ENUM:
        return labelsText(*this);
    case DUCKDB_TYPE_LIST:
        return children[0].name() + "[]";
    case DUCKDB_TYPE_ARRAY:
        return children[0].name() + '[' + std::to_string(arraySize) + ']';
    case DUCKDB_TYPE_MAP:
        return "MAP(" + children[0].name() + ", " + children[1].name() + ')';
    case DUCKDB_TYPE_STRUCT:
        return "STRUCT" + membersText(*this);
    case DUCKDB_TYPE_UNION:
        return "UNION" + membersText(*this);
    default:
        return plainName(id);
    }
}

LogicalKind ValueType::kind() const
{
    if (alias == "JSON")
        return LogicalKind::Json;
    switch (id) {
    case DUCKDB_TYPE_BOOLEAN: return LogicalKind::Boolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UHUGEINT:
    case DUCKDB_TYPE_BIGNUM: return LogicalKind::Integer;
    case DUCKDB_TYPE_DECIMAL: return LogicalKind::Decimal;
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE: return LogicalKind::Float;
    case DUCKDB_TYPE_VARCHAR: return LogicalKind::Text;
    case DUCKDB_TYPE_BLOB: return LogicalKind::Bytes;
    case DUCKDB_TYPE_DATE: return LogicalKind::Date;
    case DUCKDB_TYPE_TIME:
    case DUCKDB_TYPE_TIME_NS: return LogicalKind::Time;
    case DUCKDB_TYPE_TIME_TZ: return LogicalKind::TimeWithZone;
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS: return LogicalKind::Timestamp;
    case DUCKDB_TYPE_TIMESTAMP_TZ: return LogicalKind::TimestampWithZone;
    case DUCKDB_TYPE_INTERVAL: return LogicalKind::Interval;
    case DUCKDB_TYPE_UUID: return LogicalKind::Uuid;
    case DUCKDB_TYPE_BIT: return LogicalKind::Bits;
    case DUCKDB_TYPE_ENUM: return LogicalKind::Enumeration;
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY: return LogicalKind::Array;
    case DUCKDB_TYPE_STRUCT:
    case DUCKDB_TYPE_MAP:
    case DUCKDB_TYPE_UNION: return LogicalKind::Composite;
    case DUCKDB_TYPE_SQLNULL: return LogicalKind::Unknown;
    default: return LogicalKind::Other;
    }
}

Column describeColumn(const char *name, const ValueType &type)
{
    Column column;
    column.name = QString::fromUtf8(name);
    column.kind = type.kind();
    column.typeName = QString::fromStdString(type.name());
    column.isServerText = type.isWrittenAsText();
    return column;
}

} // namespace dumbo::duckdb
