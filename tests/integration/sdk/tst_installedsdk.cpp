#include "installedtree.h"

#include <QDir>
#include <QFile>
#include <QTest>

using namespace dumbo::test;
using namespace Qt::StringLiterals;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// What the project's own build was configured with.
QString cached(const QByteArray &key)
{
    QFile file(qEnvironmentVariable("DUMBO_BUILD_DIR") + u"/CMakeCache.txt"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const auto text = file.readAll();
    const auto at = text.indexOf('\n' + key);
    return at < 0 ? QString() : QString::fromUtf8(text.sliced(at + 1 + key.size(), text.indexOf('\n', at + 1) - at - 1 - key.size()));
}

} // namespace

class TestInstalledSdk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void anExampleIsBuiltInAnEmptyFolder_data();
    void anExampleIsBuiltInAnEmptyFolder();
    void aDriverLinksTheSdkOnly();
    void theMinimalDriverKeepsItsPromises();
    void theMinimalDriverAnswersQueries();
    void theMinimalDriverBecomesABundle();
    void theEmbeddedProgramUsesItsOwnDriverAndSqlite();
    void theTypedExampleRuns();
    void theDuckDbDriverIsBuiltAndKeepsItsPromises();
    void aComponentThatIsNoneIsSaid();
    void aDriverOfAnotherHeaderSetIsRefusedWithBothNumbers();

private:
    [[nodiscard]] QString csvDriver() const { return m_tree.built(u"minimal-driver"_s, u"dumbo-driver-csv.so"_s); }

    InstalledTree m_tree;
};

void TestInstalledSdk::initTestCase()
{
    QCOMPARE(m_tree.install(), QByteArray());
}

void TestInstalledSdk::anExampleIsBuiltInAnEmptyFolder_data()
{
    QTest::addColumn<QString>("name");
    for (const auto *name : { "minimal-driver", "embedded-program", "typed-sqlite", "typed-postgresql" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void TestInstalledSdk::anExampleIsBuiltInAnEmptyFolder()
{
    QFETCH(const QString, name);
    const auto fault = m_tree.buildExample(name);
    QVERIFY2(fault.isEmpty(), fault.constData());
    QCOMPARE(m_tree.pathsIntoSources(name), QByteArray());
}

void TestInstalledSdk::aDriverLinksTheSdkOnly()
{
    const auto listed = run(u"readelf"_s, { u"--dynamic"_s, u"--wide"_s, csvDriver() });
    QVERIFY2(listed.output.contains("[libDumboSdk.so]"), listed.output.constData());
    QVERIFY2(!listed.output.contains("libDumboCore"), listed.output.constData());
    QVERIFY2(!listed.output.contains("libDumboConformance"), listed.output.constData());
}

void TestInstalledSdk::theMinimalDriverKeepsItsPromises()
{
    const auto tried = run(m_tree.dumbo(), { u"plugins"_s, u"conformance"_s, csvDriver() });
    QVERIFY2(tried.exitCode == 0, tried.output.constData());
    QVERIFY2(tried.output.contains(" 0 broken"), tried.output.constData());
    for (const auto *promise : { "anErrorComesAfterTheLastGoodRows", "cancelEndsAResultThatIsRead", "catalogTellsTheReferenceSchema",
             "readOnlyRefusesEveryWrite", "errorsHaveTheirKinds", "streamingKeepsMemory" }) {
        const auto at = tried.output.indexOf(promise);
        QVERIFY2(at >= 0 && tried.output.sliced(at, tried.output.indexOf('\n', at) - at).contains("kept"), promise);
    }
}

void TestInstalledSdk::theMinimalDriverAnswersQueries()
{
    const QTemporaryDir folder;
    QVERIFY(write(folder.filePath(u"hut.csv"_s), "\xEF\xBB\xBFid,name,\"height, in m\"\r\n1,Stripsen,1577\r\n2,\"The \"\"Rotwand\"\"\nhouse\",1737\r\n"));
    const auto query = [&](const QString &sql) {
        return run(m_tree.dumbo(), { u"query"_s, u"-c"_s, u"csv:"_s + folder.path(), u"--format"_s, u"csv"_s, sql },
            { u"DUMBO_PLUGIN_PATH="_s + QFileInfo(csvDriver()).path() });
    };
    QCOMPARE(query(u"SELECT name, \"height, in m\" FROM hut WHERE id = '2'"_s).output,
        QByteArray("name,\"height, in m\"\r\n\"The \"\"Rotwand\"\"\nhouse\",1737\r\n"));
    QCOMPARE(query(u"select * from hut limit 1;"_s).output, QByteArray("id,name,\"height, in m\"\r\n1,Stripsen,1577\r\n"));
    const auto refused = query(u"SELECT depth FROM hut"_s);
    QCOMPARE(refused.exitCode, 1);
    QVERIFY2(refused.output.contains("There is no column \"depth\""), refused.output.constData());
}

void TestInstalledSdk::theMinimalDriverBecomesABundle()
{
    const auto made = run(u"cmake"_s, { u"--build"_s, m_tree.source(u"minimal-driver/build"_s), u"--target"_s, u"dumbo-driver-csv-bundle"_s });
    QVERIFY2(made.exitCode == 0, made.output.constData());
    const auto verified = run(m_tree.dumbo(), { u"plugins"_s, u"verify"_s, m_tree.built(u"minimal-driver"_s, u"csv-1.0.0.dumbodriver"_s) });
    QCOMPARE(verified.exitCode, 4); // whole, and signed by nobody
    QVERIFY2(verified.output.contains("org.example.csv"), verified.output.constData());
    const auto listed = run(u"readelf"_s, { u"--dynamic"_s, u"--wide"_s, csvDriver() });
    QVERIFY2(!listed.output.contains(m_tree.prefix().toUtf8()), listed.output.constData());
}

void TestInstalledSdk::theEmbeddedProgramUsesItsOwnDriverAndSqlite()
{
    const auto ended = run(m_tree.built(u"embedded-program"_s, u"embedded-program"_s), {});
    QCOMPARE(ended.output,
        QByteArray("3…\n"
                   "2…\n"
                   "1…\n"
                   "Lift-off after 6 seconds in Countdown:embedded\n"
                   "InvalidOperationError\n"));
    QCOMPARE(ended.exitCode, 0);
}

void TestInstalledSdk::theTypedExampleRuns()
{
    const QTemporaryDir folder;
    const auto ended = run(m_tree.built(u"typed-sqlite"_s, u"typed-sqlite"_s), { folder.filePath(u"bookings.db"_s) });
    QVERIFY2(ended.exitCode == 0, ended.output.constData());
    QVERIFY2(ended.output.contains("Stripsen: 40 beds free\n"), ended.output.constData());
}

/// Downloads are kept where the project's own build keeps them.
void TestInstalledSdk::theDuckDbDriverIsBuiltAndKeepsItsPromises()
{
    const auto name = u"duckdb-driver"_s;
    const auto fault = m_tree.buildExample(name, { u"DUCKDB_CACHE="_s + cached("DUCKDB_CACHE:PATH=") });
    if (fault.contains("could not be downloaded") && qEnvironmentVariable("CI") != u"true")
        QSKIP("DuckDB could not be downloaded.");
    QVERIFY2(fault.isEmpty(), fault.constData());
    QCOMPARE(m_tree.pathsIntoSources(name), QByteArray());
    const auto tried = run(m_tree.dumbo(), { u"plugins"_s, u"conformance"_s, m_tree.built(name, u"dumbo-driver-duckdb.so"_s), u"--short"_s });
    QVERIFY2(tried.exitCode == 0, tried.output.constData());
}

void TestInstalledSdk::aComponentThatIsNoneIsSaid()
{
    QVERIFY(write(m_tree.source(u"wrong/CMakeLists.txt"_s),
        "cmake_minimum_required(VERSION 3.28)\nproject(Wrong LANGUAGES CXX)\nfind_package(Dumbo 0.1 REQUIRED COMPONENTS Coffee)\n"));
    const auto fault = m_tree.build(u"wrong"_s);
    QVERIFY2(fault.contains("Coffee"), fault.constData());
}

/// The same example against the same SDK but for the number in abi.h, as an older one had it.
void TestInstalledSdk::aDriverOfAnotherHeaderSetIsRefusedWithBothNumbers()
{
    InstalledTree older;
    QCOMPARE(older.install(), QByteArray());
    QFile header(older.prefix() + u"/include/dumbo/core/sdk/abi.h"_s);
    QVERIFY(header.open(QIODevice::ReadWrite));
    auto text = header.readAll();
    const auto at = text.indexOf("sdkAbi = ");
    const auto ours = text.sliced(at + 9, text.indexOf(';', at) - at - 9);
    text.replace("sdkAbi = " + ours, "sdkAbi = 0");
    QVERIFY(header.resize(0) && header.seek(0) && header.write(text) == text.size());
    header.close();
    const auto fault = older.buildExample(u"minimal-driver"_s);
    QVERIFY2(fault.isEmpty(), fault.constData());

    const auto driver = older.built(u"minimal-driver"_s, u"dumbo-driver-csv.so"_s);
    const auto words = "The driver was built for SDK 0, this program has SDK " + ours + '.';
    const auto path = u"DUMBO_PLUGIN_PATH="_s + QFileInfo(driver).path();
    const auto tried = run(m_tree.dumbo(), { u"plugins"_s, u"conformance"_s, driver });
    QCOMPARE(tried.exitCode, 3);
    QVERIFY2(tried.output.contains(words), tried.output.constData());
    const auto listed = run(m_tree.dumbo(), { u"plugins"_s, u"list"_s }, { path });
    QVERIFY2(listed.output.contains("refused") && listed.output.contains(words), listed.output.constData());
}

QTEST_GUILESS_MAIN(TestInstalledSdk)
#include "tst_installedsdk.moc"
