#include "core/migrations/plan.h"

#include <QTest>

using namespace dumbo;

namespace {

Migration migrationOf(const QString &name, const QByteArrayList &statements)
{
    Migration migration;
    migration.name = name;
    for (const auto &text : statements)
        migration.up.push_back({ text });
    migration.hash = migrationHash(migration.up);
    return migration;
}

MigrationSet setOf(std::vector<Migration> migrations)
{
    MigrationSet set;
    set.layout = QStringLiteral("dumbo");
    set.migrations = std::move(migrations);
    return set;
}

Migration huts()
{
    return migrationOf(QStringLiteral("0001_huts"), { "CREATE TABLE huts (id int)" });
}

Migration beds()
{
    return migrationOf(QStringLiteral("0002_beds"), { "CREATE TABLE beds (id int)", "CREATE INDEX beds_id ON beds (id)" });
}

LedgerState ledgerOf(std::vector<std::pair<QString, QByteArray>> entries)
{
    LedgerState ledger;
    ledger.exists = true;
    ledger.hasDetails = true;
    for (const auto &[name, hash] : entries)
        ledger.entries.push_back({ qint64(ledger.entries.size()) + 1, name, QStringLiteral("default"), hash, QStringLiteral("2026-01-31 12:00:00"), {} });
    return ledger;
}

RunDetails tried(const Migration &migration, RunOutcome outcome)
{
    RunDetails run;
    run.name = migration.name;
    run.outcome = outcome;
    run.who = QStringLiteral("anna@laptop");
    run.started = QStringLiteral("2026-01-31T12:30:00.000Z");
    run.statements = int(migration.up.size());
    return run;
}

QStringList states(const MigrationPlan &plan)
{
    QStringList found;
    for (const auto &planned : plan.migrations)
        found.append(planned.name() + u' ' + migrationStateName(planned.state));
    return found;
}

} // namespace

class TestMigrationPlan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void withoutLedgerEverythingIsPending();
    void whatIsRecordedWithTheSameHashIsApplied();
    void anotherHashIsChangedAndCanBeAcceptedOrRestored();
    void aRepeatableOneThatChangedRunsAgain();
    void oneBeforeAnAppliedOneIsOutOfOrder();
    void componentsAndRepeatableOnesHaveNoOrder();
    void aRecordedOneThatIsNotInTheSourceStandsWhereItWasApplied();
    void oneThatFailedHalfWaySaysWhatIsDoneAndCanBeResumed();
    void oneWhoseDoneStatementsChangedCannotBeResumed();
    void oneThatWasRolledBackIsPendingAndSaysWhy();
    void whatTheServerSaidTwiceIsSaidOnce();
    void aStatementWhoseEndNobodySawIsNamed();
    void oneWithoutStatementsIsNeverPending();
    void aLedgerWithoutDetailsIsUnknown();
    void tenThousandArePlannedInOneGo();
    void remediesHaveNames();
};

void TestMigrationPlan::withoutLedgerEverythingIsPending()
{
    const auto plan = planMigrations(setOf({ huts(), beds() }), {});
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts pending"), QStringLiteral("0002_beds pending") }));
    QCOMPARE(plan.pending().size(), std::size_t(2));
    QVERIFY(!plan.isClean());
    QVERIFY(!plan.detailsUnknown);
    QCOMPARE(plan.migrations[0].remedies, Remedy::Run | Remedy::Baseline);
}

void TestMigrationPlan::whatIsRecordedWithTheSameHashIsApplied()
{
    const auto plan = planMigrations(setOf({ huts() }), ledgerOf({ { huts().name, huts().hash } }));
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts applied") }));
    QVERIFY(plan.isClean());
    QVERIFY(plan.migrations[0].reason.isEmpty());
}

void TestMigrationPlan::anotherHashIsChangedAndCanBeAcceptedOrRestored()
{
    const auto plan = planMigrations(setOf({ huts(), beds() }), ledgerOf({ { huts().name, "other" } }));
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts changed"), QStringLiteral("0002_beds pending") }));
    QCOMPARE(plan.migrations[0].remedies, Remedy::Accept | Remedy::RestoreSource);
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("2026-01-31 12:00:00")));
}

void TestMigrationPlan::aRepeatableOneThatChangedRunsAgain()
{
    auto view = migrationOf(QStringLiteral("R__view"), { "CREATE OR REPLACE VIEW v AS SELECT 1" });
    view.repeatable = true;
    const auto plan = planMigrations(setOf({ view }), ledgerOf({ { view.name, "other" } }));
    QCOMPARE(states(plan), QStringList({ QStringLiteral("R__view pending") }));
    QVERIFY(plan.migrations[0].entry.has_value());
}

void TestMigrationPlan::oneBeforeAnAppliedOneIsOutOfOrder()
{
    const auto plan = planMigrations(setOf({ huts(), beds() }), ledgerOf({ { beds().name, beds().hash } }));
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0001_huts out-of-order"), QStringLiteral("0002_beds applied") }));
    QVERIFY(plan.migrations[0].remedies.testFlag(Remedy::RunLate));
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("0002_beds")));
}

void TestMigrationPlan::componentsAndRepeatableOnesHaveNoOrder()
{
    auto set = setOf({ huts(), beds() });
    set.layout = QStringLiteral("components");
    const auto ledger = ledgerOf({ { beds().name, beds().hash } });
    QCOMPARE(planMigrations(set, ledger).count(MigrationState::Pending), 1);
    auto repeatable = huts();
    repeatable.repeatable = true;
    QCOMPARE(planMigrations(setOf({ repeatable, beds() }), ledger).count(MigrationState::Pending), 1);
}

void TestMigrationPlan::aRecordedOneThatIsNotInTheSourceStandsWhereItWasApplied()
{
    const auto ledger = ledgerOf({ { huts().name, huts().hash }, { QStringLiteral("0001b_lost"), "x" }, { beds().name, beds().hash },
        { QStringLiteral("0002b_lost"), "y" } });
    const auto ways = migrationOf(QStringLiteral("0003_ways"), { "CREATE TABLE ways (id int)" });
    QCOMPARE(states(planMigrations(setOf({ huts(), beds(), ways }), ledger)),
        QStringList({ QStringLiteral("0001_huts applied"), QStringLiteral("0001b_lost missing"), QStringLiteral("0002_beds applied"),
            QStringLiteral("0002b_lost missing"), QStringLiteral("0003_ways pending") }));
    QCOMPARE(planMigrations(setOf({}), ledger).count(MigrationState::Missing), 4);
}

void TestMigrationPlan::oneThatFailedHalfWaySaysWhatIsDoneAndCanBeResumed()
{
    auto ledger = ledgerOf({});
    auto run = tried(beds(), RunOutcome::Failed);
    run.inTransaction = false;
    run.statementsDone = 1;
    run.doneHash = migrationHash({ beds().up[0] });
    run.error = QStringLiteral("disk full");
    ledger.lastRuns.insert({ run.name, run });
    const auto plan = planMigrations(setOf({ beds() }), ledger);
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0002_beds failed") }));
    QCOMPARE(plan.migrations[0].remedies, Remedy::Resume | Remedy::Repair | Remedy::Baseline);
    QCOMPARE(plan.migrations[0].resumeAt, 1);
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("anna@laptop")));
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("disk full")));
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("1 of 2 statements")));
}

void TestMigrationPlan::oneWhoseDoneStatementsChangedCannotBeResumed()
{
    auto ledger = ledgerOf({});
    auto run = tried(beds(), RunOutcome::Interrupted);
    run.inTransaction = false;
    run.statementsDone = 1;
    run.doneHash = "another";
    ledger.lastRuns.insert({ run.name, run });
    const auto plan = planMigrations(setOf({ beds() }), ledger);
    QVERIFY(!plan.migrations[0].remedies.testFlag(Remedy::Resume));
    QVERIFY(plan.migrations[0].remedies.testFlag(Remedy::RestoreSource));
}

void TestMigrationPlan::oneThatWasRolledBackIsPendingAndSaysWhy()
{
    auto ledger = ledgerOf({});
    auto run = tried(beds(), RunOutcome::Failed);
    run.error = QStringLiteral("no such column");
    ledger.lastRuns.insert({ run.name, run });
    const auto plan = planMigrations(setOf({ beds() }), ledger);
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0002_beds pending") }));
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("no such column")));
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("Nothing of it is in the database.")));
}

void TestMigrationPlan::whatTheServerSaidTwiceIsSaidOnce()
{
    auto ledger = ledgerOf({});
    auto run = tried(beds(), RunOutcome::Failed);
    run.who = QStringLiteral("ann");
    run.started = QStringLiteral("2026-01-31T12:00:00.123Z");
    run.error = QStringLiteral("Relation \"hut\" does not exist\nrelation \"hut\" does not exist\nStatement 1 of 1.");
    ledger.lastRuns.insert({ run.name, run });
    const auto plan = planMigrations(setOf({ beds() }), ledger);
    QCOMPARE(plan.migrations[0].reason, QStringLiteral("A run by ann at 2026-01-31 12:00:00 UTC failed: Relation \"hut\" does not exist."
        " Statement 1 of 1. Nothing of it is in the database."));
}

void TestMigrationPlan::aStatementWhoseEndNobodySawIsNamed()
{
    auto ledger = ledgerOf({});
    auto run = tried(beds(), RunOutcome::Running);
    run.inTransaction = false;
    run.statementStarted = 0;
    ledger.lastRuns.insert({ run.name, run });
    const auto plan = planMigrations(setOf({ beds() }), ledger);
    QCOMPARE(states(plan), QStringList({ QStringLiteral("0002_beds failed") }));
    QVERIFY(plan.migrations[0].reason.contains(QStringLiteral("Whether statement 1 is, nobody saw")));
    QVERIFY(plan.migrations[0].remedies.testFlag(Remedy::Resume));
}

void TestMigrationPlan::oneWithoutStatementsIsNeverPending()
{
    const auto plan = planMigrations(setOf({ migrationOf(QStringLiteral("0000_nothing"), {}) }), ledgerOf({}));
    QVERIFY(plan.isClean());
    QVERIFY(!plan.migrations[0].reason.isEmpty());
}

void TestMigrationPlan::aLedgerWithoutDetailsIsUnknown()
{
    auto ledger = ledgerOf({ { huts().name, huts().hash } });
    ledger.hasDetails = false;
    QVERIFY(planMigrations(setOf({ huts() }), ledger).detailsUnknown);
    ledger.entries.clear();
    QVERIFY(!planMigrations(setOf({ huts() }), ledger).detailsUnknown);
}

void TestMigrationPlan::tenThousandArePlannedInOneGo()
{
    std::vector<Migration> migrations;
    auto ledger = ledgerOf({});
    for (int i = 0; i < 10000; ++i) {
        migrations.push_back(migrationOf(QStringLiteral("%1_m").arg(i, 5, 10, QLatin1Char('0')), { "SELECT 1" }));
        if (i % 2 == 0)
            ledger.entries.push_back({ i, migrations.back().name, {}, migrations.back().hash, {}, {} });
    }
    const auto plan = planMigrations(setOf(std::move(migrations)), ledger);
    QCOMPARE(plan.count(MigrationState::Applied), 5000);
    QCOMPARE(plan.count(MigrationState::OutOfOrder), 4999);
    QCOMPARE(plan.count(MigrationState::Pending), 1);
}

void TestMigrationPlan::remediesHaveNames()
{
    QCOMPARE(remedyNames(Remedy::Accept | Remedy::Resume), QStringList({ QStringLiteral("repair --accept"), QStringLiteral("run --resume") }));
    QVERIFY(remedyNames({}).isEmpty());
}

QTEST_GUILESS_MAIN(TestMigrationPlan)
#include "tst_migrationplan.moc"
