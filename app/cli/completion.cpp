#include "app/cli/completion.h"

#include "app/cli/commandwords.h"
#include "core/connection/profiles.h"
#include "core/platform/paths.h"
#include "core/plugins/driverregistry.h"

#include <algorithm>
#include <iostream>

namespace cli {

using namespace dumbo;

namespace {

using Candidates = QList<Completion::Candidate>;

/// Where on the command line the last word stands.
struct Place {
    const CLI::App *command;
    const CLI::Option *option = nullptr; ///< whose value comes next
    qsizetype positionals = 0; ///< how many stood already
    bool onlyPositionals = false; ///< after "--"
};

QString helpOf(const std::string &description)
{
    return QString::fromStdString(description).section(u'\n', 0, 0);
}

const CLI::Option *optionNamed(const CLI::App &command, const QString &word)
{
    const auto name = word.section(u'=', 0, 0).toStdString();
    for (const auto *option : optionsOf(command)) {
        if (option->check_name(name))
            return option;
    }
    return nullptr;
}

void follow(Place &place, const QString &word)
{
    if (std::exchange(place.option, nullptr))
        return;
    if (!place.onlyPositionals && word == QLatin1StringView("--")) {
        place.onlyPositionals = true;
    } else if (!place.onlyPositionals && word.startsWith(u'-') && word.size() > 1) {
        const auto *option = optionNamed(*place.command, word);
        if (option && takesValue(*option) && !word.contains(u'='))
            place.option = option;
    } else {
        const auto commands = commandsOf(*place.command);
        const auto found = std::ranges::find(commands, word.toStdString(), &CLI::App::get_name);
        if (found == commands.end() || place.onlyPositionals) {
            ++place.positionals;
        } else {
            place.command = *found;
            place.positionals = 0;
        }
    }
}

Candidates savedConnections()
{
    Candidates names;
    const auto profiles = Profiles::open();
    if (!profiles)
        return names;
    for (const auto &profile : profiles->all()) {
        const bool isOnly = std::ranges::count(profiles->all(), profile.name, &Profile::name) == 1;
        names.append({ isOnly || profile.folder.isEmpty() ? profile.name : profile.folder + u'/' + profile.name, profile.folder });
    }
    return names;
}

std::vector<DriverEntry> drivers()
{
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const auto entries = registry.entries();
    return { entries.begin(), entries.end() };
}

Candidates connectors()
{
    Candidates candidates;
    for (const auto &entry : drivers()) {
        for (const auto &connector : entry.manifest.connectors)
            candidates.append({ connector.connector.toText(), entry.manifest.name });
    }
    return candidates;
}

Candidates driverIds()
{
    Candidates candidates;
    for (const auto &entry : drivers())
        candidates.append({ entry.manifest.id, entry.manifest.name });
    return candidates;
}

/// Whether a NAME is that of something saved, not of something new.
bool namesSavedConnection(const CLI::App &command)
{
    const auto *parent = command.get_parent();
    return parent && parent->get_name() == "connections" && (command.get_name() == "edit" || command.get_name() == "remove");
}

Completion valuesOf(const CLI::Option &option, const CLI::App &command)
{
    Completion values;
    for (const auto &choice : valueChoices(option))
        values.candidates.append({ choice, {} });
    const auto name = valueName(option);
    if (name == QLatin1StringView("CONNECTION"))
        values = { savedConnections(), true };
    else if (name == QLatin1StringView("CONNECTOR"))
        values.candidates = connectors();
    else if (name == QLatin1StringView("FILE|CONNECTOR"))
        values = { connectors(), true };
    else if (name == QLatin1StringView("ID"))
        values.candidates = driverIds();
    else if (name == QLatin1StringView("NAME") && option.get_positional() && namesSavedConnection(command))
        values.candidates = savedConnections();
    else
        values.files = name == QLatin1StringView("FILE") || name == QLatin1StringView("FOLDER") || name == QLatin1StringView("PATH");
    return values;
}

Candidates optionNames(const CLI::App &command)
{
    Candidates candidates;
    for (const auto *option : optionsOf(command)) {
        const auto help = helpOf(option->get_description());
        for (const auto &name : option->get_lnames())
            candidates.append({ QStringLiteral("--") + QString::fromStdString(name), help });
        if (option->get_lnames().empty())
            candidates.append({ u'-' + QString::fromStdString(option->get_snames().front()), help });
    }
    return candidates;
}

Completion atPlace(const Place &place, const QString &typed)
{
    if (place.option)
        return valuesOf(*place.option, *place.command);
    if (!place.onlyPositionals && typed.startsWith(QLatin1StringView("--")) && typed.contains(u'=')) {
        const auto *option = optionNamed(*place.command, typed);
        auto values = option ? valuesOf(*option, *place.command) : Completion();
        for (auto &candidate : values.candidates)
            candidate.text.prepend(typed.section(u'=', 0, 0) + u'=');
        return values;
    }
    if (!place.onlyPositionals && typed.startsWith(u'-'))
        return { optionNames(*place.command), false };

    Completion next;
    if (const auto positionals = positionalsOf(*place.command); !positionals.empty()) {
        const auto index = std::min(place.positionals, qsizetype(positionals.size()) - 1);
        const auto *option = positionals[std::size_t(index)];
        if (place.positionals == index || option->get_items_expected_max() > 1)
            next = valuesOf(*option, *place.command);
    }
    if (!place.onlyPositionals) {
        for (const auto *command : commandsOf(*place.command))
            next.candidates.append({ QString::fromStdString(command->get_name()), helpOf(command->get_description()) });
    }
    return next;
}

} // namespace

Completion complete(const CLI::App &app, const QStringList &words)
{
    Place place { &app };
    for (const auto &word : words.first(std::max<qsizetype>(words.size() - 1, 0)))
        follow(place, word);
    const auto typed = words.isEmpty() ? QString() : words.last();
    auto completion = atPlace(place, typed);
    completion.candidates.removeIf([&](const Completion::Candidate &candidate) { return !candidate.text.startsWith(typed); });
    return completion;
}

std::optional<QStringList> completionRequest(int argc, char **argv)
{
    if (argc < 3 || qstrcmp(argv[1], "completion") != 0 || qstrcmp(argv[2], "words") != 0)
        return {};
    QStringList words;
    for (int index = 3; index < argc; ++index)
        words.append(QString::fromLocal8Bit(argv[index]));
    return words;
}

void printCompletion(const Completion &completion)
{
    std::cout << (completion.files ? "files\n" : "words\n");
    for (const auto &candidate : completion.candidates)
        std::cout << candidate.text.toStdString() << '\t' << candidate.help.toStdString() << '\n';
}

} // namespace cli
