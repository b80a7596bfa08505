#include "tests/integration/packages/toolrun.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace dumbo::test;

namespace {

bool isElf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) && file.read(4) == "\x7f" "ELF";
}

} // namespace

/// Programs, libraries and drivers as they are installed, in a folder that no build knows.
class TestInstalledTree : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyFileFindsItsLibrariesInTheTree();
    void noFileKnowsTheBuildTree();
    void theCommandLineFindsItsDrivers();
    void theWindowStarts();
    void completionAndManualsAreThere();

private:
    QString m_tree;
    QStringList m_binaries; ///< programs, libraries, drivers
};

void TestInstalledTree::initTestCase()
{
    m_tree = QDir::homePath() + QStringLiteral("/a tree");
    for (const auto *component : { "dumbo", "dumbo-workbench", "dumbo-driver-sqlite", "dumbo-driver-postgresql", "dumbo-driver-qtsql" }) {
        const auto run = runTool(QStringLiteral("cmake"),
            { QStringLiteral("--install"), buildPath({}), QStringLiteral("--component"), QLatin1StringView(component), QStringLiteral("--prefix"), m_tree });
        QVERIFY2(run.exitCode == 0, qPrintable(run.output));
    }
    QDirIterator files(m_tree, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        if (const auto path = files.next(); isElf(path))
            m_binaries.append(path);
    }
    QVERIFY2(m_binaries.size() >= 8, qPrintable(m_binaries.join(u'\n')));
}

void TestInstalledTree::everyFileFindsItsLibrariesInTheTree()
{
    for (const auto &binary : std::as_const(m_binaries)) {
        const auto run = runTool(QStringLiteral("ldd"), { binary });
        QVERIFY2(run.exitCode == 0 && !run.output.contains(QStringLiteral("not found")), qPrintable(binary + u'\n' + run.output));
        for (const auto &line : run.output.split(u'\n')) {
            if (line.contains(QStringLiteral("libDumbo")))
                QVERIFY2(line.contains(m_tree), qPrintable(binary + u'\n' + line));
        }
    }
}

void TestInstalledTree::noFileKnowsTheBuildTree()
{
    for (const auto &binary : std::as_const(m_binaries)) {
        const auto run = runTool(QStringLiteral("readelf"), { QStringLiteral("--dynamic"), binary });
        QCOMPARE(run.exitCode, 0);
        for (const auto &line : run.output.split(u'\n')) {
            if (!line.contains(QStringLiteral("RUNPATH")) && !line.contains(QStringLiteral("RPATH")))
                continue;
            const auto folders = line.section(u'[', 1).section(u']', 0, 0).split(u':');
            for (const auto &folder : folders)
                QVERIFY2(folder.startsWith(QStringLiteral("$ORIGIN")), qPrintable(binary + u'\n' + line));
        }
    }
}

void TestInstalledTree::theCommandLineFindsItsDrivers()
{
    const auto program = m_tree + QStringLiteral("/bin/dumbo");
    const auto drivers = runTool(program, { QStringLiteral("plugins"), QStringLiteral("list"), QStringLiteral("--json") });
    QVERIFY2(drivers.exitCode == 0, qPrintable(drivers.output));
    for (const auto *name : { "dumbo-driver-sqlite.so", "dumbo-driver-postgresql.so", "dumbo-driver-qtsql.so" })
        QVERIFY2(drivers.output.contains(m_tree + QStringLiteral("/lib/dumbo/plugins/") + QLatin1StringView(name)), qPrintable(drivers.output));

    const auto query = runTool(program, { QStringLiteral("query"), QStringLiteral("-c"), QStringLiteral(":memory:"), QStringLiteral("--format"), QStringLiteral("csv"), QStringLiteral("SELECT 6 * 7 AS answer") });
    QCOMPARE(query.output, QStringLiteral("answer\r\n42\r\n"));
}

void TestInstalledTree::theWindowStarts()
{
    const auto run = runTool(m_tree + QStringLiteral("/bin/dumbo-workbench"), { QStringLiteral("--quit-after-first-paint"), QStringLiteral("--measure") });
    QVERIFY2(run.exitCode == 0 && run.output.contains(QStringLiteral("paint")), qPrintable(run.output));
}

void TestInstalledTree::completionAndManualsAreThere()
{
    for (const auto *path : { "share/man/man1/dumbo.1", "share/man/man1/dumbo-workbench.1", "share/bash-completion/completions/dumbo",
             "share/zsh/vendor-completions/_dumbo", "share/fish/vendor_completions.d/dumbo.fish", "share/applications/dumbo-workbench.desktop" }) {
        const QFileInfo file(m_tree + u'/' + QLatin1StringView(path));
        QVERIFY2(file.size() > 100, path);
    }
}

QTEST_GUILESS_MAIN(TestInstalledTree)
#include "tst_installedtree.moc"
