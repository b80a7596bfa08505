#include "core/plugins/driverregistry.h"

#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;

namespace {

const Connector sqlite3 { QStringLiteral("SQLite"), QStringLiteral("sqlite3") };

ConnectionHints pathHint(const QString &path)
{
    ConnectionHints hints;
    hints.path = path;
    return hints;
}

} // namespace

class TestSqliteModule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theManifestIsReadWithoutLoading();
    void filesAreRecognised();
    void theModuleConnectsAndRuns();
};

void TestSqliteModule::theManifestIsReadWithoutLoading()
{
    DriverRegistry registry;
    registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    const auto manifest = registry.describe(sqlite3);
    QVERIFY(manifest);
    QCOMPARE(manifest->dialect.databaseType, QStringLiteral("SQLite"));
    QVERIFY(!registry.tryGet(sqlite3));
}

void TestSqliteModule::filesAreRecognised()
{
    DriverRegistry registry;
    registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("without suffix")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray("SQLite format 3\0", 16).leftJustified(4096, '\0'));
    file.close();
    for (const auto &path :
        { file.fileName(), QStringLiteral(":memory:"), folder.filePath(QStringLiteral("new.sqlite3")) }) {
        const auto chosen = registry.choose(pathHint(path));
        QVERIFY2(chosen && *chosen == sqlite3, qPrintable(path));
    }
}

void TestSqliteModule::theModuleConnectsAndRuns()
{
    DriverRegistry registry;
    registry.discover({ QStringLiteral(DUMBO_PLUGIN_FOLDER) });
    const auto plugin = registry.get(sqlite3);
    QVERIFY2(plugin, plugin ? "" : qPrintable(plugin.error().toText()));
    ConnectRequest request;
    request.options.set(QStringLiteral("path"), QStringLiteral(":memory:"));
    ConnectionObserver observer;
    const auto connection = (*plugin)->connect(request, observer);
    QVERIFY(connection);
    Statement statement;
    statement.text = "SELECT 42";
    const auto execution = (*connection)->execute(statement);
    QVERIFY(*(*execution)->nextResult());
    const auto batch = (*execution)->next({});
    QCOMPARE((*batch)->cell(0, 0).integer, 42);
}

QTEST_GUILESS_MAIN(TestSqliteModule)
#include "tst_sqlitemodule.moc"
