#include "core/sql/sql.h"

#include "tests/unit/core/sql/dialects.h"

#include <QRegularExpression>

#include <pg_query.h>
#include <sqlite3.h>

#include <memory>

using namespace dumbo;
using namespace dumbo::testing;

namespace {

bool runsInSqlite(const QByteArray &script)
{
    sqlite3 *database = nullptr;
    sqlite3_open(":memory:", &database);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(database, &sqlite3_close);
    return sqlite3_exec(database, script.constData(), nullptr, nullptr, nullptr) == SQLITE_OK;
}

/// Uses of a name (%1) where people and programs write one: each script must run when the name may stand bare.
const char *const nameUses[] = {
    "CREATE TABLE %1 (x); SELECT %1.x FROM %1; INSERT INTO %1 (x) VALUES (1); UPDATE %1 SET x = 2; DELETE FROM %1; CREATE INDEX i ON %1 (x); DROP TABLE %1",
    "CREATE TABLE t (a, %1); INSERT INTO t (a, %1) VALUES (1, 2); SELECT a, %1 FROM t WHERE %1 = 1 GROUP BY %1 ORDER BY %1; UPDATE t SET %1 = 3 WHERE %1 = 2;"
    "SELECT t.%1, NOT %1, -%1, (%1) FROM t; CREATE INDEX i ON t (%1)",
    "CREATE TABLE t (%1 text, a)",
    "CREATE TABLE t (%1, a); ALTER TABLE t RENAME %1 TO b; ALTER TABLE t RENAME COLUMN a TO %1",
    "CREATE VIEW %1 AS SELECT 1 AS x; SELECT * FROM %1",
    "CREATE TABLE t (a); CREATE INDEX %1 ON t (a)",
    "CREATE TABLE t (a); CREATE TRIGGER %1 AFTER INSERT ON t BEGIN SELECT 1; END",
    "SAVEPOINT %1; RELEASE %1",
    "ATTACH ':memory:' AS %1; CREATE TABLE %1.t (a); SELECT * FROM %1.t",
    "CREATE TABLE t (a); SELECT %1.a FROM t AS %1 JOIN t AS b ON b.a = %1.a; SELECT %1.a FROM t %1 JOIN t b ON b.a = %1.a",
    "WITH %1 AS (SELECT 1 AS x) SELECT x FROM %1",
    "SELECT * FROM (SELECT 1 AS %1) WHERE %1 = 1; SELECT 1 %1",
};

bool isBareInSqlite(const QByteArray &name)
{
    return std::ranges::all_of(nameUses, [&](const char *use) { return runsInSqlite(QByteArray(use).replace("%1", name)); });
}

} // namespace

class tst_Dialects : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { pg_query_exit(); }
    void sqlitesKeywordsAreThoseOfItsTokenizer();
    void sqlitesReservedWordsAreThoseThatMayNotStandBare();
    void sqlitesFunctionsExist();
    void postgresqlsReservedWordsAreKeywords();
    void postgresqlTakesQuotedNamesOfEveryKeyword();
    void listsAreSortedAndInLowerCase();
    void dialectsSurviveTheWayThroughJson();
};

void tst_Dialects::sqlitesKeywordsAreThoseOfItsTokenizer()
{
    for (int i = 0; i < sqlite3_keyword_count(); ++i) {
        const char *name = nullptr;
        int length = 0;
        sqlite3_keyword_name(i, &name, &length);
        const auto word = QString::fromLatin1(name, length).toLower();
        QVERIFY2(sqlite().keywords.contains(word), qPrintable(word));
    }
    // A newer SQLite may know more than the list; the list knows no word that the SQLite it was made from does not.
    for (const auto &word : sqlite().keywords)
        QVERIFY2(sqlite3_keyword_check(word.toLatin1().constData(), int(word.size())), qPrintable(word));
}

void tst_Dialects::sqlitesReservedWordsAreThoseThatMayNotStandBare()
{
    for (const auto &word : sqlite().keywords) {
        QVERIFY2(sqlite().isReserved(word) == !isBareInSqlite(word.toLatin1()), qPrintable(word));
        QVERIFY2(isBareInSqlite(quoteIdentifier(word, sqlite())) || word == QLatin1String("temp"), qPrintable(word)); // "temp" is a database
    }
    QVERIFY(isBareInSqlite("users"));
}

void tst_Dialects::sqlitesFunctionsExist()
{
    sqlite3 *database = nullptr;
    sqlite3_open(":memory:", &database);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(database, &sqlite3_close);
    QStringList known { QStringLiteral("json_each"), QStringLiteral("json_tree") };
    sqlite3_exec(
        database, "SELECT DISTINCT name FROM pragma_function_list",
        [](void *list, int, char **values, char **) {
            static_cast<QStringList *>(list)->append(QString::fromUtf8(values[0]));
            return 0;
        },
        &known, nullptr);
    // Compiled in by some distributions only.
    known << QStringLiteral("sqlite_offset") << QStringLiteral("load_extension") << QStringLiteral("soundex");
    for (const auto &function : sqlite().functions)
        QVERIFY2(known.contains(function), qPrintable(function));
}

void tst_Dialects::postgresqlsReservedWordsAreKeywords()
{
    for (const auto &word : postgresql().reservedWords)
        QVERIFY2(postgresql().keywords.contains(word), qPrintable(word));
    for (const auto &word : postgresql().keywords) {
        const QByteArray statement = "SELECT x." + word.toLatin1() + " AS " + word.toLatin1() + " FROM " + word.toLatin1() + " " + word.toLatin1();
        const PgQueryParseResult parsed = pg_query_parse(statement.constData());
        const bool refused = parsed.error != nullptr;
        pg_query_free_parse_result(parsed);
        if (refused)
            QVERIFY2(postgresql().isReserved(word), qPrintable(word));
    }
}

void tst_Dialects::postgresqlTakesQuotedNamesOfEveryKeyword()
{
    for (const auto &word : postgresql().keywords) {
        const auto name = quoteIdentifier(word, postgresql());
        const PgQueryParseResult parsed = pg_query_parse(("CREATE TABLE " + name + " (" + name + " int); SELECT " + name + " FROM " + name + " AS " + name).constData());
        const bool refused = parsed.error != nullptr;
        pg_query_free_parse_result(parsed);
        QVERIFY2(!refused, name.constData());
    }
}

void tst_Dialects::listsAreSortedAndInLowerCase()
{
    for (const Dialect *dialect : { &sqlite(), &postgresql() }) {
        for (const auto &list : { dialect->keywords, dialect->reservedWords, dialect->functions }) {
            QVERIFY(list.size() > 50);
            QVERIFY(std::ranges::is_sorted(list));
            QVERIFY(std::ranges::adjacent_find(list) == list.end());
            for (const auto &word : list)
                QCOMPARE(word, word.toLower());
        }
    }
}

void tst_Dialects::dialectsSurviveTheWayThroughJson()
{
    for (const Dialect *dialect : { &sqlite(), &postgresql() }) {
        const auto copy = Dialect::fromJson(dialect->toJson());
        QVERIFY(copy);
        QVERIFY(*copy == *dialect);
    }
}

QTEST_GUILESS_MAIN(tst_Dialects)
#include "tst_dialects.moc"
