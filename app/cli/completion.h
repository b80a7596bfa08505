#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace CLI {
class App;
}

namespace cli {

/// What may stand next on a command line.
struct Completion {
    struct Candidate {
        QString text; ///< the whole word
        QString help; ///< one line
    };
    QList<Candidate> candidates; ///< those that begin with what was typed
    bool files = false; ///< names of files fit too
};

/// What may come where the last of the words stands, which may be empty; the program's name is not among them.
[[nodiscard]] Completion complete(const CLI::App &app, const QStringList &words);

/// The words after "dumbo completion words", where that is what was called. It is answered without parsing: half a command line
/// is not one.
[[nodiscard]] std::optional<QStringList> completionRequest(int argc, char **argv);
/// Prints "files" or "words", then a line for each candidate: the word, a tab, its help. Shells read this.
void printCompletion(const Completion &completion);

/// What a shell reads at its start, for "bash", "zsh" or "fish".
[[nodiscard]] QByteArray completionScript(const QString &shell);

} // namespace cli
