#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/sdk/connectionobserver.h"
#include "drivers/sqlite/plugin.h"
#include "tests/support/readrows.h"

#include <QCryptographicHash>
#include <QSet>
#include <QTest>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::sqlite;

/// Statements for documents, run by SQLite.
class TestSqliteDocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void tablesAreThoseOfTheExistingPongo_data();
    void tablesAreThoseOfTheExistingPongo();
    void filtersUseIndexes_data();
    void filtersUseIndexes();
    void indexesAreKnownAgain_data();
    void indexesAreKnownAgain();
    void aUniqueIndexRefusesTwins();
    void anInsertLeavesWhatIsThereAlone();
    void updatesAndDeletesKeepToTheVersion();
    void anUpsertReplacesOrInserts();
    void rowsOfOtherTablesKeepToTheirText();
    void rowsOfBinaryColumnsKeepToTheirValue();
    void rowsWithoutADocumentAreLeftAlone_data();
    void rowsWithoutADocumentAreLeftAlone();
    void namesOfControlCharactersAreRefused();
    void documentsDeeperThanSqliteReadsAreRefused();
    void listsOfManyNumbersAreOneParameter();
    void elementsOfElementsDoNotMakeHugeStatements();
    void documentsStayAsTheyWereWritten();
    void whatSqlDecidesIsCountedAndDeletedBySql();
    void numbersAreComparedByAllTheirDigits_data();
    void numbersAreComparedByAllTheirDigits();
    void everyNumberIsComparedWithEveryOther_data();
    void everyNumberIsComparedWithEveryOther();
    void fieldsAreComparedWithWhatNoDoubleHolds();
    void longAndDeepFiltersRun_data();
    void longAndDeepFiltersRun();
    void triggersRefuseWhatDoesNotMatch();
    void aSampleIsPartOfTheTable();
    void tablesAreRenamedAndDropped();
    void pathsAreWrittenForPeople();

private:
    [[nodiscard]] test::Rows run(const StatementText &text, const Parameters &parameters = {});
    [[nodiscard]] Error failureOf(const StatementText &text);
    [[nodiscard]] test::Rows write(DocumentWrite::Kind kind, std::vector<DocumentRow> rows, const DocumentSource &source);
    void makeUsers(const std::vector<DocumentIndex> &indexes = {});
    void insertUsers(const QByteArrayList &documents);
    [[nodiscard]] DocumentQuery queryOf(const QByteArray &filter);
    [[nodiscard]] QByteArrayList idsOf(const QByteArray &filter);

    SqlitePlugin m_plugin;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    PongoExtension *m_pongo = nullptr;
    DocumentSource m_users;
};

namespace {

QByteArray textOf(const Value &value)
{
    const auto *text = std::get_if<Value::Text>(&value.variant());
    return text ? text->utf8 : QByteArray();
}

qint64 numberOf(const Value &value)
{
    const auto *number = std::get_if<qint64>(&value.variant());
    return number ? *number : -1;
}

DocumentIndex indexOf(const DocumentPath &path, const QString &generated = {})
{
    return { {}, DocumentIndex::Kind::Value, { { path, false } }, false, generated };
}

DocumentRow rowOf(const QByteArray &id, const QByteArray &text, std::optional<qint64> version = {})
{
    return { { Value::text(id) }, text, version, {} };
}

} // namespace

void TestSqliteDocuments::init()
{
    SqliteOptions options;
    options.path = QStringLiteral(":memory:");
    auto connection = m_plugin.connect(options, m_observer);
    QVERIFY2(connection, connection ? "" : qPrintable(connection.error().toText()));
    m_connection = std::move(*connection);
    m_pongo = static_cast<PongoExtension *>(m_plugin.extension(PongoExtension::extensionId()));
    QVERIFY(m_pongo);
    m_users = {};
    m_users.table.name = QStringLiteral("users");
    m_users.storage = DocumentStorage::JsonText;
}

test::Rows TestSqliteDocuments::run(const StatementText &text, const Parameters &parameters)
{
    Statement statement;
    statement.text = text;
    statement.parameters = parameters;
    const auto execution = m_connection->execute(statement);
    if (!execution) {
        QTest::qFail((text + ": " + execution.error().toText().toUtf8()).constData(), __FILE__, __LINE__);
        return {};
    }
    const auto rows = test::readRows(**execution);
    if (!rows)
        QTest::qFail((text + ": " + rows.error().toText().toUtf8()).constData(), __FILE__, __LINE__);
    return rows.value_or(test::Rows());
}

Error TestSqliteDocuments::failureOf(const StatementText &text)
{
    Statement statement;
    statement.text = text;
    const auto execution = m_connection->execute(statement);
    if (!execution)
        return execution.error();
    const auto rows = test::readRows(**execution);
    return rows ? Error(ErrorKind::NotFound, QStringLiteral("It did not fail.")) : rows.error();
}

test::Rows TestSqliteDocuments::write(DocumentWrite::Kind kind, std::vector<DocumentRow> rows, const DocumentSource &source)
{
    DocumentWrite write;
    write.kind = kind;
    write.source = source;
    write.rows = std::move(rows);
    const auto commands = m_pongo->write(write);
    test::Rows answered;
    if (!commands) {
        QTest::qFail(qPrintable(commands.error().toText()), __FILE__, __LINE__);
        return answered;
    }
    for (const auto &command : *commands) {
        for (auto &row : run(command.text, command.parameters))
            answered.push_back(std::move(row));
    }
    return answered;
}

void TestSqliteDocuments::makeUsers(const std::vector<DocumentIndex> &indexes)
{
    const auto migrations = m_pongo->migrations({ m_users.table, indexes });
    QVERIFY(migrations);
    for (const auto &migration : *migrations) {
        for (const auto &statement : migration.up)
            (void)run(statement);
    }
    m_users.indexes = indexes;
}

void TestSqliteDocuments::insertUsers(const QByteArrayList &documents)
{
    std::vector<DocumentRow> rows;
    for (const auto &document : documents)
        rows.push_back(rowOf(QByteArray::number(qint64(rows.size() + 1)), document));
    QCOMPARE(qsizetype(write(DocumentWrite::Kind::Insert, rows, m_users).size()), documents.size());
}

DocumentQuery TestSqliteDocuments::queryOf(const QByteArray &filter)
{
    DocumentQuery query;
    query.source = m_users;
    const auto parsed = parseFilter(filter);
    if (!parsed)
        QTest::qFail(qPrintable(parsed.error().toText()), __FILE__, __LINE__);
    query.filter = parsed.value_or(DocumentFilter());
    return query;
}

QByteArrayList TestSqliteDocuments::idsOf(const QByteArray &filter)
{
    const auto statement = m_pongo->find(queryOf(filter));
    QByteArrayList ids;
    if (!statement || !statement->filterDone) {
        QTest::qFail("SQL does not decide this filter.", __FILE__, __LINE__);
        return ids;
    }
    for (const auto &row : run(statement->text, statement->parameters))
        ids.append(textOf(row.front()));
    return ids;
}

void TestSqliteDocuments::tablesAreThoseOfTheExistingPongo_data()
{
    QTest::addColumn<QString>("collection");
    QTest::addColumn<QByteArray>("hash");
    // As the existing Pongo's ledger has them.
    const std::pair<const char *, const char *> known[] = {
        { "users", "1c1b233a423362d668648e0bc38b618217d9c5ca6041c2193a7e9c427ed2e48d" },
        { "Weird Name", "b150c15c53705bf4fd10a7513ed45ce973e9ed23279accca35555f94a84953d6" },
        { "order", "dfa31f6aead9c5a4e7101f657e8b062a946a9f13402c1aa656a9f2edf3ce41ef" },
        { "crm.users", "38486334c7e40f26f384d17130d36af42d348d954571ca72fb75814dc51a681b" },
        { "it's \"so\"", "bfb563e97c15390d90c63d42056a35bac3d7d230cc2431749de162628e39b364" },
        { "größe", "15ea0b9ddb95268cf00793ae7707eedc019f536df89ea1d9dcb6271e386f9a32" },
        { "a$b_1", "0a5f9384d418775695f92ae7b08ae2208365650b49be800682781671e2ecb625" },
    };
    for (const auto &[name, hash] : known)
        QTest::newRow(name) << QString::fromUtf8(name) << QByteArray(hash);
}

void TestSqliteDocuments::tablesAreThoseOfTheExistingPongo()
{
    QFETCH(const QString, collection);
    QFETCH(const QByteArray, hash);
    const auto migrations = m_pongo->migrations({ { {}, {}, collection }, {} });
    QVERIFY(migrations);
    QCOMPARE(migrations->size(), std::size_t(1));
    const auto &migration = migrations->front();
    QCOMPARE(migration.name, QStringLiteral("pongoCollection:%1:001:createtable").arg(collection));
    QCOMPARE(migration.up.size(), std::size_t(1));
    QCOMPARE(QCryptographicHash::hash(migration.up.front(), QCryptographicHash::Sha256).toHex(), hash);
    (void)run(migration.up.front());
    (void)run(migration.down.front());
}

void TestSqliteDocuments::filtersUseIndexes_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<QByteArray>("index");
    const std::pair<const char *, const char *> filters[] = {
        { "{_id: 'x'}", "sqlite_autoindex_users_1" },
        { "{_id: {$in: ['x', 'y']}}", "sqlite_autoindex_users_1" },
        { "{_id: {$gt: 'x'}}", "sqlite_autoindex_users_1" },
        { "{email: 'x'}", "users_email_idx" },
        { "{email: {$in: ['x', 'y', 'z']}}", "users_email_idx" },
        { "{email: {$gte: 'x', $lt: 'y'}}", "users_email_idx" },
        { "{email: /^ab/}", "users_email_idx" },
        { "{age: 9}", "users_age_idx" },
        { "{age: 9.5}", "users_age_idx" },
        { "{age: {$in: [9, 10]}}", "users_age_idx" },
        { "{age: {$gt: 9}}", "users_age_idx" },
        { "{age: {$gt: 9.1, $lte: 12}}", "users_age_idx" },
        { "{age: {$lt: 1e400}}", "users_age_idx" },
        { "{age: true}", "users_age_idx" },
        { "{'address.city': 'Bremen'}", "users_address_city_idx" },
        { "{'address.city': {$gt: 'Bremen'}}", "users_address_city_idx" },
        { "{rank: 7}", "users_rank_idx" },
        { "{rank: {$gt: 7}}", "users_rank_idx" },
        { "{$or: [{rank: 7}, {email: 'x'}]}", "users_email_idx" },
        { "{rank: 7, name: 'x'}", "users_rank_idx" },
    };
    for (const auto &[filter, index] : filters)
        QTest::newRow(filter) << QByteArray(filter) << QByteArray(index);
}

void TestSqliteDocuments::filtersUseIndexes()
{
    QFETCH(const QByteArray, filter);
    QFETCH(const QByteArray, index);
    makeUsers({ indexOf({ "email" }), indexOf({ "age" }), indexOf({ "address", "city" }), indexOf({ "rank" }, QStringLiteral("rank")) });
    const auto statement = m_pongo->find(queryOf(filter));
    QVERIFY(statement);
    QByteArray plan;
    bool isScanned = false;
    for (const auto &row : run("EXPLAIN QUERY PLAN " + statement->text, statement->parameters)) {
        const auto detail = textOf(row.back());
        plan += detail + '\n';
        isScanned = isScanned || detail == "SCAN users";
    }
    QVERIFY2(!isScanned && plan.contains(index), (statement->text + '\n' + plan).constData());
}

void TestSqliteDocuments::indexesAreKnownAgain_data()
{
    QTest::addColumn<DocumentIndex>("index");
    QTest::addColumn<bool>("isCollection");
    DocumentIndex several { QStringLiteral("of three"), DocumentIndex::Kind::Value, { { { "a", "b" }, true }, { { "it's \"so\"" }, false }, { { "x.y", "" }, false } },
        true, {} };
    QTest::newRow("one path") << indexOf({ "email" }) << true;
    QTest::newRow("several paths") << several << true;
    QTest::newRow("a generated column") << indexOf({ "a", "two words" }, QStringLiteral("a's words")) << true;
    QTest::newRow("one path of any table") << indexOf({ "email" }) << false;
    QTest::newRow("several paths of any table") << several << false;
}

void TestSqliteDocuments::indexesAreKnownAgain()
{
    QFETCH(DocumentIndex, index);
    QFETCH(const bool, isCollection);
    makeUsers();
    m_users.isCollection = isCollection;
    const auto statements = m_pongo->createIndex(m_users, index);
    QVERIFY(statements);
    for (const auto &statement : *statements)
        (void)run(statement);
    const auto rows = run("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL");
    QCOMPARE(rows.size(), std::size_t(1));
    CatalogIndex read;
    read.name = QString::fromUtf8(textOf(rows.front()[0]));
    read.ddl = QString::fromUtf8(textOf(rows.front()[1]));
    read.unique = index.unique;
    const auto known = m_pongo->readIndex(m_users, read);
    QVERIFY(known);
    index.name = read.name;
    QCOMPARE(*known, index);
    const auto dropped = m_pongo->dropIndex(m_users, *known);
    QVERIFY(dropped);
    for (const auto &statement : *dropped)
        (void)run(statement);
    read.ddl = QStringLiteral("CREATE INDEX other ON users (lower(data))");
    QVERIFY(!m_pongo->readIndex(m_users, read));
    read.ddl = QStringLiteral("CREATE INDEX other ON users (_created)");
    QVERIFY(!m_pongo->readIndex(m_users, read));
}

void TestSqliteDocuments::aUniqueIndexRefusesTwins()
{
    auto index = indexOf({ "email" });
    index.unique = true;
    makeUsers({ index });
    insertUsers({ R"({"email":"a"})", R"({"email":"b"})", "{}", "{}" });
    QCOMPARE(failureOf("INSERT INTO users (_id, data) VALUES ('x', '{\"email\":\"a\"}')").kind(), ErrorKind::UniqueConstraint);
}

void TestSqliteDocuments::anInsertLeavesWhatIsThereAlone()
{
    makeUsers();
    insertUsers({ R"({"a":1})" });
    const auto rows = write(DocumentWrite::Kind::Insert, { rowOf("1", R"({"a":2})"), rowOf("2", R"({"a":3})") }, m_users);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(textOf(rows.front()[0]), QByteArray("2"));
    QCOMPARE(numberOf(rows.front()[1]), 1);
    QCOMPARE(textOf(run("SELECT data FROM users WHERE _id = '1'").front().front()), QByteArray(R"({"a":1})"));
}

void TestSqliteDocuments::updatesAndDeletesKeepToTheVersion()
{
    makeUsers();
    insertUsers({ "{}", "{}", "{}" });
    const auto updated = write(DocumentWrite::Kind::Update,
        { rowOf("1", R"({"v":2})", 1), rowOf("2", R"({"v":2})", 7), rowOf("3", R"({"v":2})"), rowOf("4", R"({"v":2})") }, m_users);
    QCOMPARE(updated.size(), std::size_t(2));
    for (const auto &row : updated)
        QCOMPARE(numberOf(row[1]), 2);
    const auto removed = write(DocumentWrite::Kind::Delete, { rowOf("1", {}, 1), rowOf("2", {}, 1), rowOf("3", {}) }, m_users);
    QCOMPARE(removed.size(), std::size_t(2));
    QCOMPARE(textOf(run("SELECT _id FROM users").front().front()), QByteArray("1"));
}

void TestSqliteDocuments::anUpsertReplacesOrInserts()
{
    makeUsers();
    insertUsers({ "{}" });
    const auto rows = write(DocumentWrite::Kind::Upsert, { rowOf("1", R"({"v":2})"), rowOf("2", R"({"v":1})"), rowOf("1", R"({"v":9})", 1) }, m_users);
    QCOMPARE(rows.size(), std::size_t(2));
    QCOMPARE(numberOf(rows[0][1]), 2);
    QCOMPARE(numberOf(rows[1][1]), 1);
}

void TestSqliteDocuments::rowsOfOtherTablesKeepToTheirText()
{
    (void)run("CREATE TABLE notes (a INTEGER, \"column1\" TEXT, body TEXT, PRIMARY KEY (a, column1))");
    DocumentSource notes;
    notes.table.name = QStringLiteral("notes");
    notes.column = QStringLiteral("body");
    notes.storage = DocumentStorage::Text;
    notes.isCollection = false;
    notes.key = { QStringLiteral("a"), QStringLiteral("column1") };
    const auto row = [](qint64 number, const QByteArray &text, std::optional<QByteArray> expected = {}) {
        return DocumentRow { { Value(number), Value::text(QByteArray("k")) }, text, {}, std::move(expected) };
    };
    QCOMPARE(write(DocumentWrite::Kind::Insert, { row(1, "{}"), row(2, "no JSON"), row(3, "{}") }, notes).size(), std::size_t(3));
    const auto updated = write(DocumentWrite::Kind::Update, { row(1, "[1]", "{}"), row(2, "[2]", "other"), row(3, "[3]") }, notes);
    QCOMPARE(updated.size(), std::size_t(2));
    QCOMPARE(write(DocumentWrite::Kind::Delete, { row(1, {}, "{}"), row(2, {}, "no JSON"), row(3, {}) }, notes).size(), std::size_t(2));
    QCOMPARE(run("SELECT * FROM notes").size(), std::size_t(1));
    notes.key.clear();
    DocumentWrite write;
    write.source = notes;
    write.rows = { row(1, {}) };
    QCOMPARE(m_pongo->write(write).error().kind(), ErrorKind::InvalidOperation);
}

void TestSqliteDocuments::rowsOfBinaryColumnsKeepToTheirValue()
{
    (void)run("CREATE TABLE notes (a INTEGER PRIMARY KEY, body BLOB)");
    DocumentSource notes;
    notes.table.name = QStringLiteral("notes");
    notes.column = QStringLiteral("body");
    notes.storage = DocumentStorage::Jsonb;
    notes.isCollection = false;
    notes.key = { QStringLiteral("a") };
    const auto row = [](qint64 number, const QByteArray &text, std::optional<QByteArray> expected = {}) {
        return DocumentRow { { Value(number) }, text, {}, std::move(expected) };
    };
    (void)write(DocumentWrite::Kind::Insert, { row(1, R"({ "a" : 10.00 })"), row(2, "[]") }, notes);
    QCOMPARE(write(DocumentWrite::Kind::Update, { row(1, R"({"b":1})", R"({"a":10.00})"), row(2, "[2]", "[1]") }, notes).size(), std::size_t(1));
    QCOMPARE(write(DocumentWrite::Kind::Delete, { row(2, {}, "[ ]") }, notes).size(), std::size_t(1));
    DocumentQuery query;
    query.source = notes;
    const auto statement = m_pongo->find(query);
    QVERIFY(statement);
    QCOMPARE(textOf(run(statement->text).front().back()), QByteArray(R"({"b":1})"));
    QCOMPARE(textOf(run("SELECT typeof(body) FROM notes").front().front()), QByteArray("blob"));
}

void TestSqliteDocuments::rowsWithoutADocumentAreLeftAlone_data()
{
    QTest::addColumn<DocumentStorage>("storage");
    QTest::newRow("JSON") << DocumentStorage::JsonText;
    QTest::newRow("text") << DocumentStorage::Text;
    QTest::newRow("binary") << DocumentStorage::Jsonb;
}

void TestSqliteDocuments::rowsWithoutADocumentAreLeftAlone()
{
    QFETCH(const DocumentStorage, storage);
    (void)run("CREATE TABLE notes (a INTEGER PRIMARY KEY, body)");
    (void)run("INSERT INTO notes VALUES (1, '{}'), (2, NULL), (3, 'no JSON'), (4, '" + QByteArray(3000, 'x') + "'), (5, x'ff'), (6, ' "
        + QByteArray(1500, '[') + QByteArray(1500, ']') + "')");
    auto query = queryOf("{}");
    query.source.table.name = QStringLiteral("notes");
    query.source.column = QStringLiteral("body");
    query.source.storage = storage;
    query.source.isCollection = false;
    query.source.key = { QStringLiteral("a") };
    for (const auto *filter : { "{b: {$ne: 1}}", "{$nor: [{b: 1}]}", "{b: null}" }) {
        query.filter = queryOf(filter).filter;
        const auto statement = m_pongo->find(query);
        QVERIFY(statement);
        QList<qint64> numbers;
        for (const auto &row : run(statement->text, statement->parameters))
            numbers.append(numberOf(row.front()));
        // SQLite does not read the last one, but it may be a document: the client looks.
        QCOMPARE(numbers, (QList<qint64> { 1, 6 }));
        QVERIFY(!statement->filterDone);
        const auto count = m_pongo->count(query);
        QVERIFY(count && !*count);
        DocumentWrite write;
        write.kind = DocumentWrite::Kind::DeleteMatching;
        write.source = query.source;
        write.filter = query.filter;
        const auto refused = m_pongo->write(write);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind(), ErrorKind::NotImplemented);
    }
    query.filter = queryOf("{$and: [{}]}").filter;
    const auto all = m_pongo->find(query);
    QVERIFY(all);
    QCOMPARE(run(all->text, all->parameters).size(), std::size_t(5));
    const auto count = m_pongo->count(query);
    QVERIFY(count && *count);
    QCOMPARE(numberOf(run((*count)->text, (*count)->parameters).front().front()), 1);
    DocumentWrite write;
    write.kind = DocumentWrite::Kind::DeleteMatching;
    write.source = query.source;
    const auto commands = m_pongo->write(write);
    QVERIFY(commands);
    QCOMPARE(run(commands->front().text, commands->front().parameters).size(), std::size_t(1));
    QCOMPARE(run("SELECT a FROM notes").size(), std::size_t(5));
}

void TestSqliteDocuments::namesOfControlCharactersAreRefused()
{
    for (const auto &name : { QStringLiteral("a\x01"), QStringLiteral("\x01" "0\x02"), QStringLiteral("a\x02") }) {
        auto table = queryOf("{a: 1}");
        table.source.table.name = name;
        auto column = queryOf("{a: 1}");
        column.source.column = name;
        auto generated = queryOf("{a: 1}");
        generated.source.indexes = { indexOf({ "a" }, name) };
        for (const auto &query : { table, column, generated }) {
            QCOMPARE(m_pongo->find(query).error().kind(), ErrorKind::NotImplemented);
            QCOMPARE(m_pongo->count(query).error().kind(), ErrorKind::NotImplemented);
            QCOMPARE(m_pongo->values(query, { "a" }).error().kind(), ErrorKind::NotImplemented);
            QCOMPARE(m_pongo->require(query.source, QStringLiteral("rule"), query.filter).error().kind(), ErrorKind::NotImplemented);
            DocumentWrite write;
            write.kind = DocumentWrite::Kind::DeleteMatching;
            write.source = query.source;
            write.filter = query.filter;
            QCOMPARE(m_pongo->write(write).error().kind(), ErrorKind::NotImplemented);
        }
    }
}

void TestSqliteDocuments::documentsDeeperThanSqliteReadsAreRefused()
{
    makeUsers();
    const auto nested = [](int levels) { return R"({"s":"[[\"{","a":)" + QByteArray(levels - 1, '[') + QByteArray(levels - 1, ']') + '}'; };
    insertUsers({ nested(1000) });
    QCOMPARE(idsOf("{a: {$type: 'array'}}"), QByteArrayList { "1" });
    DocumentWrite write;
    write.source = m_users;
    for (const auto kind : { DocumentWrite::Kind::Insert, DocumentWrite::Kind::Update, DocumentWrite::Kind::Upsert }) {
        write.kind = kind;
        write.rows = { rowOf("2", nested(1001)) };
        const auto refused = m_pongo->write(write);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind(), ErrorKind::Data);
        QCOMPARE(refused.error().position(), std::optional<qint64>(nested(1001).lastIndexOf('[')));
        QVERIFY(refused.error().message().contains(u'2'));
    }
}

void TestSqliteDocuments::listsOfManyNumbersAreOneParameter()
{
    makeUsers({ indexOf({ "a" }) });
    insertUsers({ R"({"a":7})", R"({"a":7.5})", R"({"a":7.0})", R"({"a":40000})", R"({"a":"7"})", R"({"a":[1,7]})" });
    QByteArray numbers;
    for (int i = 0; i < 40'000; ++i)
        numbers += QByteArray::number(i) + ',';
    const auto statement = m_pongo->find(queryOf("{a: {$in: [" + numbers + "]}}"));
    QVERIFY(statement);
    QVERIFY(statement->filterDone);
    QVERIFY(statement->parameters.positional.size() < 100);
    auto ids = idsOf("{a: {$in: [" + numbers + "]}}");
    std::ranges::sort(ids);
    QCOMPARE(ids, (QByteArrayList { "1", "3", "6" }));
}

void TestSqliteDocuments::elementsOfElementsDoNotMakeHugeStatements()
{
    makeUsers();
    insertUsers({ R"({"a":1})" });
    QByteArray filter = "{b: {$ne: 1}}";
    for (int i = 0; i < 12; ++i)
        filter = "{'a.b.c.d.e.f.g.h': {$not: {$elemMatch: " + filter + "}}}";
    const auto statement = m_pongo->find(queryOf(filter));
    QVERIFY(statement);
    QVERIFY(statement->text.size() < 1'000'000);
    QCOMPARE(run(statement->text, statement->parameters).size(), std::size_t(1));
}

void TestSqliteDocuments::documentsStayAsTheyWereWritten()
{
    makeUsers();
    const QByteArrayList documents { "{ \"b\" : 10.00, \"a\":1e400,\t\"n\":-0, \"a\": 9223372036854775808, \"s\":\"\\ud800\\u0000\" }" };
    insertUsers(documents);
    const auto statement = m_pongo->find(queryOf("{n: 0, a: {$gt: 1e300}}"));
    QVERIFY(statement);
    const auto rows = run(statement->text, statement->parameters);
    QCOMPARE(rows.size(), std::size_t(1));
    QCOMPARE(textOf(rows.front().back()), documents.first());
}

void TestSqliteDocuments::whatSqlDecidesIsCountedAndDeletedBySql()
{
    makeUsers();
    insertUsers({ R"({"a":1})", R"({"a":[1,2]})", R"({"a":true})", R"({"a":"1"})", "{}" });
    auto query = queryOf("{a: 1}");
    auto count = m_pongo->count(query);
    QVERIFY(count && *count);
    QCOMPARE(numberOf(run((*count)->text, (*count)->parameters).front().front()), 2);
    query.skip = 1;
    query.limit = 5;
    count = m_pongo->count(query);
    QVERIFY(count && *count);
    QCOMPARE(numberOf(run((*count)->text, (*count)->parameters).front().front()), 1);
    DocumentWrite write;
    write.kind = DocumentWrite::Kind::DeleteMatching;
    write.source = m_users;
    write.filter = query.filter;
    const auto commands = m_pongo->write(write);
    QVERIFY(commands);
    QCOMPARE(run(commands->front().text, commands->front().parameters).size(), std::size_t(2));
    write.filter = queryOf("{a: /a.*b/}").filter;
    QCOMPARE(m_pongo->write(write).error().kind(), ErrorKind::NotImplemented);
    QVERIFY(!*m_pongo->count(queryOf("{a: /a.*b/}")));
}

void TestSqliteDocuments::numbersAreComparedByAllTheirDigits_data()
{
    QTest::addColumn<QByteArray>("number");
    QTest::addColumn<QByteArray>("filter");
    QTest::addColumn<bool>("matches");
    const auto add = [](const char *number, const char *filter, bool matches) {
        QTest::newRow((QByteArray(number) + " " + filter).constData()) << QByteArray(number) << QByteArray(filter) << matches;
    };
    add("9007199254740993.0", "9007199254740993", true);
    add("9007199254740993", "9007199254740992", false);
    add("9223372036854775808", "9223372036854775809", false);
    add("9223372036854775808", "{$gt: 9223372036854775807}", true);
    add("9.00000000000000000001", "{$gt: 9}", true);
    add("9.00000000000000000001", "9", false);
    add("8.99999999999999999999", "{$lt: 9}", true);
    add("8.99999999999999999999", "{$gte: 9}", false);
    add("9.000", "9", true);
    add("0.9e1", "9", true);
    add("0.99999999999999999999", "{$lt: 1}", true);
    add("0.99999999999999999999", "{$gt: 1}", false);
    add("1.00000000000000000001", "{$gt: 1}", true);
    add("-1.00000000000000000001", "{$lt: -1}", true);
    add("-0.99999999999999999999", "{$gt: -1}", true);
    add("0.1000000000000000055511151231257827", "0.1", false);
    add("0.10", "0.1", true);
    add("1e-1", "0.1", true);
    add("1e-400", "0", false);
    add("1e-400", "{$gt: 0}", true);
    add("-1e-400", "{$lt: 0}", true);
    add("-0.0e99", "0", true);
    add("-0", "{$gte: 0}", true);
    add("100000000000000000000", "{$in: [1, 100000000000000000000]}", true);
    add("99999999999999999999.5", "{$lt: 100000000000000000000}", true);
}

void TestSqliteDocuments::numbersAreComparedByAllTheirDigits()
{
    QFETCH(const QByteArray, number);
    QFETCH(const QByteArray, filter);
    QFETCH(const bool, matches);
    makeUsers({ indexOf({ "n" }) });
    insertUsers({ "{\"n\":" + number + '}', "{\"n\":[\"x\"," + number + "]}", "{\"n\":{\"n\":" + number + "}}" });
    QByteArrayList expected;
    if (matches)
        expected = { "1", "2" };
    auto ids = idsOf("{n: " + filter + '}');
    std::ranges::sort(ids);
    QCOMPARE(ids, expected);
    QCOMPARE(idsOf("{n: {$not: {$in: [17]}}, 'n.n': " + filter + '}'), matches ? QByteArrayList { "3" } : QByteArrayList());
}

void TestSqliteDocuments::everyNumberIsComparedWithEveryOther_data()
{
    QTest::addColumn<QByteArray>("filter");
    QTest::newRow("=") << QByteArray("{n: %1}");
    QTest::newRow(">") << QByteArray("{n: {$gt: %1}}");
    QTest::newRow(">=") << QByteArray("{n: {$gte: %1}}");
    QTest::newRow("<") << QByteArray("{n: {$lt: %1}}");
    QTest::newRow("<=") << QByteArray("{n: {$lte: %1}}");
    QTest::newRow("<>") << QByteArray("{n: {$ne: %1}}");
    QTest::newRow("in") << QByteArray("{n: {$in: [%1, 3, 77, 'x']}}");
    QTest::newRow("fields") << QByteArray("{$expr: {$lte: ['$n', %1]}}");
    QTest::newRow("remainder") << QByteArray("{n: {$mod: [3, 1]}}");
    QTest::newRow("type") << QByteArray("{n: {$type: ['int', 'decimal']}}");
}

void TestSqliteDocuments::everyNumberIsComparedWithEveryOther()
{
    QFETCH(const QByteArray, filter);
    QByteArrayList numbers { "0", "-0", "0.0", "0e9", "1e-400", "-1e-400", "5e-324", "1e-300", "1.0000000000000000000000001e-300", "1e-290", "2e-271", "0.1", "0.10",
        "0.1000000000000000055511151231257827", "1e-1", "0.99999999999999999999999", "0.9999999", "1", "1.0", "10e-1", "0.1e1", "1.00000000000000000001", "1.0000001",
        "9", "9.99999999999999999999", "10", "10.00", "1e1", "99999999999999999999", "1e20", "100000000000000000000", "100000000000000000001", "2147483647",
        "2147483648", "9007199254740991", "9007199254740992", "9007199254740992.0", "9007199254740992.5", "9007199254740993", "9007199254740993.0",
        "9007199254740994", "9223372036854775807", "9223372036854775808", "9223372036854775807.5", "18446744073709551616", "1e299", "1e300", "9e300", "1e308",
        "1.7976931348623157e308", "1.7976931348623159e308", "1.7976931348623157e309", "1e400", "10e399", "1e401" };
    for (const auto &number : QByteArrayList(numbers)) {
        if (!number.startsWith('-'))
            numbers.append('-' + number);
    }
    QByteArrayList documents;
    for (const auto &number : numbers)
        documents.append("{\"n\":" + number + '}');
    makeUsers({ indexOf({ "n" }) });
    insertUsers(documents);
    for (const auto &constant : numbers) {
        const auto query = queryOf(QByteArray(filter).replace("%1", constant));
        const auto matcher = FilterMatcher::create(query.filter, { false, true });
        const auto statement = m_pongo->find(query);
        QVERIFY(matcher && statement);
        QSet<QByteArray> found;
        for (const auto &row : run(statement->text, statement->parameters))
            found.insert(textOf(row.front()));
        for (qsizetype i = 0; i < documents.size(); ++i) {
            const bool matches = matcher->matches(documents[i]).value_or(false);
            const bool isFound = found.contains(QByteArray::number(i + 1));
            const bool isRight = matches == isFound || (isFound && !statement->filterDone);
            QVERIFY2(isRight, (documents[i] + ' ' + filter + ' ' + constant + '\n' + statement->text).constData());
        }
    }
}

void TestSqliteDocuments::fieldsAreComparedWithWhatNoDoubleHolds()
{
    makeUsers();
    insertUsers({ R"({"d":1.0})", R"({"d":1e400})" });
    for (const auto *constant : { "1.7976931348623157e309", "1e500" }) {
        const auto statement = m_pongo->find(queryOf("{$expr: {$lte: ['$d', " + QByteArray(constant) + "]}}"));
        QVERIFY(statement);
        QCOMPARE(textOf(run(statement->text, statement->parameters).front().front()), QByteArray("1"));
    }
}

void TestSqliteDocuments::longAndDeepFiltersRun_data()
{
    QTest::addColumn<QByteArray>("filter");
    const auto nested = [](const char *begin, const char *middle, const char *end, int depth) {
        return QByteArray(begin).repeated(depth) + middle + QByteArray(end).repeated(depth);
    };
    QTest::newRow("or in and") << nested("{$and: [{b: {$ne: 3}}, {$or: [{a: 9}, ", "{a: 1}", "]}]}", 45);
    QTest::newRow("nor") << nested("{$nor: [{b: 7}, {$nor: [", "{a: 1}", "]}]}", 45);
    QTest::newRow("elements") << "{x: {$not: " + nested("{$elemMatch: {y: ", "{$elemMatch: {z: 1}}", "}}", 90) + "}}";
    QTest::newRow("steps") << "{'" + QByteArray("a.").repeated(150) + "a': null, a: 1}";
    QTest::newRow("steps of numbers") << "{'" + QByteArray("0.").repeated(14) + "a': null, a: 1}";
    QByteArray texts;
    QByteArray numbers;
    QByteArray decimals;
    QByteArray any;
    for (int i = 0; i < 20'000; ++i) {
        const auto number = QByteArray::number(i);
        texts += "'t" + number + "',";
        numbers += number + ',';
        if (i < 2000)
            decimals += number + ".5,";
        if (i < 2000)
            any += "{a: " + number + "}, {s: {$gt: 't" + number + "'}},";
    }
    QTest::newRow("in texts") << "{a: {$nin: [" + texts + "]}}";
    QTest::newRow("in numbers") << "{a: {$in: [" + numbers + "]}}";
    QTest::newRow("in decimals") << "{a: {$nin: [" + decimals + "]}}";
    QTest::newRow("or") << "{$or: [" + any + "]}";
}

void TestSqliteDocuments::longAndDeepFiltersRun()
{
    QFETCH(const QByteArray, filter);
    makeUsers();
    insertUsers({ R"({"a":1})" });
    const auto statement = m_pongo->find(queryOf(filter));
    QVERIFY(statement);
    QCOMPARE(run(statement->text, statement->parameters).size(), std::size_t(1));
}

void TestSqliteDocuments::triggersRefuseWhatDoesNotMatch()
{
    makeUsers();
    const auto statements = m_pongo->require(m_users, QStringLiteral("it's an adult"), queryOf("{age: {$gte: 18}, name: {$type: 'string'}}").filter);
    QVERIFY(statements);
    for (const auto &statement : *statements)
        (void)run(statement);
    insertUsers({ R"({"age":18,"name":"A"})" });
    const auto refused = failureOf("INSERT INTO users (_id, data) VALUES ('x', '{\"age\":17.99,\"name\":\"A\"}')");
    QVERIFY2(refused.message().contains(u"it's an adult") || refused.toText().contains(u"it's an adult"), qPrintable(refused.toText()));
    QVERIFY(failureOf("UPDATE users SET data = '{\"age\":18}'").kind() != ErrorKind::NotFound);
    QCOMPARE(m_pongo->require(m_users, QStringLiteral("x"), queryOf("{a: /a+/}").filter).error().kind(), ErrorKind::NotImplemented);
}

void TestSqliteDocuments::aSampleIsPartOfTheTable()
{
    makeUsers();
    insertUsers(QByteArrayList(50, "{\"a\":1}"));
    auto query = queryOf("{a: 1}");
    query.sample = 10;
    const auto statement = m_pongo->find(query);
    QVERIFY(statement);
    QCOMPARE(run(statement->text, statement->parameters).size(), std::size_t(10));
    const auto copied = m_pongo->copySample(m_users, { {}, QStringLiteral("temp"), QStringLiteral("tried") }, 20);
    QVERIFY(copied);
    for (const auto &text : *copied)
        (void)run(text);
    QCOMPARE(run("SELECT _id, data FROM temp.tried").size(), std::size_t(20));
}

void TestSqliteDocuments::tablesAreRenamedAndDropped()
{
    makeUsers();
    for (const auto &statement : m_pongo->rename(m_users, QStringLiteral("the people")).value_or(std::vector<StatementText>()))
        (void)run(statement);
    m_users.table.name = QStringLiteral("the people");
    insertUsers({ "{}" });
    for (const auto &statement : m_pongo->drop(m_users).value_or(std::vector<StatementText>()))
        (void)run(statement);
    QVERIFY(run("SELECT * FROM sqlite_schema").empty());
}

void TestSqliteDocuments::pathsAreWrittenForPeople()
{
    const DocumentPath path { "address", "zip code", "0" };
    QCOMPARE(m_pongo->pathText(m_users, path, PathNotation::Json), QByteArray(R"("data" -> '$.address."zip code"[0]')"));
    QCOMPARE(m_pongo->pathText(m_users, path, PathNotation::Text), QByteArray(R"("data" ->> '$.address."zip code"[0]')"));
    QCOMPARE(m_pongo->pathText(m_users, path, PathNotation::JsonPath), QByteArray(R"($.address."zip code"[0])"));
}

QTEST_GUILESS_MAIN(TestSqliteDocuments)
#include "tst_sqlitedocuments.moc"
