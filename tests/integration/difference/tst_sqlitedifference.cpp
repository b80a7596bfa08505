#include "drivers/sqlite/plugin.h"
#include "tests/integration/difference/applying.h"

#include <QRandomGenerator>
#include <QTemporaryDir>

using namespace dumbo;
using namespace dumbo::test;

/// SQLite: one database is made like another, forth and back.
class TestSqliteDifference : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void applyingItAndComparingAgainGivesNoDifference_data();
    void applyingItAndComparingAgainGivesNoDifference();
    void rowsSurvive_data();
    void rowsSurvive();
    void newColumnsAreAddedWithoutARebuild();
    void foreignKeysOfOthersDoNotNotice();
    void whatLosesRowsIsMarked();
    void withoutLossTablesAndColumnsStay();
    void aTypeThatChangesValuesIsMarked_data();
    void aTypeThatChangesValuesIsMarked();
    void rowsThatBreakANewConstraintAreNotLeftOut_data();
    void rowsThatBreakANewConstraintAreNotLeftOut();
    void aVirtualTableThatChangedIsSaid();
    void anythingBecomesAnythingElse();

private:
    [[nodiscard]] std::unique_ptr<Connection> database(const QByteArray &sql);
    [[nodiscard]] const SchemaDifferenceExtension &difference()
    {
        return *static_cast<SchemaDifferenceExtension *>(m_plugin.extension(SchemaDifferenceExtension::extensionId()));
    }

    QTemporaryDir m_folder;
    int m_number = 0;
    ConnectionObserver m_observer;
    sqlite::SqlitePlugin m_plugin;
};

std::unique_ptr<Connection> TestSqliteDifference::database(const QByteArray &sql)
{
    sqlite::SqliteOptions options;
    options.path = m_folder.filePath(QString::number(++m_number) + QStringLiteral(".db"));
    options.create = true;
    auto opened = m_plugin.connect(options, m_observer);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().toText()));
    if (const auto done = query(**opened, sql); !sql.isEmpty() && !done)
        qFatal("%s\n%s", sql.constData(), qPrintable(done.error().toText()));
    return std::move(*opened);
}

void TestSqliteDifference::applyingItAndComparingAgainGivesNoDifference_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto add = [](const char *name, const char *one, const char *other) { QTest::newRow(name) << QByteArray(one) << QByteArray(other); };
    add("a table", "", "CREATE TABLE huts (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE, CHECK (id > 0))");
    add("tables that refer to each other", "", "CREATE TABLE a (id INTEGER PRIMARY KEY, b REFERENCES b); CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED)");
    add("names that need quotes", "CREATE TABLE \"Hut's\" (\"a b\" INT, [c] TEXT, `d`)", "CREATE TABLE \"Hut's\" (\"a b\" TEXT DEFAULT 'it''s', \"order\" INT, `d`); CREATE INDEX \"I x\" ON \"Hut's\" (\"order\"); CREATE VIEW \"V w\" AS SELECT \"order\" FROM \"Hut's\"");
    add("columns", "CREATE TABLE t (a INT, b TEXT, c DATE)", "CREATE TABLE t (a INT, c TIMESTAMP, d NUMERIC(8,2) DEFAULT 1.5 NOT NULL, e TEXT COLLATE RTRIM)");
    add("new columns", "CREATE TABLE t (a INT, CHECK (a > 0))", "CREATE TABLE t (a INT, b TEXT DEFAULT 'x', c INT NOT NULL DEFAULT 0, d AS (a + 1), CHECK (a > 0))");
    add("new columns that need a rebuild", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT, u INT UNIQUE, s INT AS (a * 2) STORED, w TEXT DEFAULT CURRENT_TIMESTAMP, e INT DEFAULT (1 + 2))");
    add("nulls and defaults", "CREATE TABLE t (a INT NOT NULL DEFAULT 7, b INT)", "CREATE TABLE t (a INT, b INT NOT NULL DEFAULT 3)");
    add("keys", "CREATE TABLE t (a INT PRIMARY KEY, b INT, UNIQUE (b))", "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a, b), CONSTRAINT u UNIQUE (b) ON CONFLICT REPLACE)");
    add("foreign keys", "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p)", "CREATE TABLE p (id INTEGER PRIMARY KEY, x INT UNIQUE); CREATE TABLE t (a INT REFERENCES p (x) ON DELETE SET NULL ON UPDATE CASCADE)");
    add("strict tables without rowid", "CREATE TABLE t (a INT PRIMARY KEY, b TEXT)", "CREATE TABLE t (a INT PRIMARY KEY, b TEXT) STRICT, WITHOUT ROWID");
    add("capitals and blanks", "create table T(A int,b text /* b */)", "CREATE TABLE t (a INT, -- the a\n b TEXT)");
    add("indexes", "CREATE TABLE t (a INT, b TEXT); CREATE INDEX i ON t (a); CREATE INDEX gone ON t (b)", "CREATE TABLE t (a INT, b TEXT); CREATE UNIQUE INDEX i ON t (a DESC) WHERE b IS NOT NULL; CREATE INDEX e ON t (lower(b) COLLATE NOCASE)");
    add("views", "CREATE TABLE t (a INT, b TEXT); CREATE VIEW v AS SELECT a FROM t; CREATE VIEW w AS SELECT a FROM v; CREATE VIEW gone AS SELECT 1", "CREATE TABLE t (a INT, b TEXT NOT NULL DEFAULT ''); CREATE VIEW v AS SELECT a, b FROM t; CREATE VIEW w AS SELECT a FROM v");
    add("a view that becomes a table", "CREATE VIEW x AS SELECT 1 AS a; CREATE VIEW y AS SELECT a FROM x", "CREATE TABLE x (a INT); CREATE VIEW y AS SELECT a FROM x");
    add("triggers", "CREATE TABLE t (a INT); CREATE TABLE log (a INT); CREATE TRIGGER one AFTER INSERT ON t BEGIN INSERT INTO log VALUES (NEW.a); END; CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER into_v INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END",
        "CREATE TABLE t (a TEXT); CREATE TABLE log (a INT, n INT UNIQUE); CREATE TRIGGER one AFTER INSERT ON t WHEN NEW.a > 1 BEGIN INSERT INTO log (a) VALUES (NEW.a); SELECT CASE WHEN 1 THEN 2 END; END; CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER into_v INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES (NEW.a); END");
    add("virtual tables", "CREATE VIRTUAL TABLE gone USING fts5(a)", "CREATE VIRTUAL TABLE words USING fts5(a, b); CREATE TABLE t (a INT)");
    add("generated columns", "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a * 2) STORED)", "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a * 3) VIRTUAL)");
}

void TestSqliteDifference::applyingItAndComparingAgainGivesNoDifference()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    const auto first = database(one);
    const auto second = database(other);
    const auto target = catalogOf(*first);
    QCOMPARE(makeAlike(*first, catalogOf(*second), difference()), QString());
    QCOMPARE(makeAlike(*second, target, difference()), QString());
    QCOMPARE(rowsText(*first, "PRAGMA integrity_check"), QStringLiteral("ok"));
}

void TestSqliteDifference::rowsSurvive_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QString>("answer");
    const auto add = [](const char *name, const char *one, const char *other, const char *question, const char *answer) {
        QTest::newRow(name) << QByteArray(one) << QByteArray(other) << QByteArray(question) << QString::fromUtf8(answer);
    };
    add("in columns of other types", "CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (7, '42')", "CREATE TABLE t (a TEXT, b INT)", "SELECT a, typeof(a), b, typeof(b) FROM t", "7|text|42|integer");
    add("where NULL is no longer allowed", "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (NULL)", "CREATE TABLE t (a INT NOT NULL DEFAULT 9)", "SELECT a FROM t ORDER BY a", "1\n9");
    add("with their numbers", "CREATE TABLE t (a TEXT); INSERT INTO t (rowid, a) VALUES (7, 'x')", "CREATE TABLE t (a TEXT UNIQUE)", "SELECT rowid, a FROM t", "7|x");
    add("with the next number", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT); INSERT INTO t VALUES (41, 1), (42, 2); DELETE FROM t WHERE id = 42", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT UNIQUE)",
        "INSERT INTO t (a) VALUES (5); SELECT max(id) FROM t", "43");
    add("in other capitals", "CREATE TABLE T (A INT); INSERT INTO t VALUES (1)", "CREATE TABLE t (a INT UNIQUE)", "SELECT a FROM t", "1");
}

void TestSqliteDifference::rowsSurvive()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QFETCH(const QByteArray, question);
    QFETCH(const QString, answer);
    const auto first = database(one);
    QCOMPARE(makeAlike(*first, catalogOf(*database(other)), difference()), QString());
    QCOMPARE(rowsText(*first, question), answer);
}

void TestSqliteDifference::newColumnsAreAddedWithoutARebuild()
{
    const auto first = database("CREATE TABLE t (a INT)");
    DifferenceScript script;
    QCOMPARE(makeAlike(*first, catalogOf(*database("CREATE TABLE t (a INT, b TEXT)")), difference(), true, &script), QString());
    QCOMPARE(textOf(script), QStringLiteral("ALTER TABLE \"t\" ADD COLUMN b TEXT;"));
}

void TestSqliteDifference::foreignKeysOfOthersDoNotNotice()
{
    const auto first = database("CREATE TABLE p (id INTEGER PRIMARY KEY, a INT); CREATE TABLE c (p INT REFERENCES p ON DELETE CASCADE); INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1)");
    const auto second = database("CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (p INT REFERENCES p ON DELETE CASCADE)");
    QCOMPARE(makeAlike(*first, catalogOf(*second), difference()), QString());
    QCOMPARE(rowsText(*first, "SELECT p FROM c"), QStringLiteral("1"));
    QCOMPARE(rowsText(*first, "PRAGMA foreign_keys"), QStringLiteral("1"));
    QCOMPARE(rowsText(*first, "PRAGMA foreign_key_check"), QString());
}

void TestSqliteDifference::whatLosesRowsIsMarked()
{
    const auto first = database("CREATE TABLE gone (a INT); CREATE TABLE t (a INT, b TEXT)");
    const auto script = difference().script({ catalogOf(*first), catalogOf(*database("CREATE TABLE t (a INT)")), true });
    QVERIFY(script);
    QByteArrayList losing;
    for (const auto &statement : script->statements) {
        if (statement.losesData)
            losing.append(statement.text);
    }
    QCOMPARE(losing, (QByteArrayList { "DROP TABLE \"gone\"", "DROP TABLE \"t\"" }));
}

void TestSqliteDifference::withoutLossTablesAndColumnsStay()
{
    const auto first = database("CREATE TABLE gone (a INT); CREATE INDEX gi ON gone (a); INSERT INTO gone VALUES (3); CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, 'kept')");
    DifferenceScript script;
    QCOMPARE(makeAlike(*first, catalogOf(*database("CREATE TABLE t (a TEXT, CHECK (a <> ''))")), difference(), true, &script, false), QString());
    QCOMPARE(rowsText(*first, "SELECT a, b FROM t"), QStringLiteral("1|kept"));
    QCOMPARE(rowsText(*first, "SELECT a FROM gone"), QStringLiteral("3"));
    QVERIFY(std::ranges::none_of(script.statements, &DifferenceStatement::losesData));
    QCOMPARE(script.notGenerated.size(), 2u);
}

void TestSqliteDifference::aTypeThatChangesValuesIsMarked_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QByteArray>("value");
    const auto add = [](const char *name, const char *before, const char *after, const char *value) { QTest::newRow(name) << QByteArray(before) << QByteArray(after) << QByteArray(value); };
    add("a number with zeros before it", "TEXT", "INTEGER", "'007'");
    add("a number with zeros behind it", "TEXT", "NUMERIC(8,2)", "'1.50'");
    add("a long whole number", "INTEGER", "REAL", "9007199254740993");
    add("a long fraction", "REAL", "TEXT", "0.1 + 0.2");
}

void TestSqliteDifference::aTypeThatChangesValuesIsMarked()
{
    QFETCH(const QByteArray, before);
    QFETCH(const QByteArray, after);
    QFETCH(const QByteArray, value);
    const auto first = database("CREATE TABLE t (a " + before + ", b INT); INSERT INTO t VALUES (" + value + ", 1)");
    const auto old = rowsText(*first, "SELECT quote(a) FROM t");
    const auto second = database("CREATE TABLE t (a " + after + ", b INT CHECK (b > 0))");
    const auto lossy = difference().script({ catalogOf(*first), catalogOf(*second), true });
    QVERIFY(lossy && std::ranges::any_of(lossy->statements, &DifferenceStatement::losesData));
    DifferenceScript script;
    QCOMPARE(makeAlike(*first, catalogOf(*second), difference(), true, &script, false), QString());
    QVERIFY(std::ranges::none_of(script.statements, &DifferenceStatement::losesData));
    QCOMPARE(rowsText(*first, "SELECT quote(a) FROM t"), old);
    QCOMPARE(script.notGenerated.size(), 1u);
}

void TestSqliteDifference::rowsThatBreakANewConstraintAreNotLeftOut_data()
{
    QTest::addColumn<QByteArray>("after");
    QTest::newRow("unique, the last wins") << QByteArray("CREATE TABLE t (a INT UNIQUE ON CONFLICT REPLACE)");
    QTest::newRow("unique, the first wins") << QByteArray("CREATE TABLE t (a INT UNIQUE ON CONFLICT IGNORE)");
    QTest::newRow("not null") << QByteArray("CREATE TABLE t (a INT NOT NULL ON CONFLICT IGNORE)");
}

void TestSqliteDifference::rowsThatBreakANewConstraintAreNotLeftOut()
{
    QFETCH(const QByteArray, after);
    const auto first = database("CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (1), (NULL)");
    const auto script = difference().script({ catalogOf(*first), catalogOf(*database(after)), true });
    QVERIFY(script && std::ranges::none_of(script->statements, &DifferenceStatement::losesData));
    QVERIFY(query(*first, "BEGIN"));
    Result<void> done;
    for (const auto &statement : script->statements) {
        if (const auto ran = done ? query(*first, statement.text) : decltype(query(*first, {})) {}; done && !ran)
            done = fail(ran.error());
    }
    QVERIFY(query(*first, done ? "COMMIT" : "ROLLBACK"));
    QVERIFY(!done);
    QCOMPARE(rowsText(*first, "SELECT count(*) FROM t"), QStringLiteral("3"));
}

void TestSqliteDifference::aVirtualTableThatChangedIsSaid()
{
    const auto first = database("CREATE VIRTUAL TABLE words USING fts5(a)");
    DifferenceScript script;
    QCOMPARE(makeAlike(*first, catalogOf(*database("CREATE VIRTUAL TABLE words USING fts5(a, b)")), difference(), true, &script), QString());
    QCOMPARE(script.notGenerated.size(), 1u);
    QCOMPARE(script.notGenerated.front().kind, QStringLiteral("virtual table"));
}

namespace {

/// Some tables, indexes, views and triggers, by chance.
class RandomSchema
{
public:
    explicit RandomSchema(quint32 seed)
        : m_random(seed)
    {
    }

    QByteArray sql()
    {
        QByteArray text;
        for (int i = 0; i < 4; ++i) {
            if (i == 0 || chance(4))
                text += table(i);
        }
        return text;
    }

private:
    bool chance(int of = 2) { return m_random.bounded(of) != 0; }
    QByteArray pick(const QByteArrayList &choices) { return choices[m_random.bounded(int(choices.size()))]; }

    QByteArray table(int number)
    {
        const auto name = "t" + QByteArray::number(number);
        QByteArrayList lines { "id " + pick({ "INTEGER PRIMARY KEY", "INT PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT" }) };
        QByteArrayList columns { "id" };
        for (const QByteArray column : { "a", "b", "c", "d" }) {
            if (!chance(3))
                continue;
            columns.append(column);
            lines.append(column + ' ' + pick({ "INT", "TEXT", "TEXT DEFAULT 'x'", "INT NOT NULL DEFAULT 3", "REAL", "INT AS (7 * 6)", "TEXT COLLATE NOCASE", "INT CHECK (1 < 2)" }));
        }
        if (number > 0 && chance())
            lines.append("ref INT REFERENCES t0 (id)" + pick({ "", " ON DELETE CASCADE" }));
        if (columns.size() > 1 && chance())
            lines.append("UNIQUE (id, " + columns.back() + ")");
        if (chance())
            lines.append("CONSTRAINT c CHECK (" + pick({ "id > 0", "id < 1000" }) + ")");
        auto text = "CREATE TABLE " + name + " (" + lines.join(", ") + ");\n";
        if (chance())
            text += "CREATE INDEX " + name + "_i ON " + name + " (" + pick(columns) + pick({ "", " DESC" }) + ");\n";
        if (chance())
            text += "CREATE VIEW v" + QByteArray::number(number) + " AS SELECT " + columns.join(", ") + " FROM " + name + ";\n";
        if (chance())
            text += "CREATE TRIGGER tr" + QByteArray::number(number) + " AFTER DELETE ON " + name + " BEGIN DELETE FROM t0 WHERE id = OLD.id; END;\n";
        return text;
    }

    QRandomGenerator m_random;
};

} // namespace

void TestSqliteDifference::anythingBecomesAnythingElse()
{
    for (quint32 seed = 1; seed <= 60; ++seed) {
        const auto one = RandomSchema(2 * seed).sql() + "INSERT INTO t0 (id) VALUES (5), (7);\n";
        const auto other = RandomSchema(2 * seed + 1).sql();
        const auto first = database(one);
        const auto error = makeAlike(*first, catalogOf(*database(other)), difference());
        QVERIFY2(error.isEmpty(), qPrintable(QStringLiteral("%1\n\nfrom\n%2\nto\n%3").arg(error, QString::fromUtf8(one), QString::fromUtf8(other))));
        QCOMPARE(rowsText(*first, "SELECT id FROM t0 ORDER BY id"), QStringLiteral("5\n7"));
        QCOMPARE(rowsText(*first, "PRAGMA integrity_check"), QStringLiteral("ok"));
    }
}

QTEST_GUILESS_MAIN(TestSqliteDifference)
#include "tst_sqlitedifference.moc"
