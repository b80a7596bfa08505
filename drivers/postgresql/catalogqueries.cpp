#include "drivers/postgresql/catalogqueries.h"

#include "drivers/postgresql/pipeline.h"

namespace dumbo::postgresql {

namespace {

/// The requests and answers of one run.
class Round
{
public:
    Round(Link &link, std::span<const QByteArray> queries)
        : m_link(link)
        , m_queries(queries)
        , m_pipeline(link)
        , m_inTransaction(PQtransactionStatus(link.handle()) == PQTRANS_INTRANS)
    {
    }

    std::vector<Result<TextRows>> run()
    {
        auto sent = Result<void>();
        for (const auto &query : m_queries) {
            if (sent)
                sent = queue(query);
        }
        if (sent)
            sent = m_pipeline.send();
        std::vector<Result<TextRows>> answers;
        for (const auto &query : m_queries)
            answers.push_back(sent ? read(query) : Result<TextRows>(fail(sent.error())));
        return answers;
    }

private:
    Result<void> queue(const QByteArray &query)
    {
        m_link.observer().statementSent(query);
        auto *handle = m_link.handle();
        const auto put = [&](const char *text) {
            return PQsendQueryParams(handle, text, 0, nullptr, nullptr, nullptr, nullptr, 0) == 1;
        };
        const auto begun = !m_inTransaction || (put("SAVEPOINT dumbo_catalog") && m_pipeline.sync());
        const auto asked = begun && put(query.constData()) && m_pipeline.sync();
        const auto ended = asked
            && (!m_inTransaction || (put("ROLLBACK TO SAVEPOINT dumbo_catalog") && m_pipeline.sync()
                    && put("RELEASE SAVEPOINT dumbo_catalog") && m_pipeline.sync()));
        if (ended)
            return {};
        return fail(m_link.errorOf(nullptr));
    }

    Result<TextRows> read(const QByteArray &query)
    {
        if (m_inTransaction)
            std::ignore = readPart({});
        auto rows = readPart(query);
        for (int i = 0; m_inTransaction && i < 2; ++i)
            std::ignore = readPart({});
        return rows;
    }

    /// Up to the next end.
    Result<TextRows> readPart(const QByteArray &query)
    {
        Result<TextRows> rows;
        while (true) {
            const auto result = m_pipeline.next();
            if (!result) {
                if (m_pipeline.isDead())
                    return fail(m_link.isCancelled() ? m_link.cancelled() : m_link.errorOf(nullptr));
                continue;
            }
            switch (PQresultStatus(result.get())) {
            case PGRES_PIPELINE_SYNC:
                return rows;
            case PGRES_TUPLES_OK:
                rows = rowsOf(result.get());
                break;
            case PGRES_FATAL_ERROR:
                rows = fail(m_link.isCancelled() ? m_link.cancelled() : m_link.errorOf(result.get(), query));
                break;
            default:
                break;
            }
        }
    }

    static TextRows rowsOf(const PGresult *result)
    {
        const auto columns = PQnfields(result);
        const auto count = PQntuples(result);
        TextRows rows(columns);
        for (int row = 0; row < count; ++row) {
            for (int column = 0; column < columns; ++column) {
                if (PQgetisnull(result, row, column))
                    rows.appendNull();
                else
                    rows.append({ PQgetvalue(result, row, column), std::size_t(PQgetlength(result, row, column)) });
            }
        }
        return rows;
    }

    Link &m_link;
    std::span<const QByteArray> m_queries;
    Pipeline m_pipeline;
    bool m_inTransaction;
};

} // namespace

std::vector<Result<TextRows>> LinkQueries::run(std::span<const QByteArray> queries)
{
    return Round(m_link, queries).run();
}

} // namespace dumbo::postgresql
