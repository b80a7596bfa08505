#pragma once

#include "app/cli/bundleoptions.h"
#include "app/cli/conformanceoptions.h"
#include "app/cli/exitcode.h"
#include "app/cli/interrupt.h"
#include "app/cli/manageoptions.h"
#include "app/cli/probecommand.h"

namespace CLI {
class App;
}

namespace cli {

/// `dumbo plugins …`: its options, and running what was chosen.
class PluginsOptions {
public:
    explicit PluginsOptions(CLI::App &app);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverManager &drivers, dumbo::DriverRegistry &registry, const Interrupt &interrupt) const;

private:
    CLI::App *m_plugins;
    ManageOptions m_manage;
    BundleOptions m_bundle;
    ConformanceOptions m_conformance;
    ProbeCommand m_probe;
};

} // namespace cli
