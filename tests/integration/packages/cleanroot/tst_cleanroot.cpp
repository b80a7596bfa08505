#include "tests/integration/packages/cleanroot/cleanroot.h"
#include "tests/integration/packages/cleanroot/desktop.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace dumbo::test;

namespace {

constexpr int longest = 60'000;

} // namespace

/// Our packages in a Debian that has nothing else: installed by apt, used by a person with keys and clicks, and gone again. Each step
/// needs the one before.
class TestCleanRoot : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cleanupTestCase();
    void aptInstallsThePackages();
    void theCommandLineQueriesSqlite();
    void shellsCompleteFromWhereTheyLook();
    void theWindowShowsWhatAQueryFinds();
    void aDriverIsInstalledInTheSettings();
    void aParquetFileIsQueried();
    void theDriverIsRemovedInTheSettings();
    void purgingLeavesNothing();
    void theArchiveRunsWhereItIsUnpacked();

private:
    [[nodiscard]] QString makePackages();
    [[nodiscard]] ToolRun run(const QString &commands) const { return m_root.run({ QStringLiteral("sh"), QStringLiteral("-c"), commands }); }
    [[nodiscard]] QString copiedResult(const QString &expected) const;
    [[nodiscard]] bool isDuckDbThere() const;
    void giveFile(const QString &title, const QString &path);

    CleanRoot m_root;
    Desktop m_desktop;
    std::unique_ptr<QProcess> m_process; ///< the workbench
    QString m_window;
    QString m_settings;
    QString m_archive;
    QString m_bundle;
    bool m_failed = false;
};

void TestCleanRoot::initTestCase()
{
    if (const auto obstacle = CleanRoot::obstacle(); !obstacle.isEmpty()) {
        if (qEnvironmentVariable("CI") == QStringLiteral("true"))
            QFAIL(qPrintable(obstacle));
        QSKIP(qPrintable(obstacle));
    }
    const auto unmade = makePackages();
    QVERIFY2(unmade.isEmpty(), qPrintable(unmade));
    const auto refused = m_root.make();
    QVERIFY2(refused.isEmpty(), qPrintable(refused));
    const auto dark = m_desktop.start();
    QVERIFY2(dark.isEmpty(), qPrintable(dark));

    const QDir packages(QDir::homePath() + QStringLiteral("/packages"));
    for (const auto &name : packages.entryList({ QStringLiteral("*.deb") }))
        QVERIFY2(m_root.put(packages.filePath(name), QStringLiteral("/packages")), qPrintable(name));
    m_archive = packages.entryList({ QStringLiteral("*.tar.gz") }).value(0);
    QVERIFY(m_root.put(packages.filePath(m_archive), QStringLiteral("/home/ann")));
}

QString TestCleanRoot::makePackages()
{
    const auto made = runTool(QStringLiteral("cpack"),
        { QStringLiteral("--config"), buildPath(QStringLiteral("CPackConfig.cmake")), QStringLiteral("-B"), QDir::homePath() + QStringLiteral("/packages") },
        10 * longest);
    return made.exitCode == 0 ? QString() : made.output;
}

void TestCleanRoot::init()
{
    if (m_failed)
        QSKIP("an earlier step failed");
}

void TestCleanRoot::cleanup()
{
    if (!QTest::currentTestFailed())
        return;
    m_failed = true;
    if (!m_desktop.display().isEmpty())
        m_desktop.photograph(QStringLiteral("cleanroot-failed-") + QString::fromLatin1(QTest::currentTestFunction()));
}

void TestCleanRoot::cleanupTestCase()
{
    if (m_process && m_process->state() != QProcess::NotRunning) {
        m_process->kill(); // and with it all that runs in the root
        m_process->waitForFinished();
    }
}

void TestCleanRoot::aptInstallsThePackages()
{
    // Without what is only recommended, the programs run too.
    const auto installed = m_root.runAsRoot({ QStringLiteral("sh"), QStringLiteral("-c"),
        QStringLiteral("eatmydata apt-get install --quiet --yes --no-install-recommends -o Dpkg::Use-Pty=0"
                       " /packages/dumbo_*.deb /packages/dumbo-workbench_*.deb /packages/dumbo-driver-*.deb") });
    m_root.keepDownloads();
    QVERIFY2(installed.exitCode == 0, qPrintable(installed.output));
    const auto broken = m_root.runAsRoot({ QStringLiteral("dpkg"), QStringLiteral("--audit") });
    QVERIFY2(broken.exitCode == 0 && broken.output.isEmpty(), qPrintable(broken.output));
}

void TestCleanRoot::theCommandLineQueriesSqlite()
{
    const auto made = run(QStringLiteral("dumbo query -c \"sqlite:$HOME/huts.db?create=true\" \"CREATE TABLE hut (name TEXT, height INTEGER);"
                                         " INSERT INTO hut VALUES ('Alpe', 1957), ('Bergsee', 2370)\""));
    QVERIFY2(made.exitCode == 0, qPrintable(made.output));
    const auto read = run(QStringLiteral("dumbo query -c ~/huts.db --format csv 'SELECT count(*) AS huts FROM hut'"));
    QCOMPARE(read.output, QStringLiteral("huts\r\n2\r\n"));
    const auto drivers = run(QStringLiteral("dumbo plugins list --json"));
    QVERIFY2(drivers.output.contains(QStringLiteral("/usr/lib/dumbo/plugins/dumbo-driver-postgresql.so")), qPrintable(drivers.output));
}

void TestCleanRoot::shellsCompleteFromWhereTheyLook()
{
    const auto installed = m_root.runAsRoot({ QStringLiteral("eatmydata"), QStringLiteral("apt-get"), QStringLiteral("install"), QStringLiteral("--quiet"), QStringLiteral("--yes"),
        QStringLiteral("--no-install-recommends"), QStringLiteral("bash-completion"), QStringLiteral("fish"), QStringLiteral("zsh") });
    m_root.keepDownloads();
    QVERIFY2(installed.exitCode == 0, qPrintable(installed.output));

    const auto bash = run(QStringLiteral("bash -c 'source /usr/share/bash-completion/bash_completion; _comp_load dumbo; complete -p dumbo'"));
    QVERIFY2(bash.output.contains(QStringLiteral("_dumbo")), qPrintable(bash.output));
    const auto fish = run(QStringLiteral("fish --command 'complete --do-complete \"dumbo query --format nd\"'"));
    QCOMPARE(fish.output.section(u'\t', 0, 0).trimmed(), QStringLiteral("ndjson"));
    const auto zsh = run(QStringLiteral("zsh -f -c 'autoload -Uz compinit; compinit -D; print ${_comps[dumbo]}; autoload +X -Uz _dumbo && zsh -n $functions_source[_dumbo]'"));
    QCOMPARE(zsh.output.trimmed(), QStringLiteral("_dumbo"));
}

/// What the grid of a query's result holds, copied as a person does; empty where it never is what is expected.
QString TestCleanRoot::copiedResult(const QString &expected) const
{
    QString copied;
    std::ignore = QTest::qWaitFor(
        [&] {
            m_desktop.click(370, 430); // the grid's first row
            m_desktop.press({ QStringLiteral("ctrl+a"), QStringLiteral("ctrl+c") });
            copied = m_desktop.clipboard();
            return copied.contains(expected);
        },
        longest);
    return copied;
}

void TestCleanRoot::theWindowShowsWhatAQueryFinds()
{
    m_process = m_root.start({ QStringLiteral("dumbo-workbench"), QStringLiteral("/home/ann/huts.db") }, { QStringLiteral("DISPLAY=") + m_desktop.display() });
    m_window = m_desktop.windowNamed(QStringLiteral("Dumbo Workbench"));
    QVERIFY2(!m_window.isEmpty(), m_process->readAll().constData());
    m_desktop.enter(m_window);
    m_desktop.press({ QStringLiteral("ctrl+t") });
    m_desktop.type(QStringLiteral("SELECT 6 * 7 AS answer"));
    m_desktop.press({ QStringLiteral("ctrl+Return") });
    QCOMPARE(copiedResult(QStringLiteral("42")), QStringLiteral("42"));
    m_desktop.photograph(QStringLiteral("cleanroot-query"));
}

void TestCleanRoot::giveFile(const QString &title, const QString &path)
{
    const auto dialog = m_desktop.windowNamed(title);
    QVERIFY2(!dialog.isEmpty(), qPrintable(title));
    m_desktop.enter(dialog);
    m_desktop.type(path);
    m_desktop.press({ QStringLiteral("Return") });
    QVERIFY2(m_desktop.windowIsGone(title), qPrintable(title));
}

bool TestCleanRoot::isDuckDbThere() const
{
    return run(QStringLiteral("dumbo plugins list --json")).output.contains(QStringLiteral("DuckDB:"));
}

void TestCleanRoot::aDriverIsInstalledInTheSettings()
{
    // The example's driver as its author would hand it out; made by the test before this one where DuckDB can be downloaded.
    const QDir examples(buildPath(QStringLiteral("examples/duckdb-driver")));
    m_bundle = examples.entryList({ QStringLiteral("*.dumbodriver") }).value(0);
    if (m_bundle.isEmpty() && qEnvironmentVariable("CI") != QStringLiteral("true"))
        QSKIP("the bundle of DuckDB's driver could not be made");
    QVERIFY2(!m_bundle.isEmpty(), qPrintable(examples.path()));
    QVERIFY(m_root.put(examples.filePath(m_bundle), QStringLiteral("/home/ann")));
    QVERIFY(!isDuckDbThere());
    m_desktop.enter(m_window);
    m_desktop.press({ QStringLiteral("ctrl+comma") });
    m_settings = m_desktop.windowNamed(QStringLiteral("^Settings"));
    QVERIFY(!m_settings.isEmpty());
    m_desktop.enter(m_settings);
    m_desktop.type(QStringLiteral("signature")); // the search leaves one page, that of the drivers
    m_desktop.press({ QStringLiteral("alt+f") });
    giveFile(QStringLiteral("^Install Driver"), QStringLiteral("/home/ann/") + m_bundle);
    m_desktop.enter(m_settings);
    // The key counts once all is checked and there is something to agree to; then the driver is tried out and installed.
    QVERIFY(QTest::qWaitFor(
        [&] {
            m_desktop.press({ QStringLiteral("alt+i") });
            return isDuckDbThere();
        },
        3 * longest));
    m_desktop.photograph(QStringLiteral("cleanroot-installed"));
    m_desktop.press({ QStringLiteral("Return") }); // "Done": the driver is shown among the others
    m_desktop.photograph(QStringLiteral("cleanroot-drivers"));
}

void TestCleanRoot::aParquetFileIsQueried()
{
    if (m_bundle.isEmpty())
        QSKIP("no driver was installed");
    const auto written = run(QStringLiteral("dumbo query -c :memory: --connector DuckDB:libduckdb"
                                            " \"COPY (SELECT 'Alpe' AS name, 1957 AS height UNION ALL SELECT 'Bergsee', 2370)"
                                            " TO '/home/ann/huts.parquet' (FORMAT parquet)\""));
    QVERIFY2(written.exitCode == 0, qPrintable(written.output));
    m_desktop.enter(m_window);
    m_desktop.press({ QStringLiteral("ctrl+o") });
    giveFile(QStringLiteral("^Open Database"), QStringLiteral("/home/ann/huts.parquet"));
    m_desktop.enter(m_window);
    m_desktop.press({ QStringLiteral("ctrl+t") });
    m_desktop.type(QStringLiteral("SELECT sum(height) AS total FROM huts"));
    m_desktop.press({ QStringLiteral("ctrl+Return") });
    QCOMPARE(copiedResult(QStringLiteral("4327")), QStringLiteral("4327"));
    m_desktop.photograph(QStringLiteral("cleanroot-parquet"));
}

void TestCleanRoot::theDriverIsRemovedInTheSettings()
{
    if (m_bundle.isEmpty())
        QSKIP("no driver was installed");
    m_desktop.enter(m_settings); // where it is still the one selected
    m_desktop.press({ QStringLiteral("alt+r") });
    m_desktop.photograph(QStringLiteral("cleanroot-remove"));
    m_desktop.press({ QStringLiteral("Return") });
    QVERIFY(QTest::qWaitFor([&] { return !isDuckDbThere(); }, longest));
    m_desktop.enter(m_window);
    m_desktop.press({ QStringLiteral("ctrl+q") });
    QVERIFY2(m_process->waitForFinished(longest), "the window did not close");
    QCOMPARE(m_process->exitCode(), 0);
    const auto left = run(QStringLiteral("find ~/.local/share/dumbo-workbench/plugins -name '*.so*' 2> /dev/null"));
    QVERIFY2(left.output.isEmpty(), qPrintable(left.output));
}

void TestCleanRoot::purgingLeavesNothing()
{
    const auto files = m_root.runAsRoot({ QStringLiteral("sh"), QStringLiteral("-c"),
        QStringLiteral("dpkg -L $(dpkg-query -W -f '${Package}\\n' 'dumbo*') | sort -u | while read -r path; do [ -d \"$path\" ] || echo \"$path\"; done") });
    QVERIFY2(files.output.count(u'\n') > 30, qPrintable(files.output));
    const auto purged = m_root.runAsRoot({ QStringLiteral("sh"), QStringLiteral("-c"), QStringLiteral("eatmydata apt-get purge --quiet --yes 'dumbo*'") });
    QVERIFY2(purged.exitCode == 0, qPrintable(purged.output));
    for (const auto &path : files.output.split(u'\n', Qt::SkipEmptyParts))
        QVERIFY2(!QFileInfo::exists(m_root.path(path)), qPrintable(path));
    const auto left = m_root.runAsRoot({ QStringLiteral("find"), QStringLiteral("/usr"), QStringLiteral("/etc"), QStringLiteral("/opt"), QStringLiteral("/var/lib"),
        QStringLiteral("-iname"), QStringLiteral("*dumbo*") });
    QVERIFY2(left.output.isEmpty(), qPrintable(left.output));
}

void TestCleanRoot::theArchiveRunsWhereItIsUnpacked()
{
    const auto unpacked = run(QStringLiteral("mkdir 'a place' && tar -xzf %1 --strip-components=1 -C 'a place'").arg(m_archive));
    QVERIFY2(unpacked.exitCode == 0, qPrintable(unpacked.output));
    const auto read = run(QStringLiteral("'a place/bin/dumbo' query -c huts.db --format csv 'SELECT count(*) AS huts FROM hut'"));
    QCOMPARE(read.output, QStringLiteral("huts\r\n2\r\n"));
    const auto shown = run(QStringLiteral("QT_QPA_PLATFORM=offscreen 'a place/bin/dumbo-workbench' --quit-after-first-paint --measure huts.db"));
    QVERIFY2(shown.exitCode == 0 && shown.output.contains(QStringLiteral("paint")), qPrintable(shown.output));
}

QTEST_GUILESS_MAIN(TestCleanRoot)
#include "tst_cleanroot.moc"
