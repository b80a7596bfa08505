#include <QCryptographicHash>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(qEnvironmentVariable("DUMBO_SOURCE_DIR") + u'/' + path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Without comments, and with one space where there is white space.
QByteArray declarationsOf(const QByteArray &header)
{
    static const QRegularExpression word(QStringLiteral("\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)+'|//[^\\n]*|/\\*.*?\\*/|\\s+|."),
        QRegularExpression::DotMatchesEverythingOption);
    QByteArray declarations;
    for (const auto &match : word.globalMatch(QString::fromUtf8(header))) {
        const auto text = match.captured();
        const auto isSpace = text.front().isSpace() || text.startsWith(QStringLiteral("//")) || text.startsWith(QStringLiteral("/*"));
        if (!isSpace)
            declarations += text.toUtf8();
        else if (!declarations.endsWith(' '))
            declarations += ' ';
    }
    return declarations;
}

/// Of all headers that a driver can see.
QByteArray fingerprint()
{
    const QDir root(qEnvironmentVariable("DUMBO_SOURCE_DIR"));
    QStringList headers;
    for (const auto *folder : { "core/base", "core/sdk" }) {
        QDirIterator files(root.filePath(QString::fromLatin1(folder)), { QStringLiteral("*.h") }, QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext())
            headers.append(root.relativeFilePath(files.next()));
    }
    headers.sort();
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const auto &header : headers) {
        hash.addData(header.toUtf8() + '\n');
        hash.addData(declarationsOf(contentOf(header)) + '\n');
    }
    return hash.result().toHex().first(16);
}

struct Decision {
    QByteArray fingerprint;
    int sdkAbi = 0;
    QByteArray reason;
};

std::vector<Decision> history()
{
    std::vector<Decision> decisions;
    for (const auto &line : contentOf(QStringLiteral("core/sdk/abihistory.txt")).split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        const auto words = line.simplified().split(' ');
        decisions.push_back({ words.value(0), words.value(1).toInt(), words.sliced(qMin(qsizetype(2), words.size())).join(' ') });
    }
    return decisions;
}

} // namespace

class TestSdkAbi : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theHeadersAreThoseThatWereDecidedOn();
    void theHistoryEndsWithTheNumberOfToday();
    void onlyDeclarationsCount();
};

void TestSdkAbi::theHeadersAreThoseThatWereDecidedOn()
{
    const auto decisions = history();
    QVERIFY(!decisions.empty());
    const auto now = fingerprint();
    const auto advice = "The headers that drivers are compiled against have changed. Decide by docs/drivers/abi.md whether drivers that were "
                        "built before still fit, raise sdkAbi in core/sdk/abi.h if not, and append to core/sdk/abihistory.txt:\n"
        + now + "  " + QByteArray::number(decisions.back().sdkAbi) + "  <what changed, and why the number stays or goes up>";
    QVERIFY2(decisions.back().fingerprint == now, advice.constData());
}

void TestSdkAbi::theHistoryEndsWithTheNumberOfToday()
{
    const auto decisions = history();
    QVERIFY(!decisions.empty());
    QVERIFY(contentOf(QStringLiteral("core/sdk/abi.h")).contains("sdkAbi = " + QByteArray::number(decisions.back().sdkAbi) + ';'));
    for (std::size_t i = 0; i < decisions.size(); ++i) {
        QVERIFY2(!decisions[i].reason.isEmpty(), decisions[i].fingerprint.constData());
        QVERIFY2(i == 0 || decisions[i].sdkAbi >= decisions[i - 1].sdkAbi, decisions[i].fingerprint.constData());
    }
}

void TestSdkAbi::onlyDeclarationsCount()
{
    const auto before = declarationsOf("class A { // one\n    int a;\n    /* two\n lines */ const char *b = \"//\";\n};");
    QCOMPARE(declarationsOf("/// Another.\nclass A {   int a;\n\nconst char *b = \"//\"; };").trimmed(), before);
    QVERIFY(declarationsOf("class A { int a; int c; const char *b = \"//\"; };") != before);
    QVERIFY(declarationsOf("class A { int a; const char *b = \"/ /\"; };") != before);
}

QTEST_GUILESS_MAIN(TestSdkAbi)
#include "tst_sdkabi.moc"
