#include "app/cli/pluginsoptions.h"

#include <CLI/CLI.hpp>

namespace cli {

PluginsOptions::PluginsOptions(CLI::App &app)
    : m_plugins(app.add_subcommand("plugins", "The drivers: what is there, and installing more"))
    , m_manage(*m_plugins)
    , m_bundle(*m_plugins)
    , m_conformance(*m_plugins)
    , m_probe(*m_plugins)
{
    m_plugins->require_subcommand(1);
}

bool PluginsOptions::isChosen() const
{
    return m_plugins->parsed();
}

ExitCode PluginsOptions::run(dumbo::DriverManager &drivers, dumbo::DriverRegistry &registry, const Interrupt &interrupt) const
{
    if (m_bundle.isChosen())
        return m_bundle.run(interrupt);
    if (m_conformance.isChosen())
        return m_conformance.run(registry, interrupt);
    if (m_probe.isChosen())
        return m_probe.run(interrupt);
    return m_manage.run(drivers, registry, interrupt);
}

} // namespace cli
