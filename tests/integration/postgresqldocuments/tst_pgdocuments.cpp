#include "drivers/common/postgresql/documents/pongo.h"
#include "core/documents/query/filterparser.h"
#include "tests/integration/postgresql/pgfixture.h"

#ifdef DUMBO_TEST_QPSQL
#include "drivers/qtsql/plugin.h"
#endif

#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

namespace {

/// By libpq, or in the other test by Qt's driver.
Result<std::unique_ptr<Connection>> connectTo(const PostgresServer &server, const QString &database, ConnectionObserver &observer)
{
#ifdef DUMBO_TEST_QPSQL
    qtsql::QPsqlPlugin plugin;
#else
    postgresql::PostgresPlugin plugin;
#endif
    ConnectRequest request;
    for (const auto &[name, value] : { std::pair("host", server.socketFolder()), std::pair("port", QString::number(server.port())),
             std::pair("user", server.user()), std::pair("dbname", database) })
        request.options.set(QString::fromLatin1(name), value);
    return plugin.connect(request, observer);
}

DocumentSource collection(const char *name)
{
    DocumentSource source;
    source.table.name = QString::fromLatin1(name);
    return source;
}

DocumentIndex valueIndex(const DocumentPath &path, bool unique = false)
{
    DocumentIndex index;
    index.keys = { { path, false } };
    index.unique = unique;
    return index;
}

DocumentFilter filterOf(const QByteArray &text)
{
    return parseFilter(text).value();
}

} // namespace

/// Collections on a real server: what is made, written and found, and which indexes serve.
class tst_pgdocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanupTestCase();
    void collectionsAreMadeAsTheExistingPongoMakesThem();
    void declaredIndexesServe_data();
    void declaredIndexesServe();
    void anIndexOfStringsGoesByBytesOnlyWhereTheDatabaseDoes();
    void anIndexIsReadBack();
    void aUniqueIndexRefuses();
    void insertLeavesAloneWhatIsThere();
    void updateWantsTheExpectedVersion();
    void upsertReplacesAndRaisesTheVersion();
    void upsertKeepsToWhatIsExpected();
    void rowsWithoutAKeyAreInserted();
    void collectionsOfOtherTypesAreWritten();
    void deleteWantsTheExpectedVersion();
    void rowsOfAnyTableAreWrittenByTheirKey();
    void textsThatJsonbRefusesAreNotLost();
    void deleteMatchingNeedsAnExactFilter();
    void anArrayInACollectionIsNotDeletedForItsElements();
    void checkRefusesOtherDocuments();
    void checkCannotAskTheClient();
    void valuesComeOnceAndFromArrays();
    void aSampleIsCopied();
    void queriesTakeSamplesAndLocks();
    void renameAndDrop();

private:
    [[nodiscard]] QStringList lines(const QByteArray &text, const std::vector<Value> &parameters = {});
    [[nodiscard]] QStringList written(const DocumentWrite &write);
    [[nodiscard]] QStringList found(const DocumentSource &source, const QByteArray &filter);
    [[nodiscard]] QString plan(const DocumentSource &source, const QByteArray &filter);
    void create(const DocumentSource &source);
    void makeManyDocuments(const DocumentSource &source);

    std::unique_ptr<PongoExtension> m_pongo = postgresql::makePongoExtension();
    HeardObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

QStringList tst_pgdocuments::lines(const QByteArray &text, const std::vector<Value> &parameters)
{
    const auto rows = query(*m_connection, text, parameters);
    if (!rows)
        return { QStringLiteral("error: ") + rows.error().toText() };
    QStringList list;
    for (const auto &row : *rows) {
        QStringList cells;
        for (const auto &value : row)
            cells.append(shown(value));
        list.append(cells.join(u'|'));
    }
    return list;
}

QStringList tst_pgdocuments::written(const DocumentWrite &write)
{
    const auto commands = m_pongo->write(write);
    if (!commands)
        return { QStringLiteral("refused: ") + commands.error().message() };
    QStringList list;
    for (const auto &command : *commands)
        list += lines(command.text, command.parameters.positional);
    list.sort();
    return list;
}

QStringList tst_pgdocuments::found(const DocumentSource &source, const QByteArray &filter)
{
    DocumentQuery wanted;
    wanted.source = source;
    wanted.filter = filterOf(filter);
    const auto statement = m_pongo->find(wanted);
    auto list = statement ? lines(statement->text, statement->parameters.positional) : QStringList { statement.error().toText() };
    list.sort();
    return list;
}

QString tst_pgdocuments::plan(const DocumentSource &source, const QByteArray &filter)
{
    DocumentQuery wanted;
    wanted.source = source;
    wanted.filter = filterOf(filter);
    const auto statement = m_pongo->find(wanted);
    return statement ? lines("EXPLAIN (COSTS OFF) " + statement->text, statement->parameters.positional).join(u'\n') : QString();
}

void tst_pgdocuments::create(const DocumentSource &source)
{
    const auto migrations = m_pongo->migrations({ source.table, source.indexes });
    VERIFY_RESULT(migrations);
    for (const auto &migration : *migrations)
        QCOMPARE(lines(migration.up.front()), QStringList());
}

void tst_pgdocuments::makeManyDocuments(const DocumentSource &source)
{
    QCOMPARE(lines("INSERT INTO " + source.table.name.toUtf8()
                 + " (_id, data) SELECT 'id' || n, jsonb_build_object('_id', 'id' || n, 'age', n, 'name', 'name' || lpad(n::text, 6, '0'), 'address',"
                   " jsonb_build_object('city', 'city' || n % 5000), 'tags', jsonb_build_array('t' || n % 3000, n), 'note', repeat(md5(n::text), 20)) FROM generate_series(1, 20000) n"),
        QStringList());
    QCOMPARE(lines("ANALYZE " + source.table.name.toUtf8()), QStringList());
}

void tst_pgdocuments::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    auto connection = connectTo(**server, (*server)->createDatabase(), m_observer);
    VERIFY_RESULT(connection);
    m_connection = std::move(*connection);
}

void tst_pgdocuments::init()
{
    QCOMPARE(lines("SET client_min_messages = warning"), QStringList());
    QCOMPARE(lines("DROP TABLE IF EXISTS users, people, things, copy"), QStringList());
}

void tst_pgdocuments::cleanupTestCase()
{
    m_connection.reset();
}

void tst_pgdocuments::collectionsAreMadeAsTheExistingPongoMakesThem()
{
    const auto migrations = m_pongo->migrations({ { {}, {}, QStringLiteral("users") }, { valueIndex({ "email" }, true) } });
    VERIFY_RESULT(migrations);
    QCOMPARE(migrations->size(), 2);
    QCOMPARE(migrations->front().name, "pongoCollection:users:001:createtable");
    QVERIFY(migrations->front().up.front().startsWith("\n    CREATE TABLE IF NOT EXISTS users (\n      _id           TEXT           PRIMARY KEY, \n"));
    QCOMPARE(migrations->back().name, "index:pongo_index:users:users_email_idx:create");
    QCOMPARE(migrations->back().up.front(), "CREATE UNIQUE INDEX \"users_email_idx\" ON \"users\" ((\"data\" -> 'email'))");
    const auto odd = m_pongo->migrations({ { {}, {}, QStringLiteral("Weird Name") }, {} });
    QVERIFY(odd->front().up.front().contains("EXISTS \"Weird Name\" ("));
}

void tst_pgdocuments::declaredIndexesServe_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QString>("index");
    QTest::newRow("number") << QByteArray("{age: 17}") << "indexed_age_idx";
    QTest::newRow("range of numbers") << QByteArray("{age: {$gt: 100, $lt: 120}}") << "indexed_age_idx";
    QTest::newRow("numbers below") << QByteArray("{age: {$lte: 9}}") << "indexed_age_idx";
    QTest::newRow("one of") << QByteArray("{age: {$in: [5, 7, 9]}}") << "indexed_age_idx";
    QTest::newRow("string") << QByteArray("{name: 'name000017'}") << "indexed_name_idx";
    QTest::newRow("range of strings") << QByteArray("{name: {$gte: 'name000100', $lt: 'name000120'}}") << "indexed_name_idx";
    QTest::newRow("nested") << QByteArray("{'address.city': 'city17'}") << "indexed_address_city_idx";
    QTest::newRow("nested range") << QByteArray("{'address.city': {$gt: 'city4998'}}") << "indexed_address_city_idx";
    QTest::newRow("element, by containment") << QByteArray("{tags: 't17'}") << "indexed_data_gin";
    QTest::newRow("all elements, by containment") << QByteArray("{tags: {$all: ['t17', 17]}}") << "indexed_data_gin";
    QTest::newRow("id") << QByteArray("{_id: 'id17'}") << "indexed_pkey";
    QTest::newRow("ids") << QByteArray("{_id: {$in: ['id17', 'id18']}}") << "indexed_pkey";
    QTest::newRow("range of ids") << QByteArray("{_id: {$gt: 'id19', $lt: 'id1901'}}") << "indexed_pkey";
    QTest::newRow("beside another condition") << QByteArray("{age: 17, nothing: {$ne: 5}}") << "indexed_age_idx";
}

void tst_pgdocuments::declaredIndexesServe()
{
    QFETCH(QByteArray, filter);
    QFETCH(QString, index);
    auto source = collection("indexed");
    source.indexes = { valueIndex({ "age" }), valueIndex({ "name" }), valueIndex({ "address", "city" }) };
    DocumentIndex anywhere;
    anywhere.kind = DocumentIndex::Kind::Containment;
    source.indexes.push_back(anywhere);
    if (lines("SELECT to_regclass('indexed')::text") != QStringList { QStringLiteral("indexed") }) {
        create(source);
        makeManyDocuments(source);
    }
    const auto text = plan(source, filter);
    QVERIFY2(text.contains(index), qPrintable(text));
    QVERIFY2(!text.contains(QStringLiteral("Seq Scan")), qPrintable(text));
    QVERIFY(!found(source, filter).isEmpty());
}

void tst_pgdocuments::anIndexOfStringsGoesByBytesOnlyWhereTheDatabaseDoes()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    const auto words = QStringLiteral("words%1").arg(QCoreApplication::applicationPid());
    QCOMPARE(lines("CREATE DATABASE " + words.toUtf8() + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en' LOCALE 'C.UTF-8'"), QStringList());
    {
        auto connection = connectTo(**server, words, m_observer);
        VERIFY_RESULT(connection);
        std::swap(m_connection, *connection);
        auto source = collection("users");
        source.indexes = { valueIndex({ "name" }) };
        create(source);
        QCOMPARE(lines("INSERT INTO users (_id, data) SELECT n, jsonb_build_object('name', n) FROM unnest(ARRAY['a', 'B', 'c', 'D', 'ä']) n"), QStringList());
        QCOMPARE(lines("SET enable_seqscan = off"), QStringList());
        // In English "B" comes between "a" and "c"; by bytes it is before "a".
        QCOMPARE(found(source, "{name: {$gt: 'B', $lt: 'c'}}").size(), 2);
        QCOMPARE(found(source, "{name: {$gte: 'c'}}").size(), 2);
        QCOMPARE(found(source, "{_id: {$gt: 'B', $lt: 'c'}}").size(), 2);
        QVERIFY(plan(source, "{name: 'B'}").contains(QStringLiteral("users_name_idx")));
        std::swap(m_connection, *connection);
    }
    QCOMPARE(lines("DROP DATABASE " + words.toUtf8()), QStringList());
}

void tst_pgdocuments::anIndexIsReadBack()
{
    auto source = collection("users");
    source.indexes = { valueIndex({ "age" }), valueIndex({ "address", "city" }, true), valueIndex({ "it's", "so \"odd\"" }) };
    DocumentIndex both;
    both.keys = { { { "a" }, true }, { { "b", "c" }, false } };
    source.indexes.push_back(both);
    DocumentIndex anywhere;
    anywhere.kind = DocumentIndex::Kind::Containment;
    source.indexes.push_back(anywhere);
    create(source);
    QCOMPARE(lines("CREATE INDEX half ON users ((data -> 'x')) WHERE _archived"), QStringList());
    QCOMPARE(lines("CREATE INDEX other ON users (lower(_id))"), QStringList());
    CatalogRequest request;
    request.scope.name = QStringLiteral("users");
    const auto part = m_connection->catalog(request);
    VERIFY_RESULT(part);
    std::vector<DocumentIndex> read;
    for (const auto &object : part->objects) {
        for (const auto &index : object.indexes) {
            if (const auto known = m_pongo->readIndex(source, index)) {
                read.push_back(*known);
                read.back().name.clear();
            }
        }
    }
    QCOMPARE(read.size(), source.indexes.size());
    for (const auto &index : source.indexes)
        QVERIFY2(std::ranges::find(read, index) != read.end(), index.keys.empty() ? "containment" : index.keys.front().path.join('.').constData());
}

void tst_pgdocuments::aUniqueIndexRefuses()
{
    auto source = collection("users");
    source.indexes = { valueIndex({ "email" }, true) };
    create(source);
    DocumentWrite write { DocumentWrite::Kind::Insert, source, { { { Value::text(QByteArray("1")) }, R"({"_id":"1","email":"x"})", {}, {} } }, {} };
    QCOMPARE(written(write), QStringList { QStringLiteral("1|1") });
    QCOMPARE(written(write), QStringList());
    for (const auto kind : { DocumentWrite::Kind::Insert, DocumentWrite::Kind::Upsert }) {
        write.kind = kind;
        write.rows.front().key = { Value::text(QByteArray("2")) };
        const auto commands = m_pongo->write(write);
        VERIFY_RESULT(commands);
        const auto refused = query(*m_connection, commands->front().text, commands->front().parameters.positional);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind(), ErrorKind::UniqueConstraint);
    }
}

void tst_pgdocuments::insertLeavesAloneWhatIsThere()
{
    const auto source = collection("users");
    create(source);
    DocumentWrite write { DocumentWrite::Kind::Insert, source, {}, {} };
    for (const auto *id : { "1", "2", "odd, \"id\" {}\\", "ä" })
        write.rows.push_back({ { Value::text(QByteArray(id)) }, R"({"n": 1.50, "t": "a\\b\"c' }{", "_version": "1"})", {}, {} });
    QCOMPARE(written(write).size(), 4);
    QCOMPARE(lines("SELECT DISTINCT data::text FROM users"), QStringList { QStringLiteral(R"({"n": 1.50, "t": "a\\b\"c' }{", "_version": "1"})") });
    write.rows[1].key = { Value::text(QByteArray("3")) };
    write.rows[1].text = R"({"_version": "7"})";
    QCOMPARE(written(write), QStringList { QStringLiteral("3|7") });
    write.rows.clear();
    QCOMPARE(written(write), QStringList());
    for (int i = 0; i < 300; ++i)
        write.rows.push_back({ { Value::text("many" + QByteArray::number(i)) }, "{\"n\": " + QByteArray::number(i) + R"(, "t": "a\\b\"'\u001e"})", {}, {} });
    QCOMPARE(written(write).size(), 300);
    QCOMPARE(lines("SELECT count(*) FROM users WHERE data ->> 't' = E'a\\\\b\"\\'\\x1e' AND 'many' || (data ->> 'n') = _id AND _version = 1"), QStringList { QStringLiteral("300") });
}

void tst_pgdocuments::updateWantsTheExpectedVersion()
{
    const auto source = collection("users");
    create(source);
    QCOMPARE(lines(R"(INSERT INTO users (_id, data, _version) VALUES ('1', '{"a": 1}', 1), ('2', '{"a": 1}', 5), ('3', '{"a": 1}', 1))"), QStringList());
    DocumentWrite write { DocumentWrite::Kind::Update, source, {}, {} };
    write.rows.push_back({ { Value::text(QByteArray("1")) }, R"({"a": 2, "_version": "9"})", qint64(1), {} });
    write.rows.push_back({ { Value::text(QByteArray("2")) }, R"({"a": 2})", qint64(4), {} });
    write.rows.push_back({ { Value::text(QByteArray("3")) }, R"({"a": 2})", {}, {} });
    write.rows.push_back({ { Value::text(QByteArray("4")) }, R"({"a": 2})", {}, {} });
    QCOMPARE(written(write), (QStringList { QStringLiteral("1|2"), QStringLiteral("3|2") }));
    QCOMPARE(lines("SELECT _version, data FROM users ORDER BY _id"),
        (QStringList { QStringLiteral(R"(2|{"a": 2, "_id": "1", "_version": "2"})"), QStringLiteral(R"(5|{"a": 1})"),
            QStringLiteral(R"(2|{"a": 2, "_id": "3", "_version": "2"})") }));
}

void tst_pgdocuments::upsertReplacesAndRaisesTheVersion()
{
    const auto source = collection("users");
    create(source);
    DocumentWrite write { DocumentWrite::Kind::Upsert, source, {}, {} };
    write.rows.push_back({ { Value::text(QByteArray("1")) }, R"({"a": 1})", {}, {} });
    write.rows.push_back({ { Value::text(QByteArray("1")) }, R"({"a": 2})", {}, {} });
    QCOMPARE(written(write), QStringList { QStringLiteral("1|1") });
    QCOMPARE(written(write), QStringList { QStringLiteral("1|2") });
    QCOMPARE(lines("SELECT data FROM users"), QStringList { QStringLiteral(R"({"a": 2, "_id": "1", "_version": "2"})") });
}

void tst_pgdocuments::upsertKeepsToWhatIsExpected()
{
    const auto source = collection("users");
    create(source);
    DocumentWrite write { DocumentWrite::Kind::Upsert, source, {}, {} };
    for (const auto *id : { "a?b", "a?b", "c" })
        write.rows.push_back({ { Value::text(QByteArray(id)) }, R"({"a": 1})", {}, {} });
    QCOMPARE(written(write), (QStringList { QStringLiteral("a?b|1"), QStringLiteral("c|1") }));
    write.rows[1].expectedVersion = 2;
    write.rows[2].expectedVersion = 7;
    QCOMPARE(written(write), (QStringList { QStringLiteral("a?b|2"), QStringLiteral("a?b|3") }));
    QCOMPARE(lines("SELECT _version FROM users WHERE _id = 'c'"), QStringList { QStringLiteral("1") });
}

void tst_pgdocuments::rowsWithoutAKeyAreInserted()
{
    QCOMPARE(lines("CREATE TABLE things (body jsonb)"), QStringList());
    auto source = collection("things");
    source.column = QStringLiteral("body");
    source.isCollection = false;
    source.key.clear();
    DocumentWrite write { DocumentWrite::Kind::Insert, source, {}, {} };
    write.rows = { { {}, R"({"a": 1})", {}, {} }, { {}, "[]", {}, {} } };
    QCOMPARE(written(write).size(), 2);
    QCOMPARE(lines("SELECT body FROM things"), (QStringList { QStringLiteral(R"({"a": 1})"), QStringLiteral("[]") }));
}

void tst_pgdocuments::collectionsOfOtherTypesAreWritten()
{
    for (const auto &[storage, type] : { std::pair(DocumentStorage::JsonText, "json"), { DocumentStorage::Text, "text" } }) {
        QCOMPARE(lines("DROP TABLE IF EXISTS users"), QStringList());
        QCOMPARE(lines("CREATE TABLE users (_id text PRIMARY KEY, data " + QByteArray(type) + ", _version bigint NOT NULL DEFAULT 1, _updated timestamptz)"), QStringList());
        auto source = collection("users");
        source.storage = storage;
        DocumentWrite write { DocumentWrite::Kind::Insert, source, {}, {} };
        write.rows.push_back({ { Value::text(QByteArray("1")) }, R"({"a": 1, "_version": "4"})", {}, {} });
        QCOMPARE(written(write), QStringList { QStringLiteral("1|4") });
        write.rows[0].text = R"({"a": 2})";
        write.kind = DocumentWrite::Kind::Update;
        QCOMPARE(written(write), QStringList { QStringLiteral("1|5") });
        write.kind = DocumentWrite::Kind::Upsert;
        QCOMPARE(written(write), QStringList { QStringLiteral("1|6") });
        QCOMPARE(lines("SELECT data FROM users"), QStringList { QStringLiteral(R"({"a": 2, "_id": "1", "_version": "6"})") });
        QCOMPARE(lines(R"(UPDATE users SET data = '{"a": 3}')"), QStringList());
        QCOMPARE(found(source, "{_id: '1', _version: 6, a: 3}").size(), 1);
    }
}

void tst_pgdocuments::deleteWantsTheExpectedVersion()
{
    const auto source = collection("users");
    create(source);
    QCOMPARE(lines("INSERT INTO users (_id, data, _version) VALUES ('1', '{}', 1), ('2', '{}', 5), ('3', '{}', 1)"), QStringList());
    DocumentWrite write { DocumentWrite::Kind::Delete, source, {}, {} };
    write.rows.push_back({ { Value::text(QByteArray("1")) }, {}, qint64(2), {} });
    write.rows.push_back({ { Value::text(QByteArray("2")) }, {}, qint64(5), {} });
    write.rows.push_back({ { Value::text(QByteArray("3")) }, {}, {}, {} });
    QCOMPARE(written(write), (QStringList { QStringLiteral("2|5"), QStringLiteral("3|1") }));
}

void tst_pgdocuments::rowsOfAnyTableAreWrittenByTheirKey()
{
    for (const auto &[storage, type] : { std::pair(DocumentStorage::Jsonb, "jsonb"), { DocumentStorage::JsonText, "json" }, { DocumentStorage::Text, "text" } }) {
        QCOMPARE(lines("DROP TABLE IF EXISTS things"), QStringList());
        QCOMPARE(lines("CREATE TABLE things (number int, name varchar(9), body " + QByteArray(type) + ", PRIMARY KEY (number, name))"), QStringList());
        DocumentSource source = collection("things");
        source.column = QStringLiteral("body");
        source.storage = storage;
        source.isCollection = false;
        source.key = { QStringLiteral("number"), QStringLiteral("name") };
        DocumentWrite write { DocumentWrite::Kind::Insert, source, {}, {} };
        write.rows.push_back({ { Value(1), Value::text(QByteArray("x")) }, R"({"a": 1})", {}, {} });
        write.rows.push_back({ { Value(2), Value::text(QByteArray("y")) }, R"({"a": 2})", {}, {} });
        QCOMPARE(written(write), (QStringList { QStringLiteral("1|x"), QStringLiteral("2|y") }));
        write.kind = DocumentWrite::Kind::Update;
        write.rows[0].expectedText = R"({"a": 1})";
        write.rows[1].expectedText = R"({"a": 1})";
        write.rows[0].text = R"({"a": 3})";
        QCOMPARE(written(write), (QStringList { QStringLiteral("1|x") }));
        write.kind = DocumentWrite::Kind::Upsert;
        write.rows[1].text = R"({"a": 4})";
        QCOMPARE(written(write), QStringList());
        write.rows[0].expectedText = R"({"a": 3})";
        write.rows[1].expectedText.reset();
        QCOMPARE(written(write), (QStringList { QStringLiteral("1|x"), QStringLiteral("2|y") }));
        QCOMPARE(found(source, "{}"), (QStringList { QStringLiteral(R"(1|x|{"a": 3})"), QStringLiteral(R"(2|y|{"a": 4})") }));
        write.kind = DocumentWrite::Kind::Delete;
        QCOMPARE(written(write), (QStringList { QStringLiteral("1|x"), QStringLiteral("2|y") }));
    }
}

void tst_pgdocuments::textsThatJsonbRefusesAreNotLost()
{
    QCOMPARE(lines("CREATE TABLE things (id int PRIMARY KEY, body json)"), QStringList());
    DocumentSource source = collection("things");
    source.column = QStringLiteral("body");
    source.storage = DocumentStorage::JsonText;
    source.isCollection = false;
    source.key = { QStringLiteral("id") };
    const auto deep = QByteArray(3000, '[') + QByteArray(3000, ']');
    const QByteArrayList texts { R"({"a": 1, "t": "\u0000"})", R"({"a": 1, "t": "\ud800"})", R"({"a": 1, "n": 1e200000})", R"({"a": 1, "n": -1.5E-20000})",
        R"({"a": 1, "n": )" + QByteArray(140'000, '9') + '}', R"({"a": 1, "n": [)" + deep + "]}", R"({"a": 2})", R"({"a": 1})" };
    for (qsizetype i = 0; i < texts.size(); ++i)
        QCOMPARE(lines("INSERT INTO things VALUES ($1, $2)", { Value(qint64(i)), Value::text(texts.at(i)) }), QStringList());
    QCOMPARE(found(source, "{a: 1}").size(), 7);
    QCOMPARE(found(source, "{a: {$ne: 2}}").size(), 7);
    QCOMPARE(found(source, "{a: 3}").size(), 6);
}

void tst_pgdocuments::deleteMatchingNeedsAnExactFilter()
{
    const auto source = collection("users");
    create(source);
    QCOMPARE(lines(R"(INSERT INTO users (_id, data) VALUES ('1', '{"a": 9}'), ('2', '{"a": 10}'), ('3', '{"a": "9"}'), ('4', '{}'))"), QStringList());
    DocumentWrite write { DocumentWrite::Kind::DeleteMatching, source, {}, filterOf("{a: {$gt: 9}}") };
    QCOMPARE(written(write), QStringList { QStringLiteral("2|1") });
    write.filter = filterOf("{a: /^[0-9]$/}");
    QVERIFY(written(write).first().startsWith(QStringLiteral("refused")));
    write.filter = filterOf("{a: {$in: []}}");
    QCOMPARE(written(write), QStringList());
    write.filter = filterOf("{}");
    QCOMPARE(written(write).size(), 3);
}

void tst_pgdocuments::anArrayInACollectionIsNotDeletedForItsElements()
{
    const auto source = collection("users");
    create(source);
    QCOMPARE(lines(R"(INSERT INTO users (_id, data) VALUES ('1', '[{"a": 1}]'), ('2', '{"a": 1}'), ('3', '{"a": [1]}'))"), QStringList());
    DocumentQuery locked;
    locked.source = source;
    locked.filter = filterOf("{a: 1}");
    locked.forUpdate = true;
    const auto statement = m_pongo->find(locked);
    VERIFY_RESULT(statement);
    QCOMPARE(lines(statement->text, statement->parameters.positional).size(), 2);
    const DocumentWrite write { DocumentWrite::Kind::DeleteMatching, source, {}, locked.filter };
    QCOMPARE(written(write), (QStringList { QStringLiteral("2|1"), QStringLiteral("3|1") }));
}

void tst_pgdocuments::checkRefusesOtherDocuments()
{
    const auto source = collection("users");
    create(source);
    const auto check = m_pongo->require(source, QStringLiteral("valid"), filterOf("{age: {$gte: 0, $lt: 150}, name: {$type: 'string'}, 'address.city': {$ne: null}}"));
    VERIFY_RESULT(check);
    QCOMPARE(lines(check->front()), QStringList());
    QCOMPARE(lines(R"(INSERT INTO users (_id, data) VALUES ('1', '{"age": 5, "name": "it''s", "address": {"city": "x"}}'))"), QStringList());
    QVERIFY(lines(R"(INSERT INTO users (_id, data) VALUES ('2', '{"age": 500, "name": "x", "address": {"city": "x"}}'))").first().startsWith(QStringLiteral("error:")));
    QVERIFY(lines(R"(INSERT INTO users (_id, data) VALUES ('3', '{"age": 5, "name": "x", "address": {}}'))").first().startsWith(QStringLiteral("error:")));
    QVERIFY(lines(R"(INSERT INTO users (_id, data) VALUES ('4', '{}'))").first().startsWith(QStringLiteral("error:")));
}

void tst_pgdocuments::checkCannotAskTheClient()
{
    for (const auto *filter : { "{a: /x.*y/}", "{a: {$elemMatch: {b: 1}}}", "{a: {x: 1}}", "{$expr: {$gt: ['$a', '$b']}}" }) {
        const auto check = m_pongo->require(collection("users"), QStringLiteral("valid"), filterOf(filter));
        QVERIFY2(!check && check.error().kind() == ErrorKind::NotImplemented, filter);
    }
}

void tst_pgdocuments::valuesComeOnceAndFromArrays()
{
    const auto source = collection("users");
    create(source);
    QCOMPARE(lines(R"(INSERT INTO users (_id, data) VALUES ('1', '{"a": [1, 2, [3]]}'), ('2', '{"a": 2}'), ('3', '{"a": [{"b": 1}]}'), ('4', '{}'), ('5', '{"a": null}'))"), QStringList());
    DocumentQuery wanted;
    wanted.source = source;
    const auto values = [&](const DocumentPath &path) {
        const auto statement = m_pongo->values(wanted, path);
        auto list = statement && *statement ? lines((*statement)->text, (*statement)->parameters.positional) : QStringList();
        list.sort();
        return list;
    };
    QCOMPARE(values({ "a" }), (QStringList { QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("[3]"), QStringLiteral("null"), QStringLiteral("{\"b\": 1}") }));
    QCOMPARE(values({ "a", "b" }), QStringList { QStringLiteral("1") });
    wanted.filter = filterOf("{_id: {$lt: '3'}}");
    QCOMPARE(values({ "_id" }), (QStringList { QStringLiteral("\"1\""), QStringLiteral("\"2\"") }));
}

void tst_pgdocuments::aSampleIsCopied()
{
    const auto source = collection("users");
    create(source);
    makeManyDocuments(source);
    const auto statements = m_pongo->copySample(source, { {}, {}, QStringLiteral("copy") }, 1000);
    VERIFY_RESULT(statements);
    for (const auto &statement : *statements)
        QCOMPARE(lines(statement), QStringList());
    const auto rows = lines("SELECT count(*) FROM copy").first().toInt();
    QVERIFY2(rows > 100 && rows <= 1000, QByteArray::number(rows).constData());
    auto copy = source;
    copy.table.name = QStringLiteral("copy");
    const auto index = m_pongo->createIndex(copy, valueIndex({ "age" }));
    VERIFY_RESULT(index);
    QCOMPARE(lines(index->front()), QStringList());
}

void tst_pgdocuments::queriesTakeSamplesAndLocks()
{
    const auto source = collection("users");
    create(source);
    makeManyDocuments(source);
    DocumentQuery wanted;
    wanted.source = source;
    wanted.sample = 500;
    auto statement = m_pongo->find(wanted);
    VERIFY_RESULT(statement);
    const auto rows = lines(statement->text).size();
    QVERIFY2(rows > 50 && rows <= 500, QByteArray::number(rows).constData());
    wanted.sample.reset();
    wanted.forUpdate = true;
    wanted.filter = filterOf("{age: {$lt: 100}}");
    wanted.sort = { { { "age" }, true }, { { "_id" }, false } };
    wanted.skip = 2;
    wanted.limit = 3;
    statement = m_pongo->find(wanted);
    VERIFY_RESULT(statement);
    QVERIFY(statement->rangeDone);
    const auto page = lines(statement->text, statement->parameters.positional);
    QCOMPARE(page.size(), 3);
    QVERIFY2(page.first().startsWith(QStringLiteral("id97|1|{")), qPrintable(page.join(u'\n')));
    wanted.filter = filterOf("{name: /^n.*7$/}");
    statement = m_pongo->find(wanted);
    VERIFY_RESULT(statement);
    QVERIFY(!statement->filterDone && !statement->rangeDone && statement->sortDone);
    QCOMPARE(statement->reasons.size(), 2);
}

void tst_pgdocuments::renameAndDrop()
{
    const auto source = collection("users");
    create(source);
    QCOMPARE(lines(m_pongo->rename(source, QStringLiteral("people"))->front()), QStringList());
    QCOMPARE(lines(m_pongo->drop(collection("people"))->front()), QStringList());
}

QTEST_GUILESS_MAIN(tst_pgdocuments)
#include "tst_pgdocuments.moc"
