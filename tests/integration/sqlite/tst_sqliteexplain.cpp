#include "core/sdk/extensions/explain.h"
#include "drivers/common/sqlite/explain.h"
#include "sqlitefixture.h"

#include <QElapsedTimer>
#include <QObject>

#include <thread>

using namespace dumbo;
using namespace dumbo::sqlite;

namespace {

/// The fixture with a table of huts, and the extension as a program gets it.
struct Huts
{
    Fixture fixture;
    std::unique_ptr<Connection> connection = fixture.open();

    Huts()
    {
        run(*connection,
            "CREATE TABLE hut (id INTEGER PRIMARY KEY AUTOINCREMENT, region TEXT, beds INTEGER); CREATE INDEX hut_region ON hut(region);"
            "INSERT INTO hut (region, beds) VALUES ('north', 12), ('south', 8), ('north', 30)");
    }

    [[nodiscard]] static ExplainExtension &extensionOf(Connection &of)
    {
        return static_cast<ExplainExtension &>(*of.extension(ExplainExtension::extensionId()));
    }
    [[nodiscard]] Result<ExplainPlan> explain(const QByteArray &text, bool analyze = false) const
    {
        ExplainRequest request;
        request.text = text;
        request.analyze = analyze;
        return extensionOf(*connection).explain(request);
    }
    [[nodiscard]] Value count() const { return single(*connection, "SELECT count(*) || '/' || sum(beds) FROM hut"); }
};

} // namespace

class TestSqliteExplain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesOfThePlanAreTakenApart();
    void theTreeFollowsTheParentsOfTheLines();
    void theProgramIsThereAsText();
    void placeholdersNeedNoValuesForAPlan();
    void analyzeMeasuresTheWhole();
    void whatAnalyzeWroteIsRolledBack_data();
    void whatAnalyzeWroteIsRolledBack();
    void insideATransactionOnlyTheRunIsUndone();
    void analyzeRefusesWhatARollbackCantUndo_data();
    void analyzeRefusesWhatARollbackCantUndo();
    void anErrorStandsWhereItIsInTheTextThatWasGiven();
    void aFailingStatementLeavesTheConnectionUsable();
    void aReadOnlyConnectionExplainsToo();
    void aCancelledRunIsRolledBack();
};

void TestSqliteExplain::linesOfThePlanAreTakenApart()
{
    const auto search = planNode(QStringLiteral("SEARCH hut USING COVERING INDEX hut_region (region=?)"));
    QCOMPARE(search.operation, QStringLiteral("SEARCH"));
    QCOMPARE(search.object, QStringLiteral("hut"));
    QCOMPARE(search.index, QStringLiteral("hut_region"));
    QCOMPARE(search.conditions.front().value, QStringLiteral("(region=?)"));
    QCOMPARE(planNode(QStringLiteral("SCAN my table")).object, QStringLiteral("my table"));
    QCOMPARE(planNode(QStringLiteral("SEARCH hut USING INTEGER PRIMARY KEY (rowid=?)")).detail,
        QStringLiteral("USING INTEGER PRIMARY KEY (rowid=?)"));
    QCOMPARE(planNode(QStringLiteral("USE TEMP B-TREE FOR ORDER BY")).operation, QStringLiteral("USE TEMP B-TREE FOR ORDER BY"));
    QCOMPARE(planNode(QStringLiteral("SCAN 3 CONSTANT ROWS")).operation, QStringLiteral("SCAN 3 CONSTANT ROWS"));
}

void TestSqliteExplain::theTreeFollowsTheParentsOfTheLines()
{
    const Huts huts;
    const auto plan = huts.explain("EXPLAIN SELECT region FROM hut WHERE region = 'north' UNION SELECT region FROM hut WHERE id = 1;");
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QCOMPARE(plan->roots.size(), std::size_t(1));
    QCOMPARE(plan->roots.front().operation, QStringLiteral("COMPOUND QUERY"));
    QCOMPARE(plan->roots.front().children.size(), std::size_t(2));
    QCOMPARE(plan->roots.front().children.front().children.front().index, QStringLiteral("hut_region"));
    QVERIFY(!plan->executed && !plan->writes);
}

void TestSqliteExplain::theProgramIsThereAsText()
{
    const Huts huts;
    const auto plan = huts.explain("SELECT * FROM hut");
    QVERIFY(plan);
    QVERIFY(plan->serverText.contains("OpenRead"));
    QVERIFY(plan->serverText.startsWith("addr"));
    QVERIFY(plan->serverJson.isEmpty());
}

void TestSqliteExplain::placeholdersNeedNoValuesForAPlan()
{
    const Huts huts;
    const auto plan = huts.explain("SELECT * FROM hut WHERE region = :region AND beds > ?5 AND id = ?");
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QVERIFY(!huts.explain("SELECT ?", true));
}

void TestSqliteExplain::analyzeMeasuresTheWhole()
{
    const Huts huts;
    const auto plan = huts.explain("SELECT * FROM hut", true);
    QVERIFY(plan);
    QVERIFY(plan->executed && plan->rolledBack && !plan->writes);
    QCOMPARE(plan->rows, 3);
    QVERIFY(plan->executionTime->count() > 0);
    QVERIFY(!plan->warnings.isEmpty());
}

void TestSqliteExplain::whatAnalyzeWroteIsRolledBack_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qint64>("rows");
    QTest::newRow("insert") << QByteArray("INSERT INTO hut (region, beds) SELECT region, beds FROM hut") << qint64(3);
    QTest::newRow("update") << QByteArray("UPDATE hut SET beds = 0 WHERE region = 'north'") << qint64(2);
    QTest::newRow("delete") << QByteArray("WITH x AS (SELECT 1) DELETE FROM hut") << qint64(3);
    QTest::newRow("replace") << QByteArray("REPLACE INTO hut VALUES (1, 'x', 99)") << qint64(1);
    QTest::newRow("returning") << QByteArray("DELETE FROM hut RETURNING id") << qint64(3);
}

void TestSqliteExplain::whatAnalyzeWroteIsRolledBack()
{
    QFETCH(QByteArray, text);
    QFETCH(qint64, rows);
    const Huts huts;
    const auto before = huts.count();
    const auto plan = huts.explain(text, true);
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QVERIFY(plan->writes && plan->executed && plan->rolledBack);
    QCOMPARE(plan->rows, rows);
    QCOMPARE(huts.count(), before);
    QCOMPARE(single(*huts.connection, "SELECT seq FROM sqlite_sequence"), Value(3));
    QCOMPARE(huts.connection->transactionState(), TransactionState::Idle);
}

void TestSqliteExplain::insideATransactionOnlyTheRunIsUndone()
{
    const Huts huts;
    run(*huts.connection, "BEGIN; UPDATE hut SET beds = 100 WHERE id = 1");
    const auto changed = huts.count();
    QVERIFY(huts.explain("DELETE FROM hut", true));
    QVERIFY(!huts.explain("INSERT INTO hut (id) VALUES (1)", true));
    QCOMPARE(huts.count(), changed);
    QCOMPARE(huts.connection->transactionState(), TransactionState::Active);
    run(*huts.connection, "COMMIT");
    QCOMPARE(huts.count(), changed);
}

void TestSqliteExplain::analyzeRefusesWhatARollbackCantUndo_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const auto *text : { "VACUUM", "PRAGMA user_version = 7", "COMMIT", "ATTACH ':memory:' AS other", "INSERT OR ROLLBACK INTO hut (id) VALUES (1)",
             "SELECT 1; DELETE FROM hut", "DELETE FROM hut; COMMIT" })
        QTest::newRow(text) << QByteArray(text);
}

void TestSqliteExplain::analyzeRefusesWhatARollbackCantUndo()
{
    QFETCH(QByteArray, text);
    const Huts huts;
    const auto before = huts.count();
    const auto plan = huts.explain(text, true);
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(huts.count(), before);
    QCOMPARE(single(*huts.connection, "PRAGMA user_version"), Value(0));
}

void TestSqliteExplain::anErrorStandsWhereItIsInTheTextThatWasGiven()
{
    const Huts huts;
    const QByteArray text = "-- huts\nEXPLAIN SELECT name FROM hut";
    for (const auto analyze : { false, true }) {
        const auto plan = huts.explain(text, analyze);
        QVERIFY(!plan);
        QCOMPARE(plan.error().position(), text.indexOf("name"));
    }
}

void TestSqliteExplain::aFailingStatementLeavesTheConnectionUsable()
{
    const Huts huts;
    const auto before = huts.count();
    QVERIFY(!huts.explain("INSERT INTO hut (id) SELECT 5 UNION ALL SELECT 1", true));
    QCOMPARE(huts.connection->transactionState(), TransactionState::Idle);
    QCOMPARE(huts.count(), before);
}

void TestSqliteExplain::aReadOnlyConnectionExplainsToo()
{
    Huts huts;
    const auto reader = huts.fixture.open(true);
    ExplainRequest request;
    request.text = "SELECT * FROM hut";
    request.analyze = true;
    const auto plan = Huts::extensionOf(*reader).explain(request);
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    request.text = "DELETE FROM hut";
    QVERIFY(!Huts::extensionOf(*reader).explain(request));
    QCOMPARE(reader->transactionState(), TransactionState::Idle);
}

void TestSqliteExplain::aCancelledRunIsRolledBack()
{
    const Huts huts;
    const auto before = huts.count();
    std::jthread canceller([&](const std::stop_token &stop) {
        while (!stop.stop_requested()) {
            huts.connection->cancel();
            std::this_thread::yield();
        }
    });
    const auto plan = huts.explain("INSERT INTO hut (beds) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n", true);
    canceller.request_stop();
    canceller.join();
    QVERIFY(!plan);
    QVERIFY(plan.error().isCancelled());
    QCOMPARE(huts.connection->transactionState(), TransactionState::Idle);
    QCOMPARE(huts.count(), before);
}

QTEST_GUILESS_MAIN(TestSqliteExplain)
#include "tst_sqliteexplain.moc"
