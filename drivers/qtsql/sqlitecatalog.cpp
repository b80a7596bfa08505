#include "drivers/qtsql/sqlitecatalog.h"

#include "drivers/common/sqlite/catalogreader.h"

#include <algorithm>

namespace dumbo::qtsql {

namespace {

class VariantRow final : public sqlite::CatalogRow
{
public:
    explicit VariantRow(const QSqlQuery &query)
        : m_query(query)
    {
    }
    std::string_view bytes(int column) const override
    {
        m_bytes.resize(std::max(m_bytes.size(), std::size_t(column) + 1));
        auto &kept = m_bytes[std::size_t(column)];
        kept = m_query.value(column).toByteArray();
        return { kept.constData(), std::size_t(kept.size()) };
    }
    qint64 integer(int column) const override { return m_query.value(column).toLongLong(); }

private:
    const QSqlQuery &m_query;
    mutable std::vector<QByteArray> m_bytes; ///< by column
};

Result<void> runQuery(
    Backend &backend, const QByteArray &sql, const std::function<void(const sqlite::CatalogRow &)> &onRow)
{
    auto &link = backend.link();
    link.observer().statementSent(sql);
    auto query = link.query();
    if (!query.exec(QString::fromUtf8(sql)))
        return fail(backend.failure(query, sql));
    const VariantRow row(query);
    while (query.next())
        onRow(row);
    if (query.lastError().isValid() || link.isCancelled())
        return fail(backend.failure(query, sql));
    return {};
}

} // namespace

Result<CatalogPart> readSqliteCatalog(Backend &backend, const CatalogRequest &request)
{
    backend.link().beginWork();
    auto part = sqlite::readCatalog(
        request, [&](const QByteArray &sql, const std::function<void(const sqlite::CatalogRow &)> &onRow) {
            return runQuery(backend, sql, onRow);
        });
    backend.link().endWork();
    return part;
}

} // namespace dumbo::qtsql
