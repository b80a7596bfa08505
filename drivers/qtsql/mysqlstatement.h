#pragma once

#include "drivers/qtsql/backend.h"

namespace dumbo::qtsql {

/// A value as MariaDB reads it under every sql_mode: texts and bytes as hexadecimal. Data where it can't hold it.
[[nodiscard]] Result<QByteArray> mysqlLiteral(const Value &value, int number);

/// A statement that the server prepared by PREPARE, with values in user variables: its results are texts as the
/// server writes them, which QtSql's own binding would round to milliseconds.
class MysqlStatement final : public BoundStatement
{
public:
    [[nodiscard]] static Result<std::shared_ptr<BoundStatement>> prepare(
        Backend &backend, const QByteArray &text, std::vector<Column> columns);
    ~MysqlStatement() override;

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    const QByteArray &text() const override { return m_text; }
    Result<void> run(const Parameters &parameters) override;
    QSqlQuery &query() override { return m_query; }
    bool nextResult() override { return m_backend.nextResult(m_query); }

private:
    MysqlStatement(Backend &backend, const QByteArray &text, std::vector<Column> columns);
    [[nodiscard]] Result<void> send(const QByteArray &sql);

    Backend &m_backend;
    QByteArray m_text;
    QByteArray m_name;
    script::Placeholders m_placeholders;
    std::vector<ParameterInfo> m_parameters;
    std::vector<Column> m_columns;
    QSqlQuery m_query;
    bool m_isPrepared = false;
};

} // namespace dumbo::qtsql
