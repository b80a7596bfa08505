#include "core/documents/documentengine.h"
#include "core/documents/documentidentity.h"
#include "core/documents/documentsource.h"
#include "core/documents/transfer/documentimport.h"
#include "core/json/jsondocument.h"
#include "core/platform/paths.h"
#include "tests/integration/documents/documentdatabase.h"
#include "tests/integration/documents/wideextension.h"

#include <QBuffer>

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

#define VALUE_OF(variable, call) \
    auto variable##Result = (call); \
    QVERIFY2(variable##Result.has_value(), qPrintable(variable##Result ? QString() : variable##Result.error().toText())); \
    auto &variable = *variable##Result

QByteArray memberOf(const QByteArray &text, const char *key)
{
    const auto document = JsonDocument::parse(text);
    return document ? document->root().find(key).text().toByteArray().replace(" ", "") : QByteArray();
}

/// The texts that an execution gives.
Result<QByteArrayList> textsOf(Result<DocumentFind> found)
{
    if (!found)
        return fail(found.error());
    QByteArrayList texts;
    const auto read = readBatches(*found->execution, [&](const Batch &batch) -> Result<bool> {
        for (qint64 row = 0; row < batch.rowCount(); ++row) {
            const auto cell = batch.cell(row, batch.columnCount() - 1);
            texts.append(QByteArray(cell.bytes.data(), cell.hasBytes() ? qsizetype(cell.bytes.size()) : 0));
        }
        return true;
    });
    if (!read)
        return fail(read.error());
    return texts;
}

} // namespace

/// The engine with SQL that decides all it can, and with SQL that decides nothing.
class TestDocumentEngine : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase_data();
    void init();
    void cleanup();

    void queriesAnswerAlikeWhoeverDecides();
    void plansSayWhatIsLeftToTheClient();
    void columnsWinOverCopiesInTheDocument();
    void sortingKeepsToItsBudget();
    void conflictsShowWhatIsThere();
    void anyTableWithJsonIsReadAndWritten();
    void textsThatAreNoJsonAreLeftOut();
    void whatIsNoDocumentIsNeverWritten();
    void patternsThatGiveUpDeleteNothing();
    void versionsAreCountedAsNumbers();
    void importsNameTheDocumentThatTheDatabaseRefuses();
    void manyDocumentsAreUpdatedInOneTransaction();
    void aConflictUndoesTheWholeUpdate();
    void previewsSayWhatWouldHappen();
    void runnableSqlRuns();
    void extensionsMayBeRegisteredApartAndLate();

private:
    [[nodiscard]] DocumentQuery query(const QByteArray &filter, const QByteArray &sort = {}, const QByteArray &projection = {}) const
    {
        const auto made = m_engine->query(m_users, filter, sort, projection);
        if (!made)
            qFatal("%s", qPrintable(made.error().toText()));
        return *made;
    }
    void fill(const std::vector<QByteArray> &documents)
    {
        const auto collection = m_client->collection(u"users"_s);
        if (const auto inserted = collection.insertMany(documents); !inserted)
            qFatal("%s", qPrintable(inserted.error().toText()));
        const auto source = sourceOf(*m_executor, m_engine->pongo(), { {}, {}, u"users"_s });
        if (!source)
            qFatal("%s", qPrintable(source.error().toText()));
        m_users = *source;
    }

    std::unique_ptr<test::DocumentDatabase> m_place;
    std::optional<pongo::Client> m_client;
    std::unique_ptr<Executor> m_executor;
    std::optional<DocumentEngine> m_engine;
    DocumentSource m_users;
};

void TestDocumentEngine::initTestCase_data()
{
    QTest::addColumn<QString>("database");
    QTest::addColumn<bool>("isWide");
    QTest::newRow("SQLite") << u"SQLite"_s << false;
    QTest::newRow("SQLite, all in the client") << u"SQLite"_s << true;
    QTest::newRow("PostgreSQL") << u"PostgreSQL"_s << false;
    QTest::newRow("PostgreSQL, all in the client") << u"PostgreSQL"_s << true;
}

void TestDocumentEngine::init()
{
    QFETCH_GLOBAL(const QString, database);
    QFETCH_GLOBAL(const bool, isWide);
    auto place = test::DocumentDatabase::create(database);
    DUMBO_NEED_SERVER(place);
    m_place = std::move(*place);
    m_client.emplace(m_place->open());
    m_executor = m_client->executor();
    const auto engine = m_client->engine();
    QVERIFY(engine);
    m_engine.emplace(*engine);
    if (isWide) {
        const auto plugin = m_place->plugin();
        const std::shared_ptr<PongoExtension> own(plugin, static_cast<PongoExtension *>(plugin->extension(PongoExtension::extensionId())));
        m_engine.emplace(std::make_shared<test::WideExtension>(own), engine->dialect());
    }
}

void TestDocumentEngine::cleanup()
{
    m_engine.reset();
    m_executor.reset();
    m_client.reset();
    m_place.reset();
}

void TestDocumentEngine::queriesAnswerAlikeWhoeverDecides()
{
    fill({ "{_id:'a', n:10, t:['x','y'], o:{p:1}}", "{_id:'b', n:9, t:[]}", "{_id:'c', n:'9', o:{p:2}}", "{_id:'d', n:null}", "{_id:'e', n:[1,20]}" });
    VALUE_OF(sorted, textsOf(m_engine->find(*m_executor, query("{n: {$exists: true}}", "{n: 1}", "{_id: 1}"))));
    QByteArrayList ids;
    for (const auto &text : sorted)
        ids.append(memberOf(text, "_id"));
    QCOMPARE(ids, (QByteArrayList { "\"d\"", "\"e\"", "\"b\"", "\"a\"", "\"c\"" }));
    auto part = query("{}", "{n: -1, _id: 1}");
    part.skip = 1;
    part.limit = 2;
    VALUE_OF(range, textsOf(m_engine->find(*m_executor, part)));
    QCOMPARE(range.size(), 2);
    QCOMPARE(memberOf(range.first(), "_id"), "\"e\"");
    QCOMPARE(memberOf(range.last(), "_id"), "\"a\"");
    QCOMPARE(m_engine->count(*m_executor, query("{n: {$gte: 9}}")), 3);
    QCOMPARE(m_engine->count(*m_executor, part), 2);
    QCOMPARE(m_engine->count(*m_executor, query("{_version: 1, _id: {$gt: 'b'}}")), 3);
    VALUE_OF(values, m_engine->distinct(*m_executor, query("{}"), { "n" }));
    QCOMPARE(values, (std::vector<QByteArray> { "null", "1", "9", "10", "20", "\"9\"" }));
    VALUE_OF(projected, textsOf(m_engine->find(*m_executor, query("{_id: 'a'}", {}, "{t: 0, _version: 0}"))));
    QCOMPARE(memberOf(projected.first(), "o"), "{\"p\":1}");
    QCOMPARE(memberOf(projected.first(), "_id"), "\"a\"");
    QVERIFY(memberOf(projected.first(), "t").isEmpty());
    QVERIFY(memberOf(projected.first(), "_version").isEmpty());
}

void TestDocumentEngine::plansSayWhatIsLeftToTheClient()
{
    QFETCH_GLOBAL(const bool, isWide);
    fill({ "{n: 1}" });
    auto asked = query("{n: 1}", "{n: 1}", "{n: 1}");
    asked.limit = 3;
    VALUE_OF(plan, m_engine->explainFind(asked));
    QVERIFY(!plan.statement.text.isEmpty());
    if (isWide) {
        QVERIFY(plan.rechecked && plan.sortedHere && plan.rangeHere && plan.projectedHere);
        QVERIFY(!plan.reasons.isEmpty());
    }
    // What can't be decided by SQL is told in every case.
    VALUE_OF(pattern, m_engine->explainFind(query("{n: /a(?=b)/}")));
    QVERIFY(pattern.rechecked);
    QVERIFY(!pattern.reasons.isEmpty());
}

void TestDocumentEngine::columnsWinOverCopiesInTheDocument()
{
    fill({ "{_id:'a', n:1}" });
    QVERIFY(m_executor->command(m_place->isPostgres()
            ? "UPDATE users SET _version = 7, data = jsonb_set(data, '{_id}', '\"other\"')"
            : "UPDATE users SET _version = 7, data = json_set(data, '$._id', 'other')"));
    VALUE_OF(found, textsOf(m_engine->find(*m_executor, query("{_id: 'a', _version: 7}"))));
    QCOMPARE(found.size(), 1);
    QCOMPARE(memberOf(found.first(), "_id"), "\"a\"");
    QCOMPARE(memberOf(found.first(), "_version"), "\"7\"");
    DocumentFindOptions stored;
    stored.asStored = true;
    VALUE_OF(raw, textsOf(m_engine->find(*m_executor, query("{}"), stored)));
    QCOMPARE(memberOf(raw.first(), "_id"), "\"other\"");
    QCOMPARE(m_engine->count(*m_executor, query("{_id: 'other'}")), 0);
}

void TestDocumentEngine::sortingKeepsToItsBudget()
{
    QFETCH_GLOBAL(const bool, isWide);
    if (!isWide)
        return;
    std::vector<QByteArray> documents;
    for (int i = 0; i < 500; ++i)
        documents.push_back("{n: " + QByteArray::number((i * 7919) % 500) + '}');
    fill(documents);
    DocumentFindOptions small;
    small.sortBudget = 20000;
    const auto all = textsOf(m_engine->find(*m_executor, query("{}", "{n: 1}"), small));
    QVERIFY(!all);
    QCOMPARE(all.error().kind(), ErrorKind::InsufficientResources);
    auto few = query("{}", "{n: 1}");
    few.limit = 3;
    VALUE_OF(first, textsOf(m_engine->find(*m_executor, few, small)));
    QCOMPARE(first.size(), 3);
    QCOMPARE(memberOf(first.last(), "n"), "2");
}

void TestDocumentEngine::conflictsShowWhatIsThere()
{
    fill({ "{_id:'a', n:1}", "{_id:'b', n:1}" });
    DocumentWrite write;
    write.kind = DocumentWrite::Kind::Update;
    write.source = m_users;
    write.rows = { { { Value::text("a"_ba) }, "{\"n\":2}", 1, {} }, { { Value::text("b"_ba) }, "{\"n\":2}", 5, {} }, { { Value::text("c"_ba) }, "{}", 1, {} } };
    VALUE_OF(undone, m_engine->write(*m_executor, write));
    QCOMPARE(undone.changed, 0);
    QCOMPARE(undone.conflicts.size(), 2U);
    QCOMPARE(undone.conflicts.front().row, 1);
    QCOMPARE(undone.conflicts.front().expectedVersion, 5);
    QCOMPARE(undone.conflicts.front().actualVersion, 1);
    QCOMPARE(memberOf(undone.conflicts.front().actualText, "n"), "1");
    QVERIFY(!undone.conflicts.back().exists);
    QCOMPARE(m_engine->count(*m_executor, query("{n: 2}")), 0);
    VALUE_OF(kept, m_engine->write(*m_executor, write, { true, true }));
    QCOMPARE(kept.changed, 1);
    QCOMPARE(kept.written.front().version, 2);
    VALUE_OF(found, textsOf(m_engine->find(*m_executor, query("{n: 2}"))));
    QCOMPARE(memberOf(found.first(), "_version"), "\"2\"");
}

void TestDocumentEngine::anyTableWithJsonIsReadAndWritten()
{
    QVERIFY(m_executor->command(m_place->isPostgres() ? "CREATE TABLE hut (id int PRIMARY KEY, name text, facts jsonb)"
                                                      : "CREATE TABLE hut (id integer PRIMARY KEY, name text, facts json)"));
    QVERIFY(m_executor->command("INSERT INTO hut VALUES (1, 'Alm', '{\"beds\": 10}'), (2, 'Joch', '{\"beds\": 9}'), (3, 'Kar', NULL)"));
    VALUE_OF(source, sourceOf(*m_executor, m_engine->pongo(), { {}, {}, u"hut"_s }));
    QVERIFY(!source.isCollection);
    QCOMPARE(source.column, u"facts"_s);
    QCOMPARE(source.key, QStringList { u"id"_s });
    VALUE_OF(asked, m_engine->query(source, "{beds: {$gt: 9}}"));
    VALUE_OF(outcome, m_engine->update(*m_executor, asked, "{$inc: {beds: 1}}"));
    QCOMPARE(outcome.changed, 1);
    VALUE_OF(all, m_engine->query(source, "{beds: 11}"));
    QCOMPARE(m_engine->count(*m_executor, all), 1);
    VALUE_OF(removed, m_engine->remove(*m_executor, all));
    QCOMPARE(removed.changed, 1);
    QCOMPARE(count(m_executor->query("SELECT count(*) FROM hut")), 2);
    const auto wrong = sourceOf(*m_executor, m_engine->pongo(), { {}, {}, u"hut"_s }, u"beds"_s);
    QVERIFY(!wrong && wrong.error().kind() == ErrorKind::NotFound);
    const auto missing = sourceOf(*m_executor, m_engine->pongo(), { {}, {}, u"cabin"_s });
    QVERIFY(!missing && missing.error().kind() == ErrorKind::NotFound);
}

void TestDocumentEngine::textsThatAreNoJsonAreLeftOut()
{
    QVERIFY(m_executor->command("CREATE TABLE note (id text PRIMARY KEY, body text)"));
    QVERIFY(m_executor->command("INSERT INTO note VALUES ('a', '{\"n\": 1}'), ('b', 'no json'), ('c', '{\"n\": 2}'), ('d', '')"));
    VALUE_OF(source, sourceOf(*m_executor, m_engine->pongo(), { {}, {}, u"note"_s }, u"body"_s));
    QCOMPARE(source.storage, DocumentStorage::Text);
    VALUE_OF(asked, m_engine->query(source, "{n: {$gte: 1}}", "{n: -1}"));
    VALUE_OF(found, textsOf(m_engine->find(*m_executor, asked)));
    QCOMPARE(found, (QByteArrayList { "{\"n\": 2}", "{\"n\": 1}" }));
    VALUE_OF(not1, m_engine->query(source, "{n: {$ne: 1}}"));
    VALUE_OF(others, textsOf(m_engine->find(*m_executor, not1)));
    QCOMPARE(others, QByteArrayList { "{\"n\": 2}" });
}

void TestDocumentEngine::whatIsNoDocumentIsNeverWritten()
{
    QVERIFY(m_executor->command("CREATE TABLE note (id text PRIMARY KEY, body text)"));
    QVERIFY(m_executor->command("INSERT INTO note VALUES ('a', '{\"n\": 1}'), ('b', 'no json'), ('c', NULL), ('d', '')"));
    VALUE_OF(source, sourceOf(*m_executor, m_engine->pongo(), { {}, {}, u"note"_s }, u"body"_s));
    VALUE_OF(all, m_engine->query(source, "{}"));
    VALUE_OF(preview, m_engine->previewUpdate(*m_executor, all, "{$inc: {n: 1}}"));
    QCOMPARE(preview.matched, 1);
    VALUE_OF(updated, m_engine->update(*m_executor, all, "{$inc: {n: 1}}"));
    QCOMPARE(updated.matched, 1);
    QCOMPARE(updated.changed, 1);
    DocumentUpdateOptions listed;
    listed.listWritten = true;
    VALUE_OF(removed, m_engine->remove(*m_executor, all, listed));
    QCOMPARE(removed.changed, 1);
    QCOMPARE(count(m_executor->query("SELECT count(*) FROM note")), 3);
    VALUE_OF(counted, m_engine->count(*m_executor, all));
    QCOMPARE(counted, 0);
    VALUE_OF(none, m_engine->remove(*m_executor, all));
    QCOMPARE(none.changed, 0);
    QCOMPARE(count(m_executor->query("SELECT count(*) FROM note")), 3);
}

void TestDocumentEngine::patternsThatGiveUpDeleteNothing()
{
    fill({ "{_id: 'a', n: '" + QByteArray(60, 'x') + "y'}", "{_id: 'b', n: 'z'}" });
    for (const auto *filter : { "{n: {$not: /^(x+)+$/}}", "{n: /^(x+)+$/}" }) {
        const auto removed = m_engine->remove(*m_executor, query(filter));
        QVERIFY(!removed);
        QCOMPARE(removed.error().kind(), ErrorKind::Data);
        QVERIFY2(removed.error().objectNames().contains(u"document=a"_s), qPrintable(removed.error().toText()));
        QVERIFY(!m_engine->update(*m_executor, query(filter), "{$set: {seen: 1}}"));
    }
    QCOMPARE(m_engine->count(*m_executor, query("{}")), 2);
    QVERIFY(!m_engine->count(*m_executor, query("{seen: 1}")).value_or(1));
}

void TestDocumentEngine::versionsAreCountedAsNumbers()
{
    fill({ "{_id: 'a', n: 1}", "{_id: 'b', n: 1}", "{_id: 'c', n: 2}" });
    QVERIFY(m_engine->update(*m_executor, query("{n: 1}"), "{$inc: {n: 5}}"));
    VALUE_OF(versions, m_engine->distinct(*m_executor, query("{}"), { "_version" }));
    QCOMPARE(versions, (std::vector<QByteArray> { "1", "2" }));
    VALUE_OF(ids, m_engine->distinct(*m_executor, query("{_version: 2}"), { "_id" }));
    QCOMPARE(ids, (std::vector<QByteArray> { "\"a\"", "\"b\"" }));
}

void TestDocumentEngine::importsNameTheDocumentThatTheDatabaseRefuses()
{
    if (!m_place->isPostgres())
        QSKIP("SQLite keeps any text");
    fill({ "{_id: 'a'}" });
    QByteArray lines;
    for (int i = 1; i <= 40; ++i)
        lines += i == 7 ? "{\"s\":\"a\\u0000b\"}\n" : i == 30 ? "{\"n\":1e200000}\n" : "{\"n\":" + QByteArray::number(i) + "}\n";
    QBuffer device(&lines);
    QVERIFY(device.open(QIODevice::ReadOnly));
    VALUE_OF(report, importDocuments(*m_executor, *m_engine, m_users, device));
    QCOMPARE(report.written, 38);
    QCOMPARE(report.refused, 2);
    QCOMPARE(report.faults.size(), 2U);
    QCOMPARE(report.faults.front().line, 7);
    QCOMPARE(report.faults.back().line, 30);
    QCOMPARE(m_engine->count(*m_executor, query("{}")), 39);
}

void TestDocumentEngine::manyDocumentsAreUpdatedInOneTransaction()
{
    std::vector<QByteArray> documents;
    for (int i = 0; i < 2500; ++i)
        documents.push_back("{n: " + QByteArray::number(i) + '}');
    fill(documents);
    qint64 told = 0;
    DocumentUpdateOptions options;
    options.progress = [&](qint64, qint64 written) { told = written; };
    VALUE_OF(outcome, m_engine->update(*m_executor, query("{n: {$gte: 500}}"), "{$set: {seen: true}}", options));
    QCOMPARE(outcome.matched, 2000);
    QCOMPARE(outcome.changed, 2000);
    QCOMPARE(told, 2000);
    QCOMPARE(m_engine->count(*m_executor, query("{seen: true, _version: 2}")), 2000);
    VALUE_OF(removed, m_engine->remove(*m_executor, query("{seen: true}")));
    QCOMPARE(removed.changed, 2000);
    QCOMPARE(m_engine->count(*m_executor, query("{}")), 500);
}

void TestDocumentEngine::aConflictUndoesTheWholeUpdate()
{
    fill({ "{_id:'a', n:1}", "{_id:'b', n:1}" });
    // An operator that does not fit one document keeps the others from being written too.
    QVERIFY(m_client->collection(u"users"_s).updateOne("{_id: 'b'}", "{$set: {n: 'text'}}"));
    const auto outcome = m_engine->update(*m_executor, query("{}"), "{$inc: {n: 1}}");
    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind(), ErrorKind::Data);
    QCOMPARE(m_engine->count(*m_executor, query("{n: 2}")), 0);
}

void TestDocumentEngine::previewsSayWhatWouldHappen()
{
    fill({ "{_id:'a', n:1}", "{_id:'b', n:2}", "{_id:'c', n:2}" });
    DocumentUpdateOptions options;
    options.samples = 1;
    VALUE_OF(preview, m_engine->previewUpdate(*m_executor, query("{n: {$gte: 1}}"), "{$max: {n: 2}}", options));
    QCOMPARE(preview.matched, 3);
    QCOMPARE(preview.changed, 1);
    QCOMPARE(preview.samples.size(), 1U);
    QCOMPARE(memberOf(preview.samples.front().before, "n"), "1");
    QCOMPARE(memberOf(preview.samples.front().after, "n"), "2");
    QVERIFY(!preview.statements.empty());
    VALUE_OF(gone, m_engine->previewRemove(*m_executor, query("{n: 2}"), options));
    QCOMPARE(gone.matched, 2);
    QCOMPARE(gone.changed, 2);
    QVERIFY(gone.samples.front().after.isEmpty());
    options.upsert = true;
    VALUE_OF(fresh, m_engine->previewUpdate(*m_executor, query("{_id: 'x'}"), "{$set: {n: 9}}", options));
    QVERIFY(fresh.upserted);
    QCOMPARE(memberOf(*fresh.upserted, "_id"), "\"x\"");
    QCOMPARE(m_engine->count(*m_executor, query("{}")), 3);
}

void TestDocumentEngine::runnableSqlRuns()
{
    fill({ "{_id:\"it's\", n:1}", "{n:2}" });
    VALUE_OF(plan, m_engine->explainFind(query("{_id: \"it's\", n: {$lt: 2}}")));
    QVERIFY(!plan.runnableSql.isEmpty());
    const auto rows = m_executor->query(plan.runnableSql);
    QVERIFY2(rows.has_value(), rows ? "" : qPrintable(rows.error().toText()));
    QVERIFY(rows->rowCount() >= 1);
}

void TestDocumentEngine::extensionsMayBeRegisteredApartAndLate()
{
    QVERIFY(m_executor->command("CREATE TABLE other (id integer)"));
    DriverRegistry registry;
    registry.discover(paths::pluginFolders());
    const Connector connector { m_place->isPostgres() ? u"PostgreSQL"_s : u"SQLite"_s, m_place->isPostgres() ? u"libpq"_s : u"sqlite3"_s };
    int loads = 0;
    QVERIFY(registry.registerExtension(connector.databaseType, PongoExtension::extensionId(), [&]() -> Result<std::shared_ptr<Extension>> {
        ++loads;
        const auto plugin = m_place->plugin();
        const std::shared_ptr<PongoExtension> own(plugin, static_cast<PongoExtension *>(plugin->extension(PongoExtension::extensionId())));
        return std::make_shared<test::WideExtension>(own);
    }));
    const auto client = pongo::Client::open(registry, m_place->url());
    QCOMPARE(loads, 0);
    QVERIFY(!registry.tryGet(connector));
    const auto users = client.collection(u"users"_s);
    QVERIFY(users.insertMany({ "{n: 1}", "{n: 2}" }));
    QCOMPARE(loads, 1);
    QCOMPARE(users.countDocuments("{n: {$gt: 1}}"), 1);
    VALUE_OF(cursor, users.find("{n: 1}"));
    QVERIFY(cursor.plan().rechecked);
    cursor.close();
    QCOMPARE(loads, 1);
    const auto nobody = pongo::Client::open(registry, u"nosuch://database"_s).collection(u"users"_s).countDocuments();
    QVERIFY(!nobody);
}

QTEST_GUILESS_MAIN(TestDocumentEngine)
#include "tst_documentengine.moc"
