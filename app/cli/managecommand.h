#pragma once

#include "app/cli/bundlecommand.h"
#include "app/cli/exitcode.h"
#include "app/cli/installcommand.h"
#include "app/cli/interrupt.h"
#include "core/plugins/install/drivermanager.h"

namespace cli {

/// Every driver with state, and the reason where it is refused.
[[nodiscard]] ExitCode listDrivers(const dumbo::DriverManager &drivers, const QStringList &conflicts, bool json);
[[nodiscard]] ExitCode showDriver(const dumbo::DriverManager &drivers, const QString &id, bool json);
/// One version, or the whole driver where it is empty. Asks first.
[[nodiscard]] ExitCode removeDriver(dumbo::DriverManager &drivers, const QString &id, const QString &version, bool yes);
[[nodiscard]] ExitCode setDriverDisabled(dumbo::DriverManager &drivers, const QString &id, bool isDisabled);
[[nodiscard]] ExitCode setDriverIsolated(dumbo::DriverManager &drivers, const QString &id, bool isIsolated);
/// To a version, or to the one before where it is empty.
[[nodiscard]] ExitCode rollBackDriver(dumbo::DriverManager &drivers, const QString &id, const QString &version);
[[nodiscard]] ExitCode preferConnector(dumbo::DriverManager &drivers, const QString &connector, bool isForgotten);

[[nodiscard]] ExitCode listKeys(const dumbo::DriverManager &drivers, bool json);
[[nodiscard]] ExitCode trustKey(dumbo::DriverManager &drivers, const QString &key, const QString &name, bool isTrusted);

[[nodiscard]] ExitCode searchCatalogues(const dumbo::DriverManager &drivers, const QString &text, bool json);
[[nodiscard]] ExitCode listCatalogues(const dumbo::DriverManager &drivers, bool json);
[[nodiscard]] ExitCode addCatalogue(dumbo::DriverManager &drivers, const QString &location, const ConsentArguments &consent, const Interrupt &interrupt);
[[nodiscard]] ExitCode removeCatalogue(dumbo::DriverManager &drivers, const QString &location);
/// Makes and signs the index of a folder of bundles.
[[nodiscard]] ExitCode indexBundles(const QString &folder, const QString &name, int days, const KeyArguments &key, const Interrupt &interrupt);
[[nodiscard]] ExitCode refreshCatalogues(dumbo::DriverManager &drivers, const Interrupt &interrupt);

} // namespace cli
