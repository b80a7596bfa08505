#include "core/sql/sql.h"

#include "tests/unit/core/sql/dialects.h"

#include <pg_query.h>
#include <sqlite3.h>

#include <cmath>
#include <limits>
#include <memory>

using namespace dumbo;
using namespace dumbo::testing;
using namespace Qt::StringLiterals;

namespace {

QByteArray inlineText(const Sql &sql, const Dialect &dialect)
{
    const auto text = renderInline(sql, dialect);
    return text ? *text : "error: " + text.error().message().toUtf8();
}

QByteArray boundText(const Sql &sql, const Dialect &dialect)
{
    const auto statement = render(sql, dialect);
    return statement ? statement->text : "error: " + statement.error().message().toUtf8();
}

ErrorKind kindOf(const Result<QByteArray> &result)
{
    return result ? ErrorKind::General : result.error().kind();
}

/// Storage class and bytes of the only value that SQLite answers.
QByteArray answer(const QByteArray &statement)
{
    sqlite3 *database = nullptr;
    sqlite3_open(":memory:", &database);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> owned(database, &sqlite3_close);
    sqlite3_stmt *prepared = nullptr;
    const char *tail = nullptr;
    if (sqlite3_prepare_v2(database, statement.constData(), int(statement.size()), &prepared, &tail) != SQLITE_OK)
        return sqlite3_errmsg(database);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> owner(prepared, &sqlite3_finalize);
    if (*tail != '\0')
        return "more than one statement";
    if (sqlite3_step(prepared) != SQLITE_ROW)
        return "no row";
    const int type = sqlite3_column_type(prepared, 0);
    const auto *bytes = static_cast<const char *>(type == SQLITE_BLOB ? sqlite3_column_blob(prepared, 0)
                                                                     : reinterpret_cast<const void *>(sqlite3_column_text(prepared, 0)));
    return QByteArray::number(type) + ':' + QByteArray(bytes, sqlite3_column_bytes(prepared, 0));
}

/// libpg_query's fingerprint, the same for statements that differ only in their constants.
QByteArray fingerprint(const QByteArray &statement)
{
    const PgQueryFingerprintResult result = pg_query_fingerprint(statement.constData());
    const QByteArray text = result.error ? QByteArray("error: ") + result.error->message : QByteArray(result.fingerprint_str);
    pg_query_free_fingerprint_result(result);
    return text;
}

const QByteArray hostile[] = { "'; DROP TABLE t; --", "\\'; DROP TABLE t; --", "'' OR 1=1", "\\", "'", "''", "a\nb", "/*", "--", "$$", "\"; x",
    "\xc3\xa9'\xf0\x9f\x90\x98", "E'\\'", "\\\\'" };

} // namespace

class tst_Sql : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { pg_query_exit(); }
    void valuesAreBoundInTheDialectsPlaceholders();
    void namedPlaceholdersCarryNames();
    void namesAreQuotedOnlyWhereTheyMustBe_data();
    void namesAreQuotedOnlyWhereTheyMustBe();
    void aNameThatNoDatabaseTakesIsRefused();
    void inOverNothingMatchesNothing();
    void theOperandOfInIsQuoted();
    void bracesAreDoubledInTemplates();
    void nestedSqlKeepsItsValues();
    void arraysAreOneParameter();
    void datesFollowTheDialectsStyle();
    void columnsAreDefinedWithInlineDefaults();
    void typesThatAreMoreThanATypeAreRefused();
    void literalsOfSqlite_data();
    void literalsOfSqlite();
    void literalsOfPostgresql_data();
    void literalsOfPostgresql();
    void whatADialectCannotWriteIsAnError();
    void sqliteReadsLiteralsBackAsTheyWere();
    void hostileTextStaysAValue();
    void hostileNamesStayNames();
    void aTokenInsideAStringOrCommentIsRefused();
    void negativeNumbersDoNotBecomeComments();
    void tooManyParametersAreRefused();
};

void tst_Sql::valuesAreBoundInTheDialectsPlaceholders()
{
    const auto query = sql("SELECT * FROM {} WHERE a = {} AND b = {} AND c IS {}", Sql::identifier(u"t"_s), 5, u"x"_s, nullptr);
    const auto question = render(query, sqlite());
    QVERIFY(question);
    QCOMPARE(question->text, "SELECT * FROM t WHERE a = ? AND b = ? AND c IS ?");
    const std::vector<Value> values { Value(5), Value::text(u"x"_s), Value() };
    QVERIFY(question->parameters.positional == values);
    const auto dollar = render(query, postgresql());
    QVERIFY(dollar);
    QCOMPARE(dollar->text, "SELECT * FROM t WHERE a = $1 AND b = $2 AND c IS $3");
    QVERIFY(dollar->parameters.positional == values);
}

void tst_Sql::namedPlaceholdersCarryNames()
{
    Dialect dialect;
    dialect.placeholder = Dialect::Placeholder::ColonName;
    const auto statement = render(sql("SELECT {}, {}", 1, true), dialect);
    QVERIFY(statement);
    QCOMPARE(statement->text, "SELECT :p1, :p2");
    QCOMPARE(statement->parameters.named.size(), 2u);
    QCOMPARE(statement->parameters.named[1].first, "p2");
    QVERIFY(statement->parameters.named[1].second == Value(true));
    dialect.placeholder = Dialect::Placeholder::AtName;
    QCOMPARE(boundText(sql("SELECT {}", 1), dialect), "SELECT @p1");
}

void tst_Sql::namesAreQuotedOnlyWhereTheyMustBe_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("quoted");
    const auto row = [](const QString &name, const QByteArray &quoted) { QTest::newRow(qPrintable(name)) << name << quoted; };
    row(u"users"_s, "users");
    row(u"_a1$"_s, "_a1$");
    row(u"Users"_s, "\"Users\"");
    row(u"select"_s, "\"select\"");
    row(u"a b"_s, "\"a b\"");
    row(u"a\"b"_s, "\"a\"\"b\"");
    row(u"1a"_s, "\"1a\"");
    row(u"a\n"_s, "\"a\n\"");
    row(u"h\u00fctte"_s, "\"h\xc3\xbctte\"");
    row(u""_s, "\"\"");
    row(u"a;--"_s, "\"a;--\"");
}

void tst_Sql::namesAreQuotedOnlyWhereTheyMustBe()
{
    QFETCH(QString, name);
    QTEST(quoteIdentifier(name, sqlite()), "quoted");
    QTEST(quoteIdentifier(name, postgresql()), "quoted");
    QCOMPARE(quotePath({ u"main"_s, QString(), u"a b"_s }, sqlite()), "main.\"a b\"");
    QCOMPARE(quoteIdentifier(u"a`b"_s, mariadb()), "`a``b`");
    QCOMPARE(boundText(Sql::identifier({ u"main"_s, u"T"_s }), sqlite()), "main.\"T\"");
}

void tst_Sql::aNameThatNoDatabaseTakesIsRefused()
{
    for (const auto &name : { QString(), QString(QChar(u'\0')), QString(QChar(u'\xd800')) })
        QVERIFY(boundText(Sql::identifier(name), postgresql()).startsWith("error"));
    QVERIFY(boundText(Sql::identifier(QString(64, u'a')), postgresql()).startsWith("error"));
    QCOMPARE(boundText(Sql::identifier(QString(64, u'a')), sqlite()), QByteArray(64, 'a'));
}

void tst_Sql::inOverNothingMatchesNothing()
{
    QCOMPARE(answer(inlineText(sql("SELECT count(*) FROM (SELECT 1 AS x) WHERE {}", Sql::in(Sql::identifier(u"x"_s), {})), sqlite())), "1:0");
    QCOMPARE(answer(inlineText(sql("SELECT count(*) FROM (SELECT 1 AS x) WHERE {}", Sql::notIn(Sql::identifier(u"x"_s), {})), sqlite())), "1:1");
    QCOMPARE(boundText(Sql::in(Sql::identifier(u"x"_s), { Value(1), Value(2) }), postgresql()), "x IN ($1, $2)");
}

void tst_Sql::theOperandOfInIsQuoted()
{
    QCOMPARE(boundText(Sql::in(Sql::identifier(u"x) OR (1=1"_s), { Value(1) }), sqlite()), "\"x) OR (1=1\" IN (?)");
    QCOMPARE(boundText(Sql::notIn(Sql::raw("a + b"), { Value(1) }), sqlite()), "(a + b) NOT IN (?)");
}

void tst_Sql::bracesAreDoubledInTemplates()
{
    QCOMPARE(boundText(sql("SELECT '{{}}', {}", 1), sqlite()), "SELECT '{}', ?");
    QCOMPARE(boundText(sql("SELECT '{{\"a\": 1}}'"), sqlite()), "SELECT '{\"a\": 1}'");
    QCOMPARE(boundText(sql("{}", Sql::raw("{{}}")), sqlite()), "{{}}");
}

void tst_Sql::nestedSqlKeepsItsValues()
{
    const auto inner = sql("SELECT id FROM t WHERE a = {}", 1);
    const auto outer = sql("SELECT {} WHERE x IN ({}) AND y = {}", 0, inner, 2);
    const auto statement = render(outer, postgresql());
    QVERIFY(statement);
    QCOMPARE(statement->text, "SELECT $1 WHERE x IN (SELECT id FROM t WHERE a = $2) AND y = $3");
    QVERIFY(statement->parameters.positional[2] == Value(2));
    QCOMPARE(boundText(Sql::join({ Sql::identifier(u"a"_s), Sql::identifier(u"order"_s) }), sqlite()), "a, \"order\"");
    QVERIFY(Sql().isEmpty());
    QVERIFY(!(Sql() + inner).isEmpty());
}

void tst_Sql::arraysAreOneParameter()
{
    const auto query = sql("SELECT {}", Sql::array({ Value(1), Value::text(u"a\"b"_s), Value() }));
    const auto list = render(query, postgresql());
    QVERIFY(list && list->parameters.positional.size() == 1);
    QVERIFY(std::holds_alternative<Value::Array>(list->parameters.positional[0].variant()));
    const auto json = render(query, sqlite());
    QVERIFY(json);
    QVERIFY(json->parameters.positional[0] == Value::text(QByteArray("[1,\"a\\\"b\",null]")));
    QCOMPARE(inlineText(query, postgresql()), "SELECT ARRAY[1, 'a\"b', NULL]");
    QCOMPARE(inlineText(query, sqlite()), "SELECT '[1,\"a\\\"b\",null]'");
    QCOMPARE(answer(inlineText(sql("SELECT json_extract({}, '$[1]')", Sql::array({ Value(1), Value::text(QByteArray("\x01'\\\"\n")) })), sqlite())),
        "3:\x01'\\\"\n");
    QVERIFY(inlineText(Sql::array({ Value::bytes("a") }), sqlite()).startsWith("error"));
}

void tst_Sql::datesFollowTheDialectsStyle()
{
    const QDateTime instant(QDate(2026, 1, 31), QTime(12, 30, 0, 5), QTimeZone::fromSecondsAheadOfUtc(3600));
    QCOMPARE(inlineText(sql("SELECT {}", instant), sqlite()), "SELECT '2026-01-31T11:30:00.005Z'");
    QCOMPARE(inlineText(sql("SELECT {}", instant), postgresql()), "SELECT TIMESTAMP WITH TIME ZONE '2026-01-31 11:30:00.005+00'");
    const auto bound = render(sql("SELECT {}", instant), postgresql());
    QVERIFY(bound);
    QVERIFY(bound->parameters.positional[0]
        == Value(Value::Temporal { Value::TemporalKind::TimestampWithZone, "2026-01-31 11:30:00.005+00" }));
    QCOMPARE(inlineText(sql("SELECT {}", QDateTime()), sqlite()), "SELECT NULL");
}

void tst_Sql::columnsAreDefinedWithInlineDefaults()
{
    const auto id = Sql::columnDefinition({ .name = u"id"_s, .type = "INTEGER", .primaryKey = true });
    const auto price = Sql::columnDefinition({ .name = u"Price"_s, .type = "numeric(10, 2)", .notNull = true, .unique = true, .defaultValue = Value(-1) });
    QCOMPARE(boundText(sql("CREATE TABLE {} ({}, {})", Sql::identifier(u"t"_s), id, price), sqlite()),
        "CREATE TABLE t (id INTEGER PRIMARY KEY, \"Price\" numeric(10, 2) NOT NULL UNIQUE DEFAULT (-1))");
}

void tst_Sql::typesThatAreMoreThanATypeAreRefused()
{
    for (const char *type : { "int); DROP TABLE t; --", "int, x int", "int --", "int /* a */", "int DEFAULT 'a'", "a)b(", "()", "1", "\"open" })
        QVERIFY2(boundText(Sql::columnDefinition({ .name = u"a"_s, .type = type }), postgresql()).startsWith("error"), type);
    for (const char *type : { "timestamp with time zone", "numeric(10, 2)", "\"My Type\"", "pg_catalog.int4", "text[]" })
        QCOMPARE(boundText(Sql::columnDefinition({ .name = u"a"_s, .type = type }), postgresql()), "a " + QByteArray(type));
}

void tst_Sql::literalsOfSqlite_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("answered"); // storage class and value
    const auto row = [](const Value &value, const char *text, const QByteArray &answered) {
        QTest::newRow(text) << literal(value, sqlite()).value_or("error") << answered;
        QCOMPARE(literal(value, sqlite()).value_or("error"), text);
    };
    row(Value(), "NULL", "5:");
    row(Value(true), "1", "1:1");
    row(Value(std::numeric_limits<qint64>::max()), "9223372036854775807", "1:9223372036854775807");
    row(Value(std::numeric_limits<qint64>::min()), "-9223372036854775808", "1:-9223372036854775808");
    row(Value(std::numeric_limits<quint64>::max()), "'18446744073709551615'", "3:18446744073709551615");
    row(Value(1.0), "1.0", "2:1.0");
    row(Value(1e300), "1e+300", "2:1.0e+300");
    row(Value(std::numeric_limits<double>::infinity()), "9e999", "2:Inf");
    row(Value(-std::numeric_limits<double>::infinity()), "-9e999", "2:-Inf");
    row(Value::decimal("12.50"), "'12.50'", "3:12.50");
    row(Value::decimal("42"), "42", "1:42");
    row(Value::text(u"it's"_s), "'it''s'", "3:it's");
    row(Value::text(u"a\\"_s), "'a\\'", "3:a\\");
    row(Value::text(QByteArray("a\0b", 3)), "CAST(X'610062' AS TEXT)", QByteArray("3:a\0b", 5));
    row(Value::bytes(QByteArray("\0\xff", 2)), "X'00ff'", QByteArray("4:\0\xff", 4));
    row(Value::json("{\"a\":'}"), "'{\"a\":''}'", "3:{\"a\":'}");
}

void tst_Sql::literalsOfSqlite()
{
    QFETCH(QByteArray, text);
    QTEST(answer("SELECT " + text), "answered");
}

void tst_Sql::literalsOfPostgresql_data()
{
    QTest::addColumn<QByteArray>("written");
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const Value &value, const char *text) {
        QTest::newRow(text) << literal(value, postgresql()).value_or("error") << QByteArray(text);
    };
    row(Value(false), "FALSE");
    row(Value(std::numeric_limits<quint64>::max()), "18446744073709551615");
    row(Value(0.1), "0.1");
    row(Value(std::nan("")), "CAST('NaN' AS double precision)");
    row(Value(-std::numeric_limits<double>::infinity()), "CAST('-Infinity' AS double precision)");
    row(Value(-0.0), "CAST('-0' AS double precision)");
    row(Value::decimal("-12.500"), "-12.500");
    row(Value::decimal("NaN"), "CAST('NaN' AS numeric)");
    row(Value::bytes(QByteArray("\0\xff", 2)), "'\\x00ff'");
    row(Value::text(u"a\\'b"_s), "'a\\''b'");
    row(Value(Value::Temporal { Value::TemporalKind::Date, "2026-01-31" }), "DATE '2026-01-31'");
    row(Value(Value::Temporal { Value::TemporalKind::Interval, "1 day" }), "INTERVAL '1 day'");
    row(Value(Value::Array { { Value(1), Value() } }), "ARRAY[1, NULL]");
    row(Value(Value::Array {}), "'{}'");
    row(Value(Value::ServerText { "inet", "10.0.0.1" }), "CAST('10.0.0.1' AS inet)");
}

void tst_Sql::literalsOfPostgresql()
{
    QFETCH(QByteArray, written);
    QTEST(written, "text");
    QVERIFY2(!fingerprint("SELECT " + written).startsWith("error"), written.constData());
}

void tst_Sql::whatADialectCannotWriteIsAnError()
{
    QCOMPARE(kindOf(literal(Value::text(QByteArray("a\0b", 3)), postgresql())), ErrorKind::Data);
    QCOMPARE(kindOf(literal(Value::text(QByteArray("\xff")), postgresql())), ErrorKind::Data);
    QCOMPARE(kindOf(literal(Value(std::nan("")), sqlite())), ErrorKind::Data);
    for (const char *digits : { "", "1; DROP TABLE t", "1-1", "0x10", "1e", ".", "--1", "1 " })
        QCOMPARE(kindOf(literal(Value::decimal(digits), postgresql())), ErrorKind::Data);
    QCOMPARE(kindOf(literal(Value(Value::ServerText { "int); DROP TABLE t; --", "1" }), postgresql())), ErrorKind::Data);
    QCOMPARE(kindOf(renderInline(Sql::raw(QByteArray("a\0b", 3)), sqlite())), ErrorKind::Data);
}

void tst_Sql::sqliteReadsLiteralsBackAsTheyWere()
{
    Random random(3);
    for (int round = 0; round < 2000; ++round) {
        QByteArray bytes;
        for (int i = random.below(12); i > 0; --i)
            bytes += random.oneIn(3) ? '\'' : char(random.below(256));
        QCOMPARE(answer("SELECT " + literal(Value::text(bytes), sqlite()).value()), "3:" + bytes);
        QCOMPARE(answer("SELECT " + literal(Value::bytes(bytes), sqlite()).value()), "4:" + bytes);
        quint64 bits = 0;
        for (int i = 0; i < 8; ++i)
            bits = bits << 8 | quint64(random.below(256));
        const double number = std::bit_cast<double>(bits);
        QCOMPARE(answer("SELECT " + literal(Value(qint64(bits)), sqlite()).value()), "1:" + QByteArray::number(qint64(bits)));
        if (std::isfinite(number) && std::abs(number) > 1e-290 && std::abs(number) < 1e290)
            QCOMPARE(answer("SELECT " + literal(Value(number), sqlite()).value() + " = " + QByteArray::number(number, 'e', 16)), "1:1");
    }
}

void tst_Sql::hostileTextStaysAValue()
{
    const auto statement = [](const QByteArray &text) {
        return sql("SELECT {} FROM t WHERE a = {}", Value::text(text), Value::text(text));
    };
    const auto benign = fingerprint(inlineText(statement("x"), postgresql()));
    QVERIFY(!benign.startsWith("error"));
    for (const auto &text : hostile) {
        QCOMPARE(fingerprint(inlineText(statement(text), postgresql())), benign);
        QCOMPARE(answer(inlineText(sql("SELECT {}", Value::text(text)), sqlite())), "3:" + text);
        QCOMPARE(boundText(statement(text), postgresql()), "SELECT $1 FROM t WHERE a = $2");
    }
    QCOMPARE(literal(Value::text(u"\\'; x"_s), mariadb()).value(), "'\\\\''; x'");
}

void tst_Sql::hostileNamesStayNames()
{
    for (const auto &name : hostile) {
        const auto query = sql("SELECT 1 AS {}", Sql::identifier(QString::fromUtf8(name)));
        QCOMPARE(answer(inlineText(query, sqlite())), "1:1");
        const auto parsed = pg_query_split_with_parser(inlineText(query, postgresql()).constData());
        QVERIFY(!parsed.error && parsed.n_stmts == 1);
        pg_query_free_split_result(parsed);
    }
}

void tst_Sql::aTokenInsideAStringOrCommentIsRefused()
{
    const QString value = u"; DROP TABLE t; --"_s;
    for (const Dialect *dialect : { &sqlite(), &postgresql() }) {
        for (const auto &query : { sql("SELECT '{}'", value), sql("SELECT \"{}\"", value), sql("SELECT 1 -- {}", value), sql("SELECT /* {} */ 1", value),
                 sql("SELECT {}{}", value, value), sql("SELECT '{}", value) }) {
            QCOMPARE(kindOf(renderInline(query, *dialect)), ErrorKind::InvalidOperation);
        }
        QVERIFY(boundText(sql("SELECT '{}'", value), *dialect).startsWith("error"));
    }
    QCOMPARE(inlineText(sql("SELECT 1 -- a\n, {} -- b", 2), sqlite()), "SELECT 1 -- a\n, 2 -- b");
    QCOMPARE(inlineText(sql("SELECT{}AS{}", 2, Sql::identifier(u"x"_s)), sqlite()), "SELECT 2 AS x");
}

void tst_Sql::negativeNumbersDoNotBecomeComments()
{
    QCOMPARE(answer(inlineText(sql("SELECT 1-{}", -5), sqlite())), "1:6");
    QCOMPARE(answer(inlineText(sql("SELECT 1 - {}", -5.5), sqlite())), "2:6.5");
    QCOMPARE(inlineText(sql("SELECT {}::int2", -32768), postgresql()), "SELECT (-32768)::int2");
    QCOMPARE(inlineText(sql("SELECT a = {}", -1), postgresql()), "SELECT a = -1");
}

void tst_Sql::tooManyParametersAreRefused()
{
    std::vector<Value> values(std::size_t(sqlite().maxParameters) + 1, Value(1));
    const auto statement = render(Sql::in(Sql::identifier(u"x"_s), values), sqlite());
    QVERIFY(!statement);
    QCOMPARE(statement.error().kind(), ErrorKind::InvalidOperation);
    values.pop_back();
    QVERIFY(render(Sql::in(Sql::identifier(u"x"_s), values), sqlite()));
}

QTEST_GUILESS_MAIN(tst_Sql)
#include "tst_sql.moc"
