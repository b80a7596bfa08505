#include "drivers/qtsql/mysqlrows.h"

#include <array>
#include <charconv>

namespace dumbo::qtsql {

namespace {

constexpr unsigned int binaryCharset = 63;

/// enum_field_types of the protocol, https://mariadb.com/kb/en/result-set-packets/#field-types
enum FieldType : unsigned int {
    Decimal = 0,
    Tiny = 1,
    Short = 2,
    Long = 3,
    Float = 4,
    Double = 5,
    Null = 6,
    Timestamp = 7,
    LongLong = 8,
    Int24 = 9,
    Date = 10,
    Time = 11,
    DateTime = 12,
    Year = 13,
    Bit = 16,
    Json = 245,
    NewDecimal = 246,
    Enumeration = 247,
    Set = 248,
    TinyBlob = 249,
    MediumBlob = 250,
    LongBlob = 251,
    Blob = 252,
    VarString = 253,
    String = 254,
    Geometry = 255,
};

enum FieldFlag : unsigned int { NotNull = 1, Unsigned = 32, IsEnumeration = 256, IsSet = 2048 };

bool isInteger(const MysqlField &field)
{
    return (field.type >= Tiny && field.type <= Long) || field.type == LongLong || field.type == Int24
        || field.type == Year;
}

bool isText(const MysqlField &field)
{
    return field.charset != binaryCharset || field.type == Json;
}

bool isBytes(const MysqlField &field)
{
    return field.type == Bit || field.type == Geometry || (field.type >= TinyBlob && !isText(field));
}

LogicalKind kindOf(const MysqlField &field)
{
    if (isInteger(field))
        return LogicalKind::Integer;
    if (field.flags & (IsEnumeration | IsSet))
        return LogicalKind::Enumeration;
    switch (field.type) {
    case Decimal:
    case NewDecimal:
        return LogicalKind::Decimal;
    case Float:
    case Double:
        return LogicalKind::Float;
    case Timestamp:
    case DateTime:
        return LogicalKind::Timestamp;
    case Date:
        return LogicalKind::Date;
    case Time:
        return LogicalKind::Time;
    case Bit:
        return LogicalKind::Bits;
    case Json:
        return LogicalKind::Json;
    case Geometry:
        return LogicalKind::Geometry;
    case Null:
        return LogicalKind::Unknown;
    default:
        return isText(field) ? LogicalKind::Text : LogicalKind::Bytes;
    }
}

QString decimalName(const MysqlField &field)
{
    const auto digits = field.length - (field.decimals > 0 ? 1 : 0) - (field.flags & Unsigned ? 0 : 1);
    return QStringLiteral("decimal(%1,%2)").arg(digits).arg(field.decimals);
}

QString nameOf(const MysqlField &field)
{
    struct TypeName
    {
        unsigned int type;
        const char *text;
        const char *bytes;
    };
    static constexpr std::array names { TypeName { Tiny, "tinyint", nullptr },
        TypeName { Short, "smallint", nullptr }, TypeName { Long, "int", nullptr },
        TypeName { LongLong, "bigint", nullptr }, TypeName { Int24, "mediumint", nullptr },
        TypeName { Year, "year", nullptr }, TypeName { Float, "float", nullptr },
        TypeName { Double, "double", nullptr }, TypeName { Timestamp, "timestamp", nullptr },
        TypeName { Date, "date", nullptr }, TypeName { Time, "time", nullptr },
        TypeName { DateTime, "datetime", nullptr }, TypeName { Bit, "bit", nullptr },
        TypeName { Json, "json", nullptr }, TypeName { Geometry, "geometry", nullptr },
        TypeName { TinyBlob, "tinytext", "tinyblob" }, TypeName { MediumBlob, "mediumtext", "mediumblob" },
        TypeName { LongBlob, "longtext", "longblob" }, TypeName { Blob, "text", "blob" },
        TypeName { VarString, "varchar", "varbinary" }, TypeName { String, "char", "binary" } };
    if (field.type == Decimal || field.type == NewDecimal)
        return decimalName(field);
    if (field.flags & IsEnumeration)
        return QStringLiteral("enum");
    if (field.flags & IsSet)
        return QStringLiteral("set");
    for (const auto &[type, text, bytes] : names) {
        if (type != field.type)
            continue;
        const auto name = QString::fromLatin1(bytes && !isText(field) ? bytes : text);
        return isInteger(field) && type != Year && (field.flags & Unsigned) ? name + QStringLiteral(" unsigned") : name;
    }
    return {};
}

QString text(const char *bytes, unsigned int length)
{
    return QString::fromUtf8(bytes, qsizetype(length));
}

template <typename Number>
std::optional<Number> parse(std::string_view digits)
{
    Number number {};
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return number;
}

void appendValue(ColumnBuilder &column, const MysqlField &field, std::string_view value)
{
    if (field.type == LongLong && (field.flags & Unsigned)) {
        if (const auto number = parse<quint64>(value))
            return column.appendUInt64(*number);
    } else if (isInteger(field)) {
        if (const auto number = parse<qint64>(value))
            return column.appendInt64(*number);
    } else if (field.type == Float) {
        if (const auto number = parse<float>(value))
            return column.appendFloat(*number);
    } else if (field.type == Double) {
        if (const auto number = parse<double>(value))
            return column.appendDouble(*number);
    } else if (isBytes(field)) {
        return column.appendBytes(value);
    }
    column.appendText(value);
}

} // namespace

std::optional<MysqlFunctions> MysqlFunctions::of(const NativeLibrary &library)
{
    MysqlFunctions found;
    auto complete = true;
    const auto find = [&]<typename Function>(Function *&place, const char *name) {
        place = library.find<Function>(name);
        complete = complete && place;
    };
    find(found.numFields, "mysql_num_fields");
    find(found.fetchFields, "mysql_fetch_fields");
    find(found.rowTell, "mysql_row_tell");
    find(found.fetchLengths, "mysql_fetch_lengths");
    find(found.sqlState, "mysql_sqlstate");
    find(found.resetConnection, "mysql_reset_connection");
    find(found.setServerOption, "mysql_set_server_option");
    return complete ? std::optional(found) : std::nullopt;
}

std::vector<Column> mysqlColumns(const MysqlFunctions &functions, MysqlResult *result)
{
    std::vector<Column> columns;
    const auto *fields = functions.fetchFields(result);
    for (unsigned int i = 0; i < functions.numFields(result); ++i) {
        const auto &field = fields[i];
        Column column;
        column.name = text(field.name, field.nameLength);
        column.kind = kindOf(field);
        column.typeName = nameOf(field);
        column.isServerText = column.kind == LogicalKind::Decimal;
        column.nullability = field.flags & NotNull ? Nullability::NotNull : Nullability::Nullable;
        if (field.originalTableLength > 0 && field.originalNameLength > 0)
            column.origin = ColumnOrigin { {}, text(field.database, field.databaseLength),
                text(field.originalTable, field.originalTableLength),
                text(field.originalName, field.originalNameLength) };
        columns.push_back(std::move(column));
    }
    return columns;
}

MysqlTextRows::MysqlTextRows(QSqlQuery &query, MysqlResult *result, const MysqlFunctions &functions)
    : m_query(query)
    , m_result(result)
    , m_functions(functions)
    , m_fields(functions.fetchFields(result))
    , m_count(int(functions.numFields(result)))
{
}

std::vector<Column> MysqlTextRows::columns() const
{
    return mysqlColumns(m_functions, m_result);
}

bool MysqlTextRows::next()
{
    // Qt fetches the row that the result's cursor stands on now.
    m_row = m_functions.rowTell(m_result);
    return m_query.next();
}

void MysqlTextRows::append(BatchBuilder &builder)
{
    const auto *lengths = m_functions.fetchLengths(m_result);
    for (int i = 0; i < m_count; ++i) {
        if (const auto *value = m_row->values[i])
            appendValue(builder.column(i), m_fields[i], { value, std::size_t(lengths[i]) });
        else
            builder.column(i).appendNull();
    }
    builder.endRow();
}

} // namespace dumbo::qtsql
