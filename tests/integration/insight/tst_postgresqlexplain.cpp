#include "core/sdk/extensions/explain.h"
#include "postgresfixture.h"

#include <QObject>

#include <functional>

using namespace dumbo;
using namespace dumbo::test;

namespace {

Result<ExplainPlan> explain(Session &session, const ExplainRequest &request)
{
    return waited(session, [request](Executor &executor) -> Result<ExplainPlan> {
        auto *extension = executor.connection().extension(ExplainExtension::extensionId());
        if (!extension)
            return fail(ErrorKind::NotImplemented, QStringLiteral("no extension"));
        return static_cast<ExplainExtension *>(extension)->explain(request);
    });
}

ExplainRequest requestOf(const QByteArray &text, bool analyze = true)
{
    ExplainRequest request;
    request.text = text;
    request.analyze = analyze;
    return request;
}

bool has(const PlanNode &node, const std::function<bool(const PlanNode &)> &fits)
{
    return fits(node) || std::ranges::any_of(node.children, [&](const PlanNode &child) { return has(child, fits); });
}

TransactionState state(Session &session)
{
    return *waited(session, [](Executor &executor) -> Result<TransactionState> { return executor.connection().transactionState(); });
}

} // namespace

class TestPostgresqlExplain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanup();
    void aPlanComesAsTreeTextAndJson();
    void aRunMeasuresEachStep();
    void whatARunWroteIsRolledBack_data();
    void whatARunWroteIsRolledBack();
    void sequencesAreNotSetBackAndThatIsSaid();
    void insideATransactionOnlyTheRunIsUndone();
    void anErrorLeavesAnOpenTransactionUsable();
    void aFailedTransactionIsRefused();
    void nothingIsSmuggledBehindTheStatement_data();
    void nothingIsSmuggledBehindTheStatement();
    void placeholdersGetAGenericPlanOrTheirValues();
    void anErrorStandsWhereItIsInTheTextThatWasGiven();
    void aReadOnlyConnectionMeasuresQueriesAndRefusesWrites();
    void aCancelledRunIsRolledBack();
    void createTableAsIsRunAndUndone();

private:
    [[nodiscard]] QString content() { return single(*m_session, "SELECT count(*) || '/' || coalesce(sum(beds), 0) FROM hut"); }

    std::unique_ptr<PostgresFixture> m_fixture;
    std::unique_ptr<Session> m_session;
};

void TestPostgresqlExplain::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    m_fixture = std::make_unique<PostgresFixture>(**server);
    m_session = m_fixture->open();
    run(*m_session, "CREATE TABLE hut (id bigserial PRIMARY KEY, region text, beds int)");
    run(*m_session, "INSERT INTO hut (region, beds) SELECT 'region ' || i % 7, i % 40 FROM generate_series(1, 5000) i");
    run(*m_session, "ANALYZE hut");
}

void TestPostgresqlExplain::cleanup()
{
    if (m_session && state(*m_session) != TransactionState::Idle)
        run(*m_session, "ROLLBACK");
}

void TestPostgresqlExplain::aPlanComesAsTreeTextAndJson()
{
    const auto plan = explain(*m_session, requestOf("SELECT region, count(*) FROM hut GROUP BY region", false));
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QCOMPARE(plan->roots.front().operation, QStringLiteral("HashAggregate"));
    QVERIFY(has(plan->roots.front(), [](const PlanNode &node) { return node.operation == u"Seq Scan" && node.object == u"hut"; }));
    QVERIFY(plan->serverText.contains("HashAggregate  (cost="));
    QVERIFY(plan->serverJson.startsWith('['));
    QVERIFY(!plan->executed && !plan->writes && plan->warnings.isEmpty());
}

void TestPostgresqlExplain::aRunMeasuresEachStep()
{
    const auto plan = explain(*m_session, requestOf("SELECT * FROM hut WHERE beds < 10 ORDER BY region"));
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QVERIFY(plan->executed && plan->rolledBack && !plan->writes);
    QVERIFY(plan->executionTime && plan->planningTime);
    const auto &root = plan->roots.front();
    QCOMPARE(root.actualRows->text, QByteArray("1250"));
    QVERIFY(root.totalTime && root.selfTime && root.shared);
    QVERIFY(has(root, [](const PlanNode &node) { return node.rowsRemoved && node.rowsRemoved->text == "3750"; }));
    auto text = requestOf("SELECT 1");
    text.form = ExplainRequest::Form::Text;
    const auto asText = explain(*m_session, text);
    QVERIFY(asText && asText->roots.empty());
    QVERIFY(asText->serverText.contains("actual time="));
}

void TestPostgresqlExplain::whatARunWroteIsRolledBack_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("insert") << QByteArray("INSERT INTO hut (region, beds) SELECT region, beds FROM hut");
    QTest::newRow("update") << QByteArray("UPDATE hut SET beds = 0");
    QTest::newRow("delete") << QByteArray("EXPLAIN ANALYZE DELETE FROM hut;");
    QTest::newRow("merge") << QByteArray("MERGE INTO hut USING (SELECT 1 AS id) s ON s.id = hut.id WHEN MATCHED THEN DELETE");
    QTest::newRow("with") << QByteArray("WITH gone AS (DELETE FROM hut RETURNING *) SELECT count(*) FROM gone");
}

void TestPostgresqlExplain::whatARunWroteIsRolledBack()
{
    QFETCH(QByteArray, text);
    const auto before = content();
    const auto plan = explain(*m_session, requestOf(text));
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QVERIFY(plan->executed && plan->rolledBack && plan->writes);
    QVERIFY(!plan->warnings.isEmpty());
    QCOMPARE(content(), before);
    QCOMPARE(state(*m_session), TransactionState::Idle);
}

void TestPostgresqlExplain::sequencesAreNotSetBackAndThatIsSaid()
{
    const auto before = single(*m_session, "SELECT last_value FROM hut_id_seq").toLongLong();
    const auto plan = explain(*m_session, requestOf("INSERT INTO hut (region) VALUES ('north')"));
    QVERIFY(plan);
    QVERIFY(plan->warnings.join(u' ').contains(QStringLiteral("sequences")));
    QVERIFY(single(*m_session, "SELECT last_value FROM hut_id_seq").toLongLong() > before);
}

void TestPostgresqlExplain::insideATransactionOnlyTheRunIsUndone()
{
    run(*m_session, "BEGIN");
    run(*m_session, "UPDATE hut SET beds = 1 WHERE id = 1");
    const auto changed = content();
    QVERIFY(explain(*m_session, requestOf("DELETE FROM hut")));
    QCOMPARE(content(), changed);
    QCOMPARE(state(*m_session), TransactionState::Active);
}

void TestPostgresqlExplain::anErrorLeavesAnOpenTransactionUsable()
{
    run(*m_session, "BEGIN");
    for (const auto analyze : { false, true }) {
        const auto plan = explain(*m_session, requestOf("SELECT 1 / 0 FROM hut WHERE nothing = 1", analyze));
        QVERIFY(!plan);
        QCOMPARE(plan.error().sqlState(), QStringLiteral("42703"));
        QCOMPARE(state(*m_session), TransactionState::Active);
    }
    QVERIFY(!explain(*m_session, requestOf("SELECT 1 / (beds - beds) FROM hut")));
    QCOMPARE(state(*m_session), TransactionState::Active);
}

void TestPostgresqlExplain::aFailedTransactionIsRefused()
{
    run(*m_session, "BEGIN");
    QVERIFY(!waited(*m_session, [](Executor &executor) { return executor.command("SELECT nothing"); }));
    const auto plan = explain(*m_session, requestOf("DELETE FROM hut"));
    QVERIFY(!plan);
    QCOMPARE(plan.error().kind(), ErrorKind::InvalidOperation);
    QCOMPARE(state(*m_session), TransactionState::Failed);
}

void TestPostgresqlExplain::nothingIsSmuggledBehindTheStatement_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const auto *text : { "DELETE FROM hut; COMMIT", "SELECT 1; COMMIT; DELETE FROM hut", "COMMIT", "DO 'BEGIN DELETE FROM hut; COMMIT; END'",
             "SELECT '\\'; COMMIT; --'", "VACUUM hut" })
        QTest::newRow(text) << QByteArray(text);
}

void TestPostgresqlExplain::nothingIsSmuggledBehindTheStatement()
{
    QFETCH(QByteArray, text);
    const auto before = content();
    QVERIFY(!explain(*m_session, requestOf(text)));
    QCOMPARE(content(), before);
    QCOMPARE(state(*m_session), TransactionState::Idle);
}

void TestPostgresqlExplain::placeholdersGetAGenericPlanOrTheirValues()
{
    const QByteArray text = "SELECT * FROM hut WHERE id = $1";
    auto request = requestOf(text, false);
    const auto generic = explain(*m_session, request);
    if (m_fixture->m_server.versionNumber() >= 160000) {
        QVERIFY2(generic, qPrintable(generic ? QString() : generic.error().toText()));
        QVERIFY(generic->roots.front().detail.contains(QStringLiteral("$1")));
        QCOMPARE(generic->warnings.size(), 1);
    }
    request.analyze = true;
    QVERIFY(!explain(*m_session, request));
    request.parameters.positional = { Value(qint64(7)) };
    const auto plan = explain(*m_session, request);
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QCOMPARE(plan->roots.front().actualRows->text, QByteArray("1"));
}

void TestPostgresqlExplain::anErrorStandsWhereItIsInTheTextThatWasGiven()
{
    const QByteArray text = "-- Hütten\nEXPLAIN SELECT region, name FROM hut";
    for (const auto analyze : { false, true }) {
        const auto plan = explain(*m_session, requestOf(text, analyze));
        QVERIFY(!plan);
        QCOMPARE(plan.error().position(), text.indexOf("name"));
    }
}

void TestPostgresqlExplain::aReadOnlyConnectionMeasuresQueriesAndRefusesWrites()
{
    const auto reader = m_fixture->open({}, true);
    const auto before = content();
    const auto plan = explain(*reader, requestOf("SELECT count(*) FROM hut"));
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QVERIFY(plan->executed);
    const auto refused = explain(*reader, requestOf("DELETE FROM hut"));
    QVERIFY(!refused);
    QCOMPARE(refused.error().sqlState(), QStringLiteral("25006"));
    QCOMPARE(content(), before);
}

void TestPostgresqlExplain::aCancelledRunIsRolledBack()
{
    const auto before = content();
    const auto other = m_fixture->open();
    auto reply = other->submit([](Executor &executor) -> Result<ExplainPlan> {
        auto *extension = executor.connection().extension(ExplainExtension::extensionId());
        return static_cast<ExplainExtension *>(extension)->explain(requestOf("WITH gone AS (DELETE FROM hut RETURNING *) SELECT pg_sleep(60) FROM gone"));
    });
    QTRY_COMPARE_WITH_TIMEOUT(single(*m_session, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'EXPLAIN%pg_sleep(60)%' AND wait_event = 'PgSleep'"), QStringLiteral("1"), 30000);
    other->cancel(reply.job());
    QVERIFY(reply.waitFor(std::chrono::seconds(30)));
    QVERIFY(!reply.result());
    QVERIFY(reply.result().error().isCancelled());
    QCOMPARE(state(*other), TransactionState::Idle);
    QCOMPARE(content(), before);
}

void TestPostgresqlExplain::createTableAsIsRunAndUndone()
{
    const auto plan = explain(*m_session, requestOf("CREATE TABLE copied AS SELECT * FROM hut"));
    QVERIFY2(plan, qPrintable(plan ? QString() : plan.error().toText()));
    QVERIFY(plan->writes && plan->rolledBack);
    QCOMPARE(single(*m_session, "SELECT to_regclass('copied') IS NULL"), single(*m_session, "SELECT true"));
}

QTEST_GUILESS_MAIN(TestPostgresqlExplain)
#include "tst_postgresqlexplain.moc"
