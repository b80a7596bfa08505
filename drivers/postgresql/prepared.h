#pragma once

#include "core/sdk/prepared.h"
#include "drivers/common/postgresql/statements.h"
#include "drivers/postgresql/engine.h"
#include "drivers/postgresql/parameters.h"

#include <memory>
#include <vector>

namespace dumbo::postgresql {

/// A statement whose parameters and columns the server described. Inside a transaction it has a name on the server, which
/// is closed before the transaction ends; outside it is sent with its text each time, because behind a pooler two
/// transactions may run in two sessions. Rows of executeMany() go out in pipelines.
class PostgresPrepared final : public Prepared
{
public:
    /// Data for an empty text, InvalidOperation for several statements.
    [[nodiscard]] static Result<std::unique_ptr<Prepared>> create(Engine &engine, const QByteArray &text);
    ~PostgresPrepared() override;

    std::span<const ParameterInfo> parameters() const override { return m_parameters; }
    std::span<const Column> columns() const override { return m_columns; }
    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override;
    /// Outside of a transaction many rows become one transaction; where one of them fails, the rows before it are
    /// written again without it.
    Result<qint64> executeMany(const Batch &rows) override;

private:
    struct Range
    {
        qint64 begin = 0;
        qint64 end = 0;
    };
    struct Sent
    {
        qint64 affected = 0;
        qint64 failedRow = -1;
        std::optional<Error> error;
        bool isUndone = false; ///< the server refused a row, and undid those before it where no transaction was open
    };

    PostgresPrepared(Engine &engine, const QByteArray &text, StatementPiece piece);
    [[nodiscard]] Result<void> describe();
    void keepDescription(const PGresult *result);
    [[nodiscard]] Result<void> nameIt();
    [[nodiscard]] Result<Range> rangeFrom(const Batch &rows, qint64 begin) const;
    [[nodiscard]] Result<Sent> sendRows(const Batch &rows, Range range);
    [[nodiscard]] Result<void> queueRow(const Batch &rows, qint64 row);

    Engine &m_engine;
    QByteArray m_text; ///< the statement alone
    StatementPiece m_piece; ///< of m_text
    QByteArray m_name; ///< on the server, while in a transaction
    std::vector<ParameterInfo> m_parameters;
    std::vector<std::uint32_t> m_types;
    std::vector<Column> m_columns;
};

} // namespace dumbo::postgresql
