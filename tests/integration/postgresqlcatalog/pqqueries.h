#pragma once

#include "drivers/common/postgresql/catalogreader.h"

#include <libpq-fe.h>

#include <memory>

namespace dumbo::postgresql {

/// Catalog queries on a connection of libpq's own, pipelined: the reader alone, without a driver around it.
class PqQueries final : public CatalogQueries
{
public:
    explicit PqQueries(const QString &url)
        : m_connection(PQconnectdb(url.toUtf8().constData()), PQfinish)
    {
        if (PQstatus(m_connection.get()) != CONNECTION_OK)
            qFatal("%s", PQerrorMessage(m_connection.get()));
    }

    [[nodiscard]] std::vector<Result<TextRows>> run(std::span<const QByteArray> queries) override
    {
        ++calls;
        PQenterPipelineMode(m_connection.get());
        for (const auto &query : queries) {
            sent.append(query);
            PQsendQueryParams(m_connection.get(), query.constData(), 0, nullptr, nullptr, nullptr, nullptr, 0);
            PQpipelineSync(m_connection.get());
        }
        std::vector<Result<TextRows>> results;
        for (std::size_t i = 0; i < queries.size(); ++i)
            results.push_back(next());
        PQexitPipelineMode(m_connection.get());
        return results;
    }

    /// Runs a script; its error, or nothing.
    [[nodiscard]] QByteArray script(const QByteArray &sql)
    {
        const Held result(PQexec(m_connection.get(), sql.constData()), PQclear);
        return PQresultErrorMessage(result.get());
    }

    int calls = 0;
    QByteArrayList sent;

private:
    using Held = std::unique_ptr<PGresult, decltype(&PQclear)>;

    [[nodiscard]] Result<TextRows> next()
    {
        const Held result(PQgetResult(m_connection.get()), PQclear);
        Result<TextRows> rows = fail(ErrorKind::InvalidOperation, QString::fromUtf8(PQresultErrorMessage(result.get())));
        if (PQresultStatus(result.get()) == PGRES_TUPLES_OK)
            rows = copied(result.get());
        // The end of the query, and the synchronisation point behind it.
        while (PGresult *rest = PQgetResult(m_connection.get())) {
            const auto isSync = PQresultStatus(rest) == PGRES_PIPELINE_SYNC;
            PQclear(rest);
            if (isSync)
                return rows;
        }
        const Held sync(PQgetResult(m_connection.get()), PQclear);
        return rows;
    }

    static TextRows copied(const PGresult *result)
    {
        TextRows rows(PQnfields(result));
        rows.reserve(PQntuples(result), 0);
        for (int row = 0; row < PQntuples(result); ++row) {
            for (int column = 0; column < PQnfields(result); ++column) {
                if (PQgetisnull(result, row, column))
                    rows.appendNull();
                else
                    rows.append({ PQgetvalue(result, row, column), std::size_t(PQgetlength(result, row, column)) });
            }
        }
        return rows;
    }

    std::unique_ptr<PGconn, decltype(&PQfinish)> m_connection;
};

} // namespace dumbo::postgresql
