#include "core/sql/scriptscanner.h"
#include "core/sql/splitter.h"
#include "core/sql/statementreader.h"

#include "tests/unit/core/sql/dialects.h"

using namespace dumbo;
using namespace dumbo::testing;

namespace {

/// The parts' texts; a client command begins with "!", COPY data with "<".
QByteArrayList described(const QByteArray &script, const Dialect &dialect)
{
    QByteArrayList result;
    for (const auto &part : splitScript(script.toStdString(), dialect)) {
        const char *const mark = part.kind == ScriptPart::Kind::Statement ? "" : part.kind == ScriptPart::Kind::ClientCommand ? "!" : "<";
        result.append(mark + script.mid(part.begin, part.end - part.begin));
    }
    return result;
}

/// What a StatementReader makes of the script in pieces of `size` bytes (0: random sizes), COPY data joined again.
std::vector<ScriptPart> readInPieces(const QByteArray &script, const Dialect &dialect, int size, Random &random)
{
    std::vector<ScriptPart> parts;
    StatementReader reader(dialect);
    const auto take = [&] {
        while (const auto part = reader.next()) {
            const qint64 end = part->begin + part->text.size();
            if (part->text != script.mid(part->begin, part->text.size()))
                qFatal("The reader gave another text than the script has");
            if (part->line != script.first(part->begin).count('\n') + 1)
                qFatal("The reader counted lines wrong");
            if (part->kind == ScriptPart::Kind::CopyData && !parts.empty() && parts.back().kind == part->kind && parts.back().end == part->begin)
                parts.back().end = end;
            else
                parts.push_back({ part->kind, part->begin, end });
        }
    };
    for (qint64 begin = 0; begin < script.size();) {
        const qint64 wanted = size > 0 ? size : 1 + random.below(9);
        const qint64 length = std::min<qint64>(wanted, script.size() - begin);
        reader.append({ script.constData() + begin, std::size_t(length) });
        begin += length;
        take();
    }
    reader.finish();
    take();
    return parts;
}

const char *const trigger = "CREATE TRIGGER a AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; UPDATE t SET end = 1; END";
const char *const atomic = "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";

} // namespace

class tst_Splitter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsOfSqlite_data();
    void partsOfSqlite();
    void partsOfPostgresql_data();
    void partsOfPostgresql();
    void partsOfMariadb_data();
    void partsOfMariadb();
    void theReaderSplitsLikeTheSplitterWhateverThePieces();
    void theReaderGivesAStatementAsSoonAsItEnds();
    void theReaderHandsOutCopyDataInPieces();
    void theWorkIsLinearInTheSizeOfTheScript();
    void theStatementAtTheCaret_data();
    void theStatementAtTheCaret();
};

void tst_Splitter::partsOfSqlite_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArrayList>("parts");
    const auto row = [](const QByteArray &script, const QByteArrayList &parts) { QTest::newRow(script.constData()) << script << parts; };
    row("", {});
    row(" ;; -- nothing\n ; /* at all */", {});
    row("SELECT 1", { "SELECT 1" });
    row(" SELECT 1 ; SELECT 2;", { "SELECT 1", "SELECT 2" });
    row("-- a\nSELECT 1 -- b\n; /* c */ SELECT /* d; */ 2 /* e */", { "SELECT 1", "SELECT /* d; */ 2" });
    row("SELECT ';', \";\", `;`, [;]; SELECT 2", { "SELECT ';', \";\", `;`, [;]", "SELECT 2" });
    row("SELECT 'a\\'; SELECT 'b'", { "SELECT 'a\\'", "SELECT 'b'" });
    row("SELECT (1; SELECT 2)", { "SELECT (1", "SELECT 2)" });
    row("SELECT 'open; SELECT 2", { "SELECT 'open; SELECT 2" });
    row("SELECT 1; /* open; SELECT 2", { "SELECT 1" });
    row("SELECT $a; SELECT $b$;$b$", { "SELECT $a", "SELECT $b$", "$b$" });
    row(trigger + QByteArray("; SELECT 1;"), { trigger, "SELECT 1" });
    for (const char *begin : { "create temp trigger", "CREATE TEMPORARY TRIGGER", "create /* x; */ trigger", "EXPLAIN CREATE TRIGGER",
             "EXPLAIN QUERY PLAN CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS" }) {
        const QByteArray statement = begin + QByteArray(" x BEFORE UPDATE OF a, b ON t WHEN new.a > 1 begin delete from u; select 1; end");
        row(statement + ";select 2", { statement, "select 2" });
    }
    row("CREATE TRIGGER a DELETE ON t BEGIN SELECT 1; END -- done\n;x", { "CREATE TRIGGER a DELETE ON t BEGIN SELECT 1; END", "x" });
    row("CREATE TRIGGER begin DELETE ON t BEGIN SELECT 1; END; x", { "CREATE TRIGGER begin DELETE ON t BEGIN SELECT 1; END", "x" });
    row("CREATE TRIGGER a; SELECT 1;", { "CREATE TRIGGER a", "SELECT 1" });
    row("CREATE TABLE trigger(begin, end); BEGIN; COMMIT", { "CREATE TABLE trigger(begin, end)", "BEGIN", "COMMIT" });
    row("BEGIN; END; SELECT 1", { "BEGIN", "END", "SELECT 1" });
    row("\xEF\xBB\xBFSELECT 1; SELECT 2", { "SELECT 1", "SELECT 2" });
    row("SELECT 1;\r\nSELECT 2;\r\n", { "SELECT 1", "SELECT 2" });
    row("SELECT '\xc3\xa9';x", { "SELECT '\xc3\xa9'", "x" });
}

void tst_Splitter::partsOfSqlite()
{
    QFETCH(QByteArray, script);
    QTEST(described(script, sqlite()), "parts");
}

void tst_Splitter::partsOfPostgresql_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArrayList>("parts");
    const auto row = [](const QByteArray &script, const QByteArrayList &parts) { QTest::newRow(script.constData()) << script << parts; };
    row("SELECT $$;$$; SELECT $a$;$$;$a$;x", { "SELECT $$;$$", "SELECT $a$;$$;$a$", "x" });
    row("SELECT E'\\';'; SELECT ';\\'; x", { "SELECT E'\\';'", "SELECT ';\\'", "x" });
    row("/* a /* ; */ ; */ SELECT 1; x", { "SELECT 1", "x" });
    row(atomic + QByteArray("; x"), { atomic, "x" });
    row("CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END; x", { "CREATE PROCEDURE p() BEGIN ATOMIC INSERT INTO t VALUES (1); END", "x" });
    row("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.end, 1 AS case; END; x",
        { "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT t.end, 1 AS case; END", "x" });
    row("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; BEGIN; x", { "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "BEGIN", "x" });
    row("CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2); x", { "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)", "x" });
    row("SELECT (1; x", { "SELECT (1", "x" });
    row("CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f(); BEGIN; END;", { "CREATE TRIGGER a AFTER INSERT ON t EXECUTE FUNCTION f()", "BEGIN", "END" });
    row("\\set x 1; 2\nSELECT 1;\n  \\d t  \nx", { "!\\set x 1; 2", "SELECT 1", "!\\d t", "x" });
    row("SELECT 1 \\gset pre_\nSELECT 2 \\g\n", { "SELECT 1", "!\\gset pre_", "SELECT 2", "!\\g" });
    row("SELECT 1\\; SELECT 2;", { "SELECT 1", "SELECT 2" });
    row("SELECT '\n\\d' ; x", { "SELECT '\n\\d'", "x" });
    row("COPY t FROM stdin;\n1\ta;b\n2\t'c\n\\.\nSELECT 1;", { "COPY t FROM stdin", "<1\ta;b\n2\t'c\n", "SELECT 1" });
    row("COPY t (a, b) FROM STDIN WITH (FORMAT csv); -- go\r\n1,2\r\n\\.\r\nx", { "COPY t (a, b) FROM STDIN WITH (FORMAT csv)", "<1,2\r\n", "x" });
    row("COPY t FROM stdin;\n\\.\nx", { "COPY t FROM stdin", "<", "x" });
    row("COPY t FROM stdin;\n1", { "COPY t FROM stdin", "<1" });
    row("COPY t FROM stdin; SELECT 1;\n1\n\\.\nx", { "COPY t FROM stdin", "SELECT 1", "<1\n", "x" });
    row("COPY t FROM '/f'; x;\ny", { "COPY t FROM '/f'", "x", "y" });
    row("COPY (SELECT a FROM stdin) TO stdout; x;\ny", { "COPY (SELECT a FROM stdin) TO stdout", "x", "y" });
    row("\\copy t from stdin\n1\n\\.\nx", { "!\\copy t from stdin", "<1\n", "x" });
    row("\\copy t from 'stdin'\nx", { "!\\copy t from 'stdin'", "x" });
    row("SELECT 'a' -- it's\n; x", { "SELECT 'a'", "x" });
}

void tst_Splitter::partsOfPostgresql()
{
    QFETCH(QByteArray, script);
    QTEST(described(script, postgresql()), "parts");
}

void tst_Splitter::partsOfMariadb_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArrayList>("parts");
    const auto row = [](const QByteArray &script, const QByteArrayList &parts) { QTest::newRow(script.constData()) << script << parts; };
    row("SELECT 'a\\';'; # b;\n x", { "SELECT 'a\\';'", "x" });
    row("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END//\ndelimiter ;\nSELECT 2; x",
        { "!DELIMITER //", "CREATE PROCEDURE p() BEGIN SELECT 1; END", "!delimiter ;", "SELECT 2", "x" });
    row("delimiter $$\nSELECT '$$';SELECT 2 $$\nEND$$x", { "!delimiter $$", "SELECT '$$';SELECT 2", "END", "x" });
    row("SELECT delimiter; x", { "SELECT delimiter", "x" });
    row("delimiter ;;\na; b;;c", { "!delimiter ;;", "a; b", "c" });
}

void tst_Splitter::partsOfMariadb()
{
    QFETCH(QByteArray, script);
    QTEST(described(script, mariadb()), "parts");
}

void tst_Splitter::theReaderSplitsLikeTheSplitterWhateverThePieces()
{
    static const char *const pieces[] = { "'", "''", "\"", "`", "[", "]", "$$", "$a$", "-- x\n", "/*", "*/", "\n", "\r\n", " ", " ",
        "E'", "\\'", "\\d x\n", ";", ";", ";\n", "select 1", " BEGIN ", " ATOMIC ", " end ", " end;", "create trigger t ", "create function f() ", "case ",
        "a", "1.5", "->>", "(", ")", "\nCOPY t FROM stdin;\n", "1\t2\n", "\\.\n", "\ndelimiter //\n", "//", "\ndelimiter ;\n", "\xc3\xa9" };
    Random random(2);
    for (int round = 0; round < 3000; ++round) {
        QByteArray script;
        for (int i = random.below(30); i >= 0; --i)
            script += random.pick(pieces);
        for (const Dialect *dialect : { &sqlite(), &postgresql(), &mariadb() }) {
            const auto whole = splitScript(script.toStdString(), *dialect);
            for (const int size : { 1, 3, 0 }) {
                const auto parts = readInPieces(script, *dialect, size, random);
                if (parts != whole)
                    qWarning() << "seed 2 round" << round << dialect->databaseType << size << script;
                QVERIFY(parts == whole);
            }
        }
    }
}

void tst_Splitter::theReaderGivesAStatementAsSoonAsItEnds()
{
    StatementReader reader(sqlite());
    reader.append("SELECT 'a");
    QVERIFY(!reader.next());
    reader.append("b';");
    const auto part = reader.next();
    QVERIFY(part);
    QCOMPARE(part->text, "SELECT 'ab'");
    QVERIFY(!reader.next());
    reader.append("\nSELECT 2");
    QVERIFY(!reader.next());
    reader.finish();
    const auto last = reader.next();
    QVERIFY(last);
    QCOMPARE(last->text, "SELECT 2");
    QCOMPARE(last->begin, 13);
    QCOMPARE(last->line, 2);
    QVERIFY(!reader.next());
}

void tst_Splitter::theReaderHandsOutCopyDataInPieces()
{
    StatementReader reader(postgresql());
    reader.append("COPY t FROM stdin;\n");
    const QByteArray block = QByteArray(99, 'x').append('\n').repeated(1000);
    qint64 data = 0;
    qint64 largest = 0;
    for (int i = 0; i < 100; ++i) {
        reader.append(block.toStdString());
        while (const auto part = reader.next()) {
            if (part->kind != ScriptPart::Kind::CopyData)
                continue;
            QVERIFY(part->text.endsWith('\n'));
            data += part->text.size();
            largest = std::max<qint64>(largest, part->text.size());
        }
    }
    reader.append("\\.\nSELECT 1;");
    const auto rest = reader.next();
    QVERIFY(rest);
    data += rest->text.size();
    QCOMPARE(data, block.size() * 100);
    QVERIFY(largest < 2 * 1024 * 1024);
    const auto statement = reader.next();
    QVERIFY(statement);
    QCOMPARE(statement->text, "SELECT 1");
}

void tst_Splitter::theWorkIsLinearInTheSizeOfTheScript()
{
    static const char *const statements[] = { "INSERT INTO t VALUES (1, 'it''s', $$a;b$$);\n", "/* /* deep */ */ SELECT 1;\n",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END;\n", "SELECT 'open\n", "/* open ", "$$ open ", "((((" };
    for (const char *statement : statements) {
        const auto work = [statement](int copies, qint64 piece) -> qint64 {
            const std::string script = QByteArray(statement).repeated(copies).toStdString();
            ScriptScanner scanner(std::string_view(script).substr(0, 0), postgresql().lexer, false);
            for (std::size_t end = 0; end < script.size();) {
                end = std::min(script.size(), end + std::size_t(piece));
                scanner.extend(std::string_view(script).substr(0, end), end == script.size());
                while (scanner.next()) { }
            }
            return scanner.bytesScanned();
        };
        const qint64 size = qint64(strlen(statement)) * 20000;
        QVERIFY2(work(20000, 256) <= size * 3 / 2, statement);
        QVERIFY2(work(20000, size) <= size, statement);
    }
}

void tst_Splitter::theStatementAtTheCaret_data()
{
    QTest::addColumn<QByteArray>("script"); // '|' is the caret
    QTest::addColumn<QByteArray>("statement");
    const auto row = [](const char *script, const char *statement) { QTest::newRow(script) << QByteArray(script) << QByteArray(statement); };
    row("|SELECT 1; SELECT 2;", "SELECT 1");
    row("SELECT 1|; SELECT 2;", "SELECT 1");
    row("SELECT 1;| SELECT 2;", "SELECT 1");
    row("SELECT 1; |SELECT 2;", "SELECT 2");
    row("SELECT 1; SELECT 2;  |", "SELECT 2");
    row("SELECT 1;\n|SELECT 2;", "SELECT 2");
    row("SELECT 1; -- one|\nSELECT 2;", "SELECT 1");
    row("SELECT 1;\n-- tw|o\nSELECT 2;", "SELECT 2");
    row("SELECT 1;\n|\nSELECT 2;", "");
    row("SELECT 1;\n-- a|\n\nSELECT 2;", "");
    row("|  SELECT 1", "SELECT 1");
    row("SELECT 1;\n|", "");
    row("SELECT\n|\n1", "SELECT\n\n1");
    row("|", "");
}

void tst_Splitter::theStatementAtTheCaret()
{
    QFETCH(QByteArray, script);
    const qint64 caret = script.indexOf('|');
    script.remove(caret, 1);
    const auto part = statementAt(script.toStdString(), caret, sqlite());
    QTEST(part ? script.mid(part->begin, part->end - part->begin) : QByteArray(), "statement");
}

QTEST_GUILESS_MAIN(tst_Splitter)
#include "tst_splitter.moc"
