#include "tests/integration/cli/clirun.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <QFile>
#include <QJsonArray>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace dumbo::test;

namespace {

QString program()
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR") + QStringLiteral("/bin/dumbo");
}

} // namespace

/// `dumbo docs …` and the documents of `dumbo shell`, on SQLite and on PostgreSQL.
class TestDocs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void documentsComeBackByteForByte_data() { databases(); }
    void documentsComeBackByteForByte();
    void findFiltersSortsAndProjects_data() { databases(); }
    void findFiltersSortsAndProjects();
    void numbersAreUntouched_data() { databases(); }
    void numbersAreUntouched();
    void explainShowsRunnableSql_data() { databases(); }
    void explainShowsRunnableSql();
    void countDistinctAndAggregate_data() { databases(); }
    void countDistinctAndAggregate();
    void insertReadsLinesOrArguments_data() { databases(); }
    void insertReadsLinesOrArguments();
    void aBadLineInsertsNothing_data() { databases(); }
    void aBadLineInsertsNothing();
    void updatesAndDeletesTellWhatTheyDid_data() { databases(); }
    void updatesAndDeletesTellWhatTheyDid();
    void aPreviewChangesNothing_data() { databases(); }
    void aPreviewChangesNothing();
    void aConflictIsOneAndNamesBothVersions_data() { databases(); }
    void aConflictIsOneAndNamesBothVersions();
    void indexesAreListedCreatedAndDropped_data() { databases(); }
    void indexesAreListedCreatedAndDropped();
    void collectionsAreCreatedListedRenamedAndDropped_data() { databases(); }
    void collectionsAreCreatedListedRenamedAndDropped();
    void anyColumnOfJsonIsRead_data() { databases(); }
    void anyColumnOfJsonIsRead();
    void exportedDocumentsAreImportedAgain_data() { databases(); }
    void exportedDocumentsAreImportedAgain();
    void badLinesOfAnImportAreTold();
    void theSchemaOfDocumentsIsTold_data() { databases(); }
    void theSchemaOfDocumentsIsTold();
    void anIndexIsAdvisedAndTried_data() { databases(); }
    void anIndexIsAdvisedAndTried();
    void aWrongTextIsShownWithItsPlace_data();
    void aWrongTextIsShownWithItsPlace();
    void exitCodesAreThoseOfOtherCommands();
    void interruptingIs130();
    void theShellSpeaksOfDocuments_data() { databases(); }
    void theShellSpeaksOfDocuments();
    void theShellWritesWithinItsTransaction_data() { databases(); }
    void theShellWritesWithinItsTransaction();
    void theShellShowsDocumentsAsTables();
    void theShellRefusesWhatItDoesNotKnow_data();
    void theShellRefusesWhatItDoesNotKnow();

private:
    static void databases();
    [[nodiscard]] bool connect();
    [[nodiscard]] Outcome docs(const char *action, const QStringList &more, const QByteArray &input = {}) const;
    [[nodiscard]] Outcome shell(const QByteArray &input, const QStringList &more = {}) const;
    [[nodiscard]] Outcome run(const QStringList &arguments, const QByteArray &input) const;
    [[nodiscard]] QByteArray people() const;
    [[nodiscard]] QByteArray found(const QStringList &more) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_url;
};

void TestDocs::databases()
{
    QTest::addColumn<QString>("database");
    QTest::newRow("SQLite") << QStringLiteral("sqlite");
    QTest::newRow("PostgreSQL") << QStringLiteral("postgresql");
}

void TestDocs::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_url = m_folder->filePath(QStringLiteral("people.db"));
    QVERIFY(QFile(m_url).open(QIODevice::WriteOnly));
}

/// To the database of the row, with four people in it.
bool TestDocs::connect()
{
    QFETCH(QString, database);
    if (database == u"postgresql") {
        const auto server = PostgresServer::shared();
        if (!server && qEnvironmentVariableIsSet("CI"))
            QTest::qFail(qPrintable(server.error().message()), __FILE__, __LINE__);
        else if (!server)
            QTest::qSkip(qPrintable(server.error().message()), __FILE__, __LINE__);
        if (!server)
            return false;
        m_url = (*server)->url((*server)->createDatabase());
    }
    const auto made = docs("create", { QStringLiteral("people") });
    const auto filled = docs("insert", { QStringLiteral("people"), QStringLiteral("-") }, people());
    return QTest::qVerify(made.exitCode == 0 && filled.exitCode == 0, "people", (made.err + filled.err).constData(), __FILE__, __LINE__);
}

#define CONNECT() \
    do { \
        if (!connect()) \
            return; \
    } while (false)

QByteArray TestDocs::people() const
{
    return "{\"_id\":\"ann\",\"age\":9,\"tags\":[\"a\",\"b\"],\"city\":\"Ulm\"}\n"
           "{\"_id\":\"bob\",\"age\":10,\"tags\":[\"b\"],\"city\":\"Bonn\"}\n"
           "\n"
           "{\"_id\":\"cid\",\"age\":100,\"city\":\"Ulm\"}\n"
           "{\"_id\":\"dan\",\"age\":\"old\"}\n";
}

Outcome TestDocs::run(const QStringList &arguments, const QByteArray &input) const
{
    QProcess process;
    process.start(program(), arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(60'000))
        return {};
    return { process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError() };
}

Outcome TestDocs::docs(const char *action, const QStringList &more, const QByteArray &input) const
{
    return run(QStringList { QStringLiteral("docs"), QString::fromLatin1(action), QStringLiteral("-c"), m_url } + more, input);
}

Outcome TestDocs::shell(const QByteArray &input, const QStringList &more) const
{
    return run(QStringList { QStringLiteral("shell"), QStringLiteral("-c"), m_url } + more, input);
}

/// Ids of what is found, apart by blanks.
QByteArray TestDocs::found(const QStringList &more) const
{
    const auto outcome = docs("find", QStringList { QStringLiteral("people") } + more);
    QByteArrayList ids;
    for (const auto &line : outcome.out.split('\n')) {
        if (!line.isEmpty())
            ids.append(QJsonDocument::fromJson(line).object().value(QStringLiteral("_id")).toString().toUtf8());
    }
    return outcome.exitCode == 0 ? ids.join(' ') : outcome.err;
}

void TestDocs::documentsComeBackByteForByte()
{
    CONNECT();
    const auto outcome = docs("find", { QStringLiteral("people"), QStringLiteral("{_id: \"ann\"}") });
    QCOMPARE(outcome.err, QByteArray());
    QFETCH(QString, database);
    if (database == u"sqlite")
        QCOMPARE(outcome.out, QByteArray("{\"_id\":\"ann\",\"age\":9,\"tags\":[\"a\",\"b\"],\"city\":\"Ulm\",\"_version\":\"1\"}\n"));
    const auto ann = QJsonDocument::fromJson(outcome.out).object();
    QCOMPARE(ann.value(QStringLiteral("_version")).toString(), QStringLiteral("1"));
    QCOMPARE(ann.value(QStringLiteral("tags")).toArray().size(), 2);
    QCOMPARE(outcome.out.count('\n'), 1);
}

void TestDocs::findFiltersSortsAndProjects()
{
    CONNECT();
    QCOMPARE(found({ QStringLiteral("--sort"), QStringLiteral("{_id: 1}") }), QByteArray("ann bob cid dan"));
    QCOMPARE(found({ QStringLiteral("{age: {$gt: 9}}"), QStringLiteral("--sort"), QStringLiteral("{age: -1}") }), QByteArray("cid bob"));
    QCOMPARE(found({ QStringLiteral("{tags: 'b'} // by element"), QStringLiteral("--sort"), QStringLiteral("{_id: -1}") }), QByteArray("bob ann"));
    QCOMPARE(found({ QStringLiteral("{}"), QStringLiteral("--sort"), QStringLiteral("{_id: 1}"), QStringLiteral("--skip"), QStringLiteral("1"), QStringLiteral("--limit"), QStringLiteral("2") }), QByteArray("bob cid"));
    const auto projected = docs("find", { QStringLiteral("people"), QStringLiteral("{_id: \"ann\"}"), QStringLiteral("--project"), QStringLiteral("{city: 1, _id: 0}") });
    QCOMPARE(QJsonDocument::fromJson(projected.out).object(), QJsonObject({ { QStringLiteral("city"), QStringLiteral("Ulm") } }));
}

void TestDocs::numbersAreUntouched()
{
    CONNECT();
    const auto inserted = docs("insert", { QStringLiteral("people"), QStringLiteral("{_id: 'n', big: 9223372036854775808, price: 10.00, huge: 1e40}") });
    QVERIFY2(inserted.exitCode == 0, inserted.err.constData());
    const auto out = docs("find", { QStringLiteral("people"), QStringLiteral("{big: {$gt: 9223372036854775807}}") }).out;
    QVERIFY2(out.contains("9223372036854775808") && out.contains("10.00"), out.constData());
    QCOMPARE(found({ QStringLiteral("{big: {$gt: 9223372036854775808}}") }), QByteArray());
    QCOMPARE(found({ QStringLiteral("{price: 10}") }), QByteArray("n"));
}

void TestDocs::explainShowsRunnableSql()
{
    CONNECT();
    const auto outcome = docs("find", { QStringLiteral("people"), QStringLiteral("{age: {$gt: 9}}"), QStringLiteral("--explain") });
    QCOMPARE(outcome.exitCode, 0);
    QVERIFY2(outcome.out.contains("SELECT") && outcome.out.contains("people"), outcome.out.constData());
    // It runs as it stands, and never finds less.
    const auto rows = run({ QStringLiteral("query"), QStringLiteral("-c"), m_url, QStringLiteral("--format"), QStringLiteral("ndjson"), QStringLiteral("-") }, outcome.out);
    QVERIFY2(rows.exitCode == 0 && rows.out.count('\n') >= 2, rows.err.constData());
    for (const auto &arguments : { QStringList { QStringLiteral("count") }, QStringList { QStringLiteral("distinct"), QStringLiteral("city") },
             QStringList { QStringLiteral("aggregate"), QStringLiteral("[{$match: {age: 9}}]") },
             QStringList { QStringLiteral("update"), QStringLiteral("{_id: 'ann'}"), QStringLiteral("{$set: {age: 1}}") },
             QStringList { QStringLiteral("delete"), QStringLiteral("{_id: 'ann'}") },
             QStringList { QStringLiteral("insert"), QStringLiteral("{a: 1}") } }) {
        const auto explained = docs(qPrintable(arguments.first()), QStringList { QStringLiteral("people"), QStringLiteral("--explain") } + arguments.sliced(1));
        QVERIFY2(explained.exitCode == 0 && explained.out.contains("people"), (explained.out + explained.err).constData());
    }
    QCOMPARE(docs("count", { QStringLiteral("people") }).out, QByteArray("4\n"));
    QCOMPARE(found({ QStringLiteral("{age: 9}") }), QByteArray("ann"));
}

void TestDocs::countDistinctAndAggregate()
{
    CONNECT();
    QCOMPARE(docs("count", { QStringLiteral("people"), QStringLiteral("{city: \"Ulm\"}") }).out, QByteArray("2\n"));
    QCOMPARE(docs("distinct", { QStringLiteral("people"), QStringLiteral("tags") }).out, QByteArray("\"a\"\n\"b\"\n"));
    QCOMPARE(docs("distinct", { QStringLiteral("people"), QStringLiteral("age"), QStringLiteral("{city: 'Ulm'}") }).out, QByteArray("9\n100\n"));
    const auto grouped = docs("aggregate", { QStringLiteral("people"), QStringLiteral("[{$match: {city: {$exists: true}}}, {$group: {_id: '$city', ages: {$sum: '$age'}}}, {$sort: {_id: 1}}]") });
    QCOMPARE(grouped.err, QByteArray());
    const auto lines = grouped.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(QJsonDocument::fromJson(lines.last()).object().value(QStringLiteral("ages")).toInt(), 109);
    const auto joined = docs("aggregate", { QStringLiteral("people"), QStringLiteral("[{$match: {_id: 'ann'}}, {$lookup: {from: 'people', localField: 'city', foreignField: 'city', as: 'others'}}]") });
    QCOMPARE(QJsonDocument::fromJson(joined.out).object().value(QStringLiteral("others")).toArray().size(), 2);
}

void TestDocs::insertReadsLinesOrArguments()
{
    CONNECT();
    const auto given = docs("insert", { QStringLiteral("people"), QStringLiteral("{_id: 'eve', when: ISODate('2026-01-31T12:00:00Z')}"), QStringLiteral("{\"age\": 3}") });
    QCOMPARE(given.err, QByteArray());
    const auto lines = given.out.trimmed().split('\n');
    QCOMPARE(lines.first(), QByteArray("{\"_id\":\"eve\",\"_version\":1}"));
    QCOMPARE(QJsonDocument::fromJson(lines.last()).object().value(QStringLiteral("_id")).toString().size(), 36);
    QVERIFY(docs("find", { QStringLiteral("people"), QStringLiteral("{_id: 'eve'}") }).out.contains("2026-01-31T12:00:00.000Z"));
    QByteArray many;
    for (int i = 0; i < 2500; ++i)
        many += "{\"n\":" + QByteArray::number(i) + "}\n";
    QCOMPARE(docs("insert", { QStringLiteral("people") }, many).out.count('\n'), 2500);
    QCOMPARE(docs("count", { QStringLiteral("people"), QStringLiteral("{n: {$gte: 0}}") }).out, QByteArray("2500\n"));
    const auto twice = docs("insert", { QStringLiteral("people"), QStringLiteral("{_id: 'new'}"), QStringLiteral("{_id: 'eve'}") });
    QCOMPARE(twice.exitCode, 1);
    QVERIFY2(twice.err.contains("\"eve\""), twice.err.constData());
    QCOMPARE(found({ QStringLiteral("{_id: 'new'}") }), QByteArray());
}

void TestDocs::aBadLineInsertsNothing()
{
    CONNECT();
    const auto outcome = docs("insert", { QStringLiteral("people") }, "{\"_id\":\"x\"}\n\n{\"_id\":\"y\",}}\n");
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("document in line 3"), outcome.err.constData());
    QCOMPARE(found({ QStringLiteral("{_id: 'x'}") }), QByteArray());
    QCOMPARE(docs("insert", { QStringLiteral("people"), QStringLiteral("[1]") }).exitCode, 1);
    QCOMPARE(docs("insert", { QStringLiteral("people"), QStringLiteral("{_id: true}") }).exitCode, 1);
}

void TestDocs::updatesAndDeletesTellWhatTheyDid()
{
    CONNECT();
    const auto updated = docs("update", { QStringLiteral("people"), QStringLiteral("{city: 'Ulm'}"), QStringLiteral("{$inc: {age: 1}, $set: {seen: true}}") });
    QCOMPARE(updated.err, QByteArray());
    QCOMPARE(updated.out, QByteArray("{\"matched\":2,\"changed\":2}\n"));
    QCOMPARE(found({ QStringLiteral("{age: {$in: [10, 101]}, _version: 2}"), QStringLiteral("--sort"), QStringLiteral("{_id: 1}") }), QByteArray("ann cid"));
    QCOMPARE(docs("update", { QStringLiteral("people"), QStringLiteral("{}"), QStringLiteral("{$set: {one: 1}}"), QStringLiteral("--one") }).out, QByteArray("{\"matched\":1,\"changed\":1}\n"));
    QCOMPARE(docs("count", { QStringLiteral("people"), QStringLiteral("{one: 1}") }).out, QByteArray("1\n"));
    const auto upserted = docs("update", { QStringLiteral("people"), QStringLiteral("{_id: 'zoe'}"), QStringLiteral("{$set: {age: 5}}"), QStringLiteral("--upsert") });
    QVERIFY2(upserted.out.startsWith("{\"matched\":0,") && upserted.out.contains("\"zoe\""), (upserted.out + upserted.err).constData());
    const auto replaced = docs("replace", { QStringLiteral("people"), QStringLiteral("{_id: 'zoe'}"), QStringLiteral("{age: 6, new: true}") });
    QCOMPARE(replaced.out, QByteArray("{\"matched\":1,\"changed\":1}\n"));
    QCOMPARE(found({ QStringLiteral("{age: 6, new: true, _version: 2}") }), QByteArray("zoe"));
    const auto placed = docs("replace", { QStringLiteral("people"), QStringLiteral("{_id: 'yan'}"), QStringLiteral("{age: 7}"), QStringLiteral("--upsert") });
    QCOMPARE(placed.out, QByteArray("{\"_id\":\"yan\",\"_version\":1}\n"));
    QCOMPARE(docs("delete", { QStringLiteral("people"), QStringLiteral("{_id: 'yan'}") }).out, QByteArray("{\"deleted\":1}\n"));
    QCOMPARE(docs("delete", { QStringLiteral("people"), QStringLiteral("{city: 'Ulm'}") }).out, QByteArray("{\"deleted\":2}\n"));
    QCOMPARE(docs("delete", { QStringLiteral("people"), QStringLiteral("{}"), QStringLiteral("--one") }).out, QByteArray("{\"deleted\":1}\n"));
    QCOMPARE(docs("delete", { QStringLiteral("people"), QStringLiteral("{}") }).out, QByteArray("{\"deleted\":2}\n"));
}

void TestDocs::aPreviewChangesNothing()
{
    CONNECT();
    const auto preview = docs("update", { QStringLiteral("people"), QStringLiteral("{city: 'Ulm'}"), QStringLiteral("{$inc: {age: 1}}"), QStringLiteral("--preview") });
    QCOMPARE(preview.err, QByteArray());
    const auto lines = preview.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    QCOMPARE(lines.last(), QByteArray("{\"matched\":2,\"changed\":2}"));
    const auto change = QJsonDocument::fromJson(lines.first()).object();
    QCOMPARE(change.value(QStringLiteral("after")).toObject().value(QStringLiteral("age")).toInt(),
        change.value(QStringLiteral("before")).toObject().value(QStringLiteral("age")).toInt() + 1);
    QVERIFY(docs("delete", { QStringLiteral("people"), QStringLiteral("{}"), QStringLiteral("--preview") }).out.endsWith("{\"matched\":4,\"changed\":4}\n"));
    QCOMPARE(found({ QStringLiteral("{age: {$in: [9, 100]}}"), QStringLiteral("--sort"), QStringLiteral("{_id: 1}") }), QByteArray("ann cid"));
}

void TestDocs::aConflictIsOneAndNamesBothVersions()
{
    CONNECT();
    const QStringList arguments { QStringLiteral("people"), QStringLiteral("{_id: 'ann'}"), QStringLiteral("{age: 1}"), QStringLiteral("--expected-version"), QStringLiteral("1") };
    QCOMPARE(docs("replace", arguments).exitCode, 0);
    const auto conflict = docs("replace", arguments);
    QCOMPARE(conflict.exitCode, 1);
    QCOMPARE(conflict.out, QByteArray());
    QVERIFY2(conflict.err.contains("version 2, not 1"), conflict.err.constData());
    QCOMPARE(docs("replace", { QStringLiteral("people"), QStringLiteral("{_id: 'bob'}"), QStringLiteral("{_id: 'other'}") }).exitCode, 1);
}

void TestDocs::indexesAreListedCreatedAndDropped()
{
    CONNECT();
    QCOMPARE(docs("indexes", { QStringLiteral("people") }).out, QByteArray());
    const auto shown = docs("indexes", { QStringLiteral("people"), QStringLiteral("--create"), QStringLiteral("{age: 1}"), QStringLiteral("--explain") });
    QVERIFY2(shown.out.contains("CREATE INDEX"), (shown.out + shown.err).constData());
    const auto made = docs("indexes", { QStringLiteral("people"), QStringLiteral("--create"), QStringLiteral("{age: 1}"), QStringLiteral("--name"), QStringLiteral("by_age") });
    QCOMPARE(made.err, QByteArray());
    const auto index = made.json();
    QCOMPARE(index.value(QStringLiteral("name")).toString(), QStringLiteral("by_age"));
    QCOMPARE(index.value(QStringLiteral("keys")).toObject().keys(), QStringList { QStringLiteral("age") });
    QCOMPARE(docs("indexes", { QStringLiteral("people") }).out, made.out);
    QCOMPARE(docs("indexes", { QStringLiteral("people"), QStringLiteral("--drop"), QStringLiteral("by_age") }).exitCode, 0);
    QCOMPARE(docs("indexes", { QStringLiteral("people") }).out, QByteArray());
    QCOMPARE(docs("indexes", { QStringLiteral("people"), QStringLiteral("--drop"), QStringLiteral("by_age") }).exitCode, 1);
    QCOMPARE(docs("indexes", { QStringLiteral("people"), QStringLiteral("--unique") }).exitCode, 2);
}

void TestDocs::collectionsAreCreatedListedRenamedAndDropped()
{
    CONNECT();
    QVERIFY(docs("create", { QStringLiteral("orders"), QStringLiteral("--explain") }).out.contains("CREATE TABLE"));
    QCOMPARE(docs("create", { QStringLiteral("orders") }).exitCode, 0);
    const auto listed = docs("collections", {}).out;
    QVERIFY2(listed.contains("\"orders\"") && listed.contains("\"people\"") && listed.count('\n') == 2, listed.constData());
    QCOMPARE(docs("rename", { QStringLiteral("orders"), QStringLiteral("old_orders") }).exitCode, 0);
    QCOMPARE(docs("count", { QStringLiteral("old_orders") }).out, QByteArray("0\n"));
    QCOMPARE(docs("drop", { QStringLiteral("old_orders") }).exitCode, 0);
    QCOMPARE(docs("count", { QStringLiteral("old_orders") }).exitCode, 1);
}

void TestDocs::anyColumnOfJsonIsRead()
{
    CONNECT();
    const auto made = run({ QStringLiteral("query"), QStringLiteral("-c"), m_url, QStringLiteral("-") },
        "CREATE TABLE log (n INTEGER PRIMARY KEY, entry JSON, note TEXT); INSERT INTO log VALUES (1, '{\"level\": 3}', NULL), (2, '{\"level\":\n 5}', NULL);");
    QVERIFY2(made.exitCode == 0, made.err.constData());
    QCOMPARE(docs("find", { QStringLiteral("log"), QStringLiteral("{level: {$gt: 3}}") }).out, QByteArray("{\"level\": 5}\n"));
    QCOMPARE(docs("count", { QStringLiteral("log"), QStringLiteral("{level: 3}"), QStringLiteral("--column"), QStringLiteral("entry") }).out, QByteArray("1\n"));
    QCOMPARE(docs("update", { QStringLiteral("log"), QStringLiteral("{level: 3}"), QStringLiteral("{$set: {level: 4}}") }).out, QByteArray("{\"matched\":1,\"changed\":1}\n"));
    const auto inserted = docs("insert", { QStringLiteral("log"), QStringLiteral("{level: 1}") });
    QCOMPARE(inserted.exitCode, 1);
    QVERIFY2(inserted.err.contains("no collection"), inserted.err.constData());
}

void TestDocs::exportedDocumentsAreImportedAgain()
{
    CONNECT();
    const auto file = m_folder->filePath(QStringLiteral("people.ndjson"));
    const auto exported = docs("export", { QStringLiteral("people"), QStringLiteral("{city: 'Ulm'}"), QStringLiteral("-o"), file, QStringLiteral("--sort"), QStringLiteral("{_id: 1}") });
    QVERIFY2(exported.exitCode == 0, exported.err.constData());
    QCOMPARE(exported.json().value(QStringLiteral("written")).toInt(), 2);
    const auto imported = docs("import", { QStringLiteral("copies"), file, QStringLiteral("--create") });
    QVERIFY2(imported.exitCode == 0, imported.err.constData());
    QCOMPARE(imported.out, QByteArray("{\"read\":2,\"written\":2,\"skipped\":0,\"refused\":0}\n"));
    const auto array = docs("export", { QStringLiteral("copies"), QStringLiteral("--format"), QStringLiteral("array") });
    QCOMPARE(QJsonDocument::fromJson(array.out).array().size(), 2);
    const auto again = docs("import", { QStringLiteral("copies"), QStringLiteral("-"), QStringLiteral("--existing"), QStringLiteral("skip") }, array.out);
    QCOMPARE(again.out, QByteArray("{\"read\":2,\"written\":0,\"skipped\":2,\"refused\":0}\n"));
    QVERIFY(docs("export", { QStringLiteral("copies"), QStringLiteral("{age: 9}"), QStringLiteral("--extended"), QStringLiteral("canonical") }).out.contains("$numberInt"));
}

void TestDocs::badLinesOfAnImportAreTold()
{
    QFile file(m_folder->filePath(QStringLiteral("some.ndjson")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"_id\":\"a\"}\n{\"_id\":\n{\"_id\":\"c\"}\n");
    file.close();
    QCOMPARE(docs("create", { QStringLiteral("people") }).exitCode, 0);
    const auto stopped = docs("import", { QStringLiteral("people"), file.fileName(), QStringLiteral("--stop") });
    QCOMPARE(stopped.exitCode, 1);
    QCOMPARE(docs("count", { QStringLiteral("people") }).out, QByteArray("0\n"));
    const auto outcome = docs("import", { QStringLiteral("people"), file.fileName() });
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("some.ndjson:2: "), outcome.err.constData());
    QCOMPARE(outcome.json().value(QStringLiteral("written")).toInt(), 2);
    QCOMPARE(docs("import", { QStringLiteral("people"), QStringLiteral("/nowhere.ndjson") }).exitCode, 1);
}

void TestDocs::theSchemaOfDocumentsIsTold()
{
    CONNECT();
    const auto table = docs("schema", { QStringLiteral("people"), QStringLiteral("--exact") });
    QVERIFY2(table.out.contains("tags[]") && table.out.contains("integer 75.0 %, string 25.0 %"), (table.out + table.err).constData());
    QVERIFY(table.err.contains("4 documents"));
    const auto json = docs("schema", { QStringLiteral("people"), QStringLiteral("{city: 'Ulm'}"), QStringLiteral("--exact"), QStringLiteral("--format"), QStringLiteral("json") }).json();
    QCOMPARE(json.value(QStringLiteral("documents")).toInt(), 2);
    const auto draft = docs("schema", { QStringLiteral("people"), QStringLiteral("--format"), QStringLiteral("json-schema") }).json();
    QVERIFY(draft.value(QStringLiteral("properties")).toObject().contains(QStringLiteral("age")));
}

void TestDocs::anIndexIsAdvisedAndTried()
{
    CONNECT();
    const auto advised = docs("advise", { QStringLiteral("people"), QStringLiteral("{age: 9}") });
    QVERIFY2(advised.out.contains("\"age\"") && advised.out.contains("\"reason\""), (advised.out + advised.err).constData());
    const auto tried = docs("advise", { QStringLiteral("people"), QStringLiteral("{age: 9}"), QStringLiteral("--try") });
    QVERIFY2(tried.exitCode == 0 && tried.out.startsWith("{\"before\":") && tried.out.contains("CREATE INDEX"), (tried.out + tried.err).constData());
    QCOMPARE(docs("indexes", { QStringLiteral("people") }).out, QByteArray());
}

void TestDocs::aWrongTextIsShownWithItsPlace_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("place");
    const auto people = QStringLiteral("people");
    QTest::newRow("an unknown operator") << QStringList { QStringLiteral("find"), people, QStringLiteral("{age: {$gx: 9}}") } << QByteArray("filter, line 1, column 8:");
    QTest::newRow("a sort") << QStringList { QStringLiteral("find"), people, QStringLiteral("{}"), QStringLiteral("--sort"), QStringLiteral("{age: 2}") } << QByteArray("sort, line 1");
    QTest::newRow("a projection") << QStringList { QStringLiteral("find"), people, QStringLiteral("{}"), QStringLiteral("--project"), QStringLiteral("{a: 1, b: 0}") } << QByteArray("projection, line 1");
    QTest::newRow("an update") << QStringList { QStringLiteral("update"), people, QStringLiteral("{}"), QStringLiteral("{$sett: {a: 1}}") } << QByteArray("update, line 1, column 2:");
    QTest::newRow("a pipeline") << QStringList { QStringLiteral("aggregate"), people, QStringLiteral("[{$matsch: {}}]") } << QByteArray("pipeline, line 1, column 3:");
    QTest::newRow("a document") << QStringList { QStringLiteral("insert"), people, QStringLiteral("{a: }") } << QByteArray("document, line 1, column 5:");
}

void TestDocs::aWrongTextIsShownWithItsPlace()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, place);
    QCOMPARE(docs("create", { QStringLiteral("people") }).exitCode, 0);
    const auto outcome = docs(qPrintable(arguments.first()), arguments.sliced(1));
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains(place), outcome.err.constData());
}

void TestDocs::exitCodesAreThoseOfOtherCommands()
{
    QCOMPARE(docs("find", {}).exitCode, 2);
    QCOMPARE(docs("delete", { QStringLiteral("people") }).exitCode, 2);
    QCOMPARE(docs("find", { QStringLiteral("people"), QStringLiteral("--limit"), QStringLiteral("-3") }).exitCode, 2);
    QCOMPARE(docs("find", { QStringLiteral("people") }).exitCode, 1);
    QCOMPARE(run({ QStringLiteral("docs"), QStringLiteral("find"), QStringLiteral("-c"), QStringLiteral("/nowhere.db"), QStringLiteral("people") }, {}).exitCode, 3);
    QCOMPARE(run({ QStringLiteral("docs") }, {}).exitCode, 2);
}

void TestDocs::interruptingIs130()
{
    QCOMPARE(docs("create", { QStringLiteral("people") }).exitCode, 0);
    const QTemporaryDir folder;
    const auto pipe = folder.filePath(QStringLiteral("documents"));
    QCOMPARE(::mkfifo(qPrintable(pipe), 0600), 0);
    const auto end = ::open(qPrintable(pipe), O_RDWR | O_CLOEXEC);
    QVERIFY(end >= 0);
    const auto closing = qScopeGuard([end] { ::close(end); });
    QProcess process;
    process.setStandardInputFile(pipe);
    process.start(program(), { QStringLiteral("docs"), QStringLiteral("insert"), QStringLiteral("-c"), m_url, QStringLiteral("people") });
    QByteArray many;
    for (int i = 0; i < 1000; ++i)
        many += "{\"n\":" + QByteArray::number(i) + "}\n";
    QCOMPARE(::write(end, many.constData(), std::size_t(many.size())), many.size());
    // Once these are read, it waits for more.
    const auto unread = [end] {
        int bytes = 0;
        return ::ioctl(end, FIONREAD, &bytes) == 0 ? bytes : -1;
    };
    QTRY_COMPARE_WITH_TIMEOUT(unread(), 0, 30'000);
    ::kill(pid_t(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(30'000));
    QCOMPARE(process.exitCode(), 130);
    QCOMPARE(docs("count", { QStringLiteral("people") }).out, QByteArray("0\n"));
}

void TestDocs::theShellSpeaksOfDocuments()
{
    CONNECT();
    const auto outcome = shell("db.people.find({age: {$gt: 9}},\n  {_id: 1}) // older ones\n"
                               "db.people.find().sort({_id: -1}).skip(1).limit(1).project({_id: 1}); db.people.countDocuments({tags: /^[ab]$/})\n"
                               "db[\"people\"].distinct('city')\n"
                               "db.people.aggregate([{$match: {city: 'Ulm'}}, {$count: 'n'}])\n"
                               "db.people.aggregate({$match: {city: 'Ulm'}}, {$count: 'n'})\n"
                               "SELECT count(*) AS n FROM people;\n"
                               "db.people.insertMany([{_id: 'x'}, {_id: 'y'}]);\n"
                               "db.people.updateOne({_id: 'x'}, {$set: {a: ')'}})\n"
                               "db.people.replaceOne({_id: 'y'}, {b: 1})\n"
                               "db.people.deleteMany({_id: {$in: ['x', 'y']}})\n"
                               "db.getCollectionNames()\n",
        { QStringLiteral("--format"), QStringLiteral("ndjson") });
    QCOMPARE(outcome.err, QByteArray());
    auto lines = outcome.out.trimmed().split('\n');
    QCOMPARE(lines.size(), 15);
    const auto names = lines.takeLast();
    QVERIFY(names.contains("people"));
    for (auto &line : lines)
        line.replace("\": ", "\":");
    QCOMPARE(QByteArrayList(lines.sliced(0, 2)).join().count("_id"), 2);
    QCOMPARE(lines.sliced(2), QByteArrayList({ "{\"_id\":\"cid\"}", "2", "\"Bonn\"", "\"Ulm\"", "{\"n\":2}", "{\"n\":2}", "{\"n\":4}", "{\"_id\":\"x\",\"_version\":1}",
                                  "{\"_id\":\"y\",\"_version\":1}", "{\"matched\":1,\"changed\":1}", "{\"matched\":1,\"changed\":1}", "{\"deleted\":2}" }));
}

void TestDocs::theShellWritesWithinItsTransaction()
{
    CONNECT();
    const auto outcome = shell("begin\ndb.people.deleteMany({})\ndb.people.countDocuments()\ndb.people.insertOne({_id: 'new'})\nrollback\ndb.people.countDocuments()\n"
                               "begin\ndb.people.deleteOne({_id: 'ann'})\ncommit\ndb.people.countDocuments()\n");
    QCOMPARE(outcome.err, QByteArray());
    QCOMPARE(outcome.out, QByteArray("{\"deleted\":4}\n0\n{\"_id\":\"new\",\"_version\":1}\n4\n{\"deleted\":1}\n3\n"));
}

void TestDocs::theShellShowsDocumentsAsTables()
{
    QCOMPARE(docs("create", { QStringLiteral("people") }).exitCode, 0);
    QCOMPARE(docs("insert", { QStringLiteral("people") }, people()).exitCode, 0);
    const auto outcome = shell("db.people.find({}, {age: 1, tags: 1}).sort({_id: 1})\n", { QStringLiteral("--format"), QStringLiteral("csv"), });
    QCOMPARE(outcome.out, QByteArray("_id,age,tags\r\nann,9,\"[\"\"a\"\",\"\"b\"\"]\"\r\nbob,10,\"[\"\"b\"\"]\"\r\ncid,100,\r\ndan,old,\r\n"));
}

void TestDocs::theShellRefusesWhatItDoesNotKnow_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<int>("column");
    QTest::newRow("a method") << QByteArray("db.people.finde({})") << 11;
    QTest::newRow("one of a cursor") << QByteArray("db.people.find().srt({})") << 18;
    QTest::newRow("a filter") << QByteArray("db.people.find({a: {$x: 1}})") << 21;
    QTest::newRow("an update") << QByteArray("db.people.updateMany({}, {$sett: {a: 1}})") << 27;
    QTest::newRow("too much") << QByteArray("db.people.find({}, {}, {})") << 24;
    QTest::newRow("too little") << QByteArray("db.people.updateMany({})") << 11;
    QTest::newRow("an option") << QByteArray("db.people.updateMany({}, {$set: {a: 1}}, {many: true})") << 42;
    QTest::newRow("a stage") << QByteArray("db.people.aggregate({$match: {}}, {$nix: 1})") << 36;
    QTest::newRow("a bracket") << QByteArray("db.people.find({)") << 17;
    QTest::newRow("nothing") << QByteArray("db.people") << 1;
    QTest::newRow("a number") << QByteArray("db.people.find().limit('x')") << 18;
}

void TestDocs::theShellRefusesWhatItDoesNotKnow()
{
    QFETCH(QByteArray, line);
    QFETCH(int, column);
    QCOMPARE(docs("create", { QStringLiteral("people") }).exitCode, 0);
    const auto outcome = shell(line + "\n");
    QCOMPARE(outcome.exitCode, 1);
    QVERIFY2(outcome.err.contains("line 1, column " + QByteArray::number(column) + ":"), outcome.err.constData());
}

QTEST_GUILESS_MAIN(TestDocs)
#include "tst_docs.moc"
