#include "app/cli/conformanceoptions.h"

#include <CLI/CLI.hpp>

namespace cli {

using namespace dumbo;

ConformanceOptions::ConformanceOptions(CLI::App &plugins)
    : m_command(plugins.add_subcommand("conformance", "Hold a driver to every promise of the SDK, in a process of its own"))
{
    m_command->add_option("driver", m_driver, "A driver's file, or a connector such as SQLite:sqlite3")->required()->type_name("FILE|CONNECTOR");
    m_command->add_option("-c,--connection", m_connection, "An empty database to try them on: tables are made and dropped there")
        ->type_name("CONNECTION");
    m_command->add_option("--promise", m_promises, "Only this one; may be repeated")->type_name("NAME")->allow_extra_args(false);
    m_command->add_flag("--short", m_short, "Only those that are tried before a driver is installed");
    m_command->add_option("--timeout", m_timeout, "Seconds that one promise may take")->check(CLI::Range(1, 86400))->capture_default_str();
    m_command->add_flag("--json", m_json, "As one JSON object");
    m_command->add_option("--child", m_child)->group("");
    m_command->footer("Exit codes: 0 all that apply are kept, 1 one is broken, 2 wrong usage, 3 no driver or no database, 130 interrupted.");
}

bool ConformanceOptions::isChosen() const
{
    return m_command->parsed();
}

ExitCode ConformanceOptions::run(DriverRegistry &registry, const Interrupt &interrupt) const
{
    ConformanceArguments arguments;
    arguments.driver = QString::fromStdString(m_driver);
    arguments.connection = QString::fromStdString(m_connection);
    for (const auto &promise : m_promises)
        arguments.promises.append(QByteArray::fromStdString(promise));
    arguments.onlyShort = m_short;
    arguments.timeout = std::chrono::seconds(m_timeout);
    if (m_child.empty())
        return checkConformance(registry, arguments, m_json, interrupt);
    return conformanceChild(registry, arguments, QString::fromStdString(m_child), interrupt);
}

} // namespace cli
