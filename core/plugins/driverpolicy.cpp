#include "core/plugins/driverpolicy.h"

namespace dumbo {

DriverPolicy::~DriverPolicy() = default;

std::optional<Error> DriverPolicy::loadRefusal(const QString &filePath, const Manifest &manifest)
{
    return refusal(filePath, manifest);
}

bool DriverPolicy::runsInOwnProcess(const QString &, const Manifest &)
{
    return false;
}

void DriverPolicy::loadBegins(const QString &)
{
}

void DriverPolicy::loadEnded(const QString &, bool)
{
}

} // namespace dumbo
