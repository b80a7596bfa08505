#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/interrupt.h"

#include <string>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo plugins probe …`: its options, and running it.
class ProbeCommand {
public:
    explicit ProbeCommand(CLI::App &plugins);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(const Interrupt &interrupt) const;

private:
    CLI::App *m_command;
    std::string m_file;
    std::string m_connection;
    int m_timeout = 20;
    bool m_json = false;
};

} // namespace cli
