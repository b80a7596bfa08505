#include "drivers/sqlite/catalog.h"

#include "drivers/common/sqlite/catalogreader.h"

namespace dumbo::sqlite {

namespace {

class StatementRow final : public CatalogRow
{
public:
    explicit StatementRow(sqlite3_stmt *statement)
        : m_statement(statement)
    {
    }

    std::string_view bytes(int column) const override
    {
        const auto *text = reinterpret_cast<const char *>(sqlite3_column_text(m_statement, column));
        return text ? std::string_view(text, std::size_t(sqlite3_column_bytes(m_statement, column)))
                    : std::string_view();
    }

    qint64 integer(int column) const override { return sqlite3_column_int64(m_statement, column); }

private:
    sqlite3_stmt *m_statement;
};

Result<void> runQuery(
    Engine &engine, const QByteArray &sql, const std::function<void(const CatalogRow &)> &onRow)
{
    engine.observer().statementSent(sql);
    const auto statement = engine.prepare(sql);
    if (!statement)
        return fail(statement.error());
    const StatementRow row(statement->get());
    while (true) {
        const auto code = engine.isCancelled() ? SQLITE_INTERRUPT : sqlite3_step(statement->get());
        if (code == SQLITE_DONE)
            return {};
        if (code != SQLITE_ROW)
            return fail(engine.lastError(code));
        onRow(row);
    }
}

} // namespace

Result<CatalogPart> readCatalog(Engine &engine, const CatalogRequest &request)
{
    engine.beginWork();
    auto part = readCatalog(
        request, [&engine](const QByteArray &sql, const std::function<void(const CatalogRow &)> &onRow) {
            return runQuery(engine, sql, onRow);
        });
    engine.endWork();
    return part;
}

} // namespace dumbo::sqlite
