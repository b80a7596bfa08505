#pragma once

#include "tests/integration/packages/toolrun.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace dumbo::test {

/// A Debian 13 of its own in a folder, with nothing in it but what Debian calls minimal. Gone with the object, as is everything
/// that runs in it.
class CleanRoot {
public:
    /// Why none can be made here; empty where one can.
    [[nodiscard]] static QString obstacle();

    ~CleanRoot();
    CleanRoot() = default;
    Q_DISABLE_COPY_MOVE(CleanRoot)

    /// Makes it; what it said where that failed.
    [[nodiscard]] QString make();
    /// The folder as this system sees it.
    [[nodiscard]] QString path(const QString &inside = {}) const { return m_folder + inside; }
    /// Copies a file to a folder inside.
    [[nodiscard]] bool put(const QString &file, const QString &folder) const;

    [[nodiscard]] ToolRun runAsRoot(const QStringList &command) const;
    /// As the user ann, in her home. A pipe's commands are for "sh -c".
    [[nodiscard]] ToolRun run(const QStringList &command) const;
    /// The same for a program that stays.
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList &command, const QStringList &variables) const;
    /// Keeps Debian's packages that were downloaded for the next time.
    void keepDownloads() const;

private:
    [[nodiscard]] QStringList entering(const QStringList &command) const;

    QString m_folder;
};

} // namespace dumbo::test
