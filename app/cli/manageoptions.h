#pragma once

#include "app/cli/managecommand.h"
#include "core/plugins/driverregistry.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// The subcommands of `dumbo plugins` that list, install and look after drivers.
class ManageOptions {
public:
    explicit ManageOptions(CLI::App &plugins);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(dumbo::DriverManager &drivers, const dumbo::DriverRegistry &registry, const Interrupt &interrupt) const;

private:
    void addListing(CLI::App &plugins);
    void addInstalling(CLI::App &plugins);
    void addManaging(CLI::App &plugins);
    void addKeys(CLI::App &plugins);
    void addCatalogues(CLI::App &plugins);
    CLI::App &command(CLI::App &parent, const char *name, const char *help);
    void addId(CLI::App &command);
    void addJson(CLI::App &command);
    void addConsent(CLI::App &command);
    [[nodiscard]] bool is(const char *name) const;
    [[nodiscard]] InstallArguments installArguments() const;
    [[nodiscard]] ExitCode runCatalogues(dumbo::DriverManager &drivers, const Interrupt &interrupt) const;

    std::vector<CLI::App *> m_commands;
    CLI::App *m_catalogues = nullptr;
    CLI::App *m_catalogueAdd = nullptr;
    CLI::App *m_catalogueRemove = nullptr;
    CLI::App *m_catalogueRefresh = nullptr;
    std::string m_id;
    std::vector<std::string> m_ids;
    std::string m_version;
    std::string m_key;
    std::string m_keyName;
    std::string m_text;
    std::string m_location;
    int m_days = 0;
    int m_passphraseDescriptor = -1;
    bool m_yes = false;
    bool m_acceptsUnsigned = false;
    bool m_isolates = false;
    bool m_isInProcess = false;
    bool m_isNotTried = false;
    bool m_onlyChecks = false;
    bool m_isOff = false;
    bool m_json = false;
};

} // namespace cli
