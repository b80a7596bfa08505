#pragma once

#include "app/cli/exitcode.h"
#include "app/cli/opener.h"
#include "core/results/resultwriter.h"

#include <QStringList>

#include <optional>

namespace cli {

/// What the person wants a saved connection to be; what was not said stays as it is.
struct ProfileArguments {
    QString name;
    std::optional<QString> newName;
    std::optional<QString> connection; ///< a connection string or a file
    std::optional<QString> connector; ///< empty: the best one
    std::optional<QString> folder;
    std::optional<QString> colour;
    std::optional<QString> startupSql;
    std::optional<QString> ssh; ///< empty: none
    std::optional<QStringList> sshOptions;
    std::optional<bool> readOnly;
    std::optional<bool> production;
    std::optional<bool> savesPassword;
    int passwordDescriptor = -1;
};

[[nodiscard]] ExitCode listConnections(dumbo::ResultFormat format);
[[nodiscard]] ExitCode addConnection(const dumbo::DriverRegistry &registry, const ProfileArguments &arguments, const Interrupt &interrupt);
[[nodiscard]] ExitCode editConnection(const dumbo::DriverRegistry &registry, const ProfileArguments &arguments, const Interrupt &interrupt);
/// Their kept passwords too.
[[nodiscard]] ExitCode removeConnections(const dumbo::DriverRegistry &registry, const QStringList &names, const Interrupt &interrupt);

/// Connects and tells what it found, or in clear words why not.
[[nodiscard]] ExitCode testConnection(
    dumbo::DriverRegistry &registry, const ConnectionArguments &arguments, bool json, int timeoutSeconds, const Interrupt &interrupt);

struct ImportArguments {
    QString file; ///< empty: every file of another program that is found
    QString kind; ///< empty: by the file
    QString folder; ///< they go below it
    QStringList names; ///< empty: all
    bool onlyShows = false;
};
[[nodiscard]] ExitCode importFromPrograms(
    const dumbo::DriverRegistry &registry, const ImportArguments &arguments, dumbo::ResultFormat format);

} // namespace cli
