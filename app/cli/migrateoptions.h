#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/migratearguments.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo migrate …`: its options, and running what was chosen.
class MigrateOptions {
public:
    explicit MigrateOptions(CLI::App &app);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverRegistry &registry, Interrupt &interrupt) const;

private:
    CLI::App &add(MigrateAction action, const char *name, const char *help);
    void addSource(CLI::App &command);
    void addConnection(CLI::App &command, bool isRequired);
    void addType(CLI::App &command);
    void addNames(CLI::App &command, const char *help);
    void addRun();
    void addDryRun();
    void addLedgerCommands();
    void addDiff();
    void addNew();
    [[nodiscard]] MigrateArguments arguments(MigrateAction action) const;

    CLI::App *m_migrate;
    std::vector<std::pair<MigrateAction, CLI::App *>> m_commands;
    std::string m_connection;
    std::string m_connector;
    std::string m_ssh;
    int m_passwordDescriptor = -1;
    std::string m_type;
    std::string m_source;
    std::string m_layout;
    std::string m_format;
    std::string m_application;
    std::string m_override;
    std::string m_reason;
    std::vector<std::string> m_names;
    std::string m_upTo;
    std::string m_mismatch = "refuse";
    std::string m_other;
    std::string m_place;
    std::string m_title;
    double m_lockTimeout = 10;
    double m_statementTimeout = 0;
    double m_tableLockTimeout = 0;
    MigrateArguments m_flags;
};

} // namespace cli
