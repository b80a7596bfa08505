#include "core/plugins/manifest.h"
#include "drivers/sqlite/plugin.h"

#include <QFile>
#include <QJsonDocument>
#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::sqlite;

class TestSqlitePlugin : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void manifestAndCodeAgree();
    void optionsSurviveTheirValues();
    void thePoolFitsTheDatabase();
};

void TestSqlitePlugin::manifestAndCodeAgree()
{
    QFile file(QStringLiteral(DUMBO_SQLITE_MANIFEST));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto manifest = Manifest::fromJson(QJsonDocument::fromJson(file.readAll()).object());
    QVERIFY2(manifest, manifest ? "" : qPrintable(manifest.error().toText()));
    const auto &connector = manifest->connectors.front();
    SqlitePlugin plugin;
    QVERIFY(connector.connector == plugin.connector());
    QVERIFY(connector.dialect == plugin.dialect());
    QVERIFY(connector.capabilities == plugin.capabilities());
    const auto defaults = SqliteOptions().toOptions();
    for (const auto &option : connector.options) {
        QVERIFY2(defaults.contains(option.name), qPrintable(option.name));
        if (option.defaultValue)
            QVERIFY2(defaults.value(option.name) == option.defaultValue, qPrintable(option.name));
    }
    QCOMPARE(qsizetype(connector.options.size()), qsizetype(defaults.entries().size()));
}

void TestSqlitePlugin::optionsSurviveTheirValues()
{
    SqliteOptions options;
    options.path = QStringLiteral("/a b/c.db");
    options.create = true;
    options.busyTimeout = std::chrono::seconds(7);
    options.foreignKeys = false;
    options.journalMode = QStringLiteral("keep");
    options.immutable = true;
    options.vfs = QStringLiteral("unix-none");
    QVERIFY(SqliteOptions::fromOptions(options.toOptions()).toOptions() == options.toOptions());
}

void TestSqlitePlugin::thePoolFitsTheDatabase()
{
    const auto kindOf = [](const char *path) {
        SqliteOptions options;
        options.path = QString::fromLatin1(path);
        return SqlitePlugin().poolPolicy(options.toOptions()).kind;
    };
    QVERIFY(kindOf("/x.db") == PoolPolicy::Kind::WriterAndReaders);
    QVERIFY(kindOf(":memory:") == PoolPolicy::Kind::Singleton);
    QVERIFY(kindOf("file:x?mode=memory") == PoolPolicy::Kind::Singleton);
    QVERIFY(kindOf("file:x?mode=memory&cache=shared") == PoolPolicy::Kind::WriterAndReaders);
}

QTEST_GUILESS_MAIN(TestSqlitePlugin)
#include "tst_sqliteplugin.moc"
