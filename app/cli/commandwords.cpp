#include "app/cli/commandwords.h"

namespace cli {

std::vector<const CLI::App *> commandsOf(const CLI::App &app)
{
    return app.get_subcommands([](const CLI::App *command) { return !command->get_group().empty() && !command->get_name().empty(); });
}

std::vector<const CLI::Option *> optionsOf(const CLI::App &app)
{
    auto options = app.get_options([](const CLI::Option *option) { return option->nonpositional() && !option->get_group().empty(); });
    if (app.get_fallthrough() && app.get_parent() && app.get_parent()->get_parent()) {
        for (const auto *option : optionsOf(*app.get_parent())) {
            if (option->get_lnames() != std::vector<std::string> { "help" })
                options.push_back(option);
        }
    }
    return options;
}

std::vector<const CLI::Option *> positionalsOf(const CLI::App &app)
{
    return app.get_options([](const CLI::Option *option) { return option->get_positional(); });
}

bool takesValue(const CLI::Option &option)
{
    return option.get_items_expected_max() > 0 && option.get_type_size_max() > 0;
}

QString valueName(const CLI::Option &option)
{
    // "FORMAT:{csv,tsv}": the checks add what they want.
    return QString::fromStdString(option.get_type_name()).section(u':', 0, 0);
}

QStringList valueChoices(const CLI::Option &option)
{
    const auto type = QString::fromStdString(option.get_type_name());
    const auto begin = type.indexOf(QLatin1StringView("{"));
    const auto end = type.lastIndexOf(u'}');
    if (begin < 0 || end < begin)
        return {};
    return type.mid(begin + 1, end - begin - 1).split(u',');
}

} // namespace cli
