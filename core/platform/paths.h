#pragma once

#include "core/base/export.h"

#include <QString>
#include <QStringList>

/// Where the program keeps what it writes, by the rules of the system (XDG on Linux). Folders are made when
/// something is written, not here.
namespace dumbo::paths {

/// Settings and connection profiles.
[[nodiscard]] DUMBO_CORE_EXPORT QString configFolder();
/// What a person would miss: the sample database, history, installed drivers.
[[nodiscard]] DUMBO_CORE_EXPORT QString dataFolder();
/// What may be lost: logs, crash reports, the journal of open tabs.
[[nodiscard]] DUMBO_CORE_EXPORT QString stateFolder();
/// What can be made again.
[[nodiscard]] DUMBO_CORE_EXPORT QString cacheFolder();
/// Where drivers are looked for, in order: $DUMBO_PLUGIN_PATH (for developers), those installed by a person,
/// those that came with the program.
[[nodiscard]] DUMBO_CORE_EXPORT QStringList pluginFolders();

/// The drivers that came with the program: "dumbo/plugins" beside the library, in the build tree as in an installed one.
[[nodiscard]] DUMBO_CORE_EXPORT QString bundledPluginFolder();

/// A program of ours that only other programs start; it need not exist.
[[nodiscard]] DUMBO_CORE_EXPORT QString companionProgram(const QString &name);

} // namespace dumbo::paths
