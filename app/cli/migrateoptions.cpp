#include "app/cli/migrateoptions.h"

#include "app/cli/migratecommand.h"
#include "core/migrations/sources/migrationsource.h"

#include <CLI/CLI.hpp>

namespace cli {

using namespace dumbo;

namespace {

constexpr auto exitCodes = "Exit codes: 0 done, 1 the answer is no (status, plan: something is pending or wrong; lint: errors), "
                           "2 wrong usage, 3 no connection, 130 interrupted.";

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

std::vector<std::string> layoutIds()
{
    std::vector<std::string> ids;
    for (const auto &layout : sourceLayouts())
        ids.push_back(layout.id.toStdString());
    ids.emplace_back("components");
    return ids;
}

std::chrono::milliseconds milliseconds(double seconds)
{
    return std::chrono::milliseconds(qint64(seconds * 1000));
}

} // namespace

MigrateOptions::MigrateOptions(CLI::App &app)
    : m_migrate(app.add_subcommand("migrate", "Review, try and run migrations, and prove what they did"))
{
    m_migrate->require_subcommand(1);
    auto &status = add(MigrateAction::Status, "status", "List migrations with their states, and what other tools recorded");
    auto &plan = add(MigrateAction::Plan, "plan", "Tell what a run would do, and what keeps it from being done");
    auto &sql = add(MigrateAction::Sql, "sql", "Print the statements that a run would send");
    for (auto *command : { &status, &plan })
        addConnection(*command, true);
    plan.add_option("--format", m_format, "markdown, html: the review, with advice, for a pull request")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({ "text", "markdown", "html" }));
    addConnection(sql, false);
    addType(sql);
    sql.add_flag("--all", m_flags.all, "Of all migrations, whether applied or not; needs no connection but a --type");
    sql.add_flag("--down", m_flags.down, "The down scripts instead, the last one first");
    addNames(sql, "Only these");
    auto &lint = add(MigrateAction::Lint, "lint", "Tell what is risky, without a server, by the database's own rules");
    addConnection(lint, false);
    addType(lint);
    lint.add_flag("--live", m_flags.live, "Ask the database too: only what is pending, with its tables, rows and who would wait");
    addNames(lint, "Only these");
    addRun();
    addDryRun();
    addLedgerCommands();
    addDiff();
    addNew();
}

CLI::App &MigrateOptions::add(MigrateAction action, const char *name, const char *help)
{
    auto &command = *m_migrate->add_subcommand(name, help);
    m_commands.emplace_back(action, &command);
    addSource(command);
    command.footer(exitCodes);
    return command;
}

void MigrateOptions::addSource(CLI::App &command)
{
    command.add_option("-s,--source", m_source, "The folder of migrations, one file of it, or a file of schema components")->required()->type_name("DIR|FILE");
    command.add_option("--layout", m_layout, "How the folder is laid out; otherwise it is recognised")->type_name("LAYOUT")->check(CLI::IsMember(layoutIds()));
    command.add_flag("--json", m_flags.json, "As one JSON object (docs/migrations.md)");
}

void MigrateOptions::addConnection(CLI::App &command, bool isRequired)
{
    auto *option = command.add_option("-c,--connection", m_connection, "A connection string, a file, or a saved name")->type_name("CONNECTION");
    option->envname("DB_CONNECTION_STRING");
    if (isRequired)
        option->required();
    command.add_option("--connector", m_connector, "Another driver than the best one, e.g. PostgreSQL:libpq")->type_name("CONNECTOR");
    command.add_option("--password-fd", m_passwordDescriptor, "Read the password from this file descriptor")->type_name("N");
    command.add_option("--ssh", m_ssh, "Reach the server through this ssh server")->type_name("HOST");
    command.add_option("--application", m_application, "Whose migrations these are, in a ledger that several share")->type_name("NAME");
}

void MigrateOptions::addType(CLI::App &command)
{
    command.add_option("--type", m_type, "The database type, where no connection tells it: PostgreSQL, SQLite, MySQL")->type_name("TYPE");
}

void MigrateOptions::addNames(CLI::App &command, const char *help)
{
    command.add_option("names", m_names, help)->type_name("NAME");
}

void MigrateOptions::addRun()
{
    auto &run = add(MigrateAction::Run, "run", "Run what is pending, under a lock, and look whether it is there");
    addConnection(run, true);
    addNames(run, "Only these; with --down the migrations to undo");
    run.add_flag("--approved-only", m_flags.approvedOnly, "Refuse to run what the review file does not approve as it is");
    run.add_flag("-y,--yes", m_flags.assumesYes, "Answer every question with yes; what is refused on production stays so");
    run.add_option("--override", m_override, "Why it runs on a production connection without approval; recorded")->type_name("REASON");
    run.add_option("--up-to", m_upTo, "The last one to run")->type_name("NAME");
    run.add_flag("--out-of-order", m_flags.outOfOrder, "Run those too that stand before one that is applied");
    run.add_flag("--resume", m_flags.resume, "Go on with one that stopped half-way");
    run.add_flag("--skip-unseen", m_flags.skipsUnseen, "With --resume: the statement whose end nobody saw is done")->needs("--resume");
    run.add_flag("--one-by-one", m_flags.oneByOne, "A transaction for each migration instead of one for all");
    run.add_option("--on-change", m_mismatch, "Where an applied one was changed: refuse, keep the ledger, or update it")
        ->check(CLI::IsMember({ "refuse", "keep", "update" }))
        ->capture_default_str();
    run.add_flag("--down", m_flags.down, "Undo the named migrations by their down scripts");
    run.add_option("--lock-timeout", m_lockTimeout, "Seconds to wait for another run")->check(CLI::NonNegativeNumber)->capture_default_str();
    run.add_option("--statement-timeout", m_statementTimeout, "Seconds for each statement")->check(CLI::PositiveNumber)->type_name("SECONDS");
    run.add_option("--table-lock-timeout", m_tableLockTimeout, "Seconds that a statement waits for a table")->check(CLI::PositiveNumber)->type_name("SECONDS");
}

void MigrateOptions::addDryRun()
{
    auto &dryRun = add(MigrateAction::DryRun, "dry-run", "Run what is pending without a trace, and measure locks, rewrites, rows and time");
    addConnection(dryRun, true);
    addNames(dryRun, "Only these");
    dryRun.add_option("--place", m_place, "Where: as the database is made for it (usual), in a scratch copy of the schema (schema) or of everything (rows), or in another database")
        ->type_name("usual|schema|rows|CONNECTION");
    dryRun.add_option("--table-lock-timeout", m_tableLockTimeout, "Seconds that a statement waits for a table")->check(CLI::PositiveNumber)->type_name("SECONDS");
    dryRun.add_flag("-y,--yes", m_flags.assumesYes, "Go on without a question where a busy table would be locked, or on production");
}

void MigrateOptions::addLedgerCommands()
{
    auto &baseline = add(MigrateAction::Baseline, "baseline", "Record migrations as applied that are in the database already; nothing runs");
    addConnection(baseline, true);
    addNames(baseline, "Only these");
    baseline.add_option("--up-to", m_upTo, "All up to this one")->type_name("NAME");
    auto &repair = add(MigrateAction::Repair, "repair", "Mend the ledger; nothing runs");
    addConnection(repair, true);
    addNames(repair, "Only these");
    auto *accept = repair.add_flag("--accept", m_flags.accepts, "Changed ones: the ledger takes the hash of the source");
    repair.add_flag("--forget", m_flags.forgets, "Missing ones: out of the ledger; failed ones: taken as undone")->excludes(accept);
    for (auto *command : { &baseline, &repair }) {
        command->add_option("--reason", m_reason, "Why; recorded")->type_name("TEXT");
        command->add_option("--lock-timeout", m_lockTimeout, "Seconds to wait for a run")->check(CLI::NonNegativeNumber)->capture_default_str();
    }

    auto &verify = add(MigrateAction::Verify, "verify", "Tell whether the database has exactly what the source says");
    addConnection(verify, true);
    addNames(verify, "With --down: only these");
    verify.add_flag("--down", m_flags.down, "Run migrations and their down scripts in a scratch copy, and compare the schema before and after");
    verify.add_flag("--rows", m_flags.rows, "With --down: compare counts and checksums of rows too")->needs("--down");
}

void MigrateOptions::addDiff()
{
    auto &diff = add(MigrateAction::Diff, "diff", "Tell how the database differs from what its applied migrations make, or from another one, and the statements between them");
    addConnection(diff, true);
    diff.add_option("--with", m_other, "Another database, or a file of schema components, instead of the applied migrations run in a scratch database")
        ->type_name("CONNECTION|FILE");
    diff.add_flag("--reverse", m_flags.reverse, "The statements lead from the other side to this database; of drift: they adopt it instead of reverting it");
    diff.add_flag("--keep-data", m_flags.keepsData, "Leave out statements that lose rows or columns");
    diff.footer("Exit codes: 0 no difference, 1 a difference, or it could not be found, 2 wrong usage, 3 no connection, 130 interrupted.");
}

void MigrateOptions::addNew()
{
    auto &made = add(MigrateAction::New, "new", "Begin a migration: a file with the right name, empty or with a difference");
    made.add_option("title", m_title, "What it does, e.g. \"create huts\"")->required()->type_name("TITLE");
    addConnection(made, false);
    addType(made);
    made.add_option("--from", m_other, "Fill it with what leads from the database to another one, or to a file of schema components; \"drift\": with what leads from its applied migrations to the database")
        ->type_name("CONNECTION|FILE|drift");
    made.add_flag("--keep-data", m_flags.keepsData, "With --from: leave out statements that lose rows or columns");
    made.add_flag("--no-transaction", m_flags.noTransaction, "Its statements can't run in a transaction");
    made.add_flag("--dry-run", m_flags.onlyShows, "Only tell what would be written");
}

bool MigrateOptions::isChosen() const
{
    return m_migrate->parsed();
}

MigrateArguments MigrateOptions::arguments(MigrateAction action) const
{
    auto result = m_flags;
    result.action = action;
    result.connection = { text(m_connection), text(m_connector), false, m_passwordDescriptor, text(m_ssh) };
    result.databaseType = text(m_type);
    result.source = text(m_source);
    result.layout = text(m_layout);
    result.format = text(m_format);
    result.application = text(m_application);
    result.overrideReason = text(m_override);
    result.reason = text(m_reason);
    for (const auto &name : m_names)
        result.names.append(text(name));
    result.upTo = text(m_upTo);
    result.mismatch = text(m_mismatch);
    result.other = text(m_other);
    result.place = text(m_place);
    result.title = text(m_title);
    result.lockTimeout = milliseconds(m_lockTimeout);
    if (m_statementTimeout > 0)
        result.statementTimeout = milliseconds(m_statementTimeout);
    if (m_tableLockTimeout > 0)
        result.tableLockTimeout = milliseconds(m_tableLockTimeout);
    return result;
}

ExitCode MigrateOptions::run(DriverRegistry &registry, Interrupt &interrupt) const
{
    for (const auto &[action, command] : m_commands) {
        if (command->parsed())
            return runMigrate(registry, arguments(action), interrupt);
    }
    Q_UNREACHABLE_RETURN(Usage);
}

} // namespace cli
