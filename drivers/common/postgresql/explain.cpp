#include "drivers/common/postgresql/explain.h"

#include "drivers/common/explain/rolledback.h"
#include "drivers/common/explain/statementrows.h"
#include "drivers/common/postgresql/onestatement.h"
#include "drivers/common/postgresql/planjson.h"
#include "drivers/common/postgresql/serverflavour.h"

#include <QCoreApplication>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

bool isQuery(const QByteArray &keyword)
{
    return keyword == "SELECT" || keyword == "VALUES" || keyword == "TABLE" || keyword == "WITH" || keyword == "(";
}

class ServerExplain final : public ExplainExtension
{
public:
    explicit ServerExplain(Connection &connection)
        : m_connection(connection)
    {
    }

    Abilities abilities() const override
    {
        return { .analyze = true, .costs = true, .perNode = true, .buffers = true, .text = true };
    }

    Result<ExplainPlan> explain(const ExplainRequest &request) override
    {
        m_version = versionNumberOf(m_connection.server().version);
        const auto statement = oneStatement(request.text);
        if (!statement)
            return fail(statement.error());
        ExplainPlan plan;
        plan.writes = !isQuery(statement->keyword);
        const auto done = request.analyze ? analyze(request, *statement, plan) : estimateGently(request, *statement, plan);
        if (!done)
            return fail(done.error());
        return plan;
    }

private:
    [[nodiscard]] bool isAtLeast(int major) const { return m_version == 0 || m_version >= major * 10000; }

    /// An error must not make somebody's open transaction fail.
    Result<void> estimateGently(const ExplainRequest &request, const OneStatement &statement, ExplainPlan &plan)
    {
        if (m_connection.transactionState() != TransactionState::Active)
            return estimate(request, statement, plan);
        return explain::rolledBack(m_connection, [&] { return estimate(request, statement, plan); });
    }

    Result<void> estimate(const ExplainRequest &request, const OneStatement &statement, ExplainPlan &plan)
    {
        const auto isGeneric = statement.hasPlaceholders && request.parameters.isEmpty();
        if (isGeneric && !isAtLeast(16))
            return fail(Error(ErrorKind::InvalidOperation, tr("The statement has placeholders, and no values were given."))
                            .withHint(tr("PostgreSQL explains it without values from version 16 on; this server is older.")));
        auto options = optionsFor(request, plan);
        if (isGeneric) {
            options.append("GENERIC_PLAN");
            plan.warnings.append(tr("This is the generic plan, made without values for the placeholders."));
        }
        if (request.form == ExplainRequest::Form::Text)
            return readText(request, statement, options, plan);
        if (const auto read = readJson(request, statement, options, plan); !read) {
            const auto isOwnFault = read.error().sqlState() == u"42601" || read.error().sqlState() == u"0A000";
            // A server that only speaks like PostgreSQL may have no JSON; its text is better than nothing.
            if (!isOwnFault || m_connection.transactionState() != TransactionState::Idle)
                return read;
            if (!readText(request, statement, {}, plan))
                return read;
            plan.warnings.append(tr("This server gives its plans as text only."));
            return {};
        }
        if (!readText(request, statement, options, plan))
            plan.serverText.clear();
        return {};
    }

    Result<void> analyze(const ExplainRequest &request, const OneStatement &statement, ExplainPlan &plan)
    {
        if (statement.hasPlaceholders && request.parameters.isEmpty())
            return fail(Error(ErrorKind::InvalidOperation, tr("The statement has placeholders, and no values were given."))
                            .withHint(tr("Write values in their place, or explain it without running it.")));
        const auto options = optionsFor(request, plan);
        const auto done = explain::rolledBack(m_connection, [&] {
            return request.form == ExplainRequest::Form::Text ? readText(request, statement, options, plan)
                                                              : readJson(request, statement, options, plan);
        });
        if (!done)
            return done;
        plan.executed = true;
        plan.rolledBack = true;
        if (plan.writes)
            plan.warnings.append(tr("A rollback does not set back sequences, nor undo what functions and foreign servers did outside of this database."));
        return {};
    }

    [[nodiscard]] QByteArrayList optionsFor(const ExplainRequest &request, ExplainPlan &plan) const
    {
        QByteArrayList options;
        if (request.analyze)
            options.append("ANALYZE");
        if (request.verbose)
            options.append("VERBOSE");
        if (request.buffers && request.analyze)
            options.append("BUFFERS");
        if (request.settings && isAtLeast(12))
            options.append("SETTINGS");
        else if (request.settings)
            plan.warnings.append(tr("This server does not tell which settings changed the plan (PostgreSQL 12 does)."));
        return options;
    }

    Result<std::vector<explain::TextRow>> ask(const ExplainRequest &request, const OneStatement &explained, const QByteArrayList &options)
    {
        const auto prefix = options.isEmpty() ? QByteArray("EXPLAIN ") : "EXPLAIN (" + options.join(", ") + ") ";
        Statement statement;
        statement.text = prefix + explained.text;
        statement.parameters = request.parameters;
        statement.purpose = Purpose::Internal;
        auto rows = explain::readRows(m_connection, statement);
        if (!rows)
            return fail(explain::withoutPrefix(rows.error(), prefix.size() - explained.begin, request.text.size()));
        return rows;
    }

    Result<void> readJson(const ExplainRequest &request, const OneStatement &statement, QByteArrayList options, ExplainPlan &plan)
    {
        options.append("FORMAT JSON");
        const auto rows = ask(request, statement, options);
        if (!rows)
            return fail(rows.error());
        QByteArray json;
        for (const auto &row : *rows)
            json += row.empty() ? QByteArray() : row.front().value_or(QByteArray());
        return readPlanJson(json, plan);
    }

    Result<void> readText(const ExplainRequest &request, const OneStatement &statement, const QByteArrayList &options, ExplainPlan &plan)
    {
        const auto rows = ask(request, statement, options);
        if (!rows)
            return fail(rows.error());
        for (const auto &row : *rows) {
            if (!row.empty())
                plan.serverText += row.front().value_or(QByteArray()) + '\n';
        }
        return {};
    }

    Connection &m_connection;
    int m_version = 0; ///< as server_version_num; 0: unknown
};

} // namespace

std::unique_ptr<ExplainExtension> makeExplainExtension(Connection &connection)
{
    return std::make_unique<ServerExplain>(connection);
}

} // namespace dumbo::postgresql
