#include "tests/integration/duckdb/duckdbfixture.h"

#include <cmath>
#include <limits>

using namespace dumbo;
using test::query;
using test::run;
using test::single;

namespace {

QByteArray textOf(const Value &value)
{
    if (const auto *text = std::get_if<Value::Text>(&value.variant()))
        return text->utf8;
    return value.isNull() ? QByteArray("(NULL)") : QByteArray("(not a text)");
}

} // namespace

/// DuckDB's own cast to VARCHAR is the oracle for everything that travels as text.
class TestDuckDbTypes : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void textsAreThoseOfACast_data();
    void textsAreThoseOfACast();
    void timeStampsFollowTheSessionsZone_data();
    void timeStampsFollowTheSessionsZone();
    void numbersAreExact();
    void everyTypeOfDuckDbsOwnTableComesBack();
    void typesAreNamedAsDuckDbNamesThem();

private:
    test::DuckFixture m_fixture;
    std::unique_ptr<Connection> m_connection;
};

void TestDuckDbTypes::initTestCase()
{
    SKIP_WITHOUT_DUCKDB();
    m_connection = m_fixture.open();
    run(*m_connection, "SET TimeZone = 'Europe/Vienna'; CREATE TYPE mood AS ENUM ('sad', 'so, so', '')");
}

void TestDuckDbTypes::textsAreThoseOfACast_data()
{
    QTest::addColumn<QByteArray>("expression");
    for (const auto *expression : { "(-170141183460469231731687303715884105728)::HUGEINT", "170141183460469231731687303715884105727::HUGEINT",
             "0::HUGEINT", "340282366920938463463374607431768211455::UHUGEINT", "1.5::DECIMAL(2,1)", "(-0.05)::DECIMAL(4,2)",
             "0.99::DECIMAL(2,2)", "(-0.01)::DECIMAL(2,2)", "0::DECIMAL(5,5)", "123456789.123456789::DECIMAL(18,9)",
             "(-9999999999999999999999999999.9999999999)::DECIMAL(38,10)", "99999999999999999999999999999999999999::DECIMAL(38,0)",
             "0.00000000000000000000000000000000000001::DECIMAL(38,38)", "DATE '1970-01-01'", "DATE '0001-01-01'", "DATE '0001-12-31 (BC)'",
             "DATE '5877642-06-25 (BC)'", "DATE '5881580-07-10'", "DATE '12026-02-28'", "'infinity'::DATE", "'-infinity'::DATE", "'epoch'::DATE",
             "TIME '00:00:00'", "TIME '24:00:00'", "TIME '12:34:56.1'", "TIME '12:34:56.000001'", "TIMETZ '12:34:56+02'",
             "TIMETZ '12:34:56.789-15:59:59'", "TIMETZ '00:00:00+05:30'", "TIMESTAMP '2026-01-31 12:30:00'", "TIMESTAMP '1969-12-31 23:59:59.999999'",
             "TIMESTAMP '0044-03-15 (BC) 12:00:00'", "TIMESTAMP '290309-12-22 (BC) 00:00:00'", "TIMESTAMP '294247-01-10 04:00:54.775806'",
             "'infinity'::TIMESTAMP", "'-infinity'::TIMESTAMP", "TIMESTAMP_S '1969-12-31 23:59:59'", "TIMESTAMP_MS '1969-12-31 23:59:59.001'",
             "TIMESTAMP_NS '1677-09-22 00:00:00.000000001'", "TIMESTAMP_NS '2262-04-11 23:47:16.854775806'", "TIMESTAMP_NS '2026-01-31 00:00:00.0000005'",
             "'infinity'::TIMESTAMP_NS", "TIMESTAMPTZ '2026-07-01 12:00:00+00'", "TIMESTAMPTZ '2026-01-01 12:00:00.5+00'", "'infinity'::TIMESTAMPTZ",
             "INTERVAL '0 days'", "INTERVAL '1 year'", "INTERVAL '-14 months 3 days'", "INTERVAL '1 day -02:00:00.000001'",
             "INTERVAL '12345 hours'", "to_microseconds(-9223372036854775807)", "INTERVAL '25 months -1 days 00:00:01'",
             "'3f2504e0-4f89-11d3-9a0c-0305e82c3301'::UUID", "'ffffffff-ffff-ffff-ffff-ffffffffffff'::UUID", "'00000000-0000-0000-0000-000000000000'::UUID",
             "'1'::BIT", "'0101010101'::BIT", "'10000000'::BIT", "12345678901234567890123456789012345678901234567890::BIGNUM",
             "(-12345678901234567890)::BIGNUM", "0::BIGNUM", "(-1)::BIGNUM", "1000000000::BIGNUM", "'so, so'::mood", "''::mood",
             "[1, NULL, 3]", "[]::INT[]", "['a', 'b c', '', ' x', 'NULL', 'null', 'it''s', 'a\"b', 'a,b', 'back\\slash', 'new\nline']",
             "[[1], NULL, []]", "[true, false]", "[1.0::DOUBLE, 'nan', 'inf', '-inf', 1e16, 1.5e300, 1e-5, 0.0001, -0.0, 123456789012345680]",
             "[1.1::FLOAT, 3.4e38, 1e-40, 16777216]", "[DATE '2026-01-31', 'infinity']", "[TIMESTAMP '2026-01-31 12:00:00']",
             "[TIMESTAMPTZ '2026-01-31 12:00:00+00']", "[TIME '12:00:00']", "[INTERVAL '1 day']", "['\\x00\\xFFabc''\"'::BLOB]", "['0101'::BIT]",
             "['3f2504e0-4f89-11d3-9a0c-0305e82c3301'::UUID]", "['so, so'::mood, 'sad', NULL]", "[1.50::DECIMAL(5,2), 10]", "[12::HUGEINT]",
             "array_value(1, 2, NULL)", "array_value('a b', 'it''s', '')", "array_value([1], [2, 3])", "array_value('x, y')",
             "{'a': 1, 'b': NULL, 'c': 'text'}", "{'a b': 'it''s', 'select': [1, 2], 'N': {'x': NULL}}", "{'a': '', 'b': 'null', 'c': ' '}",
             "row(1, 'two', NULL)", "row('x', [1])", "MAP {'k': 1, 'l, m': NULL}", "MAP {1: 'a', 2: ''}", "MAP {[1]: {'a': 2}}", "MAP {}::MAP(INT, INT)",
             "[{'a': MAP {'k': [DATE '2026-01-31']}}]", "union_value(num := 2)", "[union_value(str := 'a, b')::UNION(num INT, str VARCHAR), 3]",
             "union_value(list := ['a', 'b c'])", "'{\"a\": [1, 2]}'::JSON", "['{\"a\": 1}'::JSON]", "{'j': '{\"a\": 1}'::JSON}", "[['{\"a\":1}'::JSON], NULL]", "MAP {'a': '{\"a\":1}'::JSON}",
             "[NULL]", "{'n': NULL::INT}", "TIMESTAMP '1600-02-29 00:00:00'", "[170141183460469231731687303715884105727::UHUGEINT]" })
        QTest::newRow(expression) << QByteArray(expression);
}

void TestDuckDbTypes::textsAreThoseOfACast()
{
    QFETCH(const QByteArray, expression);
    // Once as a streamed result, once copied, because INSERT … RETURNING is not streamed; and among NULLs.
    const auto streamed = query(*m_connection, "SELECT x, CAST(x AS VARCHAR) FROM (SELECT 0 AS i, " + expression
            + " AS x UNION ALL SELECT 1, NULL UNION ALL SELECT 2, " + expression + ") ORDER BY i");
    QVERIFY2(streamed, streamed ? "" : qPrintable(streamed.error().toText()));
    const auto expected = textOf(streamed->front()[1]);
    QCOMPARE(textOf((*streamed)[0][0]), expected);
    QVERIFY((*streamed)[1][0].isNull());
    QCOMPARE(textOf((*streamed)[2][0]), expected);
    if (expression.startsWith("row("))
        return; // which no table holds
    run(*m_connection, "CREATE OR REPLACE TABLE held AS SELECT " + expression + " AS x LIMIT 0");
    QCOMPARE(textOf(single(*m_connection, "INSERT INTO held SELECT " + expression + " RETURNING x")), expected);
}

void TestDuckDbTypes::timeStampsFollowTheSessionsZone_data()
{
    QTest::addColumn<QByteArray>("zone");
    for (const auto *zone : { "UTC", "Europe/Vienna", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Africa/Monrovia", "Etc/GMT+5" })
        QTest::newRow(zone) << QByteArray(zone);
}

void TestDuckDbTypes::timeStampsFollowTheSessionsZone()
{
    QFETCH(const QByteArray, zone);
    run(*m_connection, "SET TimeZone = '" + zone + "'");
    const auto rows = query(*m_connection,
        "SELECT t, CAST(t AS VARCHAR) FROM (SELECT make_timestamptz(x * 1000000) AS t FROM range(-2208988800, 4102444800, 7654321) r(x))");
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText()));
    QVERIFY(rows->size() > 800);
    for (const auto &row : *rows)
        QCOMPARE(textOf(row[0]), textOf(row[1]));
    run(*m_connection, "SET TimeZone = 'Europe/Vienna'");
}

void TestDuckDbTypes::numbersAreExact()
{
    const auto rows = query(*m_connection,
        "SELECT (-128)::TINYINT, 255::UTINYINT, (-32768)::SMALLINT, 65535::USMALLINT, (-2147483648)::INTEGER, 4294967295::UINTEGER, "
        "18446744073709551615::UBIGINT, 0.1::FLOAT, 'nan'::DOUBLE, '-inf'::DOUBLE, '-0'::DOUBLE, true, NULL");
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText()));
    const auto &row = rows->front();
    QCOMPARE(row[0], Value(-128));
    QCOMPARE(row[1], Value(quint64(255)));
    QCOMPARE(row[2], Value(-32768));
    QCOMPARE(row[3], Value(quint64(65535)));
    QCOMPARE(row[4], Value(std::numeric_limits<int>::min()));
    QCOMPARE(row[5], Value(quint64(4294967295)));
    QCOMPARE(row[6], Value(std::numeric_limits<quint64>::max()));
    QVERIFY(std::isnan(std::get<double>(row[8].variant())));
    QCOMPARE(row[9], Value(-std::numeric_limits<double>::infinity()));
    QVERIFY(std::signbit(std::get<double>(row[10].variant())));
    QCOMPARE(row[11], Value(true));
    QVERIFY(row[12].isNull());
}

void TestDuckDbTypes::everyTypeOfDuckDbsOwnTableComesBack()
{
    const auto rows = query(*m_connection, "SELECT t, COLUMNS(*)::VARCHAR FROM (FROM test_all_types()) t");
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText()));
    const auto types = query(*m_connection, "SELECT column_name, column_type FROM (DESCRIBE FROM test_all_types())");
    int compared = 0;
    for (const auto &type : *types) {
        // DuckDB's own text of the last possible moment is wrong by a millisecond when a zone is involved.
        if (textOf(type[1]).contains("TIMESTAMP WITH TIME ZONE"))
            continue;
        const auto column = '"' + textOf(type[0]).replace('"', "\"\"") + '"';
        const auto cells = query(*m_connection, "SELECT " + column + ", CAST(" + column + " AS VARCHAR) FROM test_all_types()");
        QVERIFY2(cells, cells ? "" : qPrintable(cells.error().toText()));
        for (const auto &cell : *cells) {
            QCOMPARE(cell[0].isNull(), cell[1].isNull());
            if (const auto *text = std::get_if<Value::Text>(&cell[0].variant())) {
                QVERIFY2(text->utf8 == textOf(cell[1]), (column + ": " + text->utf8 + " is not " + textOf(cell[1])).constData());
                ++compared;
            }
        }
    }
    QVERIFY(compared > 60);
}

void TestDuckDbTypes::typesAreNamedAsDuckDbNamesThem()
{
    const auto types = query(*m_connection, "SELECT column_name, column_type FROM (DESCRIBE FROM test_all_types())");
    Statement statement;
    statement.text = "FROM test_all_types()";
    const auto execution = *m_connection->execute(statement);
    QVERIFY(*execution->nextResult());
    QCOMPARE(execution->columns().size(), types->size());
    for (std::size_t i = 0; i < types->size(); ++i) {
        QCOMPARE(execution->columns()[i].name.toUtf8(), textOf((*types)[i][0]));
        QCOMPARE(execution->columns()[i].typeName.toUtf8(), textOf((*types)[i][1]));
    }
}

QTEST_GUILESS_MAIN(TestDuckDbTypes)
#include "tst_duckdbtypes.moc"
