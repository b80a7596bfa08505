#pragma once

#include "core/sdk/prepared.h"
#include "drivers/sqlite/engine.h"

#include <memory>
#include <vector>

namespace dumbo::sqlite {

class SqlitePrepared final : public Prepared
{
public:
    /// Data for an empty text, InvalidOperation for several statements.
    [[nodiscard]] static Result<std::unique_ptr<Prepared>> create(Engine &engine, const QByteArray &text);

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override;
    Result<qint64> executeMany(const Batch &rows) override;

private:
    SqlitePrepared(Engine &engine, StatementHandle statement);
    [[nodiscard]] Result<void> runRow(const Batch &rows, qint64 row);

    Engine &m_engine;
    std::shared_ptr<sqlite3_stmt> m_statement;
    Authorizer::Notes m_notes;
    bool m_changesRows = false;
    std::vector<Column> m_columns;
    std::vector<ParameterInfo> m_parameters;
};

} // namespace dumbo::sqlite
