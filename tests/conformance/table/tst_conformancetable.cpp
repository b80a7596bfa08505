#include "tableofconnectors.h"

#include <QFile>
#include <QTest>

using namespace dumbo::conformance;

namespace {

QString docs()
{
    return qEnvironmentVariable("DUMBO_SOURCE_DIR") + QStringLiteral("/docs/conformance.md");
}

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestConformanceTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aTableHasARowForEachPromise();
    void theDocsShowWhatTheSuiteFound();
};

void TestConformanceTable::aTableHasARowForEachPromise()
{
    const auto name = QStringLiteral("nullIsNotEmpty");
    const auto text = QString::fromUtf8(tableOfConnectors({ { QStringLiteral("A:a"), 10, { { name, {} } } },
        { QStringLiteral("B:b"), 10, { { name, { Verdict::Skipped, QStringLiteral("no NULL") } } } },
        { QStringLiteral("C:c"), 10, { { name, { Verdict::Broken, QStringLiteral("wrong") } } } } }));
    QVERIFY(text.contains(QStringLiteral("| promise | A:a | B:b | C:c |")));
    QVERIFY(text.contains(QStringLiteral("| null is not empty | yes | – <sup>1</sup> | **no** |")));
    QVERIFY(text.contains(QStringLiteral("\n1. no NULL\n")));
    for (const auto &promise : allPromises())
        QVERIFY(text.contains(QStringLiteral("| %1 |").arg(sentence(QString::fromLatin1(promise.name)))));
}

void TestConformanceTable::theDocsShowWhatTheSuiteFound()
{
    const auto results = readResults(resultsFolder());
    for (const auto &each : results) {
        if (each.verdicts.size() != allPromises().size())
            QSKIP(qPrintable(each.connector + QStringLiteral(" was not tried in whole, so the table can't be compared.")));
    }
    // On a desk without servers the tests of some connectors were skipped.
    const auto documented = QString::fromUtf8(contentOf(docs())).section(QStringLiteral("| promise |"), 1).section(u'\n', 0, 0);
    if (documented.count(u'|') > qsizetype(results.size()) && qEnvironmentVariable("CI") != QLatin1StringView("true")
        && !qEnvironmentVariableIsSet("DUMBO_UPDATE_DOCS"))
        QSKIP("Not every connector of docs/conformance.md was tried here.");
    const auto table = tableOfConnectors(results);
    if (qEnvironmentVariableIsSet("DUMBO_UPDATE_DOCS")) {
        QFile file(docs());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(table), table.size());
        return;
    }
    // Line by line, so that a failure shows the difference.
    const auto written = contentOf(docs()).split('\n');
    const auto found = table.split('\n');
    for (qsizetype i = 0; i < qMin(written.size(), found.size()); ++i)
        QCOMPARE(QString::fromUtf8(written[i]), QString::fromUtf8(found[i]));
    QVERIFY2(written.size() == found.size(), "docs/conformance.md is old: DUMBO_UPDATE_DOCS=1 ./test -L conformance");
}

QTEST_GUILESS_MAIN(TestConformanceTable)
#include "tst_conformancetable.moc"
