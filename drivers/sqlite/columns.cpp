#include "drivers/sqlite/columns.h"

#include "drivers/common/sqlite/declaredtype.h"
#include "drivers/common/sqlite/tokens.h"

#include <algorithm>
#include <array>

namespace dumbo::sqlite {

namespace {

QString text(const char *utf8)
{
    return QString::fromUtf8(utf8);
}

/// Whether every row of the result shows one row of one table, so that NOT NULL of the table holds for the
/// result.
bool isPlainSelect(std::string_view sql)
{
    constexpr std::array<std::string_view, 4> troublesome { "JOIN", "VALUES", "HAVING", "WITH" };
    auto selects = 0;
    for (const auto &token : tokenize(sql)) {
        if (token.isSign(sql, "("))
            return false;
        if (std::ranges::any_of(troublesome, [&](std::string_view word) { return token.isWord(sql, word); }))
            return false;
        if (token.isWord(sql, "SELECT"))
            ++selects;
    }
    return selects == 1;
}

struct Origin
{
    const char *schema;
    const char *table;
    const char *column;
};

Nullability nullability(const Engine &engine, const Origin &origin, bool isPlain)
{
    int notNull = 0;
    if (sqlite3_table_column_metadata(engine.handle(), origin.schema, origin.table, origin.column, nullptr,
            nullptr, &notNull, nullptr, nullptr)
        != SQLITE_OK)
        return Nullability::Unknown;
    if (!notNull)
        return Nullability::Nullable;
    return isPlain ? Nullability::NotNull : Nullability::Unknown;
}

} // namespace

std::vector<Column> describeColumns(const Engine &engine, sqlite3_stmt *statement, bool readsView)
{
    const auto count = sqlite3_column_count(statement);
    std::vector<Column> columns;
    columns.reserve(std::size_t(count));
    const auto isPlain = count > 0 && !readsView && isPlainSelect(sqlite3_sql(statement));
    for (int i = 0; i < count; ++i) {
        Column column;
        column.name = text(sqlite3_column_name(statement, i));
        column.typeName = text(sqlite3_column_decltype(statement, i));
        column.kind = logicalKind(column.typeName);
        const Origin origin { sqlite3_column_database_name(statement, i),
            sqlite3_column_table_name(statement, i), sqlite3_column_origin_name(statement, i) };
        if (origin.table && origin.column) {
            column.nullability = nullability(engine, origin, isPlain);
            column.origin = ColumnOrigin { text(origin.schema), {}, text(origin.table), text(origin.column) };
        }
        columns.push_back(std::move(column));
    }
    return columns;
}

} // namespace dumbo::sqlite
