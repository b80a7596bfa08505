#pragma once

#include <QByteArray>
#include <QStringList>
#include <QTemporaryDir>

namespace dumbo::test {

struct Ended {
    int exitCode = -1;
    QByteArray output; ///< and errors
};

/// Runs a program to its end, ten minutes at most; variables are "NAME=value".
[[nodiscard]] Ended run(const QString &program, const QStringList &arguments, const QStringList &variables = {});

/// What a person has who installed the programs and the SDK, and an empty folder to work in. Nothing in it leads into the sources.
class InstalledTree {
public:
    /// Nothing went wrong, or what did.
    [[nodiscard]] QByteArray install();
    /// Copies an example into the work folder and builds it there as its README would have it; what went wrong, or nothing.
    [[nodiscard]] QByteArray buildExample(const QString &name, const QStringList &definitions = {});
    /// The same for a folder of the work folder that is there already.
    [[nodiscard]] QByteArray build(const QString &name, const QStringList &definitions = {});

    [[nodiscard]] QString prefix() const { return m_folder.filePath(QStringLiteral("installed")); }
    [[nodiscard]] QString dumbo() const { return prefix() + QStringLiteral("/bin/dumbo"); }
    [[nodiscard]] QString source(const QString &name) const { return m_folder.filePath(QStringLiteral("work/") + name); }
    [[nodiscard]] QString built(const QString &name, const QString &file) const { return source(name) + QStringLiteral("/build/") + file; }
    /// Where compile commands and build rules of an example lead into the sources or the build tree of the project; empty is good.
    [[nodiscard]] QByteArray pathsIntoSources(const QString &name) const;

private:
    QTemporaryDir m_folder;
};

} // namespace dumbo::test
