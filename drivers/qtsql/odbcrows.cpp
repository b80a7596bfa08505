#include "drivers/qtsql/odbcrows.h"

#include <QSqlResult>

#include <array>

namespace dumbo::qtsql {

namespace {

/// Of the buffer that values are read into.
constexpr qsizetype usualRoom = 32768;

/// Data types of ODBC (sql.h, sqlext.h).
enum SqlType : short {
    Char = 1,
    Numeric = 2,
    Decimal = 3,
    Integer = 4,
    SmallInt = 5,
    Float = 6,
    Real = 7,
    Double = 8,
    VarChar = 12,
    Date = 91,
    Time = 92,
    Timestamp = 93,
    OldDate = 9,
    OldTime = 10,
    OldTimestamp = 11,
    LongVarChar = -1,
    Binary = -2,
    VarBinary = -3,
    LongVarBinary = -4,
    BigInt = -5,
    TinyInt = -6,
    Bit = -7,
    WideChar = -8,
    WideVarChar = -9,
    WideLongVarChar = -10,
    Guid = -11,
};

struct TypeFacts
{
    short type;
    LogicalKind kind;
    const char *name;
};

constexpr std::array types { TypeFacts { Char, LogicalKind::Text, "char" },
    TypeFacts { Numeric, LogicalKind::Decimal, "numeric" }, TypeFacts { Decimal, LogicalKind::Decimal, "decimal" },
    TypeFacts { Integer, LogicalKind::Integer, "integer" }, TypeFacts { SmallInt, LogicalKind::Integer, "smallint" },
    TypeFacts { Float, LogicalKind::Float, "float" }, TypeFacts { Real, LogicalKind::Float, "real" },
    TypeFacts { Double, LogicalKind::Float, "double" }, TypeFacts { VarChar, LogicalKind::Text, "varchar" },
    TypeFacts { Date, LogicalKind::Date, "date" }, TypeFacts { Time, LogicalKind::Time, "time" },
    TypeFacts { Timestamp, LogicalKind::Timestamp, "timestamp" }, TypeFacts { OldDate, LogicalKind::Date, "date" },
    TypeFacts { OldTime, LogicalKind::Time, "time" }, TypeFacts { OldTimestamp, LogicalKind::Timestamp, "timestamp" },
    TypeFacts { LongVarChar, LogicalKind::Text, "long varchar" }, TypeFacts { Binary, LogicalKind::Bytes, "binary" },
    TypeFacts { VarBinary, LogicalKind::Bytes, "varbinary" },
    TypeFacts { LongVarBinary, LogicalKind::Bytes, "long varbinary" },
    TypeFacts { BigInt, LogicalKind::Integer, "bigint" }, TypeFacts { TinyInt, LogicalKind::Integer, "tinyint" },
    TypeFacts { Bit, LogicalKind::Boolean, "bit" }, TypeFacts { WideChar, LogicalKind::Text, "char" },
    TypeFacts { WideVarChar, LogicalKind::Text, "varchar" },
    TypeFacts { WideLongVarChar, LogicalKind::Text, "long varchar" }, TypeFacts { Guid, LogicalKind::Uuid, "guid" } };

bool isInteger(short type)
{
    return type == Integer || type == SmallInt || type == BigInt || type == TinyInt;
}

bool isFloat(short type)
{
    return type == Float || type == Real || type == Double;
}

bool isBytes(short type)
{
    return type == Binary || type == VarBinary || type == LongVarBinary;
}

} // namespace

std::optional<OdbcFunctions> OdbcFunctions::of(const NativeLibrary &library)
{
    OdbcFunctions found;
    auto complete = sizeof(void *) == 8;
    const auto find = [&]<typename Function>(Function *&place, const char *name) {
        place = library.find<Function>(name);
        complete = complete && place;
    };
    find(found.getData, "SQLGetData");
    find(found.resultColumns, "SQLNumResultCols");
    find(found.describeColumn, "SQLDescribeColW");
    find(found.diagnosis, "SQLGetDiagRecW");
    return complete ? std::optional(found) : std::nullopt;
}

OdbcFunctions::Handle odbcStatement(const QSqlQuery &query)
{
    return nativeHandle(query.result()->handle(), { "SQLHANDLE", "void*", "SQLHSTMT" });
}

OdbcRows::OdbcRows(QSqlQuery &query, OdbcFunctions::Handle statement, const OdbcFunctions &functions)
    : m_query(query)
    , m_statement(statement)
    , m_functions(functions)
    , m_buffer(usualRoom, Qt::Uninitialized)
{
    short count = 0;
    if (OdbcFunctions::isGood(m_functions.resultColumns(m_statement, &count))) {
        for (short number = 1; number <= count; ++number)
            describe(static_cast<unsigned short>(number));
    }
}

void OdbcRows::describe(unsigned short number)
{
    std::array<char16_t, 512> name {};
    short nameLength = 0;
    short type = 0;
    quint64 size = 0;
    short decimals = 0;
    short nullable = 2;
    Column column;
    if (OdbcFunctions::isGood(m_functions.describeColumn(m_statement, number, name.data(), short(name.size()),
            &nameLength, &type, &size, &decimals, &nullable)))
        column.name = QString::fromUtf16(name.data(), std::min<qsizetype>(nameLength, name.size() - 1));
    for (const auto &facts : types) {
        if (facts.type == type) {
            column.kind = facts.kind;
            column.typeName = QString::fromLatin1(facts.name);
        }
    }
    column.nullability = nullable == 0 ? Nullability::NotNull
        : nullable == 1                ? Nullability::Nullable
                                       : Nullability::Unknown;
    column.isServerText = !isInteger(type) && !isFloat(type) && !isBytes(type) && type != Bit;
    m_columns.push_back(std::move(column));
    m_types.push_back(type);
}

void OdbcRows::append(BatchBuilder &builder)
{
    for (std::size_t i = 0; i < m_types.size(); ++i)
        append(builder.column(int(i)), static_cast<unsigned short>(i + 1), m_types[i]);
    builder.endRow();
}

void OdbcRows::append(ColumnBuilder &column, unsigned short number, short type)
{
    OdbcFunctions::Length length = 0;
    if (isInteger(type) || type == Bit) {
        qint64 value = 0;
        m_functions.getData(m_statement, number, OdbcFunctions::asInteger, &value, sizeof value, &length);
        if (length == OdbcFunctions::nullData)
            return column.appendNull();
        return type == Bit ? column.appendBool(value != 0) : column.appendInt64(value);
    }
    if (isFloat(type)) {
        double value = 0;
        m_functions.getData(m_statement, number, OdbcFunctions::asDouble, &value, sizeof value, &length);
        return length == OdbcFunctions::nullData ? column.appendNull() : column.appendDouble(value);
    }
    appendLong(column, number, !isBytes(type));
}

/// A value comes in pieces; all but the last fill the buffer, texts with a terminator. Some drivers convert the whole
/// value for each piece, so the second one has room for all the rest.
void OdbcRows::appendLong(ColumnBuilder &column, unsigned short number, bool isText)
{
    const auto target = isText ? OdbcFunctions::asText : OdbcFunctions::asBytes;
    QByteArray whole;
    while (true) {
        OdbcFunctions::Length length = 0;
        const auto room = m_buffer.size() - (isText ? 2 : 0);
        const auto code
            = m_functions.getData(m_statement, number, target, m_buffer.data(), m_buffer.size(), &length);
        if (length == OdbcFunctions::nullData)
            return column.appendNull();
        if (!OdbcFunctions::isGood(code))
            break;
        const auto isLast = code == 0 && length != OdbcFunctions::noTotal && length <= room;
        whole.append(m_buffer.constData(), isLast ? length : room);
        if (isLast)
            break;
        m_buffer.resize(length > room ? length - room + 2 : m_buffer.size() * 4);
    }
    if (m_buffer.size() > usualRoom)
        m_buffer = QByteArray(usualRoom, Qt::Uninitialized);
    if (!isText)
        return column.appendBytes({ whole.constData(), std::size_t(whole.size()) });
    const auto utf8
        = QStringView(reinterpret_cast<const char16_t *>(whole.constData()), whole.size() / 2).toUtf8();
    column.appendText({ utf8.constData(), std::size_t(utf8.size()) });
}

} // namespace dumbo::qtsql
