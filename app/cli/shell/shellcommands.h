#pragma once

#include "app/cli/liveconnection.h"
#include "app/cli/shell/shellreader.h"
#include "app/cli/shell/shellsettings.h"

#include <functional>

namespace cli {

/// The lines that begin with a dot: what a shell does besides running statements.
class ShellCommands {
public:
    using ReadFile = std::function<PartOutcome(const QString &file)>;

    ShellCommands(LiveConnection &connection, ShellSettings &settings, ReadFile readFile);

    [[nodiscard]] PartOutcome run(const ShellPart &part);

    struct Command {
        QString name; ///< with its dot
        QString arguments; ///< as the help shows them
        QString help;
        PartOutcome (ShellCommands::*run)(const QString &argument);
    };
    [[nodiscard]] static const std::vector<Command> &all();

private:
    [[nodiscard]] PartOutcome help(const QString &command);
    [[nodiscard]] PartOutcome tables(const QString &which);
    [[nodiscard]] PartOutcome describe(const QString &name);
    [[nodiscard]] PartOutcome schema(const QString &name);
    [[nodiscard]] PartOutcome mode(const QString &name);
    [[nodiscard]] PartOutcome null(const QString &text);
    [[nodiscard]] PartOutcome header(const QString &word);
    [[nodiscard]] PartOutcome timing(const QString &word);
    [[nodiscard]] PartOutcome read(const QString &file);
    [[nodiscard]] PartOutcome status(const QString &nothing);
    [[nodiscard]] PartOutcome quit(const QString &nothing);
    [[nodiscard]] PartOutcome setFlag(bool ShellSettings::*flag, const QString &name, const QString &word);
    [[nodiscard]] PartOutcome told(const dumbo::Result<void> &done) const;
    [[nodiscard]] PartOutcome refuse(const QString &sentence) const;

    LiveConnection &m_connection;
    ShellSettings &m_settings;
    const ReadFile m_readFile;
};

/// The names that ".mode" takes.
[[nodiscard]] QStringList modeNames();

} // namespace cli
