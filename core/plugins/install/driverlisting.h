#pragma once

#include "core/plugins/install/installedpolicy.h"

namespace dumbo {

/// What a registry and the record of installed drivers know together: those of the registry in its order, then installed ones
/// that it does not know.
[[nodiscard]] QList<DriverInfo> listDrivers(const QList<DriverEntry> &entries, const InstalledPolicy &policy);

} // namespace dumbo
