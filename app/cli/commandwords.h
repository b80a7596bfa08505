#pragma once

#include <CLI/CLI.hpp>

#include <QStringList>

#include <vector>

/// How the definition of the command line is read by what describes it: completion and manual.
namespace cli {

/// The commands directly below, but for hidden ones, in the order of their definition.
[[nodiscard]] std::vector<const CLI::App *> commandsOf(const CLI::App &app);
/// Options that have a name with dashes; those of the commands above that count here too come last.
[[nodiscard]] std::vector<const CLI::Option *> optionsOf(const CLI::App &app);
/// What stands without a name, in order.
[[nodiscard]] std::vector<const CLI::Option *> positionalsOf(const CLI::App &app);
[[nodiscard]] bool takesValue(const CLI::Option &option);
/// What the value is called, e.g. "FORMAT"; empty where the definition does not say.
[[nodiscard]] QString valueName(const CLI::Option &option);
/// The only values that fit, where these are few.
[[nodiscard]] QStringList valueChoices(const CLI::Option &option);

} // namespace cli
