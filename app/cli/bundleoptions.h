#pragma once

#include "app/cli/bundlecommand.h"

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace cli {

/// `dumbo plugins keygen|pack|sign|verify`: their options, and running what was chosen.
class BundleOptions {
public:
    explicit BundleOptions(CLI::App &plugins);

    [[nodiscard]] bool isChosen() const;
    [[nodiscard]] ExitCode run(const Interrupt &interrupt) const;

private:
    void addKeygen();
    void addPack();
    void addSign();
    void addVerify();
    void addPassphrase(CLI::App &command);
    [[nodiscard]] PackArguments packArguments() const;

    CLI::App *m_keygen;
    CLI::App *m_pack;
    CLI::App *m_sign;
    CLI::App *m_verify;
    std::string m_file;
    std::string m_key;
    std::string m_name;
    std::string m_module;
    std::vector<std::string> m_libraries;
    std::string m_output;
    std::string m_vendor;
    std::string m_licence;
    std::string m_icon;
    std::string m_changes;
    int m_passphraseDescriptor = -1;
    bool m_isProtected = false;
    bool m_json = false;
};

} // namespace cli
