#pragma once

#include "core/sdk/prepared.h"
#include "execution.h"

#include <memory>
#include <vector>

namespace dumbo::duckdb {

class DuckPrepared final : public Prepared
{
public:
    /// Data for an empty text, InvalidOperation for several statements.
    [[nodiscard]] static Result<std::unique_ptr<Prepared>> create(Engine &engine, const QByteArray &text);

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override;
    Result<qint64> executeMany(const Batch &rows) override;

private:
    DuckPrepared(Engine &engine, BoundStatement statement);
    [[nodiscard]] Result<qint64> runRow(const Batch &rows, qint64 row);

    Engine &m_engine;
    std::shared_ptr<BoundStatement> m_statement;
    std::vector<Column> m_columns;
    std::vector<ParameterInfo> m_parameters;
};

} // namespace dumbo::duckdb
