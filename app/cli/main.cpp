#include "app/cli/catalogcommands.h"
#include "app/cli/completion.h"
#include "app/cli/configoptions.h"
#include "app/cli/connectionsoptions.h"
#include "app/cli/documents/docsoptions.h"
#include "app/cli/errorreport.h"
#include "app/cli/explaincommand.h"
#include "app/cli/manual.h"
#include "app/cli/migrateoptions.h"
#include "app/cli/pluginsoptions.h"
#include "app/cli/querycommand.h"
#include "app/cli/sessionscommand.h"
#include "app/cli/shell/shellcommand.h"
#include "app/cli/terminal.h"
#include "core/plugins/install/drivermanager.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>

#include <algorithm>
#include <iostream>

#include <unistd.h>

using namespace cli;

namespace {

/// What the command line said; the subcommand that was chosen decides which of it counts.
struct Arguments {
    std::string connection;
    std::string connector;
    bool readOnly = false;
    int passwordDescriptor = -1;
    std::string ssh;
    std::string format = "table";
    std::string sql;
    std::string file;
    std::vector<std::string> parameters;
    std::string nullText;
    std::string tableName = "result";
    bool noHeader = false;
    std::string object;
    bool all = false;
    bool analyze = false;
    bool verbose = false;
    std::string planFormat = "tree";
    std::int64_t pid = 0;
    std::string shell;
    std::string execute;
    bool timing = false;
    bool noHistory = false;
};

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

void addConnection(CLI::App &command, Arguments &arguments)
{
    command.add_option("-c,--connection", arguments.connection, "A connection string, a file, or a saved name")
        ->required()
        ->type_name("CONNECTION");
    command.add_option("--connector", arguments.connector, "Another driver than the best one, e.g. SQLite:sqlite3")
        ->type_name("CONNECTOR");
    command
        .add_option("--password-fd", arguments.passwordDescriptor,
            "Read the password from this file descriptor ($DUMBO_PASSWORD is another way; otherwise it is asked for)")
        ->type_name("N");
    command.add_option("--ssh", arguments.ssh, "Reach the server through this ssh server: user@host, user@host:port, or a Host of ~/.ssh/config")
        ->type_name("HOST");
}

void addFormat(CLI::App &command, Arguments &arguments)
{
    command.add_option("--format", arguments.format, "How results are written")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "table", "csv", "tsv", "json", "ndjson", "markdown", "insert" }))
        ->capture_default_str();
}

CLI::App &addQuery(CLI::App &app, Arguments &arguments)
{
    auto &query = *app.add_subcommand("query", "Run SQL and write its results to standard output");
    addConnection(query, arguments);
    auto *sql = query.add_option("sql", arguments.sql, "The statements; - reads them from standard input")->type_name("SQL");
    query.add_option("-f,--file", arguments.file, "Read the statements from a file")->type_name("FILE")->excludes(sql);
    addFormat(query, arguments);
    query
        .add_option("--param", arguments.parameters,
            "A value for the next placeholder of a single statement: a whole number is a number, all else text")
        ->type_name("V")
        ->allow_extra_args(false);
    query.add_option("--null", arguments.nullText, "Written for NULL")->type_name("TEXT");
    query.add_option("--table", arguments.tableName, "The table that --format insert names")->type_name("NAME");
    query.add_flag("--no-header", arguments.noHeader, "Leave the column names out");
    query.add_flag("--read-only", arguments.readOnly, "Refuse every write, enforced by the server or engine");
    query.footer("Exit codes: 0 done, 1 the database said no, 2 wrong usage, 3 no connection or driver, 130 interrupted.");
    return query;
}

CLI::App &addShell(CLI::App &app, Arguments &arguments)
{
    auto &shell = *app.add_subcommand("shell", "Run SQL and look at documents, line by line, on a terminal or in a pipe");
    addConnection(shell, arguments);
    addFormat(shell, arguments);
    shell.add_option("-e,--execute", arguments.execute, "Run this instead of standard input")->type_name("TEXT");
    shell.add_flag("--timing", arguments.timing, "Tell how long each statement took");
    shell.add_flag("--no-history", arguments.noHistory, "Neither read nor write what was typed before");
    shell.add_flag("--read-only", arguments.readOnly, "Refuse every write, enforced by the server or engine");
    shell.footer("Exit codes: 0 done, 1 the database said no (in a pipe), 2 wrong usage, 3 no connection or driver, 130 interrupted.");
    return shell;
}

CLI::App &addExplain(CLI::App &app, Arguments &arguments)
{
    auto &explain = *app.add_subcommand("explain", "Tell how the database runs a statement");
    addConnection(explain, arguments);
    explain.add_option("sql", arguments.sql, "The statement")->required()->type_name("SQL");
    explain.add_flag("--analyze", arguments.analyze, "Run it and measure; whatever it does is rolled back");
    explain.add_flag("--verbose", arguments.verbose, "Output columns and schema names too");
    explain.add_flag("--read-only", arguments.readOnly, "Refuse every write, enforced by the server or engine");
    explain
        .add_option("--param", arguments.parameters,
            "A value for the next placeholder: a whole number is a number, all else text")
        ->type_name("V")
        ->allow_extra_args(false);
    explain.add_option("--format", arguments.planFormat, "A tree, or the server's own text or JSON")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "tree", "text", "json" }))
        ->capture_default_str();
    explain.footer("Exit codes: 0 done, 1 the database said no, 2 wrong usage, 3 no connection or driver, 130 interrupted.");
    return explain;
}

CLI::App &addSessions(CLI::App &app, Arguments &arguments)
{
    auto &sessions = *app.add_subcommand("sessions", "See what runs on a server, and end it");
    addConnection(sessions, arguments);
    addFormat(sessions, arguments);
    sessions.add_flag("--all", arguments.all, "The server's own processes, and every lock, too");
    sessions.require_subcommand(0, 1);
    sessions.fallthrough();
    sessions.add_subcommand("list", "List the sessions (what is done without a word)");
    sessions.add_subcommand("locks", "List locks that somebody waits for");
    const auto addEnding = [&](const char *name, const char *help) {
        sessions.add_subcommand(name, help)->add_option("pid", arguments.pid, "The session's process id")->required()->type_name("PID");
    };
    addEnding("cancel", "Cancel what a session runs; the session stays");
    addEnding("terminate", "End a session");
    sessions.footer("Exit codes: 0 done, 1 the server said no, 2 wrong usage, 3 no connection or driver, 130 interrupted.");
    return sessions;
}

ConnectionArguments connectionArguments(const Arguments &arguments)
{
    return { text(arguments.connection), text(arguments.connector), arguments.readOnly, arguments.passwordDescriptor,
        text(arguments.ssh) };
}

QueryArguments queryArguments(const Arguments &arguments, const CLI::App &query)
{
    QueryArguments result;
    result.connection = connectionArguments(arguments);
    if (query.count("--file") != 0)
        result.file = text(arguments.file);
    else if (arguments.sql == "-")
        result.file = QStringLiteral("-");
    else
        result.sql = QByteArray::fromStdString(arguments.sql);
    result.format = *dumbo::resultFormatFromName(text(arguments.format));
    if (query.count("--null") != 0)
        result.nullText = QByteArray::fromStdString(arguments.nullText);
    for (const auto &parameter : arguments.parameters)
        result.parameters.push_back(parameterFromText(text(parameter)));
    result.tableName = text(arguments.tableName);
    result.header = !arguments.noHeader;
    return result;
}

ShellArguments shellArguments(const Arguments &arguments, const CLI::App &shell)
{
    ShellArguments result;
    result.connection = connectionArguments(arguments);
    if (shell.count("--format") != 0)
        result.format = dumbo::resultFormatFromName(text(arguments.format));
    if (shell.count("--execute") != 0)
        result.text = QByteArray::fromStdString(arguments.execute);
    result.timing = arguments.timing;
    result.keepsHistory = !arguments.noHistory;
    return result;
}

ExplainArguments explainArguments(const Arguments &arguments)
{
    using Format = ExplainArguments::Format;
    ExplainArguments result;
    result.connection = connectionArguments(arguments);
    result.sql = QByteArray::fromStdString(arguments.sql);
    for (const auto &parameter : arguments.parameters)
        result.parameters.push_back(parameterFromText(text(parameter)));
    result.format = arguments.planFormat == "json" ? Format::Json : arguments.planFormat == "text" ? Format::Text : Format::Tree;
    result.analyze = arguments.analyze;
    result.verbose = arguments.verbose;
    return result;
}

SessionsArguments sessionsArguments(const Arguments &arguments, const CLI::App &sessions)
{
    using Action = SessionsArguments::Action;
    SessionsArguments result;
    result.connection = connectionArguments(arguments);
    result.pid = arguments.pid;
    result.all = arguments.all;
    result.format = *dumbo::resultFormatFromName(text(arguments.format));
    if (sessions.got_subcommand("locks"))
        result.action = Action::Locks;
    else if (sessions.got_subcommand("cancel"))
        result.action = Action::Cancel;
    else if (sessions.got_subcommand("terminate"))
        result.action = Action::Terminate;
    return result;
}

CatalogArguments catalogArguments(const Arguments &arguments)
{
    return { connectionArguments(arguments), text(arguments.object), *dumbo::resultFormatFromName(text(arguments.format)),
        arguments.all };
}

/// What stands where a subcommand is expected; empty where nothing does.
std::string unknownCommand(const CLI::App &app, const CLI::ParseError &error)
{
    if (error.get_exit_code() != int(CLI::ExitCodes::RequiredError))
        return {};
    const auto left = app.remaining(true);
    const auto found = std::ranges::find_if(left, [](const std::string &word) { return !word.starts_with('-'); });
    return found == left.end() ? std::string() : *found;
}

} // namespace

int main(int argc, char **argv)
{
    Interrupt interrupt;
    const QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("dumbo"));
    QCoreApplication::setApplicationVersion(QStringLiteral(DUMBO_VERSION));

    Arguments arguments;
    CLI::App app("Dumbo: what the workbench does to a database, without a window", "dumbo");
    app.set_version_flag("--version", "dumbo " DUMBO_VERSION);
    app.require_subcommand(1);
    auto &query = addQuery(app, arguments);
    auto &shellCommand = addShell(app, arguments);
    auto &explain = addExplain(app, arguments);
    auto &sessions = addSessions(app, arguments);
    auto &tables = *app.add_subcommand("tables", "List tables and views");
    addConnection(tables, arguments);
    addFormat(tables, arguments);
    tables.add_flag("--all", arguments.all, "The database's own tables too");
    auto &describe = *app.add_subcommand("describe", "Tell everything about a table, view or other object");
    addConnection(describe, arguments);
    addFormat(describe, arguments);
    describe.add_option("object", arguments.object, "Its name, or schema.name")->required()->type_name("OBJECT");
    auto &ddl = *app.add_subcommand("ddl", "Print the statements that make everything again, in an order in which they run");
    addConnection(ddl, arguments);
    ddl.add_option("schema", arguments.object, "Only this schema")->type_name("SCHEMA");
    DocsOptions docs(app);
    ConnectionsOptions connections(app);
    MigrateOptions migrate(app);
    ConfigOptions config(app);
    PluginsOptions plugins(app);
    auto &completion = *app.add_subcommand("completion", "What a shell, or \"manual\", is made of")->group("");
    completion.add_option("for", arguments.shell)->required()->check(CLI::IsMember({ "bash", "zsh", "fish", "manual" }));
    if (const auto words = completionRequest(argc, argv)) {
        printCompletion(complete(app, *words));
        return Done;
    }

    try {
        app.parse(argc, argv);
        if (query.parsed() && query.count("sql") + query.count("--file") == 0)
            throw CLI::RequiredError("SQL, - or --file");
    } catch (const CLI::ParseError &error) {
        if (const auto unknown = unknownCommand(app, error); !unknown.empty())
            std::cerr << "There is no command \"" << unknown << "\".\n";
        return app.exit(error, std::cout, std::cerr) == 0 ? Done : Usage;
    }

    if (completion.parsed()) {
        const auto shell = text(arguments.shell);
        const auto written = writeAll(STDOUT_FILENO, shell == u"manual" ? manualOf(app) : completionScript(shell));
        return written ? Done : Refused;
    }
    dumbo::DriverRegistry registry;
    dumbo::DriverManager drivers(registry);
    // Whatever is wrong there is told; what does not need it works.
    if (const auto started = drivers.start(); !started)
        reportError(started.error());
    if (query.parsed())
        return runQuery(registry, queryArguments(arguments, query), interrupt);
    if (shellCommand.parsed())
        return runShell(registry, shellArguments(arguments, shellCommand), interrupt);
    if (explain.parsed())
        return explainStatement(registry, explainArguments(arguments), interrupt);
    if (sessions.parsed())
        return runSessions(registry, sessionsArguments(arguments, sessions), interrupt);
    if (tables.parsed())
        return listTables(registry, catalogArguments(arguments), interrupt);
    if (describe.parsed())
        return describeObject(registry, catalogArguments(arguments), interrupt);
    if (ddl.parsed())
        return printDdl(registry, catalogArguments(arguments), interrupt);
    if (docs.isChosen())
        return docs.run(registry, interrupt);
    if (connections.isChosen())
        return connections.run(registry, interrupt);
    if (migrate.isChosen())
        return migrate.run(registry, interrupt);
    if (config.isChosen())
        return config.run(registry);
    return plugins.run(drivers, registry, interrupt);
}
