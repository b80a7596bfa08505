#include "tests/integration/duckdb/duckdbfixture.h"
#include "tests/support/documents/filterpairs.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::test;

/// The SQL that the driver makes for filters on documents, against the evaluator.
class TestDuckDbDocuments : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { SKIP_WITHOUT_DUCKDB(); }
    void sqlNeverLosesADocument_data();
    void sqlNeverLosesADocument();
};

void TestDuckDbDocuments::sqlNeverLosesADocument_data()
{
    QTest::addColumn<bool>("isCollection");
    QTest::newRow("a collection") << true;
    QTest::newRow("a column of texts") << false;
}

void TestDuckDbDocuments::sqlNeverLosesADocument()
{
    QFETCH(const bool, isCollection);
    DuckFixture fixture;
    auto &pongo = *static_cast<PongoExtension *>(fixture.plugin().extension(PongoExtension::extensionId()));
    const auto connection = fixture.open();
    DocumentSource source;
    source.table.name = QStringLiteral("users");
    source.storage = DocumentStorage::JsonText;
    if (!isCollection) {
        source.storage = DocumentStorage::Text;
        source.isCollection = false;
        source.column = QStringLiteral("doc");
        source.key = { QStringLiteral("id") };
    }
    FilterPairs pairs(*connection, pongo, source);
    const auto made = pairs.run(isCollection ? pongo.migrations({ source.table, {} })->front().up.front()
                                             : QByteArray("CREATE TABLE users (id BIGINT PRIMARY KEY, doc VARCHAR)"));
    QVERIFY2(made, made ? "" : qPrintable(made.error().toText()));
    GeneratorLimits limits;
    limits.duplicateKeys = true;
    limits.zeroCharacters = true;
    limits.loneSurrogates = !isCollection; // JSON columns refuse them
    DocumentGenerator generator(quint64(FilterPairs::setting("DUMBO_SEED", 1)), limits);
    const auto rounds = FilterPairs::setting("DUMBO_PAIRS", 3000) / 2 / (2 * FilterPairs::documentsAtOnce);
    for (qint64 round = 0; round < rounds; ++round) {
        auto wrong = round % 20 == 0 ? pairs.fill(generator) : QByteArray();
        if (wrong.isEmpty())
            wrong = pairs.compare(generator.filter());
        QVERIFY2(wrong.isEmpty(), wrong.constData());
    }
    qInfo("%s", pairs.summary().constData());
}

QTEST_GUILESS_MAIN(TestDuckDbDocuments)
#include "tst_duckdbdocuments.moc"
