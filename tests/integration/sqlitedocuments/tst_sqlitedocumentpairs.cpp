#include "core/sdk/connectionobserver.h"
#include "drivers/sqlite/plugin.h"
#include "tests/support/documents/filterpairs.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::sqlite;

/// SQL made for filters against the evaluator, on documents and filters made at random.
class TestSqliteDocumentPairs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void sqlNeverLosesADocument_data();
    void sqlNeverLosesADocument();

private:
    [[nodiscard]] static DocumentSource sourceOf(bool isCollection, bool isIndexed, bool isBinary);
    void makeTable(const DocumentSource &source);

    SqlitePlugin m_plugin;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    PongoExtension *m_pongo = nullptr;
};

void TestSqliteDocumentPairs::init()
{
    SqliteOptions options;
    options.path = QStringLiteral(":memory:");
    auto connection = m_plugin.connect(options, m_observer);
    QVERIFY2(connection, connection ? "" : qPrintable(connection.error().toText()));
    m_connection = std::move(*connection);
    m_pongo = static_cast<PongoExtension *>(m_plugin.extension(PongoExtension::extensionId()));
    QVERIFY(m_pongo);
}

DocumentSource TestSqliteDocumentPairs::sourceOf(bool isCollection, bool isIndexed, bool isBinary)
{
    DocumentSource source;
    source.table.name = QStringLiteral("users");
    source.isCollection = isCollection;
    source.storage = isCollection ? DocumentStorage::JsonText : isBinary ? DocumentStorage::Jsonb : DocumentStorage::Text;
    if (!isCollection) {
        source.column = QStringLiteral("doc");
        source.key = { QStringLiteral("id") };
    }
    if (isIndexed) {
        const DocumentIndex a { {}, DocumentIndex::Kind::Value, { { { "a" }, false } }, false, QStringLiteral("generated_a") };
        const DocumentIndex b { {}, DocumentIndex::Kind::Value, { { { "b" }, false }, { { "a", "b" }, true } }, false, {} };
        const DocumentIndex ab { {}, DocumentIndex::Kind::Value, { { { "a", "b" }, false } }, false, {} };
        source.indexes = { a, b, ab };
    }
    return source;
}

void TestSqliteDocumentPairs::makeTable(const DocumentSource &source)
{
    std::vector<StatementText> statements { "CREATE TABLE users (id INTEGER PRIMARY KEY, doc)" };
    if (source.isCollection)
        statements = m_pongo->migrations({ source.table, {} })->front().up;
    for (const auto &index : source.indexes) {
        const auto more = m_pongo->createIndex(source, index);
        QVERIFY(more);
        statements.insert(statements.end(), more->begin(), more->end());
    }
    const FilterPairs pairs(*m_connection, *m_pongo, source);
    for (const auto &statement : statements) {
        const auto done = pairs.run(statement);
        QVERIFY2(done, done ? "" : qPrintable(done.error().toText()));
    }
}

void TestSqliteDocumentPairs::sqlNeverLosesADocument_data()
{
    QTest::addColumn<bool>("isCollection");
    QTest::addColumn<bool>("isIndexed");
    QTest::addColumn<bool>("isOdd");
    QTest::addColumn<bool>("isBinary");
    QTest::newRow("a collection") << true << false << false << false;
    QTest::newRow("a collection of odd documents") << true << false << true << false;
    QTest::newRow("a collection with indexes") << true << true << true << false;
    QTest::newRow("a column of texts") << false << false << true << false;
    QTest::newRow("a column of texts with indexes") << false << true << true << false;
    QTest::newRow("a column of JSONB") << false << false << true << true;
    QTest::newRow("a column of JSONB with indexes") << false << true << true << true;
}

void TestSqliteDocumentPairs::sqlNeverLosesADocument()
{
    QFETCH(const bool, isCollection);
    QFETCH(const bool, isIndexed);
    QFETCH(const bool, isOdd);
    QFETCH(const bool, isBinary);
    const auto source = sourceOf(isCollection, isIndexed, isBinary);
    makeTable(source);
    GeneratorLimits limits;
    limits.duplicateKeys = limits.loneSurrogates = limits.zeroCharacters = isOdd;
    const auto seed = FilterPairs::setting("DUMBO_SEED", 1) * 1000 + isCollection * 4 + isIndexed * 2 + isOdd;
    DocumentGenerator generator(quint64(seed), limits);
    FilterPairs pairs(*m_connection, *m_pongo, source);
    const auto rounds = FilterPairs::setting("DUMBO_PAIRS", 7000) / 7 / (2 * FilterPairs::documentsAtOnce);
    for (qint64 round = 0; round < rounds; ++round) {
        auto wrong = round % 20 == 0 ? pairs.fill(generator) : QByteArray();
        if (wrong.isEmpty())
            wrong = pairs.compare(generator.filter());
        QVERIFY2(wrong.isEmpty(), wrong.constData());
    }
    qInfo("%s", pairs.summary().constData());
}

QTEST_GUILESS_MAIN(TestSqliteDocumentPairs)
#include "tst_sqlitedocumentpairs.moc"
