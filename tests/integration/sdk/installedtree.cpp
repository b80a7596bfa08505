#include "installedtree.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QStandardPaths>

namespace dumbo::test {

namespace {

QString buildFolder()
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR");
}

bool copyFolder(const QString &from, const QString &to)
{
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QFileInfo file(files.next());
        const auto target = to + u'/' + QDir(from).relativeFilePath(file.filePath());
        if (!QDir().mkpath(QFileInfo(target).path()) || !QFile::copy(file.filePath(), target))
            return false;
    }
    return true;
}

} // namespace

Ended run(const QString &program, const QStringList &arguments, const QStringList &variables)
{
    QProcess process;
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const auto &variable : variables)
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(600'000))
        return { -1, process.readAll() + "it did not end: " + process.errorString().toUtf8() };
    return { process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAll() };
}

QByteArray InstalledTree::install()
{
    for (const auto *component : { "dumbo", "sdk", "dumbo-driver-sqlite" }) {
        const auto done = run(QStringLiteral("cmake"),
            { QStringLiteral("--install"), buildFolder(), QStringLiteral("--component"), QString::fromLatin1(component), QStringLiteral("--prefix"), prefix() });
        if (done.exitCode != 0)
            return done.output;
    }
    return {};
}

QByteArray InstalledTree::buildExample(const QString &name, const QStringList &definitions)
{
    if (!copyFolder(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/examples/") + name, source(name)))
        return "the example can't be copied";
    return build(name, definitions);
}

QByteArray InstalledTree::build(const QString &name, const QStringList &definitions)
{
    const auto folder = source(name) + QStringLiteral("/build");
    QStringList arguments { QStringLiteral("-G"), QStringLiteral("Ninja"), QStringLiteral("-S"), source(name), QStringLiteral("-B"), folder,
        QStringLiteral("-DCMAKE_PREFIX_PATH=") + prefix(), QStringLiteral("-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"),
        QStringLiteral("-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror") };
    if (!QStandardPaths::findExecutable(QStringLiteral("ccache")).isEmpty())
        arguments.append(QStringLiteral("-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"));
    for (const auto &definition : definitions)
        arguments.append(QStringLiteral("-D") + definition);
    // A cache finds what was compiled in a temporary folder of another name.
    const QStringList cache { QStringLiteral("CCACHE_BASEDIR=") + m_folder.path(), QStringLiteral("CCACHE_NOHASHDIR=1") };
    const auto configured = run(QStringLiteral("cmake"), arguments, cache);
    if (configured.exitCode != 0)
        return configured.output;
    const auto made = run(QStringLiteral("cmake"), { QStringLiteral("--build"), folder }, cache);
    return made.exitCode == 0 ? QByteArray() : made.output;
}

QByteArray InstalledTree::pathsIntoSources(const QString &name) const
{
    QByteArray found;
    for (const auto *file : { "compile_commands.json", "build.ninja", "CMakeCache.txt" }) {
        QFile rules(built(name, QString::fromLatin1(file)));
        if (!rules.open(QIODevice::ReadOnly))
            return QByteArray("there is no ") + file;
        for (const auto &line : rules.readAll().split('\n')) {
            if (line.contains(qgetenv("DUMBO_SOURCE_DIR")) || line.contains(qgetenv("DUMBO_BUILD_DIR")))
                found += QByteArray(file) + ": " + line + '\n';
        }
    }
    return found;
}

} // namespace dumbo::test
