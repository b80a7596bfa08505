#include <QFile>
#include <QTest>

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A code block of the guide and where it says that it is from.
struct Block {
    QString language;
    QString source; ///< "FILE" or "FILE [REGION]"; empty where it says nothing
    QByteArray text;
};

std::vector<Block> blocksOf(const QByteArray &guide)
{
    std::vector<Block> blocks;
    QString source;
    auto isInside = false;
    for (const auto &line : guide.split('\n')) {
        if (line.startsWith("```")) {
            isInside = !isInside;
            if (isInside)
                blocks.push_back({ QString::fromUtf8(line.sliced(3)), std::exchange(source, {}), {} });
        } else if (isInside) {
            blocks.back().text += line + '\n';
        } else {
            source = line.startsWith("<!-- ") ? QString::fromUtf8(line.sliced(5).chopped(4)) : QString();
        }
    }
    return blocks;
}

/// What stands in the example: the whole file, or what is between two lines "//! [REGION]".
QByteArray exampleText(const QString &source)
{
    const auto content = contentOf(source.section(u' ', 0, 0));
    const auto region = source.section(u' ', 1).toUtf8();
    if (region.isEmpty())
        return content;
    const auto mark = "//! " + region + '\n';
    const auto begin = content.indexOf(mark);
    const auto end = content.indexOf(mark, begin + mark.size());
    return begin < 0 || end < 0 ? QByteArray() : content.sliced(begin + mark.size(), end - begin - mark.size());
}

} // namespace

/// The guide for authors of drivers shows code of the examples, which other tests build and run.
class TestGuide : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachBlockOfCodeIsTheExamples_data();
    void eachBlockOfCodeIsTheExamples();
};

void TestGuide::eachBlockOfCodeIsTheExamples_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QByteArray>("text");
    const auto blocks = blocksOf(contentOf(QStringLiteral("docs/drivers/guide.md")));
    QVERIFY(blocks.size() > 10);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        if (blocks[i].language != u"sh")
            QTest::addRow("block %d %s", int(i + 1), qPrintable(blocks[i].source)) << blocks[i].source << blocks[i].text;
    }
}

void TestGuide::eachBlockOfCodeIsTheExamples()
{
    QFETCH(const QString, source);
    QFETCH(const QByteArray, text);
    QVERIFY2(source.startsWith(QStringLiteral("examples/")), "A line <!-- FILE [REGION] --> must stand before the block.");
    QCOMPARE(QString::fromUtf8(text), QString::fromUtf8(exampleText(source)));
}

QTEST_GUILESS_MAIN(TestGuide)
#include "tst_guide.moc"
