#include "drivers/sqlite/borrow.h"

#include "drivers/sqlite/connection.h"

namespace dumbo::sqlite {

std::unique_ptr<Connection> borrowConnection(sqlite3 *database, ConnectionObserver &observer)
{
    SqliteOptions options;
    const auto *file = sqlite3_db_filename(database, "main");
    options.path = file && *file ? QString::fromUtf8(file) : QStringLiteral(":memory:");
    const auto readOnly = sqlite3_db_readonly(database, "main") == 1;
    auto engine = std::make_unique<Engine>(DatabaseHandle(database, CloseDatabase { false }), observer, readOnly);
    engine->readEncoding();
    return std::make_unique<SqliteConnection>(std::move(engine), options, readOnly);
}

} // namespace dumbo::sqlite
