#include "core/plugins/driverregistry.h"
#include "tests/integration/difference/applying.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace dumbo;
using namespace dumbo::test;

/// DuckDB: one database is made like another, and back.
class TestDuckDbDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void applyingItAndComparingAgainGivesNoDifference_data();
    void applyingItAndComparingAgainGivesNoDifference();
    void rowsSurvive_data();
    void rowsSurvive();
    void whatLosesRowsIsMarked();
    void withoutLossTablesAndColumnsStay();
    void attachedDatabasesAreLeftAlone();

private:
    [[nodiscard]] std::unique_ptr<Connection> database(const QByteArray &sql);
    [[nodiscard]] const SchemaDifferenceExtension &difference() const
    {
        return *static_cast<SchemaDifferenceExtension *>(m_plugin->extension(SchemaDifferenceExtension::extensionId()));
    }

    QTemporaryDir m_folder;
    int m_number = 0;
    ConnectionObserver m_observer;
    DriverRegistry m_registry;
    std::shared_ptr<StoragePlugin> m_plugin;
};

void TestDuckDbDifference::initTestCase()
{
    const auto folder = QDir(qEnvironmentVariable("DUMBO_BUILD_DIR")).filePath(QStringLiteral("examples/duckdb-driver"));
    if (!QFile::exists(folder + QStringLiteral("/dumbo-driver-duckdb.so")))
        QSKIP("The DuckDB driver is not built: build the target dumbo-driver-duckdb, which downloads DuckDB.");
    m_registry.discover({ folder });
    const auto plugin = m_registry.get({ QStringLiteral("DuckDB"), QStringLiteral("libduckdb") });
    QVERIFY2(plugin, plugin ? "" : qPrintable(plugin.error().toText()));
    m_plugin = *plugin;
}

std::unique_ptr<Connection> TestDuckDbDifference::database(const QByteArray &sql)
{
    ConnectRequest request;
    request.options.set(QStringLiteral("path"), m_folder.filePath(QString::number(++m_number) + QStringLiteral(".duckdb")));
    request.options.set(QStringLiteral("create"), true);
    request.options.set(QStringLiteral("threads"), qint64(1));
    auto opened = m_plugin->connect(request, m_observer);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().toText()));
    if (const auto done = query(**opened, sql); !sql.isEmpty() && !done)
        qFatal("%s\n%s", sql.constData(), qPrintable(done.error().toText()));
    return std::move(*opened);
}

void TestDuckDbDifference::applyingItAndComparingAgainGivesNoDifference_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto add = [](const char *name, const char *one, const char *other) { QTest::newRow(name) << QByteArray(one) << QByteArray(other); };
    add("a table", "", "CREATE TABLE huts (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL DEFAULT 'x;y', h DECIMAL(8,2) CHECK (h > 0), UNIQUE (name, h))");
    add("columns", "CREATE TABLE t (a INTEGER, b VARCHAR, c DATE)", "CREATE TABLE t (a INTEGER, c TIMESTAMP, d DECIMAL(8,2) DEFAULT 1.5 NOT NULL, e VARCHAR[])");
    add("nulls and defaults", "CREATE TABLE t (a INTEGER NOT NULL DEFAULT 7, b INTEGER)", "CREATE TABLE t (a INTEGER, b INTEGER NOT NULL DEFAULT 3)");
    add("names that need quotes", "CREATE TABLE \"Hut's\" (\"a b\" INTEGER, d INTEGER)", "CREATE TABLE \"Hut's\" (\"a b\" VARCHAR DEFAULT 'it''s', \"order\" INTEGER, d INTEGER); CREATE INDEX \"I x\" ON \"Hut's\" (\"order\"); CREATE VIEW \"V w\" AS SELECT \"order\" FROM \"Hut's\"");
    add("keys", "CREATE TABLE t (a INTEGER PRIMARY KEY, b INTEGER, UNIQUE (b))", "CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b), CHECK (a < b))");
    add("tables that refer to each other", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p (id)); CREATE TABLE g (c INTEGER REFERENCES c (id))",
        "CREATE TABLE p (id BIGINT PRIMARY KEY, name VARCHAR); CREATE TABLE c (id INTEGER PRIMARY KEY, p BIGINT REFERENCES p (id), q INTEGER); CREATE TABLE g (c INTEGER REFERENCES c (id))");
    add("a reference that comes and goes", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER)", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INTEGER REFERENCES p (id))");
    add("indexes", "CREATE TABLE t (a INTEGER, b VARCHAR); CREATE INDEX i ON t (a); CREATE INDEX gone ON t (b)", "CREATE TABLE t (a INTEGER, b VARCHAR); CREATE UNIQUE INDEX i ON t (a, b); CREATE INDEX e ON t (lower(b))");
    add("an indexed table with a new column", "CREATE TABLE t (a INTEGER); CREATE INDEX i ON t (a)", "CREATE TABLE t (a BIGINT, b VARCHAR); CREATE INDEX i ON t (a)");
    add("views", "CREATE TABLE t (a INTEGER, b VARCHAR); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE VIEW gone AS SELECT 1", "CREATE TABLE t (a INTEGER, b VARCHAR, c DATE); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM v");
    add("schemas", "CREATE SCHEMA old; CREATE TABLE old.t (a INTEGER)", "CREATE SCHEMA \"new one\"; CREATE TABLE \"new one\".t (a INTEGER); CREATE VIEW \"new one\".v AS SELECT a FROM \"new one\".t");
    add("sequences", "CREATE SEQUENCE gone", "CREATE SEQUENCE s START 5 INCREMENT 2; CREATE TABLE t (id BIGINT DEFAULT nextval('s'))");
    add("types", "", "CREATE TYPE mood AS ENUM ('good', 'it''s'); CREATE TABLE t (m mood)");
    add("macros", "CREATE MACRO twice(a) AS a * 2; CREATE MACRO gone(a) AS a", "CREATE MACRO twice(a) AS a + a; CREATE MACRO several(n) AS TABLE SELECT * FROM range(n)");
    add("generated columns", "CREATE TABLE t (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2))", "CREATE TABLE t (a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 3), c INTEGER GENERATED ALWAYS AS (a + 1))");
    add("comments", "CREATE TABLE t (a INTEGER); COMMENT ON TABLE t IS 'old'", "CREATE TABLE t (a INTEGER, b INTEGER); COMMENT ON TABLE t IS 'it''s new'; COMMENT ON COLUMN t.a IS 'the a'; CREATE TABLE u (c INTEGER); COMMENT ON COLUMN u.c IS 'see'");
}

void TestDuckDbDifference::applyingItAndComparingAgainGivesNoDifference()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    const auto first = database(one);
    const auto firstCatalog = catalogOf(*first);
    const auto second = database(other);
    QCOMPARE(makeAlike(*first, catalogOf(*second), difference()), QString());
    QCOMPARE(makeAlike(*second, firstCatalog, difference()), QString());
}

void TestDuckDbDifference::rowsSurvive_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QString>("answer");
    QTest::newRow("altered") << QByteArray("CREATE TABLE t (a INTEGER, b VARCHAR); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1, 'x'), (2, NULL)")
                             << QByteArray("CREATE TABLE t (a BIGINT, b VARCHAR, c VARCHAR DEFAULT 'new' NOT NULL); CREATE INDEX i ON t (a)")
                             << QByteArray("SELECT a, b, c FROM t ORDER BY a") << QStringLiteral("1|x|new\n2|NULL|new");
    QTest::newRow("rebuilt") << QByteArray("CREATE TABLE p (id INTEGER PRIMARY KEY, n VARCHAR); CREATE TABLE c (p INTEGER REFERENCES p (id)); CREATE INDEX i ON p (n); INSERT INTO p VALUES (1, 'x'); INSERT INTO c VALUES (1), (1)")
                             << QByteArray("CREATE TABLE p (id INTEGER PRIMARY KEY, n VARCHAR UNIQUE); CREATE INDEX i ON p (n); CREATE TABLE c (p INTEGER REFERENCES p (id))")
                             << QByteArray("SELECT p, n FROM c JOIN p ON p.id = c.p") << QStringLiteral("1|x\n1|x");
}

void TestDuckDbDifference::rowsSurvive()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QFETCH(const QByteArray, question);
    QFETCH(const QString, answer);
    const auto first = database(one);
    QCOMPARE(makeAlike(*first, catalogOf(*database(other)), difference()), QString());
    QCOMPARE(rowsText(*first, question), answer);
}

void TestDuckDbDifference::whatLosesRowsIsMarked()
{
    const auto from = database("CREATE TABLE gone (a INTEGER); CREATE TABLE t (a BIGINT, b VARCHAR, c INTEGER)");
    const auto to = database("CREATE TABLE t (a INTEGER, c BIGINT)");
    const auto script = difference().script({ catalogOf(*from), catalogOf(*to), true });
    QVERIFY(script);
    QStringList losing;
    for (const auto &statement : script->statements) {
        if (statement.losesData)
            losing.append(QString::fromUtf8(statement.text));
    }
    QCOMPARE(losing, (QStringList { QStringLiteral("DROP TABLE \"main\".\"gone\""), QStringLiteral("ALTER TABLE \"main\".\"t\" ALTER COLUMN \"a\" SET DATA TYPE INTEGER"),
                         QStringLiteral("ALTER TABLE \"main\".\"t\" DROP COLUMN \"b\"") }));
}

void TestDuckDbDifference::withoutLossTablesAndColumnsStay()
{
    const auto from = database("CREATE TABLE gone (a INTEGER); INSERT INTO gone VALUES (7); CREATE TABLE t (a BIGINT); CREATE TABLE u (a INTEGER)");
    const auto to = database("CREATE TABLE t (b INTEGER); CREATE TABLE u (a INTEGER, b DATE)");
    DifferenceScript script;
    QCOMPARE(makeAlike(*from, catalogOf(*to), difference(), true, &script, false), QString());
    QCOMPARE(script.notGenerated.size(), std::size_t(2));
    QCOMPARE(rowsText(*from, "SELECT a FROM gone"), QStringLiteral("7"));
    QCOMPARE(rowsText(*from, "SELECT count(*) FROM duckdb_columns() WHERE table_name = 'u'"), QStringLiteral("2"));
}

void TestDuckDbDifference::attachedDatabasesAreLeftAlone()
{
    const auto from = database("CREATE TABLE t (a INTEGER)");
    const auto attached = query(*from, "ATTACH ':memory:' AS other; CREATE TABLE other.t (a INTEGER); CREATE SCHEMA other.s; CREATE TABLE other.s.u (a INTEGER)");
    QVERIFY(attached);
    const auto script = difference().script({ catalogOf(*from), catalogOf(*database("CREATE TABLE t (a INTEGER)")), true });
    QVERIFY(script);
    QCOMPARE(textOf(*script), QString());
}

QTEST_GUILESS_MAIN(TestDuckDbDifference)
#include "tst_duckdbdifference.moc"
