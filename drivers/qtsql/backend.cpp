#include "drivers/qtsql/backend.h"

#include <QCoreApplication>
#include <QSqlDriver>

#include <algorithm>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

/// A statement prepared and bound by QtSql.
class QtStatement final : public BoundStatement
{
public:
    QtStatement(Backend &backend, const QByteArray &text, const BindRules &rules)
        : m_backend(backend)
        , m_text(text)
        , m_rules(rules)
        , m_placeholders(script::placeholders({ text.constData(), std::size_t(text.size()) }, backend.dialect()))
        , m_query(backend.link().query())
    {
        for (const auto &name : m_placeholders.names)
            m_parameters.push_back({ name, LogicalKind::Unknown, {} });
    }

    Result<void> prepare()
    {
        if (!m_query.prepare(QString::fromUtf8(m_text)))
            return fail(m_backend.failure(m_query, m_text));
        // Not every Qt driver tells the columns before the first run.
        m_columns = m_backend.rows(m_query)->columns();
        return {};
    }

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    const QByteArray &text() const override { return m_text; }
    QSqlQuery &query() override { return m_query; }

    Result<void> run(const Parameters &parameters) override
    {
        const auto values = arrange(m_placeholders, parameters);
        if (!values)
            return fail(values.error());
        for (std::size_t i = 0; i < values->size(); ++i) {
            const auto value = toVariant((*values)[i], int(i) + 1, m_rules);
            if (!value)
                return fail(value.error());
            m_query.bindValue(int(i), *value);
        }
        if (!m_query.exec())
            return fail(m_backend.failure(m_query, m_text));
        return {};
    }

private:
    Backend &m_backend;
    QByteArray m_text;
    BindRules m_rules;
    script::Placeholders m_placeholders;
    QSqlQuery m_query;
    std::vector<ParameterInfo> m_parameters;
    std::vector<Column> m_columns;
};

} // namespace

Backend::Backend(std::unique_ptr<Link> link)
    : m_link(std::move(link))
{
}

Backend::~Backend() = default;

Extension *Backend::extension(Connection &, const ExtensionId &)
{
    return nullptr;
}

std::optional<Result<void>> Backend::begin(const TransactionOptions &)
{
    return std::nullopt;
}

ResetOutcome Backend::reset()
{
    return ResetOutcome::Clean;
}

Result<void> Backend::beforeStatement(const QByteArray &, const QByteArray &)
{
    return {};
}

void Backend::afterStatement(bool) { }

Result<void> Backend::check(QSqlQuery &, const QByteArray &)
{
    return {};
}

Result<std::shared_ptr<BoundStatement>> Backend::prepare(const QByteArray &statement, const Parameters *)
{
    auto made = std::make_shared<QtStatement>(*this, statement, bindRules());
    if (const auto prepared = made->prepare(); !prepared)
        return fail(prepared.error());
    return made;
}

std::unique_ptr<RowReader> Backend::rows(QSqlQuery &query)
{
    return std::make_unique<VariantRows>(query);
}

bool Backend::nextResult(QSqlQuery &query)
{
    return query.nextResult();
}

CommandOutcome Backend::outcome(QSqlQuery &query, const QByteArray &keyword)
{
    CommandOutcome outcome;
    outcome.tag = keyword;
    if (script::changesRows(keyword) && query.numRowsAffected() >= 0)
        outcome.affectedRows = query.numRowsAffected();
    return outcome;
}

void Backend::abandon(QSqlQuery &query)
{
    query.finish();
}

void Backend::settle() { }

Error Backend::failure(const QSqlQuery &query, const QByteArray &statement, qint64 offset)
{
    auto error = describe(query.lastError(), &query, statement);
    if (isLost(error)) {
        if (!m_broken)
            m_link->observer().connectionLost(error);
        m_broken = true;
    } else if (m_link->isCancelled()) {
        return cancelled();
    }
    if (error.position())
        error.withPosition(*error.position() + offset);
    return error;
}

Result<void> Backend::run(const QByteArray &statement)
{
    m_link->observer().statementSent(statement);
    auto query = m_link->query();
    if (!query.exec(QString::fromUtf8(statement)))
        return fail(failure(query, statement));
    return {};
}

Error Backend::cancelled() const
{
    return Error(ErrorKind::Cancelled, tr("The statement was cancelled."));
}

bool Backend::isLost(const Error &error) const
{
    return error.kind() == ErrorKind::Connection || error.kind() == ErrorKind::AdminShutdown;
}

BindRules Backend::bindRules() const
{
    return { dialect().databaseType, false, true, false };
}

} // namespace dumbo::qtsql
