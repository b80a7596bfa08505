#include "ui/migrations/findingdetails.h"
#include "ui/migrations/migrationtext.h"
#include "ui/migrations/rungate.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;
using State = dumbo::ReviewStatus::State;
using Way = RunGate::Way;

namespace {

MigrationsSnapshot snapshotOf(const QStringList &names)
{
    MigrationsSnapshot snapshot;
    for (const auto &name : names) {
        dumbo::PlannedMigration planned;
        planned.migration.emplace();
        planned.migration->name = name;
        planned.state = dumbo::MigrationState::Pending;
        snapshot.places.insert(name, snapshot.plan.migrations.size());
        snapshot.plan.migrations.push_back(planned);
    }
    return snapshot;
}

RunGate gateOf(State state, bool production, bool readOnly = false)
{
    const auto snapshot = snapshotOf({ QStringLiteral("0001_a"), QStringLiteral("0002_b") });
    return RunGate::of(snapshot, pendingNames(snapshot),
        { .isProduction = production, .isReadOnly = readOnly, .database = QStringLiteral("Shop"), .review = [state](const QString &) {
             dumbo::ReviewStatus status;
             status.state = state;
             return status;
         } });
}

} // namespace

class TestRunGate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsApprovedRunsFreelyButOnProduction()
    {
        QCOMPARE(gateOf(State::Approved, false).way, Way::Free);
        QCOMPARE(gateOf(State::Approved, true).way, Way::Asks);
    }

    void whatIsNotApprovedIsAskedForAndOnProductionNeedsAReason()
    {
        for (const auto state : { State::Open, State::Rejected, State::FallenOff }) {
            QCOMPARE(gateOf(state, false).way, Way::Asks);
            QCOMPARE(gateOf(state, true).way, Way::NeedsReason);
            QVERIFY(gateOf(state, true).details.contains(QStringLiteral("0002_b")));
        }
    }

    void aReadOnlyConnectionRefuses() { QCOMPARE(gateOf(State::Approved, false, true).way, Way::Refused); }

    void aFatalProblemOfTheSourceRefuses()
    {
        auto snapshot = snapshotOf({ QStringLiteral("0001_a") });
        snapshot.plan.problems.push_back({ QStringLiteral("a.sql"), 3, QStringLiteral("The string is not closed."), true });
        const auto gate = RunGate::of(snapshot, pendingNames(snapshot), { .isProduction = false, .isReadOnly = false, .database = {}, .review = {} });
        QCOMPARE(gate.way, Way::Refused);
        QVERIFY(gate.details.contains(QStringLiteral("not closed")));
    }

    void nothingPendingIsSaid()
    {
        const MigrationsSnapshot snapshot;
        QCOMPARE(RunGate::of(snapshot, {}, {}).way, Way::Nothing);
    }

    void upToIncludesTheOneThatIsMeant()
    {
        const auto snapshot = snapshotOf({ QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3") });
        QCOMPARE(pendingUpTo(snapshot, QStringLiteral("2")), QStringList({ QStringLiteral("1"), QStringLiteral("2") }));
        QVERIFY(pendingUpTo(snapshot, QStringLiteral("9")).isEmpty());
    }

    void aFormReplacesItsStatementAndNothingElse()
    {
        const QByteArray text = "-- äö\nCREATE INDEX a ON b (c);\nSELECT 1;\n";
        const auto begin = text.indexOf("CREATE");
        const dumbo::SaferForm form { {}, { "SET lock_timeout = '2s'", "CREATE INDEX CONCURRENTLY a ON b (c)" }, true };
        QCOMPARE(withForm(text, { begin, text.indexOf(';') }, form),
            QByteArray("-- äö\nSET lock_timeout = '2s';\nCREATE INDEX CONCURRENTLY a ON b (c);\nSELECT 1;\n"));
    }

    void aFileThatChangedMeanwhileIsNotOverwritten()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("0001.sql"));
        const auto write = [&](const QByteArray &text) {
            QFile file(path);
            return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
        };
        QVERIFY(write("SELECT 1;\n"));
        QVERIFY(replaceText(path, "SELECT 1;\n", "SELECT 2;\n"));
        QVERIFY(write("SELECT 3;\n"));
        const auto refused = replaceText(path, "SELECT 2;\n", "SELECT 4;\n");
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind(), dumbo::ErrorKind::InvalidOperation);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), QByteArray("SELECT 3;\n"));
    }
};

QTEST_MAIN(TestRunGate)
#include "tst_rungate.moc"
