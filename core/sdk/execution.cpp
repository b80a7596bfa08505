#include "core/sdk/execution.h"

namespace dumbo {

Execution::Execution() = default;
Execution::~Execution() = default;

qint64 Execution::statementOffset() const
{
    return 0;
}

} // namespace dumbo
