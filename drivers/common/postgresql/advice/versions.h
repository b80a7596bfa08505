#pragma once

#include "drivers/common/postgresql/advice/context.h"

namespace dumbo::postgresql::advice {

/// Says what the server is too old for.
void adviseVersion(StatementContext &context, const Node &statement);

} // namespace dumbo::postgresql::advice
