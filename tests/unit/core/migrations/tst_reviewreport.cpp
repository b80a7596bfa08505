#include "core/migrations/planscript.h"
#include "core/migrations/review/reviewreport.h"

#include <QTest>

using namespace dumbo;

namespace {

Migration migrationOf(const QString &name, const QByteArrayList &statements)
{
    Migration migration;
    migration.name = name;
    for (const auto &text : statements)
        migration.up.push_back({ .text = text });
    migration.hash = migrationHash(migration.up);
    return migration;
}

MigrationPlan planOf(const std::vector<Migration> &migrations)
{
    MigrationSet set;
    set.migrations = migrations;
    return planMigrations(set, {});
}

Dialect dialectOf(const QString &type)
{
    Dialect dialect;
    dialect.databaseType = type;
    return dialect;
}

ReviewReport reportWithEverything()
{
    ReviewReport report;
    report.title = QStringLiteral("huts");
    auto migration = migrationOf(QStringLiteral("0001_huts"), { "ALTER TABLE hut ADD name text -- ``` | <b>" });
    migration.hasDown = true;
    migration.down.push_back({ .text = "ALTER TABLE hut DROP name" });
    report.plan = planOf({ migration });
    AdvisedMigration advised;
    advised.name = migration.name;
    advised.statements.emplace_back();
    auto &advice = advised.statements.back().advice;
    advice.locks.push_back({ { {}, {}, QStringLiteral("hut") }, QStringLiteral("ACCESS EXCLUSIVE"),
        int(LockEffect::BlocksReads) | int(LockEffect::BlocksWrites), false });
    advice.rewrites.push_back({ {}, {}, QStringLiteral("hut") });
    AdvisedFinding finding;
    finding.code = QStringLiteral("PG101");
    finding.name = QStringLiteral("slow");
    finding.severity = FindingSeverity::Error;
    finding.message = QStringLiteral("Stops *everybody*.");
    finding.statement = 0;
    ProbeAnswer probe;
    probe.state = ProbeAnswer::State::Counted;
    probe.sentence = QStringLiteral("2 rows have no name.");
    probe.columns = { QStringLiteral("id"), QStringLiteral("a|b") };
    probe.rows = { { QStringLiteral("1"), std::nullopt } };
    finding.probes.push_back(probe);
    finding.saferForms.push_back({ QStringLiteral("In two steps"), { "SELECT 1", "SELECT 2" }, true });
    advised.findings.push_back(finding);
    report.advice.emplace().migrations.push_back(advised);
    StatementMeasurement measured;
    measured.time = std::chrono::microseconds(1234);
    measured.rows = 1;
    measured.locks.push_back({ { {}, {}, QStringLiteral("hut") }, QStringLiteral("AccessExclusiveLock") });
    report.measured[migration.name].emplace_back(measured);
    ReviewVerdict verdict;
    verdict.kind = ReviewVerdict::Kind::Approved;
    verdict.migration = migration.name;
    verdict.author = QStringLiteral("Ann <ann>");
    verdict.text = QStringLiteral("First line.\nSecond.");
    report.verdicts.append(verdict);
    report.statuses[migration.name] = { ReviewStatus::State::FallenOff, verdict, QStringLiteral("The text has changed since.") };
    report.changes[migration.name] = { QStringLiteral("Table hut gets column name.") };
    return report;
}

} // namespace

class TestReviewReport : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void markdownTellsEverythingAndEscapesIt()
    {
        const auto text = QString::fromUtf8(reviewMarkdown(reportWithEverything()));
        for (const auto *expected : { "# Migrations of huts\n", "| 0001\\_huts | pending | approved by Ann \\<ann\\>, no longer valid: The text has changed since. | 1 × error |",
                 "````sql\nALTER TABLE hut ADD name text -- ``` | <b>\n````", "ACCESS EXCLUSIVE on hut (blocks reads, writes); rewrites hut",
                 "Measured: 1.23 ms, 1 row; AccessExclusiveLock on hut", "error PG101 (slow): Stops \\*everybody\\*.", "2 rows have no name.",
                 "| id | a\\|b |", "| 1 | NULL |", "Safer: In two steps (outside of a transaction)", "SELECT 1;\nSELECT 2;",
                 "First line. Second.", "Table hut gets column name.", "### Down", "ALTER TABLE hut DROP name;" })
            QVERIFY2(text.contains(QString::fromUtf8(expected)), qPrintable(QString::fromUtf8(expected) + u'\n' + text));
    }

    void htmlTellsEverythingAndEscapesIt()
    {
        const auto text = QString::fromUtf8(reviewHtml(reportWithEverything()));
        QVERIFY(text.startsWith(QStringLiteral("<!DOCTYPE html>")));
        QVERIFY(text.endsWith(QStringLiteral("</html>\n")));
        QVERIFY(!text.contains(QStringLiteral("<b>")));
        QVERIFY(!text.contains(QStringLiteral("<ann>")));
        for (const auto *expected : { "<title>Migrations of huts</title>", "ALTER TABLE hut ADD name text -- ``` | &lt;b&gt;", "<td>a|b</td>",
                 "Ann &lt;ann&gt;", "Stops *everybody*." })
            QVERIFY2(text.contains(QString::fromUtf8(expected).replace(QStringLiteral("<td>a|b</td>"), QStringLiteral("<th>a|b</th>"))), expected);
    }

    void whatIsAppliedIsLeftOut()
    {
        ReviewReport report;
        report.title = QStringLiteral("huts");
        const auto migration = migrationOf(QStringLiteral("0001_huts"), { "SELECT 1" });
        report.plan = planOf({ migration });
        report.plan.migrations.front().state = MigrationState::Applied;
        QVERIFY(reviewMarkdown(report).contains("Everything is applied"));
        report.includesApplied = true;
        QVERIFY(reviewMarkdown(report).contains("0001"));
    }

    void aScriptHasTheTransactionsAndTheLedger()
    {
        const auto plan = planOf({ migrationOf(QStringLiteral("0001_huts"), { "CREATE TABLE hut (id int)" }),
            migrationOf(QStringLiteral("0002_it's"), { "CREATE INDEX CONCURRENTLY i ON hut (id)" }),
            migrationOf(QStringLiteral("0003_note"), { "SELECT 1 -- end" }) });
        const auto script = planScript(plan, dialectOf(QStringLiteral("PostgreSQL")));
        QVERIFY(script);
        const auto first = script->indexOf("BEGIN;\n\n-- 0001_huts\nCREATE TABLE hut (id int);\nINSERT INTO dmb_migrations");
        const auto alone = script->indexOf("COMMIT;\n\n-- 0002_it's\nCREATE INDEX CONCURRENTLY i ON hut (id);\nINSERT INTO dmb_migrations");
        const auto last = script->indexOf("BEGIN;\n\n-- 0003_note\nSELECT 1 -- end\n;\n");
        QVERIFY2(script->startsWith("CREATE TABLE IF NOT EXISTS dmb_migrations"), script->constData());
        QVERIFY2(first > 0 && alone > first && last > alone, script->constData());
        QVERIFY2(script->contains("'0002_it''s', 'default', '" + plan.migrations[1].migration->hash + "'"), script->constData());
        QVERIFY(script->endsWith("COMMIT;\n"));
        PlanScriptOptions options;
        options.recordsLedger = false;
        QVERIFY(!planScript(plan, dialectOf(QStringLiteral("PostgreSQL")), options)->contains("dmb_migrations"));
    }

    void aScriptForTheMariaDbClientKeepsBodiesWhole()
    {
        auto dialect = dialectOf(QStringLiteral("MySQL"));
        dialect.lexer.delimiterCommand = true;
        const auto script = planScript(planOf({ migrationOf(QStringLiteral("0001_p"), { "CREATE PROCEDURE p() BEGIN SELECT 1; END" }) }), dialect);
        QVERIFY(script);
        QVERIFY2(script->contains("DELIMITER //\nCREATE PROCEDURE p() BEGIN SELECT 1; END\n//\nDELIMITER ;\n"), script->constData());
    }

    void nothingPendingIsAnEmptyScript()
    {
        const auto script = planScript(planOf({}), dialectOf(QStringLiteral("SQLite")));
        QVERIFY(script && script->isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestReviewReport)
#include "tst_reviewreport.moc"
