#pragma once

#include "drivers/qtsql/psqlbackend.h"

namespace dumbo::qtsql {

/// A statement that the server prepared, run by EXECUTE with literals: the way QPSQL itself binds values, without its
/// search for placeholders.
class PsqlStatement final : public BoundStatement
{
public:
    /// given: values whose types help the server where the text alone does not say them; may be null.
    [[nodiscard]] static Result<std::shared_ptr<BoundStatement>> prepare(
        PsqlBackend &backend, const QByteArray &text, const Parameters *given);
    ~PsqlStatement() override;

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    const QByteArray &text() const override { return m_text; }
    Result<void> run(const Parameters &parameters) override;
    QSqlQuery &query() override { return m_query; }

private:
    PsqlStatement(PsqlBackend &backend, const QByteArray &text);
    [[nodiscard]] Result<void> prepare(const Parameters *given);
    [[nodiscard]] Result<void> describe();

    PsqlBackend &m_backend;
    QByteArray m_text;
    QByteArray m_name;
    std::vector<ParameterInfo> m_parameters;
    std::vector<Column> m_columns;
    QSqlQuery m_query;
    bool m_isPrepared = false;
};

} // namespace dumbo::qtsql
