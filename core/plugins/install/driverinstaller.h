#pragma once

#include "core/base/cancellation.h"
#include "core/plugins/install/catalogues.h"
#include "core/plugins/install/installedpolicy.h"
#include "core/plugins/install/installplan.h"

namespace dumbo {

class DriverRegistry;

/// The way of a file into the folder of drivers: looked at, tried, written, recorded. Used by DriverManager.
class DriverInstaller {
public:
    DriverInstaller(DriverRegistry &registry, InstalledPolicy &policy, const Catalogues &catalogues);

    [[nodiscard]] Result<InstallPlan> inspect(const QString &filePath, const Cancellation &cancellation) const;
    [[nodiscard]] Result<InstallOutcome> install(const InstallPlan &plan, const InstallChoice &choice, const Cancellation &cancellation,
        const InstallProgressCallback &progress) const;

private:
    void compare(InstallPlan &plan, const InstalledRecord &record) const;
    [[nodiscard]] std::optional<Error> refusalOf(const InstallPlan &plan, const InstalledRecord &record) const;
    [[nodiscard]] std::optional<Error> clash(const InstallPlan &plan) const;

    DriverRegistry &m_registry;
    InstalledPolicy &m_policy;
    const Catalogues &m_catalogues;
};

} // namespace dumbo
