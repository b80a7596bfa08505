#include "core/json/jsonedit.h"
#include "core/json/jsonfault.h"

#include <QDirIterator>
#include <QFile>
#include <QTest>

using namespace dumbo;

/// Every file of tests/data/json.
class JsonSuiteTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void validTextsAreReadAndWrittenByteForByte_data() { addFiles(QStringLiteral("valid")); }
    void validTextsAreReadAndWrittenByteForByte();
    void invalidTextsAreRefusedWhereTheyAreWrong_data() { addFiles(QStringLiteral("invalid")); }
    void invalidTextsAreRefusedWhereTheyAreWrong();
    void whatTheRfcLeavesOpenIsKeptOrRefused_data() { addFiles(QStringLiteral("undefined")); }
    void whatTheRfcLeavesOpenIsKeptOrRefused();
    void everyValidTextCutShortIsRefusedOrANumber_data() { addFiles(QStringLiteral("valid")); }
    void everyValidTextCutShortIsRefusedOrANumber();

private:
    void addFiles(const QString &folder);
    void isKept(const QByteArray &text);
};

void JsonSuiteTest::addFiles(const QString &folder)
{
    QTest::addColumn<QByteArray>("text");
    QDirIterator files(qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/tests/data/json/") + folder, { QStringLiteral("*.json") });
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s can't be read", qPrintable(file.fileName()));
        QTest::newRow(qPrintable(files.fileInfo().completeBaseName())) << file.readAll();
    }
}

/// Read, walked through, and put together again from its pieces.
void JsonSuiteTest::isKept(const QByteArray &text)
{
    const auto document = JsonDocument::parse(text);
    QVERIFY2(document, document ? "" : qPrintable(document.error().toText()));
    QCOMPARE(document->text(), text);
    QCOMPARE(JsonEdit(*document).text(), text);
    std::vector<JsonNode> nodes { document->root() };
    for (size_t i = 0; i < nodes.size(); ++i) {
        const auto node = nodes[i];
        QCOMPARE(document->node(node.number()), node);
        QVERIFY(node.begin() < node.end() && node.end() <= text.size());
        qint64 position = 0;
        for (const auto child : node.children()) {
            if (nodes.size() < 3000)
                QCOMPARE(child.position(), position);
            ++position;
            QVERIFY(child.begin() > node.begin() && child.end() < node.end());
            QCOMPARE(child.parent(), node);
            QCOMPARE(child.hasKey(), node.isObject());
            nodes.push_back(child);
        }
        QCOMPARE(node.childCount(), position);
    }
}

void JsonSuiteTest::validTextsAreReadAndWrittenByteForByte()
{
    QFETCH(QByteArray, text);
    isKept(text);
    QCOMPARE(jsonFault(text).kind(), ErrorKind::General);
}

void JsonSuiteTest::invalidTextsAreRefusedWhereTheyAreWrong()
{
    QFETCH(QByteArray, text);
    const auto document = JsonDocument::parse(text);
    QVERIFY(!document);
    QCOMPARE(document.error().kind(), ErrorKind::Data);
    QCOMPARE(document.error().position(), QByteArray(QTest::currentDataTag()).split('@').last().toLongLong());
    QVERIFY(!document.error().message().isEmpty());
}

void JsonSuiteTest::whatTheRfcLeavesOpenIsKeptOrRefused()
{
    QFETCH(QByteArray, text);
    if (QByteArray(QTest::currentDataTag()).endsWith(".kept"))
        isKept(text);
    else
        QVERIFY(!JsonDocument::parse(text));
}

/// What decides fast, and what then looks for the place, agree on every prefix.
void JsonSuiteTest::everyValidTextCutShortIsRefusedOrANumber()
{
    QFETCH(QByteArray, text);
    JsonReader reader;
    const auto whole = text.trimmed();
    for (qsizetype size = 0; size < std::min<qsizetype>(whole.size(), 400); ++size) {
        const auto cut = whole.first(size);
        const auto root = reader.read(cut);
        QCOMPARE(root.has_value(), jsonFault(cut).kind() == ErrorKind::General);
        if (root)
            QVERIFY(root->isNumber());
        else
            QVERIFY(root.error().position() <= size);
    }
}

QTEST_GUILESS_MAIN(JsonSuiteTest)
#include "tst_jsonsuite.moc"
