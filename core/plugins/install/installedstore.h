#pragma once

#include "core/plugins/install/installedrecord.h"

#include <chrono>
#include <functional>

namespace dumbo {

/// The folder of installed drivers and its lock file, which several programs may change. A value without state but its path;
/// may be used from any thread.
class InstalledStore {
public:
    /// folder: "<data>/plugins"; made when something is written.
    explicit InstalledStore(const QString &folder);

    [[nodiscard]] const QString &folder() const { return m_folder; }
    [[nodiscard]] QString recordPath() const;
    [[nodiscard]] QString versionFolder(const QString &id, const QString &version) const;

    /// Nothing installed where there is no lock file. Data where it is broken: it is then kept aside under a name the error tells, and
    /// the next read() finds nothing installed. InvalidOperation, and it is left alone, where a newer program wrote it.
    [[nodiscard]] Result<InstalledRecord> read() const;
    /// Reads, changes and writes while no other program or thread does. What change answers as an error leaves the file as it was.
    /// System where it can't be written, or where another program holds it for longer than patience.
    [[nodiscard]] Result<InstalledRecord> change(
        const std::function<Result<void>(InstalledRecord &)> &change, std::chrono::milliseconds patience = std::chrono::seconds(30)) const;
    /// As change(); undo is called, still while no other program changes anything, where change failed or its outcome could not be
    /// written.
    [[nodiscard]] Result<InstalledRecord> changeOrUndo(
        const std::function<Result<void>(InstalledRecord &)> &change, const std::function<void()> &undo) const;
    /// Removes the files of a version; does not go where a symbolic link leads. False where some are left.
    [[nodiscard]] bool removeFiles(const QString &id, const QString &version) const;

private:
    [[nodiscard]] Result<InstalledRecord> changeLocked(const std::function<Result<void>(InstalledRecord &)> &change) const;
    [[nodiscard]] Result<void> write(const InstalledRecord &record) const;
    [[nodiscard]] Error keptAside(const QString &fault) const;
    void setFolders(InstalledRecord &record) const;

    QString m_folder;
};

} // namespace dumbo
