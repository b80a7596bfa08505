#pragma once

#include "app/cli/configcommand.h"

#include <string>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo config …`: its options, and running what was chosen.
class ConfigOptions {
public:
    explicit ConfigOptions(CLI::App &app);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverRegistry &registry) const;

private:
    CLI::App *m_config;
    CLI::App *m_sample;
    CLI::App *m_print;
    std::string m_file;
    std::string m_databaseType = "PostgreSQL";
    std::string m_connection;
    std::string m_connector;
    bool m_json = false;
};

} // namespace cli
