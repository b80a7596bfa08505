#include "drivers/common/postgresql/advice/migrationadvice.h"

#include <QTest>

#include <pg_query.h>

#include <algorithm>

using namespace dumbo;

namespace {

AdviceRequest requestOf(const QByteArrayList &statements)
{
    AdviceRequest request;
    request.statements.assign(statements.begin(), statements.end());
    return request;
}

std::vector<StatementAdvice> advise(const AdviceRequest &request)
{
    const auto answer = postgresql::MigrationAdvice().advise(request);
    return answer ? *answer : std::vector<StatementAdvice> {};
}

std::vector<StatementAdvice> advise(const QByteArrayList &statements)
{
    return advise(requestOf(statements));
}

/// The codes of findings, but for the reminders that nearly every statement has.
QString codesOf(const std::vector<StatementAdvice> &answers)
{
    QStringList codes;
    for (const auto &answer : answers) {
        for (const auto &finding : answer.findings) {
            if (finding.code != u"PG119" && finding.code != u"PG122")
                codes.append(finding.code);
        }
    }
    return codes.join(u' ');
}

QString locksOf(const StatementAdvice &answer)
{
    QStringList locks;
    for (const auto &lock : answer.locks) {
        if (!lock.isNew)
            locks.append((lock.object.schema.isEmpty() ? QString() : lock.object.schema + u'.') + lock.object.name + QStringLiteral(": ") + lock.mode);
    }
    return locks.join(QStringLiteral(", "));
}

QString namesOf(const std::vector<ObjectPath> &paths)
{
    QStringList names;
    for (const auto &path : paths)
        names.append(path.schema.isEmpty() ? path.name : path.schema + u'.' + path.name);
    return names.join(u' ');
}

} // namespace

class TestPostgreSqlAdvice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { pg_query_exit(); }
    void rulesHaveStableCodesInOrder();
    void eachStatementHasItsFindings_data();
    void eachStatementHasItsFindings();
    void aTableOfTheSameMigrationIsNobodysYet();
};

void TestPostgreSqlAdvice::rulesHaveStableCodesInOrder()
{
    const auto rules = postgresql::MigrationAdvice().rules();
    QVERIFY(rules.size() > 70);
    QVERIFY(std::ranges::is_sorted(rules, std::less_equal<>(), &MigrationAdviceExtension::Rule::code));
    for (const auto &rule : rules) {
        QVERIFY2(!rule.description.isEmpty(), qPrintable(rule.code));
        QVERIFY2(rule.name == rule.name.toLower() && !rule.name.contains(u' '), qPrintable(rule.name));
    }
}

void TestPostgreSqlAdvice::eachStatementHasItsFindings_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<QString>("tag");
    QTest::addColumn<QString>("codes");
    QTest::addColumn<QString>("locks");
    const auto row = [](const char *sql, const char *tag, const char *codes, const char *locks) {
        QTest::newRow(sql) << QByteArray(sql) << QString::fromLatin1(tag) << QString::fromLatin1(codes) << QString::fromLatin1(locks);
    };
    row("CREATE INDEX i ON hut (beds)", "CREATE INDEX", "PG101", "hut: SHARE");
    row("CREATE INDEX CONCURRENTLY i ON hut (beds)", "CREATE INDEX", "PG102", "hut: SHARE UPDATE EXCLUSIVE");
    row("DROP INDEX i", "DROP INDEX", "PG103", "i: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD CHECK (beds > 0)", "ALTER TABLE", "PG105", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD CHECK (beds > 0) NOT VALID", "ALTER TABLE", "", "hut: ACCESS EXCLUSIVE");
    row("ALTER TABLE hut ADD FOREIGN KEY (region) REFERENCES region (id)", "ALTER TABLE", "PG106", "hut: SHARE ROW EXCLUSIVE, region: SHARE ROW EXCLUSIVE");
    row("ALTER TABLE hut ALTER name SET NOT NULL", "ALTER TABLE", "PG107", "hut: ACCESS EXCLUSIVE");
    row("SELECT 1 +", "", "PG100", "");
}

void TestPostgreSqlAdvice::eachStatementHasItsFindings()
{
    QFETCH(const QByteArray, sql);
    const auto answers = advise({ sql });
    QCOMPARE(answers.size(), 1u);
    QTEST(answers.front().tag, "tag");
    QTEST(codesOf(answers), "codes");
    QTEST(locksOf(answers.front()), "locks");
}

void TestPostgreSqlAdvice::aTableOfTheSameMigrationIsNobodysYet()
{
    const auto answers = advise({ "CREATE TABLE hut (id bigint PRIMARY KEY, beds bigint)", "CREATE INDEX i ON hut (beds)", "ALTER TABLE hut ALTER beds SET NOT NULL" });
    QCOMPARE(codesOf(answers), QString());
    QCOMPARE(namesOf(answers[0].creates), QStringLiteral("hut"));
    QCOMPARE(namesOf(answers[1].touches), QStringLiteral("hut"));
    QVERIFY(answers[1].locks.front().isNew);
    QCOMPARE(answers[1].locks.front().mode, QStringLiteral("SHARE"));
}

QTEST_APPLESS_MAIN(TestPostgreSqlAdvice)
#include "tst_postgresqladvice.moc"
