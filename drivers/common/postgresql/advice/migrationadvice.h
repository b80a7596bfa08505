#pragma once

#include "core/sdk/extensions/migrationadvice.h"

namespace dumbo::postgresql {

/// Migrations of PostgreSQL, read by its own parser (libpg_query). What is newer than PostgreSQL 17 does not parse.
class MigrationAdvice final : public MigrationAdviceExtension
{
public:
    [[nodiscard]] std::vector<Rule> rules() const override;
    [[nodiscard]] Result<std::vector<StatementAdvice>> advise(const AdviceRequest &request) const override;
};

} // namespace dumbo::postgresql
