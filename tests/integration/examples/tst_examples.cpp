#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

struct Ended
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errors;
};

Ended run(const QString &program, const QStringList &arguments, const QStringList &environment = {})
{
    QProcess process;
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(program, arguments);
    if (!process.waitForFinished(60'000))
        return { -1, process.readAllStandardOutput(), "it did not end: " + process.errorString().toUtf8() };
    return { process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
        process.readAllStandardError() };
}

/// What the program itself needs from elsewhere, demangled.
QByteArray neededSymbols(const QString &program)
{
    const auto listed = run(QStringLiteral("nm"),
        { QStringLiteral("--dynamic"), QStringLiteral("--undefined-only"), QStringLiteral("--demangle"), program });
    return listed.exitCode == 0 ? listed.output : QByteArray();
}

} // namespace

class TestExamples : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void typedSqliteBooksBeds();
    void typedSqliteTellsWhatIsWrong();
    void typedPostgresqlCountsNights();
    void typedPostgresqlTellsWhatIsWrong();
    void aTypedProgramNeedsNeitherRegistryNorPluginLoader_data();
    void aTypedProgramNeedsNeitherRegistryNorPluginLoader();
};

void TestExamples::typedSqliteBooksBeds()
{
    const QTemporaryDir folder;
    const auto ended = run(QStringLiteral(TYPED_SQLITE), { folder.filePath(QStringLiteral("bookings.db")) });
    QCOMPARE(ended.errors, QByteArray());
    QCOMPARE(ended.output,
        QByteArray("Ann has a bed\n"
                   "Ben has a bed\n"
                   "Cem finds the hut full\n"
                   "Dee: ForeignKeyViolationError\n"
                   "Stripsen: 40 beds free\n"
                   "Inside the owner's transaction: 0 bookings\n"
                   "After it: Ann, Ben\n"));
    QCOMPARE(ended.exitCode, 0);
}

void TestExamples::typedSqliteTellsWhatIsWrong()
{
    const QTemporaryDir folder;
    const auto ended = run(QStringLiteral(TYPED_SQLITE), { folder.filePath(QStringLiteral("missing/bookings.db")) });
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.output.startsWith("It went wrong: "), ended.output.constData());
}

void TestExamples::typedPostgresqlCountsNights()
{
    const auto server = dumbo::test::PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto database = (*server)->createDatabase();
    const auto ended = run(QStringLiteral(TYPED_POSTGRESQL), {},
        { QStringLiteral("PGHOST=") + (*server)->socketFolder(), QStringLiteral("PGPORT=%1").arg((*server)->port()),
            QStringLiteral("PGDATABASE=") + database, QStringLiteral("PGUSER=") + (*server)->user(),
            // Notices of the connection that the example borrows out are libpq's own to print.
            QStringLiteral("PGOPTIONS=-c client_min_messages=warning") });
    (*server)->dropDatabase(database);
    QCOMPARE(ended.errors, QByteArray());
    QCOMPARE(ended.output,
        QByteArray("Nights: 62\n"
                   "Partition: night_2026_07 FOR VALUES FROM ('2026-07-01') TO ('2026-08-01')\n"
                   "Heard: closed\n"
                   "Rotwand,90\n"
                   "Stripsen,310\n"
                   "Inside the owner's transaction: 0\n"));
    QCOMPARE(ended.exitCode, 0);
}

void TestExamples::typedPostgresqlTellsWhatIsWrong()
{
    const auto ended = run(QStringLiteral(TYPED_POSTGRESQL), {},
        { QStringLiteral("PGHOST=/no/such/folder"), QStringLiteral("PGUSER=nobody"), QStringLiteral("PGDATABASE=none") });
    QCOMPARE(ended.exitCode, 1);
    QVERIFY2(ended.output.startsWith("It went wrong: "), ended.output.constData());
}

void TestExamples::aTypedProgramNeedsNeitherRegistryNorPluginLoader_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("typed-sqlite") << QStringLiteral(TYPED_SQLITE);
    QTest::newRow("typed-postgresql") << QStringLiteral(TYPED_POSTGRESQL);
}

void TestExamples::aTypedProgramNeedsNeitherRegistryNorPluginLoader()
{
    QFETCH(const QString, program);
    const auto symbols = neededSymbols(program);
    QVERIFY2(symbols.contains("dumbo::open("), "nm (binutils) is missing, or the program does not open anything.");
    QVERIFY(!symbols.contains("QPluginLoader"));
    QVERIFY(!symbols.contains("DriverRegistry"));
    QVERIFY(!symbols.contains("defaultRegistry"));
}

QTEST_GUILESS_MAIN(TestExamples)
#include "tst_examples.moc"
