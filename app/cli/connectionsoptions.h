#pragma once

#include "app/cli/connectionscommand.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo connections …`: its options, and running what was chosen.
class ConnectionsOptions {
public:
    explicit ConnectionsOptions(CLI::App &app);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverRegistry &registry, const Interrupt &interrupt) const;

private:
    void addProfileOptions(CLI::App &command);
    void addFormat(CLI::App &command);
    [[nodiscard]] ProfileArguments profileArguments(const CLI::App &command) const;
    [[nodiscard]] dumbo::ResultFormat format() const;

    CLI::App *m_connections;
    CLI::App *m_list;
    CLI::App *m_add;
    CLI::App *m_edit;
    CLI::App *m_remove;
    CLI::App *m_test;
    CLI::App *m_import;
    std::string m_format = "table";
    std::string m_name;
    std::vector<std::string> m_names;
    std::string m_newName;
    std::string m_connection;
    std::string m_connector;
    std::string m_folder;
    std::string m_colour;
    std::string m_startupSql;
    std::string m_ssh;
    std::vector<std::string> m_sshOptions;
    bool m_readOnly = false;
    bool m_production = false;
    bool m_savesPassword = false;
    int m_passwordDescriptor = -1;
    bool m_json = false;
    int m_timeout = 30;
    std::string m_file;
    std::string m_kind;
    bool m_onlyShows = false;
};

} // namespace cli
