#include "core/documents/query/filterparser.h"
#include "core/documents/query/matcher.h"
#include "core/sdk/connectionobserver.h"
#include "drivers/sqlite/plugin.h"
#include "tests/support/documents/documentgenerator.h"
#include "tests/support/readrows.h"

#include <QSet>
#include <QTest>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::sqlite;

/// SQL made for filters against the evaluator, on documents and filters made at random.
/// DUMBO_PAIRS sets how many pairs of a document and a filter each test tries, DUMBO_SEED where it begins.
class TestSqliteDocumentPairs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sqlNeverLosesADocument_data();
    void sqlNeverLosesADocument();

private:
    void makeTable();
    void fill(DocumentGenerator &generator);
    [[nodiscard]] Result<test::Rows> run(const StatementText &text, const Parameters &parameters = {});
    void compare(const DocumentFilter &filter, qint64 *matched = nullptr);

    struct Document {
        QByteArray id;
        QByteArray text; ///< as the evaluator sees it
    };
    SqlitePlugin m_plugin;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    PongoExtension *m_pongo = nullptr;
    DocumentSource m_source;
    std::vector<Document> m_documents;
    qint64 m_exact = 0;
    qint64 m_matched = 0;
};

namespace {

constexpr int documentsAtOnce = 50;
constexpr int filtersAtOnce = 30;

qint64 setting(const char *name, qint64 usual)
{
    bool isSet = false;
    const auto value = qEnvironmentVariable(name).toLongLong(&isSet);
    return isSet ? value : usual;
}

bool hasTopKey(const QByteArray &document, const char *key)
{
    return document.contains(key);
}

} // namespace

void TestSqliteDocumentPairs::init()
{
    m_source = {};
    m_exact = 0;
    m_matched = 0;
    SqliteOptions options;
    options.path = QStringLiteral(":memory:");
    auto connection = m_plugin.connect(options, m_observer);
    QVERIFY2(connection, connection ? "" : qPrintable(connection.error().toText()));
    m_connection = std::move(*connection);
    m_pongo = static_cast<PongoExtension *>(m_plugin.extension(PongoExtension::extensionId()));
    QVERIFY(m_pongo);
}

Result<test::Rows> TestSqliteDocumentPairs::run(const StatementText &text, const Parameters &parameters)
{
    Statement statement;
    statement.text = text;
    statement.parameters = parameters;
    const auto execution = m_connection->execute(statement);
    if (!execution)
        return fail(execution.error());
    return test::readRows(**execution);
}

void TestSqliteDocumentPairs::makeTable()
{
    if (m_source.isCollection) {
        const auto migrations = m_pongo->migrations({ m_source.table, m_source.indexes });
        QVERIFY2(migrations, migrations ? "" : qPrintable(migrations.error().toText()));
        for (const auto &migration : *migrations) {
            for (const auto &statement : migration.up) {
                const auto done = run(statement);
                QVERIFY2(done, done ? "" : qPrintable(done.error().toText()));
            }
        }
        return;
    }
    QVERIFY(run("CREATE TABLE users (id INTEGER PRIMARY KEY, doc TEXT)"));
    for (const auto &index : m_source.indexes) {
        const auto statements = m_pongo->createIndex(m_source, index);
        QVERIFY(statements);
        for (const auto &statement : *statements)
            QVERIFY(run(statement));
    }
}

void TestSqliteDocumentPairs::fill(DocumentGenerator &generator)
{
    QVERIFY(run("DELETE FROM users"));
    m_documents.clear();
    DocumentWrite write;
    write.source = m_source;
    while (m_documents.size() < documentsAtOnce) {
        const auto text = generator.document();
        if (m_source.isCollection && (hasTopKey(text, "_id") || hasTopKey(text, "_version")))
            continue;
        const auto id = QByteArray::number(qint64(m_documents.size()));
        const auto head = "{\"_id\":\"" + id + "\",\"_version\":1";
        const auto rest = text.trimmed().sliced(1);
        const auto merged = m_source.isCollection ? head + (rest.trimmed() == "}" ? "" : ",") + rest : text;
        m_documents.push_back({ id, merged });
        write.rows.push_back({ { m_source.isCollection ? Value::text(id) : Value(id.toLongLong()) }, text, {}, {} });
    }
    const auto commands = m_pongo->write(write);
    QVERIFY2(commands, commands ? "" : qPrintable(commands.error().toText()));
    for (const auto &command : *commands) {
        const auto rows = run(command.text, command.parameters);
        QVERIFY2(rows, rows ? "" : qPrintable(rows.error().toText()));
        QCOMPARE(rows->size(), std::size_t(documentsAtOnce));
    }
}

void TestSqliteDocumentPairs::compare(const DocumentFilter &filter, qint64 *matched)
{
    const auto matcher = FilterMatcher::create(filter, { false, true });
    QVERIFY2(matcher, matcher ? "" : qPrintable(matcher.error().toText()));
    DocumentQuery query;
    query.source = m_source;
    query.filter = filter;
    const auto statement = m_pongo->find(query);
    QVERIFY(statement);
    const auto about = filterText(filter) + "\n" + statement->text;
    const auto rows = run(statement->text, statement->parameters);
    QVERIFY2(rows, rows ? "" : (about + "\n" + rows.error().toText().toUtf8()).constData());
    QSet<QByteArray> found;
    for (const auto &row : *rows) {
        const auto *text = std::get_if<Value::Text>(&row.front().variant());
        const auto *number = std::get_if<qint64>(&row.front().variant());
        found.insert(text ? text->utf8 : number ? QByteArray::number(*number) : QByteArray());
    }
    for (const auto &[id, text] : m_documents) {
        const auto matches = matcher->matches(text);
        QVERIFY2(matches, text.constData());
        QVERIFY2(!*matches || found.contains(id), ("Lost: " + text + "\n" + about).constData());
        QVERIFY2(!statement->filterDone || *matches == found.contains(id), ("Found without a match: " + text + "\n" + about).constData());
        if (matched && *matches)
            ++*matched;
    }
    m_exact += statement->filterDone;
}

void TestSqliteDocumentPairs::sqlNeverLosesADocument_data()
{
    QTest::addColumn<bool>("isCollection");
    QTest::addColumn<bool>("isIndexed");
    QTest::addColumn<bool>("isOdd");
    QTest::newRow("a collection") << true << false << false;
    QTest::newRow("a collection of odd documents") << true << false << true;
    QTest::newRow("a collection with indexes") << true << true << true;
    QTest::newRow("a column of texts") << false << false << true;
    QTest::newRow("a column of texts with indexes") << false << true << true;
}

void TestSqliteDocumentPairs::sqlNeverLosesADocument()
{
    QFETCH(const bool, isCollection);
    QFETCH(const bool, isIndexed);
    QFETCH(const bool, isOdd);
    m_source.table.name = QStringLiteral("users");
    m_source.isCollection = isCollection;
    m_source.storage = isCollection ? DocumentStorage::JsonText : DocumentStorage::Text;
    if (!isCollection) {
        m_source.column = QStringLiteral("doc");
        m_source.key = { QStringLiteral("id") };
    }
    if (isIndexed) {
        DocumentIndex a { {}, DocumentIndex::Kind::Value, { { { "a" }, false } }, false, QStringLiteral("generated_a") };
        DocumentIndex b { {}, DocumentIndex::Kind::Value, { { { "b" }, false }, { { "a", "b" }, true } }, false, {} };
        DocumentIndex ab { {}, DocumentIndex::Kind::Value, { { { "a", "b" }, false } }, false, {} };
        m_source.indexes = { a, b, ab };
    }
    makeTable();
    GeneratorLimits limits;
    limits.duplicateKeys = limits.loneSurrogates = limits.zeroCharacters = isOdd;
    const auto pairs = setting("DUMBO_PAIRS", 3000) / 5;
    DocumentGenerator generator(quint64(setting("DUMBO_SEED", 1)) * 1000 + quint64(isCollection) * 4 + quint64(isIndexed) * 2 + quint64(isOdd), limits);
    qint64 filters = 0;
    for (qint64 done = 0; done < pairs; done += documentsAtOnce) {
        if (filters % filtersAtOnce == 0)
            fill(generator);
        ++filters;
        const auto filter = generator.filter();
        compare(filter, &m_matched);
        DocumentFilter opposite;
        opposite.kind = DocumentFilter::Kind::Not;
        opposite.children = { filter };
        compare(opposite);
        if (QTest::currentTestFailed())
            return;
    }
    qInfo("%lld filters, of them %lld decided by SQL; %lld matches", 2 * filters, m_exact, m_matched);
}

QTEST_GUILESS_MAIN(TestSqliteDocumentPairs)
#include "tst_sqlitedocumentpairs.moc"
