#include "core/sdk/extension.h"

namespace dumbo {

Extension::Extension() = default;
Extension::~Extension() = default;

bool Extension::isInProcessOnly() const
{
    return false;
}

} // namespace dumbo
