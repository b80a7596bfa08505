#include "drivers/common/mysql/dialect.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/script/statements.h"
#include "drivers/common/sqlite/dialect.h"

#include <QTest>

using namespace dumbo;

namespace {

const Dialect &dialectOf(const QByteArray &type)
{
    if (type == "mysql")
        return mysql::dialect();
    return type == "sqlite" ? sqlite::dialect() : postgresql::dialect();
}

std::string_view view(const QByteArray &text)
{
    return { text.constData(), std::size_t(text.size()) };
}

} // namespace

class TestStatements : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aScriptIsCutWhereItsDatabaseWould_data();
    void aScriptIsCutWhereItsDatabaseWould();
    void theKeywordSaysWhatAStatementDoes_data();
    void theKeywordSaysWhatAStatementDoes();
    void placeholdersAreCounted_data();
    void placeholdersAreCounted();
};

void TestStatements::aScriptIsCutWhereItsDatabaseWould_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArrayList>("statements");
    const auto row = [](const char *name, const char *type, const QByteArray &script, const QByteArrayList &statements) {
        QTest::newRow(name) << QByteArray(type) << script << statements;
    };
    row("nothing", "sqlite", " ;; -- x\n ; /* y */", {});
    row("strings", "sqlite", "SELECT ';', \";\", `;`, [;]; SELECT 2", { "SELECT ';', \";\", `;`, [;]", "SELECT 2" });
    row("a trigger", "sqlite", "CREATE TEMP TRIGGER t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END; SELECT 1",
        { "CREATE TEMP TRIGGER t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END", "SELECT 1" });
    row("dollar quotes", "pg", "DO $a$ BEGIN; $$ ; $a$; SELECT $1; SELECT 2", { "DO $a$ BEGIN; $$ ; $a$", "SELECT $1", "SELECT 2" });
    row("nested comments", "pg", "SELECT /* /* ; */ ; */ 1; SELECT 2", { "SELECT /* /* ; */ ; */ 1", "SELECT 2" });
    row("escape strings", "pg", "SELECT E'\\';'; SELECT '\\'; SELECT 3", { "SELECT E'\\';'", "SELECT '\\'", "SELECT 3" });
    row("an atomic body", "pg", "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END; SELECT 3",
        { "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT CASE WHEN true THEN 2 END; END", "SELECT 3" });
    row("a rule", "pg", "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2); SELECT 3",
        { "CREATE RULE r AS ON INSERT TO t DO (SELECT 1; SELECT 2)", "SELECT 3" });
    row("backslashes", "mysql", "SELECT 'it\\'s;', \"a\\\";\"; SELECT 2", { "SELECT 'it\\'s;', \"a\\\";\"", "SELECT 2" });
    row("comments of MariaDB", "mysql", "SELECT 5--3; # ;\nSELECT 2 -- ;\n; /*! SELECT 3; */",
        { "SELECT 5--3", "SELECT 2", "/*! SELECT 3; */" });
    row("a procedure", "mysql",
        "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; CASE 1 WHEN 1 THEN SELECT 2; END CASE; END; SELECT 3",
        { "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN IF 1 THEN SELECT 1; END IF; CASE 1 WHEN 1 THEN SELECT 2; END CASE; END",
            "SELECT 3" });
    row("a compound statement", "mysql", "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END; SELECT 3",
        { "BEGIN NOT ATOMIC SELECT 1; SELECT 2; END", "SELECT 3" });
    row("a transaction is no body", "mysql", "BEGIN; SELECT 1; COMMIT", { "BEGIN", "SELECT 1", "COMMIT" });
    row("delimiters", "mysql", "DELIMITER //\nSELECT 1; SELECT 2 //\nDELIMITER ;\nSELECT 3; SELECT 4",
        { "SELECT 1; SELECT 2", "SELECT 3", "SELECT 4" });
}

void TestStatements::aScriptIsCutWhereItsDatabaseWould()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, script);
    QFETCH(const QByteArrayList, statements);
    QByteArrayList found;
    for (const auto &span : script::splitStatements(view(script), dialectOf(type)))
        found.append(script.sliced(span.begin, span.end - span.begin));
    QCOMPARE(found, statements);
}

void TestStatements::theKeywordSaysWhatAStatementDoes_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QByteArray>("keyword");
    QTest::newRow("plain") << QByteArray("-- x\n insert INTO t") << QByteArray("INSERT");
    QTest::newRow("parentheses") << QByteArray("((SELECT 1))") << QByteArray("SELECT");
    QTest::newRow("with") << QByteArray("WITH x AS (SELECT 1) DELETE FROM t") << QByteArray("DELETE");
    QTest::newRow("code") << QByteArray("/*! INSERT INTO t VALUES (1) */") << QByteArray();
    QTest::newRow("nothing") << QByteArray("7") << QByteArray();
}

void TestStatements::theKeywordSaysWhatAStatementDoes()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const QByteArray, keyword);
    QCOMPARE(script::mainKeyword(view(statement), mysql::dialect()), keyword);
}

void TestStatements::placeholdersAreCounted_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QByteArrayList>("names");
    const auto row = [](const char *name, const char *type, const QByteArray &statement, const QByteArrayList &names) {
        QTest::newRow(name) << QByteArray(type) << statement << names;
    };
    row("questions", "mysql", "SELECT ?, '?', `?`, ? -- ?\n", { "", "" });
    row("named once", "sqlite", "SELECT :a, @b, $c, :a", { "a", "b", "c" });
    row("numbered", "sqlite", "SELECT ?3, ?", { "", "", "", "" });
    row("dollars", "pg", "SELECT $2, $1, $2::text, '$3', $$ $4 $$, a ? 'b'", { "", "" });
    row("user variables are none", "mysql", "SELECT @a, @@sql_mode", {});
}

void TestStatements::placeholdersAreCounted()
{
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, statement);
    QFETCH(const QByteArrayList, names);
    const auto found = script::placeholders(view(statement), dialectOf(type));
    QCOMPARE(found.count, int(names.size()));
    QCOMPARE(QByteArrayList(found.names.begin(), found.names.end()), names);
}

QTEST_GUILESS_MAIN(TestStatements)
#include "tst_statements.moc"
