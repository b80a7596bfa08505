#include "core/documents/query/documentorder.h"
#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/documents/query/projection.h"
#include "core/json/jsondocument.h"
#include "drivers/common/postgresql/documents/pongo.h"
#include "tests/integration/postgresql/pgfixture.h"
#include "tests/support/documents/documentgenerator.h"

#include <QSet>
#include <QTest>

#include <algorithm>
#include <map>

using namespace dumbo;
using namespace dumbo::test;

namespace {

constexpr int documentsOfRound = 60;
constexpr int filtersOfRound = 50;

/// Rows as the evaluator sees them.
using Documents = std::map<QByteArray, QByteArray>;

GeneratorLimits limitsFor(DocumentStorage storage)
{
    GeneratorLimits limits;
    const bool isText = storage != DocumentStorage::Jsonb;
    limits.duplicateKeys = isText;
    limits.loneSurrogates = isText;
    limits.zeroCharacters = isText;
    return limits;
}

QByteArray typeOf(DocumentStorage storage)
{
    return storage == DocumentStorage::Jsonb ? "jsonb" : storage == DocumentStorage::JsonText ? "json" : "text";
}

/// The narrow form of a condition is asked only inside of one.
DocumentFilter negated(const DocumentFilter &filter)
{
    DocumentFilter outer;
    outer.kind = DocumentFilter::Kind::Not;
    outer.children = { filter };
    return outer;
}

Result<Rows> run(Connection &connection, const StatementText &text, const Parameters &parameters)
{
    return query(connection, text, parameters.positional);
}

} // namespace

/// What SQL finds is compared with what the evaluator matches, for documents and filters at random. DUMBO_PAIRS says how many pairs of
/// one document and one filter each test looks at; DUMBO_SEED begins elsewhere.
class tst_pgdocumentpairs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void sqlNeverLosesADocument_data();
    void sqlNeverLosesADocument();
    void sqlOrdersAsTheEvaluator();
    void sqlTakesOutWhatTheEvaluatorTakes();

private:
    void fill(const DocumentSource &source, DocumentGenerator &generator, bool otherRoots);
    void compare(const DocumentSource &source, const DocumentFilter &filter);
    [[nodiscard]] Documents documents(const DocumentSource &source);

    std::unique_ptr<PongoExtension> m_pongo = postgresql::makePongoExtension();
    HeardObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    Documents m_documents;
    qint64 m_exact = 0;
    qint64 m_open = 0;
};

void tst_pgdocumentpairs::initTestCase()
{
    const auto server = PostgresServer::shared();
    DUMBO_NEED_SERVER(server);
    postgresql::PostgresPlugin plugin;
    auto connection = plugin.connect(optionsFor(**server, (*server)->createDatabase()), m_observer, false, {});
    VERIFY_RESULT(connection);
    m_connection = std::move(*connection);
}

void tst_pgdocumentpairs::cleanupTestCase()
{
    m_connection.reset();
}

void tst_pgdocumentpairs::fill(const DocumentSource &source, DocumentGenerator &generator, bool otherRoots)
{
    const auto table = source.table.name.toUtf8();
    VERIFY_RESULT(query(*m_connection, "TRUNCATE " + table));
    for (int i = 0; i < documentsOfRound; ++i) {
        const auto id = "id" + QByteArray::number(i);
        auto text = otherRoots && i % 6 == 0 ? generator.value() : generator.document(source.isCollection ? id : QByteArray());
        if (source.storage == DocumentStorage::Text && i % 9 == 0)
            text = i % 18 == 0 ? "{\"a\": 1" : "no JSON";
        const auto added = source.isCollection
            ? query(*m_connection, "INSERT INTO " + table + " (_id, data, _version) VALUES ($1, $2::jsonb, $3)",
                  { Value::text(id), Value::text(text), Value(i % 4) })
            : query(*m_connection, "INSERT INTO " + table + " (id, body) VALUES ($1, $2)", { Value(i), Value::text(text) });
        QVERIFY2(added, qPrintable(added ? QString() : added.error().toText() + QString::fromUtf8(text)));
    }
    m_documents = documents(source);
}

Documents tst_pgdocumentpairs::documents(const DocumentSource &source)
{
    const auto table = source.table.name.toUtf8();
    const auto rows = query(*m_connection,
        source.isCollection ? "SELECT _id, (data || jsonb_build_object('_id', _id, '_version', _version))::text FROM " + table
                            : "SELECT id::text, body::text FROM " + table + " WHERE body IS NOT NULL");
    Documents documents;
    for (const auto &row : rows.value_or(Rows()))
        documents[shown(row.at(0)).toUtf8()] = shown(row.at(1)).toUtf8();
    return documents;
}

void tst_pgdocumentpairs::compare(const DocumentSource &source, const DocumentFilter &filter)
{
    DocumentQuery wanted;
    wanted.source = source;
    wanted.filter = filter;
    const auto statement = m_pongo->find(wanted);
    VERIFY_RESULT(statement);
    const auto matcher = FilterMatcher::create(filter, { source.storage == DocumentStorage::Jsonb, false });
    VERIFY_RESULT(matcher);
    const auto rows = run(*m_connection, statement->text, statement->parameters);
    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText() + u'\n' + QString::fromUtf8(filterText(filter)) + u'\n' + QString::fromUtf8(statement->text)));
    QSet<QByteArray> found;
    for (const auto &row : *rows)
        found.insert(shown(row.at(0)).toUtf8());
    QCOMPARE(found.size(), qsizetype(rows->size()));
    for (const auto &[id, text] : m_documents) {
        const auto matches = matcher->matches(QByteArrayView(text));
        const bool isWanted = matches && *matches;
        const bool isFound = found.contains(id);
        const auto story = [&] {
            QByteArray parameters;
            for (const auto &value : statement->parameters.positional)
                parameters += "\n  " + shown(value).toUtf8();
            return "filter " + filterText(filter) + "\ndocument " + text + "\nSQL " + statement->text + parameters;
        };
        QVERIFY2(isFound || !isWanted, ("A document is lost: " + story()).constData());
        QVERIFY2(isWanted || !isFound || !statement->filterDone, ("SQL said it is sure: " + story()).constData());
    }
    (statement->filterDone ? m_exact : m_open) += 1;
    const auto count = m_pongo->count(wanted);
    VERIFY_RESULT(count);
    QCOMPARE(count->has_value(), statement->filterDone);
    if (*count) {
        const auto counted = run(*m_connection, (*count)->text, (*count)->parameters);
        VERIFY_RESULT(counted);
        QCOMPARE(shown(counted->front().front()), QString::number(found.size()));
    }
}

void tst_pgdocumentpairs::sqlNeverLosesADocument_data()
{
    QTest::addColumn<int>("storage");
    QTest::addColumn<bool>("isCollection");
    QTest::addColumn<bool>("hasIndexes");
    QTest::newRow("collection") << int(DocumentStorage::Jsonb) << true << false;
    QTest::newRow("collection with indexes") << int(DocumentStorage::Jsonb) << true << true;
    QTest::newRow("jsonb column") << int(DocumentStorage::Jsonb) << false << false;
    QTest::newRow("json column") << int(DocumentStorage::JsonText) << false << false;
    QTest::newRow("text column") << int(DocumentStorage::Text) << false << false;
}

void tst_pgdocumentpairs::sqlNeverLosesADocument()
{
    QFETCH(int, storage);
    QFETCH(bool, isCollection);
    QFETCH(bool, hasIndexes);
    DocumentSource source;
    source.table.name = QStringLiteral("documents");
    source.storage = DocumentStorage(storage);
    source.isCollection = isCollection;
    VERIFY_RESULT(query(*m_connection, "DROP TABLE IF EXISTS documents"));
    if (isCollection) {
        const auto migrations = m_pongo->migrations({ source.table, {} });
        VERIFY_RESULT(migrations);
        VERIFY_RESULT(query(*m_connection, migrations->front().up.front()));
    } else {
        source.column = QStringLiteral("body");
        source.key = { QStringLiteral("id") };
        VERIFY_RESULT(query(*m_connection, "CREATE TABLE documents (id int PRIMARY KEY, body " + typeOf(source.storage) + ')'));
        VERIFY_RESULT(query(*m_connection, "INSERT INTO documents VALUES (-1, NULL)"));
    }
    if (hasIndexes) {
        for (const auto &path : { DocumentPath { "a" }, DocumentPath { "b" }, DocumentPath { "c" }, DocumentPath { "a", "b" }, DocumentPath { "b", "c", "a" } })
            source.indexes.push_back({ {}, DocumentIndex::Kind::Value, { { path, false } }, false, {} });
        source.indexes.push_back({ {}, DocumentIndex::Kind::Containment, {}, false, {} });
        for (const auto &index : source.indexes)
            VERIFY_RESULT(query(*m_connection, m_pongo->createIndex(source, index)->front()));
        VERIFY_RESULT(query(*m_connection, "SET enable_seqscan = off"));
        VERIFY_RESULT(query(*m_connection, "SET jit = off"));
    }
    const auto seed = qEnvironmentVariable("DUMBO_SEED", QStringLiteral("6")).toULongLong();
    const auto pairs = qEnvironmentVariable("DUMBO_PAIRS", QStringLiteral("3000")).toLongLong();
    m_exact = m_open = 0;
    for (qint64 done = 0, round = 0; done < pairs; done += documentsOfRound * filtersOfRound, ++round) {
        DocumentGenerator generator(seed + quint64(round), limitsFor(source.storage));
        fill(source, generator, !isCollection);
        for (int i = 0; i < filtersOfRound && !QTest::currentTestFailed(); ++i)
            compare(source, i % 4 == 3 ? negated(generator.filter()) : generator.filter());
        if (QTest::currentTestFailed())
            return;
    }
    VERIFY_RESULT(query(*m_connection, "SET enable_seqscan = on"));
    qInfo("%lld filters were exact, %lld left to the client", m_exact, m_open);
}

void tst_pgdocumentpairs::sqlOrdersAsTheEvaluator()
{
    DocumentSource source;
    source.table.name = QStringLiteral("ordered");
    const auto migrations = m_pongo->migrations({ source.table, {} });
    VERIFY_RESULT(migrations);
    VERIFY_RESULT(query(*m_connection, migrations->front().up.front()));
    const auto rounds = std::max<qint64>(qEnvironmentVariable("DUMBO_PAIRS", QStringLiteral("3000")).toLongLong() / 3000, 1);
    int ordered = 0;
    for (qint64 round = 0; round < rounds; ++round) {
        DocumentGenerator generator(quint64(round) + 77);
        fill(source, generator, false);
        for (int i = 0; i < 20; ++i) {
            DocumentQuery wanted;
            wanted.source = source;
            wanted.sort = generator.sort();
            const auto statement = m_pongo->find(wanted);
            VERIFY_RESULT(statement);
            if (!statement->sortDone)
                continue;
            ++ordered;
            const auto rows = run(*m_connection, statement->text, statement->parameters);
            QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText() + u'\n' + QString::fromUtf8(statement->text)));
            QCOMPARE(rows->size(), m_documents.size());
            const DocumentOrder order(wanted.sort, { true, false });
            QByteArray before;
            for (const auto &row : *rows) {
                const auto text = m_documents.at(shown(row.at(0)).toUtf8());
                const auto key = order.key(JsonDocument::parse(text)->root());
                QVERIFY2(before <= key, (text + " comes too late\n" + statement->text).constData());
                before = key;
            }
        }
    }
    QVERIFY(ordered > 0);
}

void tst_pgdocumentpairs::sqlTakesOutWhatTheEvaluatorTakes()
{
    DocumentSource source;
    source.table.name = QStringLiteral("projected");
    const auto migrations = m_pongo->migrations({ source.table, {} });
    VERIFY_RESULT(migrations);
    VERIFY_RESULT(query(*m_connection, migrations->front().up.front()));
    DocumentGenerator generator(99);
    fill(source, generator, false);
    const auto whole = query(*m_connection, "SELECT _id, (data || jsonb_build_object('_id', _id, '_version', _version::text))::text FROM projected ORDER BY _id");
    VERIFY_RESULT(whole);
    int projected = 0;
    for (int i = 0; i < 100; ++i) {
        DocumentQuery wanted;
        wanted.source = source;
        wanted.projection = generator.projection();
        wanted.sort = { { { "_id" }, false } };
        const auto statement = m_pongo->find(wanted);
        VERIFY_RESULT(statement);
        if (!statement->projectionDone || wanted.projection.mode == DocumentProjection::Mode::Whole)
            continue;
        ++projected;
        const auto rows = run(*m_connection, statement->text, statement->parameters);
        VERIFY_RESULT(rows);
        QCOMPARE(rows->size(), whole->size());
        for (std::size_t row = 0; row < rows->size(); ++row) {
            const auto text = shown(whole->at(row).at(1)).toUtf8();
            const auto document = JsonDocument::parse(text);
            const auto expected = JsonDocument::parse(project(wanted.projection, document->root()));
            const auto given = JsonDocument::parse(shown(rows->at(row).at(2)).toUtf8());
            QVERIFY(expected && given);
            QVERIFY2(compareValues(expected->root(), given->root(), { true, false }) == 0, (text + '\n' + statement->text + '\n' + shown(rows->at(row).at(2)).toUtf8()).constData());
        }
    }
    QVERIFY(projected > 10);
}

QTEST_GUILESS_MAIN(tst_pgdocumentpairs)
#include "tst_pgdocumentpairs.moc"
