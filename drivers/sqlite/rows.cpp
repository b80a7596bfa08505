#include "drivers/sqlite/rows.h"

namespace dumbo::sqlite {

namespace {

/// The bytes of a text or blob. For text this is the no-op CAST to BLOB: sqlite3_value_text() would copy each
/// value to end it with NUL. The order of the two calls is the one that SQLite asks for,
/// https://www.sqlite.org/c3ref/column_blob.html
std::string_view bytesOf(sqlite3_value *value)
{
    const auto *bytes = static_cast<const char *>(sqlite3_value_blob(value));
    return { bytes, std::size_t(sqlite3_value_bytes(value)) };
}

std::string_view convertedText(sqlite3_value *value)
{
    const auto *bytes = reinterpret_cast<const char *>(sqlite3_value_text(value));
    return { bytes, std::size_t(sqlite3_value_bytes(value)) };
}

template <std::string_view (*textOf)(sqlite3_value *)>
void appendRowWith(sqlite3_stmt *statement, int columns, BatchBuilder &builder)
{
    for (int i = 0; i < columns; ++i) {
        auto *value = sqlite3_column_value(statement, i);
        auto &column = builder.column(i);
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            column.appendInt64(sqlite3_value_int64(value));
            break;
        case SQLITE_FLOAT:
            column.appendDouble(sqlite3_value_double(value));
            break;
        case SQLITE_TEXT:
            column.appendText(textOf(value));
            break;
        case SQLITE_BLOB:
            column.appendBytes(bytesOf(value));
            break;
        default:
            column.appendNull();
            break;
        }
    }
    builder.endRow();
}

} // namespace

void appendRow(sqlite3_stmt *statement, int columns, BatchBuilder &builder)
{
    appendRowWith<bytesOf>(statement, columns, builder);
}

void appendConvertedRow(sqlite3_stmt *statement, int columns, BatchBuilder &builder)
{
    appendRowWith<convertedText>(statement, columns, builder);
}

} // namespace dumbo::sqlite
