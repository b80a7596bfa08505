#include "app/cli/configoptions.h"

#include <CLI/CLI.hpp>

namespace cli {

namespace {

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

} // namespace

ConfigOptions::ConfigOptions(CLI::App &app)
    : m_config(app.add_subcommand("config", "Schema components: what a database should hold, declared in a file"))
    , m_sample(m_config->add_subcommand("sample", "Print a component file to start from"))
    , m_print(m_config->add_subcommand("print", "Print the components of a file, their migrations, and what is wrong with them"))
{
    m_config->require_subcommand(1);
    m_print->add_option("file", m_file, "The component file (JSON)")->required()->type_name("FILE");
    auto *type = m_print->add_option("-d,--database", m_databaseType, "For which database type: PostgreSQL, SQLite, MariaDB, …")
                     ->type_name("TYPE")
                     ->capture_default_str();
    m_print->add_option("-c,--connection", m_connection, "For the database type of this connection; nothing connects")
        ->type_name("CONNECTION")
        ->excludes(type);
    m_print->add_option("--connector", m_connector, "Another driver than the best one, e.g. SQLite:sqlite3")->type_name("CONNECTOR");
    m_print->add_flag("--json", m_json, "As one JSON object");
    m_print->footer("Exit codes: 0 done, 1 the file is wrong or can't be read, 2 wrong usage, 3 no driver for the database type.");
}

bool ConfigOptions::isChosen() const
{
    return m_config->parsed();
}

ExitCode ConfigOptions::run(dumbo::DriverRegistry &registry) const
{
    if (m_sample->parsed())
        return printSampleConfig();
    ConfigArguments arguments;
    arguments.file = text(m_file);
    if (m_connection.empty())
        arguments.databaseType = text(m_databaseType);
    arguments.connection.connection = text(m_connection);
    arguments.connection.connector = text(m_connector);
    arguments.json = m_json;
    return printConfig(registry, arguments);
}

} // namespace cli
