#include "tests/integration/packages/toolrun.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace dumbo::test;

namespace {

QSet<QString> allMatches(const QString &text, const QString &pattern)
{
    const QRegularExpression expression(pattern, QRegularExpression::MultilineOption);
    QSet<QString> found;
    for (const auto &match : expression.globalMatch(text))
        found.insert(match.captured(1));
    return found;
}

QString content(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

/// The manual pages: well formed, and about the programs as they are.
class TestManuals : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pagesAreWellFormed_data();
    void pagesAreWellFormed();
    void thePageOfTheWindowHasTheOptionsOfItsHelp();
    void thePageOfTheCommandLineHasEveryCommandAndItsOptions();
};

void TestManuals::pagesAreWellFormed_data()
{
    QTest::addColumn<QString>("page");
    QTest::newRow("dumbo") << buildPath(QStringLiteral("share/man/man1/dumbo.1"));
    QTest::newRow("dumbo-workbench") << sourcePath(QStringLiteral("resources/man/dumbo-workbench.1"));
}

void TestManuals::pagesAreWellFormed()
{
    QFETCH(QString, page);
    const auto run = runTool(QStringLiteral("mandoc"), { QStringLiteral("-T"), QStringLiteral("lint"), page });
    auto complaints = run.output.split(u'\n', Qt::SkipEmptyParts);
    // The other page need not be installed here.
    complaints.removeIf([](const QString &line) { return line.contains(QStringLiteral("referenced manual not found: Xr dumbo")); });
    QVERIFY2(complaints.isEmpty(), qPrintable(complaints.join(u'\n')));
}

void TestManuals::thePageOfTheWindowHasTheOptionsOfItsHelp()
{
    const auto help = runTool(buildPath(QStringLiteral("bin/dumbo-workbench")), { QStringLiteral("--help") });
    QCOMPARE(help.exitCode, 0);
    const auto options = allMatches(help.output, QStringLiteral("^  (?:-\\w, )?--([a-z-]+)"));
    QVERIFY2(options.contains(QStringLiteral("sample")), qPrintable(help.output));
    const auto page = content(sourcePath(QStringLiteral("resources/man/dumbo-workbench.1")));
    QCOMPARE(allMatches(page, QStringLiteral("^\\.It (?:Fl \\w , )?Fl -([a-z-]+)")), options);
}

void TestManuals::thePageOfTheCommandLineHasEveryCommandAndItsOptions()
{
    const auto page = content(buildPath(QStringLiteral("share/man/man1/dumbo.1")));
    const auto help = runTool(buildPath(QStringLiteral("bin/dumbo")), { QStringLiteral("--help") });
    const auto commands = allMatches(help.output, QStringLiteral("^  ([a-z]+) "));
    QVERIFY2(commands.contains(QStringLiteral("query")), qPrintable(help.output));
    for (const auto &command : commands) {
        const auto begin = page.indexOf(QStringLiteral("\n.Ss %1\n").arg(command));
        QVERIFY2(begin >= 0, qPrintable(command));
        const auto section = page.mid(begin + 1, page.indexOf(QStringLiteral("\n.Ss "), begin + 1) - begin);
        const auto options = runTool(buildPath(QStringLiteral("bin/dumbo")), { command, QStringLiteral("--help") });
        auto expected = allMatches(options.output, QStringLiteral("^  (?:-\\w,)?--([a-z-]+)"));
        expected.remove(QStringLiteral("help"));
        for (const auto &option : expected)
            QVERIFY2(section.contains(QStringLiteral("Fl -") + option), qPrintable(command + u' ' + option));
    }
}

QTEST_GUILESS_MAIN(TestManuals)
#include "tst_manuals.moc"
