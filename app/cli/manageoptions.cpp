#include "app/cli/manageoptions.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace cli {

using namespace dumbo;

namespace {

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

constexpr auto exitCodes = "Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 4 the consent to trust is missing, 130 interrupted.";

} // namespace

ManageOptions::ManageOptions(CLI::App &plugins)
{
    addListing(plugins);
    addInstalling(plugins);
    addManaging(plugins);
    addKeys(plugins);
    addCatalogues(plugins);
}

CLI::App &ManageOptions::command(CLI::App &parent, const char *name, const char *help)
{
    m_commands.push_back(parent.add_subcommand(name, help));
    m_commands.back()->footer(exitCodes);
    return *m_commands.back();
}

void ManageOptions::addId(CLI::App &command)
{
    command.add_option("driver", m_id, "Its id, as \"dumbo plugins list\" shows it")->required()->type_name("ID");
}

void ManageOptions::addJson(CLI::App &command)
{
    command.add_flag("--json", m_json, "As JSON");
}

void ManageOptions::addConsent(CLI::App &command)
{
    command.add_flag("-y,--yes", m_yes, "Do not ask; whom to trust is not among what this agrees to");
    command.add_flag("--accept-unsigned", m_acceptsUnsigned, "Also what nobody whom you trust signed");
    command.add_option("--trust-key", m_key, "Trust this key from now on, and install nothing that another one signed")->type_name("FINGERPRINT");
    command.add_option("--key-name", m_keyName, "With --trust-key: how to call its owner")->type_name("NAME");
    command.add_flag("--no-probe", m_isNotTried, "Do not try the driver in a process of its own first");
    command.add_flag("--json", m_json, "Print what was done as one JSON object");
}

void ManageOptions::addListing(CLI::App &plugins)
{
    addJson(command(plugins, "list", "List the drivers that were found, with state and reason"));
    auto &info = command(plugins, "info", "Tell everything about a driver, and why it does not load");
    info.add_option("driver", m_id, "Its id, or a connector of it")->required()->type_name("ID");
    addJson(info);
}

void ManageOptions::addInstalling(CLI::App &plugins)
{
    auto &install = command(plugins, "install", "Install a driver for yourself, after checking and trying it");
    install.add_option("driver", m_id, "A bundle (.dumbodriver), a plugin file, or the id of a driver in a catalogue")->required()->type_name("FILE|ID");
    addConsent(install);
    auto *isolated = install.add_flag("--isolated", m_isolates, "Run it in a process of its own");
    install.add_flag("--in-process", m_isInProcess, "Run it in the program's process")->excludes(isolated);
    auto &update = command(plugins, "update", "Read the catalogues, and install what is newer");
    update.add_option("drivers", m_ids, "Only these")->type_name("ID");
    update.add_flag("--check", m_onlyChecks, "Only tell");
    addConsent(update);
}

void ManageOptions::addManaging(CLI::App &plugins)
{
    auto &remove = command(plugins, "remove", "Remove an installed driver");
    addId(remove);
    remove.add_option("--version", m_version, "Only this version")->type_name("VERSION");
    remove.add_flag("-y,--yes", m_yes, "Do not ask");
    addId(command(plugins, "enable", "Use a driver again, also one that took the program down"));
    addId(command(plugins, "disable", "Do not use a driver, also one that came with the program"));
    auto &isolate = command(plugins, "isolate", "Run a driver in a process of its own, which protects against its faults, not against malice");
    addId(isolate);
    isolate.add_flag("--off", m_isOff, "Run it in the program's process");
    auto &rollback = command(plugins, "rollback", "Go back to the version of a driver that was installed before");
    addId(rollback);
    rollback.add_option("version", m_version, "To this version, older or newer")->type_name("VERSION");
    auto &prefer = command(plugins, "prefer", "Choose which connector serves a database type, or list what was chosen");
    prefer.add_option("connector", m_text, "E.g. PostgreSQL:libpq")->type_name("CONNECTOR");
    prefer.add_flag("--forget", m_isOff, "Let the program choose for its database type");
}

void ManageOptions::addKeys(CLI::App &plugins)
{
    addJson(command(plugins, "keys", "List the keys that are trusted, distrusted, revoked, or signed something installed"));
    auto &trust = command(plugins, "trust", "Trust the drivers that a key signs");
    trust.add_option("key", m_key, "The public key, a file with one, or the fingerprint of a known one")->required()->type_name("KEY");
    trust.add_option("--name", m_keyName, "How to call its owner")->type_name("NAME");
    command(plugins, "distrust", "Neither install nor load what a key signed")
        .add_option("key", m_key, "The public key, a file with one, or the fingerprint of a known one")
        ->required()
        ->type_name("KEY");
}

void ManageOptions::addCatalogues(CLI::App &plugins)
{
    auto &search = command(plugins, "search", "Look for drivers in the catalogues, as they were read last");
    search.add_option("text", m_text, "Words of name, vendor or description")->type_name("TEXT");
    addJson(search);
    m_catalogues = &command(plugins, "catalogues", "The catalogues of drivers: list, add, remove, read again");
    m_catalogues->require_subcommand(0, 1);
    m_catalogues->fallthrough();
    addJson(*m_catalogues);
    m_catalogueAdd = m_catalogues->add_subcommand("add", "Add a catalogue, and trust the key that signs it");
    m_catalogueAdd->add_option("location", m_location, "A folder, or an https address")->required()->type_name("PLACE");
    m_catalogueAdd->add_option("--trust-key", m_key, "The key's fingerprint, instead of being asked")->type_name("FINGERPRINT");
    m_catalogueRemove = m_catalogues->add_subcommand("remove", "Forget a catalogue; what was installed from it stays");
    m_catalogueRemove->add_option("location", m_location, "Where it is")->required()->type_name("PLACE");
    m_catalogueRefresh = m_catalogues->add_subcommand("refresh", "Read all of them again");
    auto &index = command(plugins, "index", "Make a catalogue of a folder of bundles: write and sign its index");
    index.add_option("folder", m_location, "The folder")->required()->type_name("FOLDER");
    index.add_option("--key", m_key, "The private key that signs it")->required()->type_name("FILE");
    index.add_option("--passphrase-fd", m_passphraseDescriptor, "Read the key's passphrase from this file descriptor")->type_name("N");
    index.add_option("--name", m_text, "How to call the catalogue; otherwise as before, or as the folder")->type_name("NAME");
    index.add_option("--days", m_days, "After so many days it is refused as expired; otherwise as before, or never")->check(CLI::Range(1, 36500))->type_name("N");
}

bool ManageOptions::isChosen() const
{
    return std::ranges::any_of(m_commands, [](const CLI::App *each) { return each->parsed(); });
}

bool ManageOptions::is(const char *name) const
{
    return std::ranges::any_of(m_commands, [&](const CLI::App *each) { return each->parsed() && each->get_name() == name; });
}

InstallArguments ManageOptions::installArguments() const
{
    InstallArguments arguments;
    arguments.source = text(m_id);
    arguments.consent = { m_yes, m_acceptsUnsigned, text(m_key), text(m_keyName) };
    if (m_isolates || m_isInProcess)
        arguments.isIsolated = m_isolates;
    arguments.probe = !m_isNotTried;
    arguments.json = m_json;
    return arguments;
}

ExitCode ManageOptions::runCatalogues(DriverManager &drivers, const Interrupt &interrupt) const
{
    if (m_catalogueAdd->parsed())
        return addCatalogue(drivers, text(m_location), { m_yes, m_acceptsUnsigned, text(m_key), text(m_keyName) }, interrupt);
    if (m_catalogueRemove->parsed())
        return removeCatalogue(drivers, text(m_location));
    if (m_catalogueRefresh->parsed())
        return refreshCatalogues(drivers, interrupt);
    return listCatalogues(drivers, m_json);
}

ExitCode ManageOptions::run(DriverManager &drivers, const DriverRegistry &registry, const Interrupt &interrupt) const
{
    const auto id = text(m_id);
    if (is("info"))
        return showDriver(drivers, id, m_json);
    if (is("install"))
        return installDriver(drivers, installArguments(), interrupt);
    if (is("update")) {
        QStringList ids;
        std::ranges::transform(m_ids, std::back_inserter(ids), text);
        return updateDrivers(drivers, ids, installArguments(), m_onlyChecks, interrupt);
    }
    if (is("remove"))
        return removeDriver(drivers, id, text(m_version), m_yes);
    if (is("enable") || is("disable"))
        return setDriverDisabled(drivers, id, is("disable"));
    if (is("isolate"))
        return setDriverIsolated(drivers, id, !m_isOff);
    if (is("rollback"))
        return rollBackDriver(drivers, id, text(m_version));
    if (is("prefer"))
        return preferConnector(drivers, text(m_text), m_isOff);
    if (is("keys"))
        return listKeys(drivers, m_json);
    if (is("trust") || is("distrust"))
        return trustKey(drivers, text(m_key), text(m_keyName), is("trust"));
    if (is("search"))
        return searchCatalogues(drivers, text(m_text), m_json);
    if (is("catalogues"))
        return runCatalogues(drivers, interrupt);
    if (is("index"))
        return indexBundles(text(m_location), text(m_text), m_days, { text(m_key), m_passphraseDescriptor }, interrupt);
    return listDrivers(drivers, registry.conflicts(), m_json);
}

} // namespace cli
