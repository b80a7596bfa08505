#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/shell/documentpart.h"
#include "app/cli/shell/lineeditor.h"
#include "app/cli/shell/shellcommands.h"

#include <memory>

namespace cli {

/// Reads statements from a terminal or a pipe and runs them, one after another. On a terminal an error is told and the shell goes on;
/// in a pipe or a file the first one ends it.
class Shell {
public:
    Shell(LiveConnection &connection, Interrupt &interrupt, const ShellSettings &settings, const QString &historyFile);
    ~Shell();

    /// From standard input.
    [[nodiscard]] ExitCode run();
    /// A text that was given instead.
    [[nodiscard]] ExitCode run(const QByteArray &text);

private:
    [[nodiscard]] ExitCode runEditor(int output);
    [[nodiscard]] ExitCode runLines();
    [[nodiscard]] PartOutcome runText(const QString &text);
    [[nodiscard]] PartOutcome runFile(const QString &file);
    [[nodiscard]] PartOutcome runReady(ShellReader &reader, const QString &source);
    [[nodiscard]] PartOutcome runPart(const ShellPart &part, const QString &source);
    [[nodiscard]] ExitCode exitCode(PartOutcome outcome) const;
    void tellEnd();
    [[nodiscard]] LineEditor::Prompt prompt();
    [[nodiscard]] std::vector<std::vector<ColouredSpan>> colours(const QString &text);
    void remember(const QString &text);

    LiveConnection &m_connection;
    Interrupt &m_interrupt;
    ShellSettings m_settings;
    ShellCommands m_commands;
    DocumentPart m_documents;
    LineHistory m_history;
    bool m_hasToldHistory = false;
    std::unique_ptr<Highlighting> m_sqlColours;
    std::unique_ptr<Highlighting> m_documentColours;
};

} // namespace cli
