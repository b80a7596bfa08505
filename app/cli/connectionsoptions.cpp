#include "app/cli/connectionsoptions.h"

#include <CLI/CLI.hpp>

namespace cli {

using namespace dumbo;

namespace {

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

QStringList texts(const std::vector<std::string> &arguments)
{
    QStringList result;
    for (const auto &argument : arguments)
        result.append(text(argument));
    return result;
}

} // namespace

ConnectionsOptions::ConnectionsOptions(CLI::App &app)
    : m_connections(app.add_subcommand("connections", "The saved connections, which the window shows too"))
    , m_list(m_connections->add_subcommand("list", "List them; passwords are nowhere among them"))
    , m_add(m_connections->add_subcommand("add", "Save a connection under a name"))
    , m_edit(m_connections->add_subcommand("edit", "Change a saved connection; what is not named stays"))
    , m_remove(m_connections->add_subcommand("remove", "Forget saved connections, and their passwords in the keychain"))
    , m_test(m_connections->add_subcommand("test", "Connect, and tell server, version, encryption and round trip, or why not"))
    , m_import(m_connections->add_subcommand("import", "Take connections over from PostgreSQL's files, DBeaver, DataGrip or pgAdmin"))
{
    m_connections->require_subcommand(1);
    addFormat(*m_list);

    m_add->add_option("name", m_name, "How it is called")->required()->type_name("NAME");
    m_add->add_option("connection", m_connection, "A connection string or a file")->required()->type_name("CONNECTION");
    addProfileOptions(*m_add);
    m_edit->add_option("name", m_name, "How it is called, or folder/name")->required()->type_name("NAME");
    m_edit->add_option("--rename", m_newName, "Another name")->type_name("NAME");
    m_edit->add_option("--connection", m_connection, "Another connection string or file")->type_name("CONNECTION");
    addProfileOptions(*m_edit);
    m_remove->add_option("names", m_names, "How they are called, or folder/name")->required()->type_name("NAME");

    m_test->add_option("connection", m_connection, "A saved name, a connection string or a file")->required()->type_name("CONNECTION");
    m_test->add_option("--connector", m_connector, "Another driver than the best one")->type_name("CONNECTOR");
    m_test->add_option("--ssh", m_ssh, "Reach the server through this ssh server")->type_name("HOST");
    m_test->add_flag("--read-only", m_readOnly, "As a connection that refuses every write");
    m_test->add_option("--password-fd", m_passwordDescriptor, "Read the password from this file descriptor")->type_name("N");
    m_test->add_option("--timeout", m_timeout, "Give up after so many seconds")->check(CLI::Range(1, 3600))->capture_default_str();
    m_test->add_flag("--json", m_json, "As one JSON object");

    m_import->add_option("file", m_file, "One file; otherwise all that are where their programs put them")->type_name("FILE");
    m_import->add_option("names", m_names, "Only these")->type_name("NAME");
    m_import->add_option("--from", m_kind, "What kind of file it is")
        ->check(CLI::IsMember({ "pg-service", "pgpass", "dbeaver", "datagrip", "pgadmin" }))
        ->type_name("KIND");
    m_import->add_option("--folder", m_folder, "Put them below this folder")->type_name("FOLDER");
    m_import->add_flag("--dry-run", m_onlyShows, "Only show what would be imported");
    addFormat(*m_import);
}

void ConnectionsOptions::addFormat(CLI::App &command)
{
    command.add_option("--format", m_format, "How the list is written")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "table", "csv", "tsv", "json", "ndjson", "markdown" }))
        ->capture_default_str();
}

void ConnectionsOptions::addProfileOptions(CLI::App &command)
{
    command.add_option("--connector", m_connector, "Always this driver, e.g. PostgreSQL:libpq; empty: the best one present")->type_name("CONNECTOR");
    command.add_option("--folder", m_folder, "Names separated by /")->type_name("FOLDER");
    command.add_option("--colour,--color", m_colour, "E.g. #3daee9")->type_name("COLOUR");
    command.add_option("--startup-sql", m_startupSql, "SQL to run each time it has connected; where it fails, connecting fails")->type_name("SQL");
    command.add_option("--ssh", m_ssh, "Reach the server through this ssh server: user@host, user@host:port, or a Host of ~/.ssh/config; empty: do not")->type_name("HOST");
    command.add_option("--ssh-option", m_sshOptions, "One more argument for ssh; --ssh-option=-J --ssh-option=jump")->type_name("ARG")->allow_extra_args(false);
    command.add_flag("--read-only,!--no-read-only", m_readOnly, "Refuse every write, enforced by the server or engine");
    command.add_flag("--production,!--no-production", m_production, "Mark it as production");
    command.add_flag("--save-password,!--no-save-password", m_savesPassword, "Keep the password in the keychain");
    command.add_option("--password-fd", m_passwordDescriptor, "With --save-password: read it from this file descriptor")->type_name("N");
}

bool ConnectionsOptions::isChosen() const
{
    return m_connections->parsed();
}

ResultFormat ConnectionsOptions::format() const
{
    return *resultFormatFromName(text(m_format));
}

ProfileArguments ConnectionsOptions::profileArguments(const CLI::App &command) const
{
    const auto said = [&](const char *name, const std::string &value) {
        return command.count(name) != 0 ? std::optional(text(value)) : std::nullopt;
    };
    const auto flag = [&](const char *name, bool value) { return command.count(name) != 0 ? std::optional(value) : std::nullopt; };
    ProfileArguments arguments;
    arguments.name = text(m_name);
    if (&command == m_edit)
        arguments.newName = said("--rename", m_newName);
    if (&command == m_add || command.count("--connection") != 0)
        arguments.connection = text(m_connection);
    arguments.connector = said("--connector", m_connector);
    arguments.folder = said("--folder", m_folder);
    arguments.colour = said("--colour", m_colour);
    arguments.startupSql = said("--startup-sql", m_startupSql);
    arguments.ssh = said("--ssh", m_ssh);
    if (command.count("--ssh-option") != 0)
        arguments.sshOptions = texts(m_sshOptions);
    arguments.readOnly = flag("--read-only", m_readOnly);
    arguments.production = flag("--production", m_production);
    arguments.savesPassword = flag("--save-password", m_savesPassword);
    arguments.passwordDescriptor = m_passwordDescriptor;
    return arguments;
}

ExitCode ConnectionsOptions::run(DriverRegistry &registry, const Interrupt &interrupt) const
{
    if (m_list->parsed())
        return listConnections(format());
    if (m_add->parsed())
        return addConnection(registry, profileArguments(*m_add), interrupt);
    if (m_edit->parsed())
        return editConnection(registry, profileArguments(*m_edit), interrupt);
    if (m_remove->parsed())
        return removeConnections(registry, texts(m_names), interrupt);
    if (m_test->parsed())
        return testConnection(registry, { text(m_connection), text(m_connector), m_readOnly, m_passwordDescriptor, text(m_ssh) },
            m_json, m_timeout, interrupt);
    return importFromPrograms(registry, { text(m_file), text(m_kind), text(m_folder), texts(m_names), m_onlyShows }, format());
}

} // namespace cli
