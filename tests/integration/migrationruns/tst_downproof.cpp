#include "core/migrations/downproof.h"
#include "tests/integration/migrationruns/rundatabase.h"

using namespace dumbo;
using test::HeardEvents;
using test::migration;
using test::RunDatabase;
using test::setOf;

/// Down scripts on trial.
class TestDownProof : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aGoodScriptRestoresTheSchema_data() { transactional(); }
    void aGoodScriptRestoresTheSchema();
    void whatABadScriptLeavesIsNamed_data() { transactional(); }
    void whatABadScriptLeavesIsNamed();
    void rowsThatChangedAreCounted_data() { transactional(); }
    void rowsThatChangedAreCounted();
    void aStatementThatDoesNotRunIsNamed_data() { transactional(); }
    void aStatementThatDoesNotRunIsNamed();
    void whatComesBeforeIsRunFirst_data() { transactional(); }
    void whatComesBeforeIsRunFirst();
    void whatATransactionDoesNotUndoIsRefusedThere();
    void whatATransactionDoesNotUndoIsTriedInACopy_data() { all(); }
    void whatATransactionDoesNotUndoIsTriedInACopy();
    void whatARollbackDoesNotUndoIsNotRun();
    void aCopyReachesNothingElse();
    void rowsAreComparedInACopyThatHasThem_data() { transactional(); }
    void rowsAreComparedInACopyThatHasThem();
    void whereRowsCannotBeCopiedTheSchemaIsProvedAndThatIsSaid();
    void anEmptyDatabaseHasWhatComesBefore_data() { all(); }
    void anEmptyDatabaseHasWhatComesBefore();
    void withoutDownScriptThereIsNothingToProve();

private:
    static void transactional();
    static void all();
};

void TestDownProof::transactional()
{
    QTest::addColumn<QString>("type");
    for (const auto *type : { "sqlite", "postgresql" })
        QTest::newRow(type) << QString::fromLatin1(type);
}

void TestDownProof::all()
{
    transactional();
    QTest::newRow("mariadb") << QStringLiteral("mariadb");
}

namespace {

void makeHuts(RunDatabase &database)
{
    database.run("CREATE TABLE huts (id INTEGER PRIMARY KEY, name VARCHAR(40))");
    database.run("INSERT INTO huts VALUES (1, 'Alm'), (2, 'Tal')");
}

ProofRequest requestFor(const Migration &migration, bool comparesRows = false)
{
    ProofRequest request;
    request.migration = migration;
    request.comparesRows = comparesRows;
    return request;
}

} // namespace

void TestDownProof::aGoodScriptRestoresTheSchema()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database);
    const auto good = migration(QStringLiteral("0002"), { "ALTER TABLE huts ADD COLUMN beds INTEGER", "CREATE INDEX huts_name ON huts (name)" },
        { "DROP INDEX huts_name", "ALTER TABLE huts DROP COLUMN beds" });
    const auto proof = proveDown(database.opener(), requestFor(good, true));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QVERIFY2(!proof->error, proof->error ? qPrintable(proof->error->toText()) : "");
    QVERIFY2(proof->restores(), qPrintable(proof->difference.summary()));
    QCOMPARE(proof->place, ProofPlace::Transaction);
    QVERIFY(proof->comparedRows);
    QCOMPARE(database.ask("SELECT beds FROM huts"), QStringLiteral("error")); // nothing stays
}

void TestDownProof::whatABadScriptLeavesIsNamed()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database);
    const auto bad = migration(QStringLiteral("0002"), { "ALTER TABLE huts ADD COLUMN beds INTEGER", "CREATE TABLE ways (id INTEGER)" }, { "ALTER TABLE huts DROP COLUMN name" });
    const auto proof = proveDown(database.opener(), requestFor(bad));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QVERIFY(!proof->restores() && !proof->error);
    QCOMPARE(proof->difference.objects.size(), std::size_t(2));
    const auto &huts = proof->difference.objects[0];
    QCOMPARE(huts.object().path.name, QStringLiteral("huts"));
    QVERIFY(std::ranges::any_of(huts.parts, [](const auto &part) { return part.name == u"beds" && part.change == CatalogChange::Added; }));
    QVERIFY(std::ranges::any_of(huts.parts, [](const auto &part) { return part.name == u"name" && part.change == CatalogChange::Removed; }));
    QCOMPARE(proof->difference.objects[1].object().path.name, QStringLiteral("ways"));
    QVERIFY(!database.hasTable(QStringLiteral("ways")));
}

void TestDownProof::rowsThatChangedAreCounted()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database);
    database.run("CREATE TABLE kept (id INTEGER PRIMARY KEY, note VARCHAR(20))");
    database.run("INSERT INTO kept VALUES (1, 'a'), (2, NULL)");
    const auto deletes = migration(QStringLiteral("0002"), { "DELETE FROM huts WHERE id = 1", "CREATE TABLE x (id INTEGER)" }, { "DROP TABLE x" });
    const auto proof = proveDown(database.opener(), requestFor(deletes, true));
    QVERIFY(proof && proof->difference.isEmpty());
    QVERIFY(!proof->restores());
    QCOMPARE(proof->rows.size(), std::size_t(1));
    QCOMPARE(proof->rows[0].table.name, QStringLiteral("huts"));
    QCOMPARE(proof->rows[0].before, 2);
    QCOMPARE(proof->rows[0].after, 1);
    QVERIFY(proveDown(database.opener(), requestFor(deletes))->restores()); // not asked, not looked at
    const auto renames = migration(QStringLiteral("0003"), { "UPDATE huts SET name = 'Berg' WHERE id = 1" }, { "UPDATE huts SET name = 'alm' WHERE id = 1" });
    const auto other = proveDown(database.opener(), requestFor(renames, true));
    QCOMPARE(other->rows.size(), std::size_t(1));
    QCOMPARE(other->rows[0].after, 2);
    const auto back = migration(QStringLiteral("0004"), { "UPDATE huts SET name = 'Berg' WHERE id = 1" }, { "UPDATE huts SET name = 'Alm' WHERE id = 1" });
    QVERIFY(proveDown(database.opener(), requestFor(back, true))->restores());
}

void TestDownProof::aStatementThatDoesNotRunIsNamed()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database);
    const auto broken = migration(QStringLiteral("0002"), { "CREATE TABLE ways (id INTEGER)" }, { "DROP TABLE ways", "DROP TABLE nowhere" });
    const auto proof = proveDown(database.opener(), requestFor(broken));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QVERIFY(proof->error && !proof->restores());
    QVERIFY2(proof->error->detail().contains(QStringLiteral("Statement 2 of 2 of the down script of \"0002\".")), qPrintable(proof->error->toText()));
    QVERIFY(!database.hasTable(QStringLiteral("ways")));
}

void TestDownProof::whatComesBeforeIsRunFirst()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    auto request = requestFor(migration(QStringLiteral("0002"), { "CREATE INDEX huts_id ON huts (id)" }, { "DROP INDEX huts_id" }));
    request.before = { migration(QStringLiteral("0001"), { "CREATE TABLE huts (id INTEGER)" }) };
    const auto proof = proveDown(database.opener(), request);
    QVERIFY2(proof && proof->restores(), proof ? proof->error ? qPrintable(proof->error->toText()) : "" : qPrintable(proof.error().toText()));
    QVERIFY(!database.hasTable(QStringLiteral("huts")));
}

void TestDownProof::whatATransactionDoesNotUndoIsRefusedThere()
{
    for (const auto *type : { "postgresql", "mariadb" }) {
        DUMBO_NEED_DATABASE(database, QString::fromLatin1(type));
        makeHuts(database);
        auto request = requestFor(migration(QStringLiteral("0002"), { type == QByteArray("mariadb") ? "CREATE INDEX huts_name ON huts (name)" : "CREATE INDEX CONCURRENTLY huts_name ON huts (name)" }, { "DROP INDEX huts_name" }));
        request.place = ProofPlace::Transaction;
        const auto proof = proveDown(database.opener(), request);
        QVERIFY(!proof);
        QCOMPARE(proof.error().kind(), ErrorKind::InvalidOperation);
    }
}

void TestDownProof::whatATransactionDoesNotUndoIsTriedInACopy()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database);
    const auto create = type == u"postgresql" ? QByteArray("CREATE INDEX CONCURRENTLY huts_name ON huts (name)") : QByteArray("CREATE INDEX huts_name ON huts (name)");
    const auto drop = type == u"mariadb" ? QByteArray("DROP INDEX huts_name ON huts") : QByteArray("DROP INDEX huts_name");
    const auto vacuum = type == u"sqlite" ? QByteArray("VACUUM") : QByteArray("SELECT 1");
    const auto proof = proveDown(database.opener(), requestFor(migration(QStringLiteral("0002"), { vacuum, create }, { drop })));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QCOMPARE(proof->place, ProofPlace::SchemaCopy);
    QVERIFY2(proof->restores(), proof->error ? qPrintable(proof->error->toText()) : qPrintable(proof->difference.summary()));
    const auto bad = proveDown(database.opener(), requestFor(migration(QStringLiteral("0002"), { vacuum, create }, { "SELECT 1" })));
    QVERIFY(bad && !bad->error);
    QCOMPARE(bad->difference.objects.size(), std::size_t(1));
    QCOMPARE(database.ask("SELECT count(*) FROM huts"), QStringLiteral("2"));
}

void TestDownProof::whatARollbackDoesNotUndoIsNotRun()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("postgresql"));
    makeHuts(database);
    database.run("CREATE SEQUENCE numbers START 100");
    auto request = requestFor(migration(QStringLiteral("0002"), { "SELECT setval('numbers', 5)" }, { "SELECT 1" }));
    const auto proof = proveDown(database.opener(), request);
    QCOMPARE(database.ask("SELECT last_value FROM numbers"), QStringLiteral("100"));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QCOMPARE(proof->place, ProofPlace::SchemaCopy);
    request.place = ProofPlace::Transaction;
    QCOMPARE(proveDown(database.opener(), request).error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(database.ask("SELECT last_value FROM numbers"), QStringLiteral("100"));
}

void TestDownProof::aCopyReachesNothingElse()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    makeHuts(database);
    const auto attach = migration(QStringLiteral("0002"), { "VACUUM", "ATTACH '" + database.url().toUtf8() + "' AS other", "DELETE FROM other.huts" }, { "SELECT 1" });
    const auto proof = proveDown(database.opener(), requestFor(attach));
    QCOMPARE(database.ask("SELECT count(*) FROM huts"), QStringLiteral("2"));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QVERIFY(proof->error); // there is nothing to delete from
}

void TestDownProof::rowsAreComparedInACopyThatHasThem()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database);
    auto request = requestFor(migration(QStringLiteral("0002"), { "DELETE FROM huts WHERE id = 1" }, { "INSERT INTO huts VALUES (3, 'Alm')" }), true);
    request.place = ProofPlace::RowsCopy;
    const auto proof = proveDown(database.opener(), request);
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QVERIFY2(!proof->error, proof->error ? qPrintable(proof->error->toText()) : "");
    QCOMPARE(proof->rows, std::vector<RowsDifference>({ { proof->rows.empty() ? ObjectPath() : proof->rows[0].table, 2, 2 } }));
    QCOMPARE(database.ask("SELECT count(*) FROM huts WHERE id = 1"), QStringLiteral("1"));
}

void TestDownProof::whereRowsCannotBeCopiedTheSchemaIsProvedAndThatIsSaid()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("mariadb"));
    makeHuts(database);
    const auto good = migration(QStringLiteral("0002"), { "CREATE INDEX huts_name ON huts (name)" }, { "DROP INDEX huts_name ON huts" });
    const auto proof = proveDown(database.opener(), requestFor(good, true));
    QVERIFY2(proof, proof ? "" : qPrintable(proof.error().toText()));
    QVERIFY(proof->restores() && !proof->comparedRows);
    QCOMPARE(proof->place, ProofPlace::SchemaCopy);
    QVERIFY2(proof->notices.join(u' ').contains(QStringLiteral("Rows were not compared")), qPrintable(proof->notices.join(u' ')));
}

void TestDownProof::anEmptyDatabaseHasWhatComesBefore()
{
    QFETCH(QString, type);
    DUMBO_NEED_DATABASE(database, type);
    makeHuts(database); // not in the way
    auto request = requestFor(migration(QStringLiteral("0002"), { "ALTER TABLE huts ADD COLUMN beds INTEGER" }, { "ALTER TABLE huts DROP COLUMN beds" }));
    request.before = { migration(QStringLiteral("0001"), { "CREATE TABLE huts (id INTEGER)" }) };
    request.place = ProofPlace::EmptyDatabase;
    const auto proof = proveDown(database.opener(), request);
    QVERIFY2(proof && proof->restores(), proof ? proof->error ? qPrintable(proof->error->toText()) : qPrintable(proof->difference.summary()) : qPrintable(proof.error().toText()));
}

void TestDownProof::withoutDownScriptThereIsNothingToProve()
{
    DUMBO_NEED_DATABASE(database, QStringLiteral("sqlite"));
    QCOMPARE(proveDown(database.opener(), requestFor(migration(QStringLiteral("0001"), { "SELECT 1" }))).error().kind(), ErrorKind::InvalidOperation);
}

QTEST_GUILESS_MAIN(TestDownProof)
#include "tst_downproof.moc"
