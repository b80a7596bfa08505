#include "app/cli/bundleoptions.h"

#include <CLI/CLI.hpp>

namespace cli {

namespace {

QString text(const std::string &argument)
{
    return QString::fromStdString(argument);
}

constexpr auto exitCodes = "Exit codes: 0 done, 1 refused, 2 wrong usage, 130 interrupted.";

} // namespace

BundleOptions::BundleOptions(CLI::App &plugins)
    : m_keygen(plugins.add_subcommand("keygen", "Make a pair of keys to sign drivers with"))
    , m_pack(plugins.add_subcommand("pack", "Make a driver bundle, a file that others install"))
    , m_sign(plugins.add_subcommand("sign", "Sign a driver bundle"))
    , m_verify(plugins.add_subcommand("verify", "Tell what a driver bundle is and who signed it; none of it runs"))
{
    addKeygen();
    addPack();
    addSign();
    addVerify();
}

void BundleOptions::addPassphrase(CLI::App &command)
{
    command
        .add_option("--passphrase-fd", m_passphraseDescriptor,
            "Read the key's passphrase from this file descriptor ($DUMBO_KEY_PASSPHRASE is another way; otherwise it is asked for)")
        ->type_name("N");
}

void BundleOptions::addKeygen()
{
    m_keygen->add_option("file", m_file, "The private key; the public one becomes FILE.pub. Neither may exist")->required()->type_name("FILE");
    m_keygen->add_option("--name", m_name, "Who owns it, for people to read")->type_name("NAME");
    m_keygen->add_flag("--passphrase", m_isProtected, "Protect the private key with a passphrase");
    addPassphrase(*m_keygen);
    m_keygen->add_flag("--json", m_json, "As one JSON object");
    m_keygen->footer(exitCodes);
}

void BundleOptions::addPack()
{
    auto *folder = m_pack->add_option("folder", m_file, "A folder laid out as the bundle: linux-x86_64/…, LICENSE, icon.svg, manifest.json")->type_name("FOLDER");
    auto *module = m_pack->add_option("--module", m_module, "Or just the driver's module")->type_name("FILE")->excludes(folder);
    m_pack->add_option("--library", m_libraries, "A library that goes beside the module; may be repeated")
        ->type_name("FILE")
        ->allow_extra_args(false)
        ->needs(module);
    m_pack->add_option("-o,--output", m_output, "The bundle; otherwise NAME-VERSION.dumbodriver in this folder")->type_name("FILE");
    m_pack->add_option("--vendor", m_vendor, "Who makes the driver")->type_name("NAME");
    m_pack->add_option("--licence", m_licence, "The file with its licence")->type_name("FILE");
    m_pack->add_option("--icon", m_icon, "An SVG or PNG picture")->type_name("FILE");
    m_pack->add_option("--changes", m_changes, "What is new since the version before")->type_name("TEXT");
    m_pack->add_option("--key", m_key, "Sign it with this private key")->type_name("FILE");
    addPassphrase(*m_pack);
    m_pack->add_flag("--json", m_json, "As one JSON object");
    m_pack->footer(exitCodes);
    m_pack->callback([this] {
        if (m_file.empty() == m_module.empty())
            throw CLI::RequiredError("FOLDER or --module");
    });
}

void BundleOptions::addSign()
{
    m_sign->add_option("bundle", m_file, "The bundle; a signature that it has is replaced")->required()->type_name("FILE");
    m_sign->add_option("--key", m_key, "The private key")->required()->type_name("FILE");
    addPassphrase(*m_sign);
    m_sign->add_flag("--json", m_json, "As one JSON object");
    m_sign->footer(exitCodes);
}

void BundleOptions::addVerify()
{
    m_verify->add_option("bundle", m_file, "The bundle, or a driver's module")->required()->type_name("FILE");
    m_verify->add_option("--key", m_key, "Trust this public key, this once")->type_name("FILE");
    m_verify->add_flag("--json", m_json, "As one JSON object");
    m_verify->footer("Exit codes: 0 signed by someone you trust, 4 whole, but not signed by anyone you trust, 1 not to be installed, "
                     "2 wrong usage, 130 interrupted.");
}

bool BundleOptions::isChosen() const
{
    return m_keygen->parsed() || m_pack->parsed() || m_sign->parsed() || m_verify->parsed();
}

PackArguments BundleOptions::packArguments() const
{
    PackArguments arguments;
    arguments.folder = text(m_file);
    arguments.module = text(m_module);
    for (const auto &library : m_libraries)
        arguments.libraries.append(text(library));
    arguments.output = text(m_output);
    arguments.vendor = text(m_vendor);
    arguments.licenceFile = text(m_licence);
    arguments.icon = text(m_icon);
    arguments.changes = text(m_changes);
    arguments.key = { text(m_key), m_passphraseDescriptor };
    arguments.json = m_json;
    return arguments;
}

ExitCode BundleOptions::run(const Interrupt &interrupt) const
{
    if (m_keygen->parsed())
        return generateKey({ { text(m_file), m_passphraseDescriptor }, text(m_name), m_isProtected, m_json });
    if (m_pack->parsed())
        return packDriver(packArguments(), interrupt);
    if (m_sign->parsed())
        return signDriver(text(m_file), { text(m_key), m_passphraseDescriptor }, m_json, interrupt);
    return verifyDriver({ text(m_file), text(m_key), m_json }, interrupt);
}

} // namespace cli
