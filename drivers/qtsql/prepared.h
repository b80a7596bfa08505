#pragma once

#include "core/sdk/prepared.h"
#include "drivers/qtsql/backend.h"

#include <memory>

namespace dumbo::qtsql {

class QtSqlPrepared final : public Prepared
{
public:
    /// Data for an empty text, InvalidOperation for several statements.
    [[nodiscard]] static Result<std::unique_ptr<Prepared>> create(Backend &backend, const QByteArray &text);

    std::span<const ParameterInfo> parameters() const override { return m_bound->parameters(); }
    std::span<const Column> columns() const override { return m_bound->columns(); }
    Result<std::unique_ptr<Execution>> execute(const Parameters &parameters) override;

private:
    QtSqlPrepared(Backend &backend, std::shared_ptr<BoundStatement> bound);

    Backend &m_backend;
    std::shared_ptr<BoundStatement> m_bound;
};

} // namespace dumbo::qtsql
