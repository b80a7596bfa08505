#include "drivers/common/mysql/advice/columntype.h"

#include "drivers/common/mysql/dialect.h"
#include "drivers/common/outline/cursor.h"

#include <algorithm>
#include <array>

namespace dumbo::mysql::advice {

namespace {

using Family = ColumnType::Family;

struct TypeName
{
    const char *name;
    Family family;
    int rank;
};

constexpr auto names = std::to_array<TypeName>({
    { "tinyint", Family::Integer, 1 }, { "bool", Family::Integer, 1 }, { "boolean", Family::Integer, 1 }, { "smallint", Family::Integer, 2 },
    { "mediumint", Family::Integer, 3 }, { "int", Family::Integer, 4 }, { "integer", Family::Integer, 4 }, { "bigint", Family::Integer, 8 },
    { "serial", Family::Integer, 8 }, { "decimal", Family::Decimal, 0 }, { "numeric", Family::Decimal, 0 }, { "dec", Family::Decimal, 0 },
    { "fixed", Family::Decimal, 0 }, { "float", Family::Float, 4 }, { "double", Family::Float, 8 }, { "real", Family::Float, 8 },
    { "varchar", Family::Varchar, 0 }, { "char", Family::Char, 0 }, { "tinytext", Family::Text, 1 }, { "text", Family::Text, 2 },
    { "mediumtext", Family::Text, 3 }, { "longtext", Family::Text, 4 }, { "varbinary", Family::Binary, 0 }, { "binary", Family::Binary, 0 },
    { "tinyblob", Family::Blob, 1 }, { "blob", Family::Blob, 2 }, { "mediumblob", Family::Blob, 3 }, { "longblob", Family::Blob, 4 },
    { "enum", Family::Enum, 0 }, { "set", Family::Set, 0 }, { "date", Family::Date, 0 }, { "datetime", Family::DateTime, 0 },
    { "timestamp", Family::Timestamp, 0 }, { "time", Family::Time, 0 }, { "year", Family::Year, 0 }, { "bit", Family::Bit, 0 },
    { "json", Family::Json, 0 },
});

void readArguments(ColumnType &type, outline::Cursor arguments)
{
    if (type.family == Family::Enum || type.family == Family::Set) {
        for (; !arguments.atEnd(); arguments.takeSign(','))
            type.members.append(arguments.takeName());
        return;
    }
    const auto number = [&] {
        const auto text = arguments.atEnd() ? QByteArray() : outline::textOf(arguments.sql(), arguments.rest().first(1));
        arguments.advance();
        return text.toInt();
    };
    if (type.family == Family::Integer)
        return;
    type.length = number();
    if (arguments.takeSign(','))
        type.scale = number();
}

bool isTime(Family family)
{
    return family == Family::Date || family == Family::DateTime || family == Family::Timestamp || family == Family::Time || family == Family::Year;
}

TypeChange compareIntegers(const ColumnType &from, const ColumnType &to)
{
    if (from.rank == to.rank && from.isUnsigned == to.isUnsigned)
        return TypeChange::Same;
    const auto fits = from.isUnsigned == to.isUnsigned ? to.rank >= from.rank : (from.isUnsigned && to.rank > from.rank);
    return fits ? TypeChange::Wider : TypeChange::Lossy;
}

TypeChange compareMembers(const ColumnType &from, const ColumnType &to)
{
    if (from.members == to.members)
        return TypeChange::Same;
    if (to.members.first(std::min(from.members.size(), to.members.size())) == from.members)
        return TypeChange::Appended;
    const auto stays = [&](const QString &member) { return to.members.contains(member, Qt::CaseInsensitive); };
    return std::ranges::all_of(from.members, stays) ? TypeChange::Wider : TypeChange::Lossy;
}

TypeChange compareTimes(const ColumnType &from, const ColumnType &to)
{
    if (from.family == to.family)
        return from.length == to.length ? TypeChange::Same : (to.length > from.length ? TypeChange::Wider : TypeChange::Lossy);
    const auto keeps = to.family == Family::DateTime && to.length >= from.length && (from.family == Family::Date || from.family == Family::Timestamp);
    return keeps ? TypeChange::Wider : TypeChange::Lossy;
}

/// Within one family; the kinds of text count as one.
TypeChange compareWithin(const ColumnType &from, const ColumnType &to)
{
    switch (from.family) {
    case Family::Integer:
        return compareIntegers(from, to);
    case Family::Decimal:
        if (from.length == to.length && from.scale == to.scale)
            return TypeChange::Same;
        return to.scale >= from.scale && to.length - to.scale >= from.length - from.scale ? TypeChange::Wider : TypeChange::Lossy;
    case Family::Varchar:
        return from.length == to.length ? TypeChange::Same : (to.length > from.length ? TypeChange::Longer : TypeChange::Lossy);
    case Family::Enum:
    case Family::Set:
        return compareMembers(from, to);
    case Family::Float:
    case Family::Text:
    case Family::Blob:
        return from.rank == to.rank ? TypeChange::Same : (to.rank > from.rank ? TypeChange::Wider : TypeChange::Lossy);
    default:
        if (isTime(from.family))
            return compareTimes(from, to);
        return from.name == to.name && from.length == to.length ? TypeChange::Same
            : from.name == to.name && to.length > from.length   ? TypeChange::Wider
                                                                : TypeChange::Lossy;
    }
}

/// How many bytes a TEXT of this rank takes.
qint64 textBytes(int rank)
{
    constexpr std::array<qint64, 5> bytes { 0, 255, 65'535, 16'777'215, 4'294'967'295 };
    return bytes[std::size_t(rank)];
}

} // namespace

ColumnType readType(const QString &type)
{
    const auto text = type.toUtf8();
    const std::string_view sql(text.data(), std::size_t(text.size()));
    const auto tokens = outline::tokensOf(sql, dialect());
    outline::Cursor cursor(sql, tokens);
    ColumnType made;
    made.name = QString::fromLatin1(cursor.word()).toLower();
    cursor.advance();
    if ((made.name == u"character" || made.name == u"char") && cursor.take("VARYING"))
        made.name = QStringLiteral("varchar");
    if (made.name == u"character")
        made.name = QStringLiteral("char");
    if (made.name == u"integer")
        made.name = QStringLiteral("int");
    const auto known = std::ranges::find_if(names, [&](const TypeName &name) { return made.name == QLatin1StringView(name.name); });
    if (known != names.end()) {
        made.family = known->family;
        made.rank = known->rank;
    }
    if (made.family == Family::Decimal)
        made.length = 10;
    if (made.family == Family::Char || made.family == Family::Binary || made.family == Family::Bit)
        made.length = 1;
    if (cursor.isSign('(')) {
        const auto list = cursor.takeParentheses();
        readArguments(made, outline::Cursor(sql, list));
    }
    made.isUnsigned = made.name == u"serial" || type.contains(u"unsigned", Qt::CaseInsensitive);
    return made;
}

int bytesPerCharacter(const QString &collation)
{
    struct Width
    {
        const char *prefix;
        int bytes;
    };
    static constexpr Width widths[] { { "utf8mb4", 4 }, { "utf8", 3 }, { "ucs2", 2 }, { "latin", 1 }, { "ascii", 1 }, { "binary", 1 },
        { "cp", 1 }, { "koi8", 1 } };
    const auto found = std::ranges::find_if(widths, [&](const Width &width) { return collation.startsWith(QLatin1StringView(width.prefix)); });
    return found == std::end(widths) ? 4 : found->bytes;
}

TypeChange compareTypes(const ColumnType &from, const ColumnType &to)
{
    if (from.family == to.family || (isTime(from.family) && isTime(to.family)))
        return compareWithin(from, to);
    const auto isText = [](Family family) { return family == Family::Varchar || family == Family::Char || family == Family::Text; };
    if (isText(from.family) && to.family == Family::Text)
        return from.length * 4 <= textBytes(to.rank) ? TypeChange::Wider : TypeChange::Lossy;
    if (from.family == Family::Char && to.family == Family::Varchar)
        return to.length >= from.length ? TypeChange::Wider : TypeChange::Lossy;
    if (from.family == Family::Integer && to.family == Family::Decimal)
        return to.length - to.scale >= 20 ? TypeChange::Wider : TypeChange::Lossy;
    return TypeChange::Lossy;
}

} // namespace dumbo::mysql::advice
