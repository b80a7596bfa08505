#include "tests/integration/cli/clirun.h"
#include "tests/support/terminalprogram.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace dumbo::test;

namespace {

QString program()
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo");
}

constexpr auto endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;";

} // namespace

/// `dumbo shell`, in a pipe and on a terminal.
class TestShell : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void statementsOfAPipeRunInOrder();
    void anErrorEndsAPipeWithOneAndItsPlace();
    void beginCommitAndRollbackNeedNoSemicolon();
    void anOpenTransactionIsRolledBackAtTheEnd();
    void aTriggerIsOneStatement();
    void modesChangeWhatIsWritten();
    void commandsTellTheSchema();
    void aFileIsRead();
    void anUnknownCommandIsRefused();
    void aTextRunsInsteadOfStandardInput();
    void interruptingAPipeIs130();
    void noConnectionIsThree();
    void aStatementRunsOnATerminal();
    void theCursorStandsBehindWideCharacters();
    void aStatementGoesOverSeveralLines();
    void aLongLineIsBrokenAtTheEdge();
    void keysEditTheLine_data();
    void keysEditTheLine();
    void whatIsPastedRunsOnlyAfterEnter();
    void historyLastsButSecretsDoNot();
    void historyIsSearched();
    void tabCompletes_data();
    void tabCompletes();
    void tabOffersSeveral();
    void tabCompletesDocuments_data();
    void tabCompletesDocuments();
    void documentsGoOverSeveralLines();
    void cancellingAStatementKeepsTheShell();
    void cancellingForgetsWhatWasTyped();
    void thePromptTellsTheTransaction();
    void anErrorKeepsTheShell();
    void sqlIsColouredUnlessUnwanted();
    void aDumbTerminalGetsPlainLines();

private:
    [[nodiscard]] Outcome pipe(const QByteArray &input, const QStringList &more = {}) const;
    [[nodiscard]] QByteArrayList shell() const { return { QFile::encodeName(program()), "shell", "-c", QFile::encodeName(m_database) }; }
    [[nodiscard]] QString historyFile() const { return qEnvironmentVariable("XDG_STATE_HOME") + QStringLiteral("/dumbo-workbench/shell-history"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_database;
};

void TestShell::init()
{
    QFile::remove(historyFile());
    m_folder = std::make_unique<QTemporaryDir>();
    m_database = m_folder->filePath(QStringLiteral("shop.db"));
    QVERIFY(QFile(m_database).open(QIODevice::WriteOnly));
    const auto made = pipe("CREATE TABLE item (id INTEGER PRIMARY KEY, label TEXT, price TEXT);\n"
                           "INSERT INTO item VALUES (1, 'lamp', '10.50'), (2, '山小屋', NULL);\n");
    QVERIFY2(made.exitCode == 0, made.err.constData());
}

Outcome TestShell::pipe(const QByteArray &input, const QStringList &more) const
{
    QProcess process;
    process.start(program(), QStringList { QStringLiteral("shell"), QStringLiteral("-c"), m_database } + more);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

void TestShell::statementsOfAPipeRunInOrder()
{
    const auto outcome = pipe("SELECT id,\n label FROM item; -- and\nSELECT 3 AS n; SELECT 4 AS n\n", { QStringLiteral("--format"), QStringLiteral("ndjson") });
    QCOMPARE(outcome.out, QByteArray("{\"id\":1,\"label\":\"lamp\"}\n{\"id\":2,\"label\":\"山小屋\"}\n{\"n\":3}\n{\"n\":4}\n"));
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.exitCode, 0);
}

void TestShell::anErrorEndsAPipeWithOneAndItsPlace()
{
    const auto outcome = pipe("SELECT 1 AS n;\n\n-- a comment\nSELECT\n  nix FROM item;\nSELECT 2 AS n;\n", { QStringLiteral("--format"), QStringLiteral("ndjson") });
    QCOMPARE(outcome.out, QByteArray("{\"n\":1}\n"));
    QVERIFY2(outcome.err.contains("line 5, column 3:"), outcome.err.constData());
    QCOMPARE(outcome.exitCode, 1);
}

void TestShell::beginCommitAndRollbackNeedNoSemicolon()
{
    const auto outcome = pipe("begin\nDELETE FROM item;\nrollback\nBEGIN\nDELETE FROM item WHERE id = 1;\nCommit\nSELECT count(*) AS n FROM item;\n",
        { QStringLiteral("--format"), QStringLiteral("ndjson") });
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.out, QByteArray("{\"n\":1}\n"));
}

void TestShell::anOpenTransactionIsRolledBackAtTheEnd()
{
    const auto outcome = pipe("begin\nDELETE FROM item;\n");
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.err.contains("rolled back"), outcome.err.constData());
    QVERIFY(pipe("SELECT count(*) AS n FROM item;", { QStringLiteral("--format"), QStringLiteral("ndjson") }).out.contains("2"));
}

void TestShell::aTriggerIsOneStatement()
{
    const auto outcome = pipe("CREATE TRIGGER t AFTER INSERT ON item BEGIN\n  UPDATE item SET price = '1';\nEND;\nINSERT INTO item VALUES (3, 'x', NULL);\n"
                              "SELECT DISTINCT price FROM item;\n",
        { QStringLiteral("--format"), QStringLiteral("ndjson") });
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.out, QByteArray("{\"price\":\"1\"}\n"));
}

void TestShell::modesChangeWhatIsWritten()
{
    const auto outcome = pipe(".mode csv\n.null ~\nSELECT id, price FROM item;\n.header off\nSELECT id FROM item;\n.mode\n.timing\n");
    QCOMPARE(outcome.out, QByteArray("id,price\r\n1,10.50\r\n2,~\r\n1\r\n2\r\ncsv\noff\n"));
    QVERIFY(pipe("SELECT 1;\n", { QStringLiteral("--timing") }).err.startsWith("time: "));
    QCOMPARE(pipe(".mode xml\n").exitCode, 1);
}

void TestShell::commandsTellTheSchema()
{
    QVERIFY(pipe(".tables\n").out.contains("item"));
    const auto described = pipe(".describe item\n").out;
    QVERIFY2(described.contains("primary key") && described.contains("price"), described.constData());
    QVERIFY(pipe(".schema item\n").out.contains("CREATE TABLE item"));
    QVERIFY(pipe(".schema\n").out.contains("CREATE TABLE item"));
    QVERIFY(pipe(".status\n").out.contains("SQLite:sqlite3"));
    QVERIFY(pipe(".help\n").out.contains(".timing"));
    QVERIFY(pipe(".help read\n").out.startsWith(".read FILE"));
    const auto missing = pipe(".describe nothing_like_it\n");
    QCOMPARE(missing.exitCode, 1);
    QVERIFY(missing.err.contains("nothing_like_it"));
}

void TestShell::aFileIsRead()
{
    QFile script(m_folder->filePath(QStringLiteral("a script.sql")));
    QVERIFY(script.open(QIODevice::WriteOnly));
    script.write(".mode ndjson\nSELECT 1 AS n;\n\nSELECT nix;\nSELECT 2 AS n;\n");
    script.close();
    const auto outcome = pipe(".read \"" + QFile::encodeName(script.fileName()) + "\"\nSELECT 3 AS n;\n");
    QCOMPARE(outcome.out, QByteArray("{\"n\":1}\n"));
    QVERIFY2(outcome.err.contains("a script.sql, line 4, column 8:"), outcome.err.constData());
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(pipe(".read /nowhere.sql\n").exitCode, 1);
}

void TestShell::anUnknownCommandIsRefused()
{
    const auto outcome = pipe(".nix\nSELECT 1;\n");
    QCOMPARE(outcome.exitCode, 1);
    QCOMPARE(outcome.out, QByteArray());
    QVERIFY(outcome.err.contains(".help"));
}

void TestShell::aTextRunsInsteadOfStandardInput()
{
    const auto outcome = pipe({}, { QStringLiteral("--format"), QStringLiteral("ndjson"), QStringLiteral("-e"), QStringLiteral("SELECT 7 AS n; SELECT 8 AS n") });
    QCOMPARE(outcome.out, QByteArray("{\"n\":7}\n{\"n\":8}\n"));
    QCOMPARE(outcome.exitCode, 0);
}

void TestShell::interruptingAPipeIs130()
{
    QProcess process;
    process.start(program(), { QStringLiteral("shell"), QStringLiteral("-c"), m_database, QStringLiteral("--format"), QStringLiteral("ndjson") });
    process.write("SELECT 1 AS n;\n");
    QVERIFY(process.waitForReadyRead(30'000));
    // Waiting for the next line, or in a statement: either ends.
    process.write(endless);
    process.write("\nSELECT 2 AS n;\n");
    QVERIFY(process.waitForBytesWritten(30'000));
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(process.readAllStandardOutput(), QByteArray("{\"n\":1}\n"));
}

void TestShell::noConnectionIsThree()
{
    const auto outcome = runDumbo({ QStringLiteral("shell"), QStringLiteral("-c"), m_folder->filePath(QStringLiteral("missing.db")) });
    QCOMPARE(outcome.exitCode, 3);
    QVERIFY(outcome.err.startsWith("dumbo: "));
}

void TestShell::aStatementRunsOnATerminal()
{
    TerminalProgram terminal(shell());
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> ")), qPrintable(terminal.screen().text()));
    terminal.type("SELECT label FROM item;\r");
    QVERIFY2(terminal.waitForText(QStringLiteral("shop.db> SELECT label FROM item;\nlabel\n───────\nlamp\n山小屋\nshop.db>")), qPrintable(terminal.screen().text()));
    terminal.type("\x04");
    QCOMPARE(terminal.waitForEnd(), 0);
}

void TestShell::theCursorStandsBehindWideCharacters()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("SELECT '山小屋é'");
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> SELECT '山小屋é'")), qPrintable(terminal.screen().text()));
    // One step to the left goes over one character, however wide.
    terminal.type("\x1b[D\x1b[D\x1b[D\x7f");
    QVERIFY2(terminal.waitFor([](const TerminalScreen &screen) {
        return screen.line(screen.row()) == QStringLiteral("shop.db> SELECT '山屋é'") && screen.column() == dumbo::terminalWidth(u"shop.db> SELECT '山");
    }), qPrintable(terminal.screen().text()));
    terminal.type("\x05;\r");
    QVERIFY(terminal.waitForText(QStringLiteral("\n山屋é\n")));
}

void TestShell::aStatementGoesOverSeveralLines()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("SELECT id,\rlabel\r");
    QVERIFY2(terminal.waitForLine(QStringLiteral(".......> ")), qPrintable(terminal.screen().text()));
    QVERIFY(terminal.screen().text().contains(QStringLiteral("shop.db> SELECT id,\n.......> label")));
    // Up goes to the line above, and Enter there ends nothing either.
    terminal.type("FROM item\x1b[A\x1b[A\x05 'x' AS x,\x1b[B\x1b[B\x05 WHERE id = 1;\r");
    QVERIFY2(terminal.waitForText(QStringLiteral("id │ x │ label\n───┼───┼───────\n 1 │ x │ lamp")), qPrintable(terminal.screen().text()));
}

void TestShell::aLongLineIsBrokenAtTheEdge()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    const auto number = QByteArray("1234567890").repeated(10);
    terminal.type("SELECT '" + number + "' AS a");
    QVERIFY2(terminal.waitForLine(QStringLiteral("S a")), qPrintable(terminal.screen().text()));
    terminal.type(";\r");
    QVERIFY2(terminal.waitFor([](const TerminalScreen &screen) { return screen.line(screen.row()) == u"shop.db>" && screen.row() > 5; }),
        qPrintable(terminal.screen().text()));
    QCOMPARE(terminal.screen().text().count(QStringLiteral("SELECT '")), 1);
}

void TestShell::keysEditTheLine_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QString>("line");
    QTest::newRow("words to the left") << QByteArray("one two\x1b" "b" "\x1b" "bX") << QStringLiteral("Xone two");
    QTest::newRow("a word back") << QByteArray("one two.three\x17" "x") << QStringLiteral("one x");
    QTest::newRow("a name back") << QByteArray("one two.three\x1b\x7f" "x") << QStringLiteral("one two.x");
    QTest::newRow("to the beginning, and pasted behind") << QByteArray("one two\x1b" "b\x15\x05 \x19") << QStringLiteral("two one ");
    QTest::newRow("to the end") << QByteArray("one two\x1b" "b\x0bx") << QStringLiteral("one x");
    QTest::newRow("taken back") << QByteArray("one\x15two\x1f\x1f") << QStringLiteral("one");
    QTest::newRow("two characters exchanged") << QByteArray("ab\x14") << QStringLiteral("ba");
    QTest::newRow("home and end") << QByteArray("b\x1b[Ha\x1b[Fc\x1bOHx\x1bOFy") << QStringLiteral("xabcy");
    QTest::newRow("deleted to the right") << QByteArray("abc\x01\x1b[3~") << QStringLiteral("bc");
    QTest::newRow("a key nobody knows") << QByteArray("a\x1b[24~\x1b[1;2Pb") << QStringLiteral("ab");
}

void TestShell::keysEditTheLine()
{
    QFETCH(QByteArray, keys);
    QFETCH(QString, line);
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type(keys);
    QVERIFY2(terminal.waitFor([&](const TerminalScreen &screen) { return screen.line(screen.row()) == (QStringLiteral("shop.db> ") + line).trimmed(); }),
        qPrintable(terminal.screen().text()));
}

void TestShell::whatIsPastedRunsOnlyAfterEnter()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("\x1b[200~SELECT 'a';\nSELECT 'b';\x1b[201~");
    QVERIFY2(terminal.waitForLine(QStringLiteral(".......> SELECT 'b';")), qPrintable(terminal.screen().text()));
    terminal.type("\r");
    QVERIFY(terminal.waitForText(QStringLiteral("\na\n")) && terminal.waitForText(QStringLiteral("\nb\n")));
}

void TestShell::historyLastsButSecretsDoNot()
{
    {
        TerminalProgram terminal(shell());
        QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
        terminal.type("SELECT 'first',\r1;\r");
        QVERIFY(terminal.waitForText(QStringLiteral("first   │ 1")));
        terminal.type("CREATE USER ann PASSWORD 'hunter2';\r");
        QVERIFY(terminal.waitForText(QStringLiteral("dumbo: ")));
        terminal.type(" SELECT 'unseen';\r");
        QVERIFY(terminal.waitForText(QStringLiteral("\nunseen\n")));
        // Within the program both are there.
        terminal.type("\x1b[A");
        QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> CREATE USER ann PASSWORD 'hunter2';")), qPrintable(terminal.screen().text()));
        terminal.type("\x03\x04");
        QCOMPARE(terminal.waitForEnd(), 0);
    }
    QFile history(historyFile());
    QVERIFY(history.open(QIODevice::ReadOnly));
    QCOMPARE(history.readAll(), QByteArray("SELECT 'first',\\n1;\n"));
    QCOMPARE(history.permissions() & ~(QFileDevice::ReadUser | QFileDevice::WriteUser), QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    TerminalProgram again(shell());
    QVERIFY(again.waitForLine(QStringLiteral("shop.db> ")));
    again.type("draft\x1b[A");
    QVERIFY2(again.waitForLine(QStringLiteral(".......> 1;")), qPrintable(again.screen().text()));
    again.type("\x1b[B\x1b[B");
    QVERIFY2(again.waitForLine(QStringLiteral("shop.db> draft")), qPrintable(again.screen().text()));
}

void TestShell::historyIsSearched()
{
    QDir().mkpath(QFileInfo(historyFile()).path());
    QFile history(historyFile());
    QVERIFY(history.open(QIODevice::WriteOnly));
    history.write("SELECT 'older lamp';\nSELECT 'lamp';\nSELECT 'chair';\n");
    history.close();
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("\x12lam");
    QVERIFY2(terminal.waitForLine(QStringLiteral("(search \"lam\") SELECT 'lamp';")), qPrintable(terminal.screen().text()));
    terminal.type("\x12");
    QVERIFY2(terminal.waitForLine(QStringLiteral("(search \"lam\") SELECT 'older lamp';")), qPrintable(terminal.screen().text()));
    terminal.type("x");
    QVERIFY2(terminal.waitForLine(QStringLiteral("(nothing with \"lamx\") SELECT 'older lamp';")), qPrintable(terminal.screen().text()));
    terminal.type("\x7f\r");
    QVERIFY2(terminal.waitForText(QStringLiteral("\nlamp\n")), qPrintable(terminal.screen().text()));
}

void TestShell::tabCompletes_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QString>("line");
    QTest::newRow("a table") << QByteArray("SELECT * FROM it\t") << QStringLiteral("SELECT * FROM item ");
    QTest::newRow("a column") << QByteArray("SELECT lab FROM item\x1b" "b\x1b" "b\x1b[D\t") << QStringLiteral("SELECT label FROM item");
    QTest::newRow("a column behind its table") << QByteArray("SELECT item.pr\t") << QStringLiteral("SELECT item.price ");
    QTest::newRow("a command") << QByteArray(".des\t") << QStringLiteral(".describe ");
    QTest::newRow("its table") << QByteArray(".describe i\t") << QStringLiteral(".describe item ");
    QTest::newRow("a format") << QByteArray(".mode nd\t") << QStringLiteral(".mode ndjson ");
    QTest::newRow("nothing") << QByteArray("SELECT 'it\t") << QStringLiteral("SELECT 'it");
}

void TestShell::tabCompletes()
{
    QFETCH(QByteArray, keys);
    QFETCH(QString, line);
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type(keys + "\x05|");
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> %1|").arg(line)), qPrintable(terminal.screen().text()));
}

void TestShell::tabOffersSeveral()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type(".t\t");
    QVERIFY2(terminal.waitForText(QStringLiteral("shop.db> .t\n.tables  .timing")), qPrintable(terminal.screen().text()));
    // They go with the next key.
    terminal.type("i");
    QVERIFY2(terminal.waitFor([](const TerminalScreen &screen) { return !screen.text().contains(u".tables") && screen.text().endsWith(u"> .ti"); }),
        qPrintable(terminal.screen().text()));
}

void TestShell::tabCompletesDocuments_data()
{
    QTest::addColumn<QByteArray>("keys");
    QTest::addColumn<QString>("line");
    QTest::newRow("a collection") << QByteArray("db.pe\t") << QStringLiteral("db.people");
    QTest::newRow("a method") << QByteArray("db.people.agg\t") << QStringLiteral("db.people.aggregate(");
    QTest::newRow("a path") << QByteArray("db.people.find({address.ci\t") << QStringLiteral("db.people.find({address.city");
    QTest::newRow("an operator") << QByteArray("db.people.find({age: {$elem\t") << QStringLiteral("db.people.find({age: {$elemMatch");
    QTest::newRow("what follows") << QByteArray("db.people.find().li\t") << QStringLiteral("db.people.find().limit(");
}

void TestShell::tabCompletesDocuments()
{
    QFETCH(QByteArray, keys);
    QFETCH(QString, line);
    const auto made = pipe("db.createCollection('people')\ndb.people.insertOne({age: 3, address: {city: 'Ulm'}})\n");
    QVERIFY2(made.exitCode == 0, made.err.constData());
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type(keys + "|");
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> %1|").arg(line)), qPrintable(terminal.screen().text()));
}

void TestShell::documentsGoOverSeveralLines()
{
    const auto made = pipe("db.createCollection('people')\ndb.people.insertOne({_id: 'a}', age: 3})\n");
    QVERIFY2(made.exitCode == 0, made.err.constData());
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("db.people.find({\r  _id: 'a}' // a brace }\r}).\r");
    QVERIFY2(terminal.waitForLine(QStringLiteral(".......> ")), qPrintable(terminal.screen().text()));
    terminal.type("project({_id: 1})\r");
    QVERIFY2(terminal.waitForText(QStringLiteral("\n{\"_id\":\"a}\"}\nshop.db>")), qPrintable(terminal.screen().text()));
}

void TestShell::cancellingAStatementKeepsTheShell()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    for (int i = 0; i < 2; ++i) {
        terminal.type(QByteArray(endless) + "\r");
        // The statement runs when the line is finished; the terminal sends signals again.
        QVERIFY(terminal.waitFor([](const TerminalScreen &screen) { return screen.line(screen.row()).isEmpty() && screen.column() == 0; }));
        terminal.type("\x03");
        QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> ")), qPrintable(terminal.screen().text()));
        QCOMPARE(terminal.screen().text().count(QStringLiteral("cancelled")), i + 1);
    }
    terminal.type("SELECT 'still here';\r");
    QVERIFY(terminal.waitForText(QStringLiteral("\nstill here\n")));
}

void TestShell::cancellingForgetsWhatWasTyped()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("SELECT 1,\r2 garbage\x03");
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> ")), qPrintable(terminal.screen().text()));
    terminal.type("SELECT 'new';\r");
    QVERIFY(terminal.waitForText(QStringLiteral("\nnew\n")));
}

void TestShell::thePromptTellsTheTransaction()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("begin\r");
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db*> ")), qPrintable(terminal.screen().text()));
    terminal.type("DELETE FROM item;\rrollback\r");
    QVERIFY2(terminal.waitForLine(QStringLiteral("shop.db> ")), qPrintable(terminal.screen().text()));
    terminal.type("SELECT count(*) || ' items' AS n FROM item;\r");
    QVERIFY(terminal.waitForText(QStringLiteral("2 items")));
}

void TestShell::anErrorKeepsTheShell()
{
    TerminalProgram terminal(shell());
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("SELECT nix;\r");
    QVERIFY2(terminal.waitForText(QStringLiteral("line 1, column 8:")), qPrintable(terminal.screen().text()));
    terminal.type(".quit\r");
    QCOMPARE(terminal.waitForEnd(), 0);
}

void TestShell::sqlIsColouredUnlessUnwanted()
{
    TerminalProgram coloured(shell());
    QVERIFY(coloured.waitForLine(QStringLiteral("shop.db> ")));
    QVERIFY(coloured.screen().hasColours());
    TerminalProgram plain(shell(), { "NO_COLOR=1" });
    QVERIFY(plain.waitForLine(QStringLiteral("shop.db> ")));
    plain.type("SELECT 'a' FROM item");
    QVERIFY(plain.waitForLine(QStringLiteral("shop.db> SELECT 'a' FROM item")));
    QVERIFY(!plain.screen().hasColours());
}

void TestShell::aDumbTerminalGetsPlainLines()
{
    TerminalProgram terminal(shell(), { "TERM=dumb" });
    QVERIFY(terminal.waitForLine(QStringLiteral("shop.db> ")));
    terminal.type("SELECT 'a',\n");
    QVERIFY2(terminal.waitForLine(QStringLiteral("...> ")), qPrintable(terminal.screen().text()));
    terminal.type("nix;\n");
    QVERIFY2(terminal.waitForText(QStringLiteral("column 1:")), qPrintable(terminal.screen().text()));
    terminal.type("SELECT 'b' || 'c' AS x;\n");
    QVERIFY2(terminal.waitForText(QStringLiteral("\nbc\n")), qPrintable(terminal.screen().text()));
    terminal.type("\x04");
    QCOMPARE(terminal.waitForEnd(), 0);
}

QTEST_GUILESS_MAIN(TestShell)
#include "tst_shell.moc"
