#include "drivers/qtsql/plugin.h"
#include "tests/integration/difference/applying.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"

#include <QRandomGenerator>

using namespace dumbo;
using namespace dumbo::test;

/// MariaDB: one database is made like another, forth and back.
class TestMariaDbDifference : public QObject
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
    void anythingBecomesAnythingElse();

private:
    struct Database
    {
        TestMariaDbDifference &test;
        QString name;
        std::unique_ptr<Connection> connection;
        Database(TestMariaDbDifference &owner, const QByteArray &sql);
        ~Database();
    };

    [[nodiscard]] const SchemaDifferenceExtension &difference()
    {
        return *static_cast<SchemaDifferenceExtension *>(m_plugin.extension(SchemaDifferenceExtension::extensionId()));
    }

    MariaDbServer *m_server = nullptr;
    ConnectionObserver m_observer;
    qtsql::QMysqlPlugin m_plugin;
};

TestMariaDbDifference::Database::Database(TestMariaDbDifference &owner, const QByteArray &sql)
    : test(owner)
    , name(owner.m_server->createDatabase())
{
    ConnectRequest request;
    request.options.set(QStringLiteral("socket"), owner.m_server->socket());
    request.options.set(QStringLiteral("user"), owner.m_server->user());
    request.options.set(QStringLiteral("database"), name);
    auto opened = owner.m_plugin.connect(request, owner.m_observer);
    if (!opened)
        qFatal("%s", qPrintable(opened.error().toText()));
    connection = std::move(*opened);
    // Statements of these are separated by ";;".
    for (const auto &statement : QString::fromUtf8(sql).split(QStringLiteral(";;"), Qt::SkipEmptyParts)) {
        if (const auto done = query(*connection, statement.toUtf8()); !done)
            qFatal("%s\n%s", qPrintable(statement), qPrintable(done.error().toText()));
    }
}

TestMariaDbDifference::Database::~Database()
{
    connection.reset();
    test.m_server->dropDatabase(name);
}

void TestMariaDbDifference::initTestCase()
{
    const auto server = MariaDbServer::shared();
    DUMBO_NEED_SERVER(server);
    m_server = *server;
}

void TestMariaDbDifference::applyingItAndComparingAgainGivesNoDifference_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    const auto add = [](const char *name, const char *one, const char *other) { QTest::newRow(name) << QByteArray(one) << QByteArray(other); };
    add("a table", "", "CREATE TABLE huts (id int AUTO_INCREMENT PRIMARY KEY, name varchar(20) NOT NULL DEFAULT 'x' COMMENT 'it''s', CHECK (name <> '')) COMMENT='Huts'");
    add("tables that refer to each other", "", "CREATE TABLE a (id int PRIMARY KEY, b int);;CREATE TABLE b (id int PRIMARY KEY, a int, CONSTRAINT fa FOREIGN KEY (a) REFERENCES a (id));;ALTER TABLE a ADD CONSTRAINT fb FOREIGN KEY (b) REFERENCES b (id) ON DELETE CASCADE");
    add("names that need quotes", "CREATE TABLE `Hut's` (`a b` int)", "CREATE TABLE `Hut's` (`a b` varchar(9) DEFAULT 'it''s; x', `order` int, KEY `I x` (`order`));;CREATE VIEW `V w` AS SELECT `order` FROM `Hut's`");
    add("columns", "CREATE TABLE t (a int, b text, c date)", "CREATE TABLE t (a bigint unsigned, c datetime(3) DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3), d decimal(8,2) NOT NULL DEFAULT 1.5, e enum('a','b') DEFAULT 'b', j json)");
    add("nulls and defaults", "CREATE TABLE t (a int NOT NULL DEFAULT 7, b int, c varchar(5) DEFAULT 'x')", "CREATE TABLE t (a int, b int NOT NULL DEFAULT 3, c varchar(5) NOT NULL DEFAULT 'y')");
    add("capitals", "CREATE TABLE t (A int, KEY I (A))", "CREATE TABLE t (a int, KEY i (a))");
    add("counters", "CREATE TABLE t (a int)", "CREATE TABLE t (a int, id bigint NOT NULL AUTO_INCREMENT, PRIMARY KEY (id)) AUTO_INCREMENT=50");
    add("generated columns", "CREATE TABLE t (a int, b int AS (a * 2) STORED, c int AS (a + 1) VIRTUAL, KEY i (b))", "CREATE TABLE t (a int, b int AS (a * 3) STORED, c int AS (a + 1) STORED, KEY i (b))");
    add("a column that becomes generated", "CREATE TABLE t (a int, b int)", "CREATE TABLE t (a int, b int AS (a + 1) STORED)");
    add("keys", "CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a), UNIQUE KEY u (b))", "CREATE TABLE t (a int NOT NULL, b int NOT NULL, PRIMARY KEY (a, b), UNIQUE KEY u (b, a), KEY d (b DESC))");
    add("other keys", "CREATE TABLE t (a text, g point NOT NULL)", "CREATE TABLE t (a text, g point NOT NULL, FULLTEXT KEY f (a), SPATIAL KEY s (g), KEY p (a(10)) COMMENT 'p')");
    add("checks", "CREATE TABLE t (a int CHECK (a > 0), b int, CONSTRAINT c CHECK (b > 0), CONSTRAINT gone CHECK (a < b))", "CREATE TABLE t (a int CHECK (a > 1), b int, CONSTRAINT c CHECK (b > 0 and b < 100))");
    add("foreign keys", "CREATE TABLE p (id int PRIMARY KEY);;CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))", "CREATE TABLE p (id int PRIMARY KEY);;CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE SET NULL ON UPDATE CASCADE)");
    add("foreign keys on columns of other types", "CREATE TABLE p (id int PRIMARY KEY);;CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))", "CREATE TABLE p (id bigint PRIMARY KEY);;CREATE TABLE t (a bigint, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))");
    add("a key that others refer to", "CREATE TABLE p (id int, n int, PRIMARY KEY (id));;CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))", "CREATE TABLE p (id int, n int, PRIMARY KEY (n), UNIQUE KEY u (id));;CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id))");
    add("options", "CREATE TABLE t (a int) ENGINE=MyISAM COMMENT='one' ROW_FORMAT=FIXED", "CREATE TABLE t (a int) ENGINE=InnoDB");
    add("character sets", "CREATE TABLE t (a varchar(9), b varchar(9) CHARACTER SET latin1) DEFAULT CHARSET=latin1", "CREATE TABLE t (a varchar(9), b varchar(9) CHARACTER SET latin1) DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin");
    add("views", "CREATE TABLE t (a int, b text);;CREATE VIEW v AS SELECT a FROM t;;CREATE VIEW a_w AS SELECT a FROM v;;CREATE VIEW gone AS SELECT 1", "CREATE TABLE t (a bigint, b text);;CREATE VIEW v AS SELECT a, b FROM t;;CREATE VIEW a_w AS SELECT a, b FROM v WHERE a > 1");
    add("a view that becomes a table", "CREATE VIEW x AS SELECT 1 AS a", "CREATE TABLE x (a int)");
    add("sequences", "CREATE SEQUENCE s;;CREATE SEQUENCE gone", "CREATE SEQUENCE s START WITH 5 INCREMENT BY 2 MINVALUE 3 MAXVALUE 99 CACHE 7 CYCLE;;CREATE TABLE t (a bigint DEFAULT nextval(s))");
    add("routines", "CREATE FUNCTION f(a int) RETURNS int DETERMINISTIC RETURN a;;CREATE PROCEDURE gone() SELECT 1", "CREATE FUNCTION f(a bigint) RETURNS bigint DETERMINISTIC COMMENT 'f' BEGIN DECLARE x int; SET x = 1; RETURN a + x; END;;CREATE PROCEDURE p(IN a int, OUT b int) SET b = a;;CREATE VIEW v AS SELECT f(1) AS f");
    add("triggers", "CREATE TABLE t (a int);;CREATE TRIGGER one BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1;;CREATE TRIGGER gone BEFORE UPDATE ON t FOR EACH ROW SET NEW.a = 1", "CREATE TABLE t (a bigint);;CREATE TRIGGER one AFTER INSERT ON t FOR EACH ROW BEGIN SET @x = NEW.a; SET @y = 'b;'; END");
    add("events", "CREATE EVENT gone ON SCHEDULE EVERY 1 DAY DO SET @x = 1", "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DISABLE COMMENT 'e' DO SET @x = 2");
    add("partitions", "CREATE TABLE t (id int, n int) PARTITION BY RANGE (n) (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20))", "CREATE TABLE t (id bigint, n int) PARTITION BY RANGE (n) (PARTITION p0 VALUES LESS THAN (15), PARTITION p1 VALUES LESS THAN MAXVALUE)");
    add("no partitions", "CREATE TABLE t (id int) PARTITION BY HASH (id) PARTITIONS 4", "CREATE TABLE t (id int)");
    add("versions", "CREATE TABLE t (a int)", "CREATE TABLE t (a int) WITH SYSTEM VERSIONING");
    add("comments", "CREATE TABLE t (a int COMMENT 'gone') COMMENT='one'", "CREATE TABLE t (a int, b int COMMENT 'b') COMMENT='it''s; other'");
}

void TestMariaDbDifference::applyingItAndComparingAgainGivesNoDifference()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    Database first(*this, one);
    Database second(*this, other);
    const auto target = catalogOf(*first.connection);
    QCOMPARE(makeAlike(*first.connection, catalogOf(*second.connection), difference(), false), QString());
    QCOMPARE(makeAlike(*second.connection, target, difference(), false), QString());
}

void TestMariaDbDifference::rowsSurvive_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QString>("answer");
    const auto add = [](const char *name, const char *one, const char *other, const char *question, const char *answer) {
        QTest::newRow(name) << QByteArray(one) << QByteArray(other) << QByteArray(question) << QString::fromUtf8(answer);
    };
    add("in columns of other types", "CREATE TABLE t (a int, b varchar(9));;INSERT INTO t VALUES (7, '42')", "CREATE TABLE t (a varchar(9), b int)", "SELECT a, CAST(b AS char) FROM t", "7|42");
    add("with their characters", "CREATE TABLE t (a varchar(9)) DEFAULT CHARSET=latin1;;INSERT INTO t VALUES ('Hütte')", "CREATE TABLE t (a varchar(9)) DEFAULT CHARSET=utf8mb4", "SELECT a FROM t", "Hütte");
    add("in partitions", "CREATE TABLE t (n int) PARTITION BY RANGE (n) (PARTITION p0 VALUES LESS THAN (10));;INSERT INTO t VALUES (4)", "CREATE TABLE t (n int) PARTITION BY HASH (n) PARTITIONS 3", "SELECT CAST(n AS char) FROM t", "4");
    add("behind foreign keys", "CREATE TABLE p (id int PRIMARY KEY);;CREATE TABLE t (a int, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE);;INSERT INTO p VALUES (1);;INSERT INTO t VALUES (1)",
        "CREATE TABLE p (id bigint PRIMARY KEY);;CREATE TABLE t (a bigint, CONSTRAINT f FOREIGN KEY (a) REFERENCES p (id) ON DELETE CASCADE)", "SELECT CAST(a AS char) FROM t", "1");
}

void TestMariaDbDifference::rowsSurvive()
{
    QFETCH(const QByteArray, one);
    QFETCH(const QByteArray, other);
    QFETCH(const QByteArray, question);
    QFETCH(const QString, answer);
    Database first(*this, one);
    Database second(*this, other);
    QCOMPARE(makeAlike(*first.connection, catalogOf(*second.connection), difference(), false), QString());
    QCOMPARE(rowsText(*first.connection, question), answer);
}

void TestMariaDbDifference::whatLosesRowsIsMarked()
{
    Database first(*this, "CREATE TABLE gone (a int);;CREATE TABLE t (a bigint, b text);;CREATE TABLE u (c int, d varchar(9))");
    Database second(*this, "CREATE TABLE t (a int);;CREATE TABLE u (c bigint, d text)");
    const auto script = difference().script({ catalogOf(*first.connection), catalogOf(*second.connection), true });
    QVERIFY(script);
    QByteArrayList losing;
    for (const auto &statement : script->statements) {
        if (statement.losesData)
            losing.append(statement.text);
        QCOMPARE(statement.fit, TransactionFit::Commits);
    }
    QCOMPARE(losing, (QByteArrayList { "DROP TABLE `gone`", "ALTER TABLE `t` DROP COLUMN `b`, MODIFY COLUMN `a` int(11) DEFAULT NULL" }));
}

void TestMariaDbDifference::withoutLossTablesAndColumnsStay()
{
    Database first(*this, "CREATE TABLE gone (a int);;INSERT INTO gone VALUES (3);;CREATE TABLE t (a int, b text);;INSERT INTO t VALUES (1, 'kept')");
    Database second(*this, "CREATE TABLE t (a int, n int);;CREATE TABLE made (a int)");
    DifferenceScript script;
    QCOMPARE(makeAlike(*first.connection, catalogOf(*second.connection), difference(), false, &script, false), QString());
    QCOMPARE(rowsText(*first.connection, "SELECT CAST(a AS char), b, n FROM t"), QStringLiteral("1|kept|NULL"));
    QCOMPARE(rowsText(*first.connection, "SELECT CAST(a AS char) FROM gone"), QStringLiteral("3"));
    QVERIFY(std::ranges::none_of(script.statements, &DifferenceStatement::losesData));
    QCOMPARE(script.notGenerated.size(), 2u);
}

namespace {

/// Some tables, views, routines and triggers, by chance.
class RandomSchema
{
public:
    explicit RandomSchema(quint32 seed)
        : m_random(seed)
    {
    }

    QByteArray sql()
    {
        auto text = "CREATE FUNCTION f(n int) RETURNS " + pick({ "int", "bigint" }) + " DETERMINISTIC RETURN n" + pick({ "", " + 1" }) + ";;";
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
        const auto idType = "bigint";
        QByteArrayList lines { QByteArray("id ") + idType + pick({ " NOT NULL", " NOT NULL DEFAULT 5", " NOT NULL AUTO_INCREMENT" }), "PRIMARY KEY (id)" };
        QByteArrayList columns { "id" };
        for (const QByteArray column : { "a", "b", "c", "d" }) {
            if (!chance(3))
                continue;
            columns.append(column);
            lines.append(column + ' ' + pick({ "int", "varchar(20)", "varchar(20) DEFAULT 'x'", "int NOT NULL DEFAULT 3", "decimal(8,2)", "int AS (7 * 6) STORED", "enum('a','b')", "int COMMENT 'c'" }));
        }
        if (chance())
            lines.append("KEY i (" + pick(columns) + ")");
        if (!lines.front().contains("AUTO_INCREMENT") && chance())
            lines.append("CONSTRAINT " + name + "_c CHECK (" + pick({ "id > 0", "id < 1000" }) + ")");
        if (number > 0 && chance())
            lines.append("ref bigint, CONSTRAINT " + name + "_f FOREIGN KEY (ref) REFERENCES t0 (id)" + pick({ "", " ON DELETE CASCADE" }));
        auto text = "CREATE TABLE " + name + " (" + lines.join(", ") + ")" + pick({ "", " COMMENT='x'" }) + ";;";
        if (chance())
            text += "CREATE VIEW v" + QByteArray::number(number) + " AS SELECT " + columns.join(", ") + ", f(1) AS one FROM " + name + ";;";
        if (chance())
            text += "CREATE TRIGGER tr" + QByteArray::number(number) + " AFTER DELETE ON " + name + " FOR EACH ROW SET @x = " + pick({ "1", "2" }) + ";;";
        return text;
    }

    QRandomGenerator m_random;
};

} // namespace

void TestMariaDbDifference::anythingBecomesAnythingElse()
{
    for (quint32 seed = 1; seed <= 15; ++seed) {
        const auto one = RandomSchema(2 * seed).sql();
        const auto other = RandomSchema(2 * seed + 1).sql();
        Database first(*this, one);
        Database second(*this, other);
        const auto error = makeAlike(*first.connection, catalogOf(*second.connection), difference(), false);
        QVERIFY2(error.isEmpty(), qPrintable(QStringLiteral("%1\n\nfrom\n%2\nto\n%3").arg(error, QString::fromUtf8(one), QString::fromUtf8(other))));
    }
}

QTEST_GUILESS_MAIN(TestMariaDbDifference)
#include "tst_mariadbdifference.moc"
