#pragma once

#include "tests/fakedriver/fakeconnection.h"

namespace dumbo::fake {

class FakePrepared final : public Prepared {
public:
    FakePrepared(FakeConnection &connection, QByteArray text, std::vector<ParameterInfo> parameters,
        std::vector<Column> columns)
        : m_connection(connection)
        , m_text(std::move(text))
        , m_parameters(std::move(parameters))
        , m_columns(std::move(columns))
    {
        const std::scoped_lock lock(connection.script().mutex);
        ++connection.script().prepared;
    }

    ~FakePrepared() override
    {
        const std::scoped_lock lock(m_connection.script().mutex);
        --m_connection.script().prepared;
    }

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override
    {
        Statement statement;
        statement.text = m_text;
        statement.parameters = parameters;
        return m_connection.execute(statement);
    }

private:
    FakeConnection &m_connection;
    QByteArray m_text;
    std::vector<ParameterInfo> m_parameters;
    std::vector<Column> m_columns;
};

/// What is known of the placeholders of a statement, in the order of their numbers.
[[nodiscard]] std::vector<ParameterInfo> describeParameters(const FakeStatement &statement, const FakeTables &tables);

} // namespace dumbo::fake
