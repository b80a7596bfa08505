#include "core/migrations/review/review.h"

#include <QFile>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;

namespace {

using Kind = ReviewVerdict::Kind;
using State = ReviewStatus::State;

Migration migrationOf(const QString &name, const QByteArrayList &statements)
{
    Migration migration;
    migration.name = name;
    for (const auto &text : statements)
        migration.up.push_back({ .text = text });
    migration.hash = migrationHash(migration.up);
    return migration;
}

ReviewVerdict verdictOf(Kind kind, std::optional<int> statement = {}, const CatalogBinding &catalog = {})
{
    ReviewVerdict verdict;
    verdict.kind = kind;
    verdict.statement = statement;
    verdict.author = QStringLiteral("Ann");
    verdict.text = QStringLiteral("Seen.");
    verdict.catalog = catalog;
    return verdict;
}

CatalogObject tableOf(const QString &schema, const QString &name, const QStringList &columns)
{
    CatalogObject table;
    table.kind = ObjectKind::Table;
    table.path = { {}, schema, name };
    for (const auto &column : columns) {
        table.columns.emplace_back();
        table.columns.back().name = column;
        table.columns.back().type = QStringLiteral("text");
    }
    return table;
}

const std::vector<ObjectPath> hut { { {}, {}, QStringLiteral("hut") } };

} // namespace

class TestReview : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = ReviewFile::pathFor(m_folder->path());
    }

    void theFileStandsBesideItsSource()
    {
        QCOMPARE(ReviewFile::pathFor(m_folder->path()), m_folder->filePath(QStringLiteral("dumbo-review.json")));
        QCOMPARE(ReviewFile::pathFor(m_folder->filePath(QStringLiteral("schema.json"))),
            m_folder->filePath(QStringLiteral("schema.json.review.json")));
    }

    void aVerdictIsThereAfterReadingAgain()
    {
        const auto migration = migrationOf(QStringLiteral("0001_huts"), { "CREATE TABLE hut (id int)" });
        auto review = ReviewFile::open(m_path);
        QVERIFY(review);
        const auto added = review->add(verdictOf(Kind::Approved, {}, { { QStringLiteral("public.hut"), "0011223344556677" } }), migration);
        QVERIFY(added);
        QVERIFY(!added->id.isEmpty());
        QVERIFY(added->time.endsWith(u'Z'));
        const auto again = ReviewFile::open(m_path);
        QVERIFY(again);
        QCOMPARE(again->verdicts(), QList<ReviewVerdict> { *added });
        QCOMPARE(again->statusOf(migration, {}).state, State::Approved);
        QCOMPARE(again->statusOf(migration, {}).verdict->author, QStringLiteral("Ann"));
    }

    void anotherTextLetsTheVerdictFallOff()
    {
        auto review = ReviewFile::open(m_path);
        auto migration = migrationOf(QStringLiteral("0001_huts"), { "CREATE TABLE hut (id int)" });
        QVERIFY(review->add(verdictOf(Kind::Approved), migration));
        auto changed = migration;
        changed.down.push_back({ .text = "DROP TABLE hut" });
        QCOMPARE(review->statusOf(changed, {}).state, State::FallenOff);
        QVERIFY(review->statusOf(changed, {}).reason.contains(QStringLiteral("text")));
        changed = migration;
        changed.inTransaction = false;
        QCOMPARE(review->statusOf(changed, {}).state, State::FallenOff);
        QCOMPARE(review->statusOf(migration, {}).state, State::Approved);
    }

    void anotherStructureLetsTheVerdictFallOff()
    {
        CatalogPart part;
        part.objects = { tableOf(QStringLiteral("public"), QStringLiteral("hut"), { QStringLiteral("id") }),
            tableOf(QStringLiteral("public"), QStringLiteral("room"), { QStringLiteral("id") }) };
        const auto migration = migrationOf(QStringLiteral("0002_names"), { "ALTER TABLE hut ADD name text" });
        auto review = ReviewFile::open(m_path);
        QVERIFY(review->add(verdictOf(Kind::Approved, {}, catalogBinding(part, hut)), migration));

        auto now = part;
        now.objects[1].columns.clear(); // not touched by the migration
        now.objects[0].comment = QStringLiteral("cosy");
        now.objects[0].rowEstimate = 7;
        QCOMPARE(review->statusOf(migration, catalogBinding(now, hut)).state, State::Approved);
        now.objects[0].columns[0].nullable = false;
        const auto fallen = review->statusOf(migration, catalogBinding(now, hut));
        QCOMPARE(fallen.state, State::FallenOff);
        QVERIFY(fallen.reason.contains(QStringLiteral("public.hut")));
        now.objects.clear();
        QVERIFY(review->statusOf(migration, catalogBinding(now, hut)).reason.contains(QStringLiteral("gone")));
    }

    void whatDidNotExistYetIsNotBound()
    {
        const auto migration = migrationOf(QStringLiteral("0002_names"), { "ALTER TABLE hut ADD name text" });
        auto review = ReviewFile::open(m_path);
        QVERIFY(review->add(verdictOf(Kind::Approved, {}, catalogBinding({}, hut)), migration));
        CatalogPart later;
        later.objects = { tableOf(QStringLiteral("public"), QStringLiteral("hut"), { QStringLiteral("id") }) };
        QCOMPARE(review->statusOf(migration, catalogBinding(later, hut)).state, State::Approved);
    }

    void everyPartOfAStructureCounts()
    {
        auto table = tableOf(QStringLiteral("public"), QStringLiteral("hut"), { QStringLiteral("id") });
        CatalogPart part;
        part.objects = { table };
        QSet<CatalogBinding::mapped_type> seen { catalogBinding(part, hut).first() };
        const auto differs = [&](auto change) {
            part.objects = { table };
            change(part.objects.front());
            const auto hash = catalogBinding(part, hut).first();
            const auto isNew = !seen.contains(hash);
            seen.insert(hash);
            return isNew;
        };
        QVERIFY(differs([](CatalogObject &object) { object.columns[0].type = QStringLiteral("int"); }));
        QVERIFY(differs([](CatalogObject &object) { object.columns[0].defaultExpression = QStringLiteral("1"); }));
        QVERIFY(differs([](CatalogObject &object) { object.keys.emplace_back(); }));
        QVERIFY(differs([](CatalogObject &object) { object.foreignKeys.emplace_back(); }));
        QVERIFY(differs([](CatalogObject &object) { object.checks.emplace_back(); }));
        QVERIFY(differs([](CatalogObject &object) { object.indexes.emplace_back(); }));
        QVERIFY(differs([](CatalogObject &object) { object.triggers.emplace_back(); }));
        QVERIFY(differs([](CatalogObject &object) { object.policies.emplace_back(); }));
        QVERIFY(differs([](CatalogObject &object) { object.partitioning.emplace(); }));
        QVERIFY(differs([](CatalogObject &object) { object.kind = ObjectKind::View; }));
    }

    void theLastVerdictDecidesAndCommentsDoNot()
    {
        const auto migration = migrationOf(QStringLiteral("0001_huts"), { "SELECT 1" });
        auto review = ReviewFile::open(m_path);
        QCOMPARE(review->statusOf(migration, {}).state, State::Open);
        QVERIFY(review->add(verdictOf(Kind::Rejected), migration));
        QVERIFY(review->add(verdictOf(Kind::Comment), migration));
        QCOMPARE(review->statusOf(migration, {}).state, State::Rejected);
        const auto approved = review->add(verdictOf(Kind::Approved), migration);
        QVERIFY(approved);
        QCOMPARE(review->statusOf(migration, {}).state, State::Approved);
        QVERIFY(review->remove(approved->id));
        QCOMPARE(review->statusOf(migration, {}).state, State::Rejected);
        QCOMPARE(review->remove(approved->id).error().kind(), ErrorKind::NotFound);
    }

    void aRejectedStatementRejectsItsMigration()
    {
        auto migration = migrationOf(QStringLiteral("0001_huts"), { "SELECT 1", "SELECT 2" });
        auto review = ReviewFile::open(m_path);
        QVERIFY(review->add(verdictOf(Kind::Approved), migration));
        QVERIFY(review->add(verdictOf(Kind::Rejected, 2), migration));
        QCOMPARE(review->statusOf(migration, {}).state, State::Rejected);
        QVERIFY(review->statusOf(migration, {}).reason.contains(u'2'));
        QCOMPARE(review->statusOf(migration, 1, {}).state, State::Open);
        QCOMPARE(review->statusOf(migration, 2, {}).state, State::Rejected);
        migration.up[1].text = "SELECT 3";
        QCOMPARE(review->statusOf(migration, 2, {}).state, State::FallenOff);
        QCOMPARE(review->statusOf(migration, {}).state, State::FallenOff);
    }

    void whatMakesNoSenseIsRefused()
    {
        const auto migration = migrationOf(QStringLiteral("0001_huts"), { "SELECT 1" });
        auto review = ReviewFile::open(m_path);
        auto empty = verdictOf(Kind::Comment);
        empty.text = QStringLiteral("  ");
        QCOMPARE(review->add(empty, migration).error().kind(), ErrorKind::Data);
        QCOMPARE(review->add(verdictOf(Kind::Approved, 2), migration).error().kind(), ErrorKind::Data);
        QVERIFY(!QFile::exists(m_path));
    }

    void twoProgramsLoseNothing()
    {
        const auto migration = migrationOf(QStringLiteral("0001_huts"), { "SELECT 1" });
        auto one = ReviewFile::open(m_path);
        auto other = ReviewFile::open(m_path);
        QVERIFY(one->add(verdictOf(Kind::Approved), migration));
        QVERIFY(other->add(verdictOf(Kind::Comment), migration));
        QCOMPARE(other->verdicts().size(), 2);
        QCOMPARE(ReviewFile::open(m_path)->verdicts().size(), 2);
    }

    void aBrokenFileIsSaidAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("said");
        QTest::newRow("conflict") << QByteArray("{\n\"version\": 1,\n<<<<<<< ours\n\"verdicts\": []\n}") << QStringLiteral("line 3");
        QTest::newRow("other") << QByteArray("{\"a\": 1}") << QStringLiteral("no list of verdicts");
        QTest::newRow("newer") << QByteArray("{\"version\": 2, \"verdicts\": []}") << QStringLiteral("newer version");
    }

    void aBrokenFileIsSaidAndLeftAlone()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, said);
        writeFile(text);
        const auto review = ReviewFile::open(m_path);
        QVERIFY(!review);
        QVERIFY2(review.error().message().contains(said), qPrintable(review.error().message()));
        QCOMPARE(readFile(), text);
    }

    void aFileThatBreaksMeanwhileIsNotOverwritten()
    {
        const auto migration = migrationOf(QStringLiteral("0001_huts"), { "SELECT 1" });
        auto review = ReviewFile::open(m_path);
        QVERIFY(review->add(verdictOf(Kind::Approved), migration));
        writeFile("<<<<<<< ours");
        QVERIFY(!review->add(verdictOf(Kind::Rejected), migration));
        QCOMPARE(readFile(), QByteArray("<<<<<<< ours"));
        QCOMPARE(review->verdicts().size(), 1);
        QCOMPARE(review->statusOf(migration, {}).state, State::Approved);
    }

    void whatTheProgramDoesNotKnowIsKept()
    {
        writeFile(R"({"version": 1, "team": "huts", "verdicts": [{"kind": "blessed", "by": "Bo"}]})");
        auto review = ReviewFile::open(m_path);
        QVERIFY(review->add(verdictOf(Kind::Approved), migrationOf(QStringLiteral("0001_huts"), { "SELECT 1" })));
        const auto json = QJsonDocument::fromJson(readFile()).object();
        QCOMPARE(json.value(QStringLiteral("team")).toString(), QStringLiteral("huts"));
        QCOMPARE(json.value(QStringLiteral("verdicts")).toArray().last().toObject().value(QStringLiteral("by")).toString(),
            QStringLiteral("Bo"));
    }

private:
    void writeFile(const QByteArray &text) const
    {
        QFile file(m_path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    [[nodiscard]] QByteArray readFile() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
};

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
