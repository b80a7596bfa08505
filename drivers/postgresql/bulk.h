#pragma once

#include "core/sdk/extensions/bulk.h"
#include "drivers/common/postgresql/statements.h"
#include "drivers/postgresql/engine.h"

#include <memory>

namespace dumbo::postgresql {

/// COPY in both directions (https://www.postgresql.org/docs/17/sql-copy.html).
class PostgresBulk final : public BulkExtension
{
public:
    /// The engine is not owned and outlives the extension.
    explicit PostgresBulk(Engine &engine)
        : m_engine(engine)
    {
    }

    Result<qint64> copyIn(const StatementText &statement, const Source &source) override;
    Result<qint64> copyOut(const StatementText &statement, const Sink &sink) override;

private:
    enum class Direction { In, Out };

    [[nodiscard]] Result<void> begin(const StatementText &statement, Direction direction);
    [[nodiscard]] Result<void> feed(const Source &source);
    [[nodiscard]] Result<void> drain(const Sink &sink);
    [[nodiscard]] Result<qint64> finish();
    [[nodiscard]] Result<qint64> abandon(const Error &error, Direction direction);

    Engine &m_engine;
};

} // namespace dumbo::postgresql
