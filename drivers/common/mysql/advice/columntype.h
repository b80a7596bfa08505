#pragma once

#include <QString>
#include <QStringList>

namespace dumbo::mysql::advice {

/// A column's type taken apart.
struct ColumnType
{
    enum class Family { Integer, Decimal, Float, Varchar, Char, Text, Binary, Blob, Enum, Set, Date, DateTime, Timestamp, Time, Year, Bit, Json, Other };
    Family family = Family::Other;
    QString name; ///< lower case, e.g. "int"
    int rank = 0; ///< of integers, texts and blobs: a larger one holds more
    int length = 0; ///< or precision
    int scale = 0;
    bool isUnsigned = false;
    QStringList members; ///< of enum and set
    friend bool operator==(const ColumnType &, const ColumnType &) = default;
};

/// As written or as information_schema has it; display widths of integers are left out.
[[nodiscard]] ColumnType readType(const QString &type);

/// Bytes that one character may take in a character set or collation of this name; 4 where it is not known.
[[nodiscard]] int bytesPerCharacter(const QString &collation);

enum class TypeChange {
    Same, ///< the server sees no difference
    Longer, ///< VARCHAR that holds more characters
    Appended, ///< members at the end of ENUM or SET
    Wider, ///< every value fits, but is stored otherwise
    Lossy, ///< values may not fit
};
[[nodiscard]] TypeChange compareTypes(const ColumnType &from, const ColumnType &to);

} // namespace dumbo::mysql::advice
