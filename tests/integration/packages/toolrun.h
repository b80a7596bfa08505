#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace dumbo::test {

/// What a program of the system said, and how it ended.
struct ToolRun {
    int exitCode = -1;
    QString output; ///< both streams
};

[[nodiscard]] inline ToolRun runTool(const QString &program, const QStringList &arguments, int milliseconds = 60'000)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(milliseconds))
        return { -1, program + QStringLiteral(": ") + process.errorString() };
    return { process.exitCode(), QString::fromUtf8(process.readAll()) };
}

/// An absolute path in the sources, in the build tree.
[[nodiscard]] inline QString sourcePath(const QString &path) { return qEnvironmentVariable("DUMBO_SOURCE_DIR") + u'/' + path; }
[[nodiscard]] inline QString buildPath(const QString &path) { return qEnvironmentVariable("DUMBO_BUILD_DIR") + u'/' + path; }

} // namespace dumbo::test
