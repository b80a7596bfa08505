#include "core/connection/cancelgate.h"
#include "core/connection/connectionexecutor.h"
#include "core/documents/documentsource.h"
#include "core/documents/transfer/documentexport.h"
#include "core/documents/transfer/documentimport.h"
#include "core/sdk/connectionobserver.h"
#include "drivers/sqlite/plugin.h"

#include <QBuffer>
#include <QTemporaryDir>
#include <QTest>

using namespace dumbo;
using namespace dumbo::sqlite;

/// Documents from files into a collection, and back.
class DocumentTransferTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void linesGoInAndComeOutAgain();
    void anArrayGoesInAndComesOutAgain();
    void extendedJsonBecomesPlainAndBack();
    void badDocumentsAreReportedWithTheirLine();
    void documentsThatTheDatabaseRefusesAreReportedWithTheirLine();
    void theFirstFaultMayEndTheImport();
    void documentsThatAreThereAreRefusedSkippedOrReplaced_data();
    void documentsThatAreThereAreRefusedSkippedOrReplaced();
    void manyDocumentsAreImportedInBatches();
    void aCancelledImportLeavesNothingBehind();
    void aFileAppearsWhenItIsWhole();
    void rowsWithoutADocumentAreLeftOut();
    void onlyCollectionsAreImportedInto();

private:
    Result<DocumentImportReport> import(const QByteArray &text, const DocumentImportOptions &options = {});
    QByteArray exported(const DocumentExportOptions &options = {}, const QByteArray &filter = {});
    qint64 count();

    SqlitePlugin m_plugin;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    std::shared_ptr<CancelGate> m_gate;
    std::unique_ptr<ConnectionExecutor> m_executor;
    std::optional<DocumentEngine> m_engine;
    DocumentSource m_source;
};

void DocumentTransferTest::init()
{
    m_executor.reset();
    SqliteOptions options;
    options.path = QStringLiteral(":memory:");
    auto connection = m_plugin.connect(options, m_observer);
    QVERIFY(connection);
    m_connection = std::move(*connection);
    m_gate = CancelGate::create();
    m_gate->setConnection(m_connection.get());
    m_gate->beginJob(1);
    m_executor = std::make_unique<ConnectionExecutor>(*m_connection, m_gate);
    const std::shared_ptr<PongoExtension> pongo(static_cast<PongoExtension *>(m_plugin.extension(PongoExtension::extensionId())), [](auto *) { });
    m_engine.emplace(pongo, m_plugin.dialect());
    const ObjectPath table { {}, {}, QStringLiteral("users") };
    m_source = collectionSource(*pongo, table);
    const auto migrations = pongo->migrations({ table, {} });
    QVERIFY(migrations);
    for (const auto &migration : *migrations) {
        for (const auto &statement : migration.up) {
            const auto done = m_executor->command(statement);
            QVERIFY2(done, done ? "" : qPrintable(done.error().toText()));
        }
    }
}

Result<DocumentImportReport> DocumentTransferTest::import(const QByteArray &text, const DocumentImportOptions &options)
{
    QByteArray bytes = text;
    QBuffer device(&bytes);
    if (!device.open(QIODevice::ReadOnly))
        return fail(ErrorKind::System, device.errorString());
    return importDocuments(*m_executor, *m_engine, m_source, device, options);
}

QByteArray DocumentTransferTest::exported(const DocumentExportOptions &options, const QByteArray &filter)
{
    QBuffer device;
    const auto query = m_engine->query(m_source, filter, "{_id: 1}");
    if (!query || !device.open(QIODevice::WriteOnly))
        return {};
    const auto report = exportDocuments(*m_executor, *m_engine, *query, device, options);
    return report ? device.data() : report.error().toText().toUtf8();
}

qint64 DocumentTransferTest::count()
{
    DocumentQuery query;
    query.source = m_source;
    return m_engine->count(*m_executor, query).value_or(-1);
}

void DocumentTransferTest::linesGoInAndComeOutAgain()
{
    const auto report = import("{\"_id\":\"a\",\"n\": 10.00, \"big\": 1e400}\n{\"_id\":\"b\",\"s\":\"caf\\u00e9\"}\n\n{\"x\":1}\n");
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QCOMPARE(report->read, 3);
    QCOMPARE(report->written, 3);
    QCOMPARE(report->refused, 0);
    const auto lines = exported().split('\n');
    QCOMPARE(lines.size(), 4);
    const auto numbers = exported({}, "{_id: 'a'}");
    QCOMPARE(numbers, "{\"_id\":\"a\",\"n\": 10.00, \"big\": 1e400,\"_version\":\"1\"}\n");
    QCOMPARE(exported({}, "{x: 1}").left(29), "{\"x\":1,\"_id\":\"" + exported({}, "{x: 1}").mid(14, 15));
}

void DocumentTransferTest::anArrayGoesInAndComesOutAgain()
{
    const auto report = import("[{\"_id\":\"a\",\n \"n\":1},\n{\"_id\":7}]");
    QVERIFY(report);
    QCOMPARE(report->written, 2);
    DocumentExportOptions options;
    options.format = DocumentExportOptions::Format::Array;
    QCOMPARE(exported(options), "[\n{\"_id\":\"7\",\"_version\":\"1\"},\n{\"_id\":\"a\",\n \"n\":1,\"_version\":\"1\"}\n]\n");
    QCOMPARE(exported({}, "{_id: 'a'}"), "{\"_id\":\"a\",  \"n\":1,\"_version\":\"1\"}\n");
    QCOMPARE(exported(options, "{_id: 'x'}"), "[]\n");
}

void DocumentTransferTest::extendedJsonBecomesPlainAndBack()
{
    const QByteArray text = R"({"_id":{"$oid":"507f1f77bcf86cd799439011"},"n":{"$numberLong":"5"},"d":{"$date":"2024-01-02T03:04:05Z"}})";
    QVERIFY(import(text));
    QCOMPARE(exported(), "{\"_id\":\"507f1f77bcf86cd799439011\",\"n\":5,\"d\":\"2024-01-02T03:04:05.000Z\",\"_version\":\"1\"}\n");
    DocumentExportOptions options;
    options.extended = ExtendedJson::Canonical;
    QVERIFY(exported(options).contains(R"("n":{"$numberInt":"5"})"));
    DocumentImportOptions plain;
    plain.extendedJson = false;
    QCOMPARE(import(text, plain)->faults.at(0).message, QStringLiteral("The _id of a document is a text, and not empty"));
}

void DocumentTransferTest::badDocumentsAreReportedWithTheirLine()
{
    const auto report = import("{\"_id\":\"a\"}\n{\"_id\": }\n[1]\n{\"_id\":\"a\"}\n{\"_id\":null}\n{\"_id\":\"b\",\"t\":{\"$minKey\":1}}\n{\"_id\":\"c\"}\n");
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QCOMPARE(report->read, 7);
    QCOMPARE(report->written, 2);
    QCOMPARE(report->refused, 5);
    QList<qint64> lines;
    for (const auto &fault : report->faults) {
        lines << fault.line;
        QVERIFY(!fault.message.isEmpty() && !fault.excerpt.isEmpty());
    }
    std::ranges::sort(lines);
    QCOMPARE(lines, (QList<qint64> { 2, 3, 4, 5, 6 }));
    QCOMPARE(report->faults.front().position, 12 + 8);
    QCOMPARE(count(), 2);
}

void DocumentTransferTest::documentsThatTheDatabaseRefusesAreReportedWithTheirLine()
{
    QVERIFY(m_executor->command("CREATE TRIGGER no_bears BEFORE INSERT ON users WHEN NEW.data ->> '$.n' % 100 = 50 "
                                "BEGIN SELECT RAISE(ABORT, 'no bears'); END"));
    QByteArray text;
    for (int i = 1; i <= 300; ++i)
        text += i == 200 ? QByteArray(R"({"_id":"a\ud800"})") + '\n' : "{\"n\":" + QByteArray::number(i) + "}\n";
    const auto report = import(text);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QList<qint64> lines;
    for (const auto &fault : report->faults)
        lines << fault.line;
    QCOMPARE(lines, (QList<qint64> { 200, 50, 150, 250 }));
    QVERIFY(report->faults.at(1).message.contains(u"no bears"));
    QCOMPARE(report->written, 296);
    QCOMPARE(count(), 296);
    DocumentImportOptions options;
    options.stopAtFault = true;
    const auto stopped = import("{\"n\":1}\n{\"n\":50}\n", options);
    QVERIFY(!stopped);
    QVERIFY2(stopped.error().message().contains(u"Line 2"), qPrintable(stopped.error().toText()));
    QCOMPARE(count(), 296);
}

void DocumentTransferTest::theFirstFaultMayEndTheImport()
{
    DocumentImportOptions options;
    options.stopAtFault = true;
    const auto report = import("{\"_id\":\"a\"}\n{\"_id\": }\n", options);
    QCOMPARE(report.error().kind(), ErrorKind::Data);
    QCOMPARE(report.error().position(), 20);
    QVERIFY(report.error().message().contains(u"Line 2"));
    QCOMPARE(count(), 0);
}

void DocumentTransferTest::documentsThatAreThereAreRefusedSkippedOrReplaced_data()
{
    using Existing = DocumentImportOptions::Existing;
    QTest::addColumn<Existing>("existing");
    QTest::addColumn<qint64>("skipped");
    QTest::addColumn<qint64>("refused");
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("refused") << Existing::Refuse << qint64(0) << qint64(1) << QByteArray("1");
    QTest::newRow("skipped") << Existing::Skip << qint64(1) << qint64(0) << QByteArray("1");
    QTest::newRow("replaced") << Existing::Replace << qint64(0) << qint64(0) << QByteArray("2");
}

void DocumentTransferTest::documentsThatAreThereAreRefusedSkippedOrReplaced()
{
    QFETCH(DocumentImportOptions::Existing, existing);
    QFETCH(QByteArray, value);
    QVERIFY(import("{\"_id\":\"a\",\"v\":1}"));
    DocumentImportOptions options;
    options.existing = existing;
    const auto report = import("{\"_id\":\"a\",\"v\":2}\n{\"_id\":\"b\",\"v\":3}", options);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QTEST(report->skipped, "skipped");
    QTEST(report->refused, "refused");
    QVERIFY(exported({}, "{_id: 'a'}").contains("\"v\":" + value));
    QCOMPARE(count(), 2);
}

void DocumentTransferTest::manyDocumentsAreImportedInBatches()
{
    QByteArray text;
    for (int i = 0; i < 2500; ++i)
        text += "{\"n\":" + QByteArray::number(i) + "}\n";
    std::vector<qint64> written;
    DocumentImportOptions options;
    options.progress = [&](const DocumentImportProgress &progress) { written.push_back(progress.written); };
    QVERIFY(import(text, options));
    QCOMPARE(written, (std::vector<qint64> { 1000, 2000, 2500 }));
    QCOMPARE(count(), 2500);
}

void DocumentTransferTest::aCancelledImportLeavesNothingBehind()
{
    QByteArray text;
    for (int i = 0; i < 5000; ++i)
        text += "{\"n\":" + QByteArray::number(i) + "}\n";
    DocumentImportOptions options;
    options.progress = [&](const DocumentImportProgress &) { m_gate->cancel(1); };
    QVERIFY(import(text, options).error().isCancelled());
    m_gate->endJob();
    m_gate->beginJob(2);
    QCOMPARE(count(), 0);
}

void DocumentTransferTest::aFileAppearsWhenItIsWhole()
{
    QVERIFY(import("{\"_id\":\"a\"}\n{\"_id\":\"b\"}"));
    const QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("users.ndjson"));
    DocumentQuery query;
    query.source = m_source;
    const auto report = exportDocumentsToFile(*m_executor, *m_engine, query, path);
    QVERIFY(report);
    QCOMPARE(report->written, 2);
    QFile file(path);
    QCOMPARE(file.size(), report->bytes);
    QVERIFY(!exportDocumentsToFile(*m_executor, *m_engine, query, folder.filePath(QStringLiteral("none/x.ndjson"))));
    m_gate->cancel(1);
    QVERIFY(exportDocumentsToFile(*m_executor, *m_engine, query, path).error().isCancelled());
    QCOMPARE(file.size(), report->bytes);
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);
}

void DocumentTransferTest::rowsWithoutADocumentAreLeftOut()
{
    QVERIFY(m_executor->command("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)"));
    QVERIFY(m_executor->command("INSERT INTO note (body) VALUES ('{\"a\":1}'), ('no JSON'), (NULL), ('[1,\n2]')"));
    const auto source = sourceOf(*m_executor, m_engine->pongo(), { {}, {}, QStringLiteral("note") }, QStringLiteral("body"));
    QVERIFY2(source, source ? "" : qPrintable(source.error().toText()));
    DocumentQuery query;
    query.source = *source;
    QBuffer device;
    QVERIFY(device.open(QIODevice::WriteOnly));
    const auto report = exportDocuments(*m_executor, *m_engine, query, device);
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QCOMPARE(device.data(), "{\"a\":1}\n[1, 2]\n");
    QCOMPARE(report->written, 2);
    QCOMPARE(report->leftOut, 1); // NULL is no row of documents at all
}

void DocumentTransferTest::onlyCollectionsAreImportedInto()
{
    m_source.isCollection = false;
    QCOMPARE(import("{}").error().kind(), ErrorKind::InvalidOperation);
}

QTEST_GUILESS_MAIN(DocumentTransferTest)
#include "tst_documenttransfer.moc"
