#include "core/migrations/advisor.h"

#include <QJsonArray>
#include <QObject>
#include <QTest>

#include <algorithm>

using namespace dumbo;

namespace {

/// Says of each statement what the test wants; finds the word "bad".
class FakeAdvice final : public MigrationAdviceExtension
{
public:
    std::vector<Rule> rules() const override
    {
        return { { QStringLiteral("FK1"), QStringLiteral("bad-word"), FindingSeverity::Error, QStringLiteral("It says bad.") },
            { QStringLiteral("FK2"), QStringLiteral("other"), FindingSeverity::Warning, QStringLiteral("Never found.") } };
    }

    Result<std::vector<StatementAdvice>> advise(const AdviceRequest &request) const override
    {
        requests.push_back(request);
        std::vector<StatementAdvice> all;
        for (const auto &text : request.statements) {
            auto &advice = all.emplace_back();
            advice.tag = QString::fromUtf8(text.split(' ').front());
            const ObjectPath object { {}, {}, QString::fromUtf8(text.split(' ').value(1)) };
            advice.changesSchema = advice.tag == u"CREATE" || advice.tag == u"DROP" || advice.tag == u"ALTER" || advice.tag == u"DO";
            if (advice.tag == u"CREATE")
                advice.creates.push_back(object);
            else if (advice.tag == u"DROP")
                advice.drops.push_back(object);
            else if (advice.tag == u"ALTER")
                advice.touches.push_back(object);
            if (const auto at = text.indexOf("bad"); at >= 0)
                advice.findings.push_back(finding(at, object));
        }
        return all;
    }

    mutable std::vector<AdviceRequest> requests;

private:
    static Finding finding(qint64 at, const ObjectPath &object)
    {
        Finding found;
        found.code = QStringLiteral("FK1");
        found.name = QStringLiteral("bad-word");
        found.severity = FindingSeverity::Error;
        found.message = QStringLiteral("It says bad.");
        found.span = { at, at + 3 };
        found.object = object;
        found.probes.push_back({ QStringLiteral("%1 rows"), "SELECT 1", {}, true });
        return found;
    }
};

/// A file whose statements end with ";" at the end of a line.
Migration migrationOf(const QByteArray &file, const char *name = "0001_first")
{
    Migration migration;
    migration.name = QString::fromLatin1(name);
    migration.path = migration.name + QStringLiteral(".sql");
    qint64 begin = 0;
    for (auto end = file.indexOf(';'); end >= 0; end = file.indexOf(';', begin)) {
        // Comments and blanks before a statement are none of it.
        while (begin < end && (file[begin] == '\n' || file.sliced(begin).startsWith("--") || file[begin] == ' '))
            begin = file[begin] == '-' ? file.indexOf('\n', begin) : begin + 1;
        migration.up.push_back({ file.sliced(begin, end - begin), begin, end, int(file.first(begin).count('\n')) + 1 });
        begin = end + 1;
    }
    return migration;
}

Dialect dialectOf()
{
    Dialect dialect;
    dialect.databaseType = QStringLiteral("Fake");
    return dialect;
}

struct Judging
{
    std::shared_ptr<FakeAdvice> extension = std::make_shared<FakeAdvice>();
    Advisor advisor { extension, dialectOf(), true };

    MigrationAdvice judge(const QByteArray &file)
    {
        AdviceContext context;
        context.readFile = [&](const QString &) -> Result<QByteArray> { return file; };
        const std::vector migrations { migrationOf(file) };
        auto advice = advisor.advise(migrations, context);
        return advice ? *advice : MigrationAdvice();
    }
};

QStringList codesOf(const MigrationAdvice &advice)
{
    QStringList codes;
    for (const auto &finding : advice.migrations.front().findings)
        codes.append(finding.code + (finding.silenced ? QStringLiteral(" silenced") : QString()));
    return codes;
}

CatalogObject table(const char *name)
{
    CatalogObject object;
    object.kind = ObjectKind::Table;
    object.path.name = QString::fromLatin1(name);
    return object;
}

QStringList namesOf(const AdviceRequest &request)
{
    QStringList names;
    for (const auto &object : request.catalog->objects)
        names.append(object.path.name);
    return names;
}

} // namespace

class TestAdvisor : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findingsStandAtTheirPlaceInTheFile();
    void withoutAFilePlacesAreThoseOfTheStatement();
    void aCommentWithAReasonSilences_data();
    void aCommentWithAReasonSilences();
    void commentsThatSilenceNothingAreFindings_data();
    void commentsThatSilenceNothingAreFindings();
    void whatEarlierMigrationsChangeIsNotKnown();
    void aStatementThatMayDoAnythingLeavesNothingKnown();
    void withoutAConnectionNothingIsAsked();
    void theJsonSaysWhatAPersonSees();
    void rulesAreThoseOfDriverAndProgram();
};

void TestAdvisor::findingsStandAtTheirPlaceInTheFile()
{
    Judging judging;
    const auto advice = judging.judge("-- größe\nSELECT ü;\n  ALTER hüt\n  ü bad\n;\n");
    const auto &finding = advice.migrations.front().findings.front();
    QCOMPARE(finding.line, 4);
    QCOMPARE(finding.column, 5);
    QCOMPARE(finding.endColumn, 8);
    QCOMPARE(finding.statement, 1);
    QCOMPARE(finding.path, QStringLiteral("0001_first.sql"));
    QCOMPARE(advice.migrations.front().statements[1].line, 3);
    QCOMPARE(advice.migrations.front().statements[1].column, 3);
}

void TestAdvisor::withoutAFilePlacesAreThoseOfTheStatement()
{
    Judging judging;
    auto migration = migrationOf("ALTER hut\n bad;");
    migration.path.clear();
    migration.up.front().line = 7;
    const auto advice = judging.advisor.advise(std::span(&migration, 1));
    QVERIFY(advice);
    QCOMPARE(advice->migrations.front().findings.front().line, 8);
    QCOMPARE(advice->migrations.front().findings.front().column, 2);
}

void TestAdvisor::aCommentWithAReasonSilences_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("before") << QByteArray("-- dumbo:ignore FK1 it is small\nALTER a bad;");
    QTest::newRow("inside") << QByteArray("ALTER a /* dumbo:ignore FK1 it is small */ bad;");
    QTest::newRow("behind in its line") << QByteArray("ALTER a bad; -- dumbo:ignore FK1 it is small\nSELECT 1;");
    QTest::newRow("by name, capitals do not matter") << QByteArray("-- dumbo:ignore Bad-Word: it is small\nALTER a bad;");
    QTest::newRow("the whole file") << QByteArray("-- dumbo:ignore-file FK1 it is small\nSELECT 1;\nSELECT 2;\nALTER a bad;");
}

void TestAdvisor::aCommentWithAReasonSilences()
{
    QFETCH(QByteArray, file);
    Judging judging;
    const auto advice = judging.judge(file);
    QCOMPARE(codesOf(advice), QStringList("FK1 silenced"));
    QCOMPARE(advice.migrations.front().findings.front().silencedBecause, QStringLiteral("it is small"));
    QCOMPARE(advice.counts().errors, 0);
    QCOMPARE(advice.counts().silenced, 1);
}

void TestAdvisor::commentsThatSilenceNothingAreFindings_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QStringList>("codes");
    QTest::newRow("no reason") << QByteArray("-- dumbo:ignore FK1\nALTER a bad;") << QStringList { "DMB001", "FK1" };
    QTest::newRow("no code") << QByteArray("-- dumbo:ignore\nSELECT 1;") << QStringList { "DMB001" };
    QTest::newRow("unknown code") << QByteArray("-- dumbo:ignore XX9 why\nSELECT 1;") << QStringList { "DMB002" };
    QTest::newRow("not found") << QByteArray("-- dumbo:ignore FK2 why\nSELECT 1;") << QStringList { "DMB003" };
    QTest::newRow("of another statement") << QByteArray("-- dumbo:ignore FK1 why\nSELECT 1;\nALTER a bad;") << QStringList { "DMB003", "FK1" };
    QTest::newRow("one of two") << QByteArray("-- dumbo:ignore FK1, FK2 why\nALTER a bad;") << QStringList { "DMB003", "FK1 silenced" };
    QTest::newRow("in a string it is no comment") << QByteArray("SELECT '-- dumbo:ignore FK1 why' bad;") << QStringList { "FK1" };
    QTest::newRow("another word") << QByteArray("-- dumbo:ignored FK1 why\nALTER a bad;") << QStringList { "FK1" };
}

void TestAdvisor::commentsThatSilenceNothingAreFindings()
{
    QFETCH(QByteArray, file);
    QFETCH(QStringList, codes);
    Judging judging;
    QCOMPARE(codesOf(judging.judge(file)), codes);
}

void TestAdvisor::whatEarlierMigrationsChangeIsNotKnown()
{
    Judging judging;
    AdviceContext context;
    auto catalog = std::make_shared<CatalogPart>();
    for (const auto *name : { "stays", "altered", "dropped", "made" })
        catalog->objects.push_back(table(name));
    catalog->objects[0].indexes.resize(1);
    catalog->objects[0].indexes[0].name = QStringLiteral("stays_index");
    context.catalog = catalog;
    context.readFile = [](const QString &) -> Result<QByteArray> { return QByteArray(); };
    const std::vector migrations { migrationOf("ALTER altered x;DROP dropped;CREATE made;CREATE fresh;", "1"), migrationOf("DROP stays_index;", "2"),
        migrationOf("SELECT 1;", "3") };
    QVERIFY(judging.advisor.advise(migrations, context));
    const auto &requests = judging.extension->requests;
    QCOMPARE(namesOf(requests[0]).size(), 4);
    QVERIFY(requests[0].changedBefore.empty());
    QCOMPARE(namesOf(requests[1]), QStringList("stays"));
    QCOMPARE(requests[1].changedBefore.size(), std::size_t(3)); // a dropped one is missing for certain
    QCOMPARE(namesOf(requests[2]), QStringList());
    QCOMPARE(requests[2].changedBefore.back().name, QStringLiteral("stays"));
    QCOMPARE(catalog->objects.size(), std::size_t(4));
}

void TestAdvisor::aStatementThatMayDoAnythingLeavesNothingKnown()
{
    Judging judging;
    AdviceContext context;
    context.catalog = std::make_shared<CatalogPart>();
    context.readFile = [](const QString &) -> Result<QByteArray> { return QByteArray(); };
    const std::vector migrations { migrationOf("DO something;", "1"), migrationOf("SELECT 1;", "2") };
    QVERIFY(judging.advisor.advise(migrations, context));
    QVERIFY(judging.extension->requests[0].catalog);
    QVERIFY(!judging.extension->requests[1].catalog);
}

void TestAdvisor::withoutAConnectionNothingIsAsked()
{
    Judging judging;
    const auto advice = judging.judge("ALTER a bad;");
    const auto &answer = advice.migrations.front().findings.front().probes.front();
    QVERIFY(answer.state == ProbeAnswer::State::NotAsked);
    QVERIFY(!advice.askedData);
    QVERIFY(!advice.knowsCatalog);
}

void TestAdvisor::theJsonSaysWhatAPersonSees()
{
    Judging judging;
    const auto json = toJson(judging.judge("ALTER a bad; -- dumbo:ignore FK1 it is small"));
    QCOMPARE(json["errors"].toInt(), 0);
    QCOMPARE(json["silenced"].toInt(), 1);
    const auto migration = json["migrations"].toArray().first().toObject();
    QCOMPARE(migration["name"].toString(), QStringLiteral("0001_first"));
    const auto finding = migration["findings"].toArray().first().toObject();
    QCOMPARE(finding["code"].toString(), QStringLiteral("FK1"));
    QCOMPARE(finding["severity"].toString(), QStringLiteral("error"));
    QCOMPARE(finding["silencedBecause"].toString(), QStringLiteral("it is small"));
    QCOMPARE(finding["statement"].toInt(), 1);
    QCOMPARE(finding["line"].toInt(), 1);
    QCOMPARE(finding["probes"].toArray().first().toObject()["state"].toString(), QStringLiteral("not-asked"));
    QCOMPARE(migration["statements"].toArray().first().toObject()["transaction"].toString(), QStringLiteral("inside"));
}

void TestAdvisor::rulesAreThoseOfDriverAndProgram()
{
    const auto rules = Judging().advisor.rules();
    QVERIFY(std::ranges::is_sorted(rules, {}, &Advisor::Rule::code));
    QVERIFY(std::ranges::contains(rules, QStringLiteral("FK1"), &Advisor::Rule::code));
    QVERIFY(std::ranges::contains(rules, QStringLiteral("DMB001"), &Advisor::Rule::code));
}

QTEST_APPLESS_MAIN(TestAdvisor)
#include "tst_advisor.moc"
