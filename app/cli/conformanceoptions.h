#pragma once

#include "app/cli/conformancecommand.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo plugins conformance …`: its options, and running what was chosen.
class ConformanceOptions {
public:
    explicit ConformanceOptions(CLI::App &plugins);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverRegistry &registry, const Interrupt &interrupt) const;

private:
    CLI::App *m_command;
    std::string m_driver;
    std::string m_connection;
    std::vector<std::string> m_promises;
    bool m_short = false;
    bool m_json = false;
    int m_timeout = 120;
    std::string m_child;
};

} // namespace cli
