#include "core/platform/childenvironment.h"
#include "core/plugins/probe/childrun.h"
#include "core/plugins/probe/probe.h"

#include <QDir>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

#include <thread>

using namespace dumbo;
using namespace Qt::StringLiterals;

namespace {

QString fixture(const QString &folder)
{
    const QDir inside(QStringLiteral(DUMBO_FIXTURES "/") + folder);
    return inside.filePath(inside.entryList({ QStringLiteral("*.so") }, QDir::Files).value(0));
}

QString bundled(const QString &name)
{
    return qEnvironmentVariable("DUMBO_BUILD_DIR") + u"/lib/dumbo/plugins/dumbo-driver-%1.so"_s.arg(name);
}

ProbeReport probe(const QString &folder)
{
    ProbeRequest request { fixture(folder), {} };
    request.silence = std::chrono::seconds(3);
    auto report = probeDriver(request, {});
    if (!report)
        qFatal("%s", qPrintable(report.error().toText()));
    return *report;
}

} // namespace

/// Drivers, good and hostile, in the process that tries them.
class TestProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatDoesHarmBecomesASentence_data();
    void whatDoesHarmBecomesASentence();
    void whatIsMissingIsNamedBeforeAnythingIsLoaded();
    void aGoodDriverKeepsItsPromises();
    void aDatabaseThatSomebodyNamesIsTried();
    void aServersDriverIsOnlyLoaded();
    void aProbeCanBeCancelled();
    void aChildThatNeverPausesIsEnded_data();
    void aChildThatNeverPausesIsEnded();
    void reportsSurviveJson();
};

void TestProbe::whatDoesHarmBecomesASentence_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<ProbeOutcome>("outcome");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *folder, ProbeOutcome outcome, const QString &words) {
        QTest::newRow(folder) << QString::fromLatin1(folder) << outcome << words;
    };
    row("aborting", ProbeOutcome::Crashed, u"(signal SIGABRT) while it was being loaded"_s);
    row("hostile-abortAtLoad", ProbeOutcome::Crashed, u"(signal SIGABRT) while it was being loaded"_s);
    row("hostile-exitAtLoad", ProbeOutcome::Crashed, u"(exit code 0) while it was being loaded"_s);
    row("hostile-throwAtLoad", ProbeOutcome::Crashed, u"(signal SIGABRT) while it was being loaded"_s);
    row("hostile-hangAtLoad", ProbeOutcome::Hung, u"within 3 s while it was being loaded"_s);
    row("hostile-abortInConstructor", ProbeOutcome::Crashed, u"while it was being loaded"_s);
    row("hostile-throwInConstructor", ProbeOutcome::Refused, u"the driver has no mood for this"_s);
    row("throwing", ProbeOutcome::Refused, u"the fixture has no mood for this"_s);
    row("nothing", ProbeOutcome::Refused, u"made no plugin"_s);
    row("interface", ProbeOutcome::Refused, u"not a DriverModule"_s);
    row("stranger", ProbeOutcome::Refused, u"not a Dumbo driver"_s);
    row("plain", ProbeOutcome::Refused, u"not a plugin"_s);
    row("sdk", ProbeOutcome::Refused, u"built for SDK 999, this program has SDK"_s);
    row("architecture", ProbeOutcome::Refused, u"Plan9 mips"_s);
    row("hostile-crashAtConnect", ProbeOutcome::Crashed, u"signal SIGSEGV"_s);
    row("hostile-hangAtConnect", ProbeOutcome::Hung, u"Hostile:hangAtConnect"_s);
    row("hostile-throwAtConnect", ProbeOutcome::Broke, u"no mood for this"_s);
    row("hostile-nothingAtConnect", ProbeOutcome::Broke, u"Hostile:nothingAtConnect"_s);
    row("hostile-crashInExecute", ProbeOutcome::Crashed, u"signal SIGSEGV"_s);
    row("hostile-hangInExecute", ProbeOutcome::Hung, u"Hostile:hangInExecute"_s);
    row("hostile-throwInExecute", ProbeOutcome::Broke, u"no mood for this"_s);
    row("hostile-crashInNext", ProbeOutcome::Crashed, u"signal SIGSEGV"_s);
    row("hostile-crashInDestructor", ProbeOutcome::Crashed, u"signal SIGSEGV"_s);
    row("hostile-nonsense", ProbeOutcome::Broke, u"Hostile:nonsense"_s);
    row("hostile-lying", ProbeOutcome::Broke, u"Hostile:lying"_s);
}

void TestProbe::whatDoesHarmBecomesASentence()
{
    QFETCH(QString, folder);
    QFETCH(ProbeOutcome, outcome);
    QFETCH(QString, words);
    const auto report = probe(folder);
    QVERIFY2(report.outcome == outcome, qPrintable(probeOutcomeName(report.outcome) + u": "_s + report.sentence + report.words));
    QVERIFY2(report.sentence.contains(words), qPrintable(report.sentence));
    QVERIFY2(!report.hint.isEmpty() || outcome == ProbeOutcome::Refused, "It does not say what to do.");
}

void TestProbe::whatIsMissingIsNamedBeforeAnythingIsLoaded()
{
    const auto library = probe(u"dependency"_s);
    QCOMPARE(library.outcome, ProbeOutcome::Refused);
    QCOMPARE(library.missing.libraries, QStringList(u"libvanished.so"_s));
    QVERIFY2(library.sentence.contains(u"libvanished.so"_s), qPrintable(library.sentence));
    const auto symbol = probe(u"hostile-missingSymbol"_s);
    QCOMPARE(symbol.outcome, ProbeOutcome::Refused);
    QCOMPARE(symbol.missing.symbols.size(), 1);
    QVERIFY2(symbol.sentence.contains(u"dumboHostileMissingSymbol"_s), qPrintable(symbol.sentence));
}

void TestProbe::aGoodDriverKeepsItsPromises()
{
    QList<ProbeProgress> heard;
    const auto report = probeDriver({ bundled(u"sqlite"_s), {} }, {}, [&](const ProbeProgress &progress) { heard.append(progress); });
    QVERIFY2(report, report ? "" : qPrintable(report.error().toText()));
    QVERIFY2(report->outcome == ProbeOutcome::Fits, qPrintable(report->sentence));
    QVERIFY(report->count(ProbedPromise::Verdict::Kept) > 5);
    QCOMPARE(report->count(ProbedPromise::Verdict::Broken), 0);
    QVERIFY(heard.size() > 5);
    QCOMPARE(heard.constLast().total, int(report->promises.size()));
}

void TestProbe::aDatabaseThatSomebodyNamesIsTried()
{
    const QTemporaryDir folder;
    ProbeRequest request { bundled(u"sqlite"_s), {} };
    ConnectionOptions options;
    options.set(u"path"_s, folder.filePath(u"tried.db"_s));
    options.set(u"create"_s, true);
    request.databases.insert(u"SQLite:sqlite3"_s, options);
    const auto report = probeDriver(request, {});
    QVERIFY(report);
    QVERIFY2(report->outcome == ProbeOutcome::Fits, qPrintable(report->sentence));
    QVERIFY(QFile::exists(folder.filePath(u"tried.db"_s)));
}

void TestProbe::aServersDriverIsOnlyLoaded()
{
    const auto report = probeDriver({ bundled(u"postgresql"_s), {} }, {});
    QVERIFY(report);
    QVERIFY2(report->outcome == ProbeOutcome::Fits, qPrintable(report->sentence));
    QCOMPARE(report->promises.size(), 0);
    QCOMPARE(report->untried.size(), 1);
    QVERIFY2(report->untried.constFirst().contains(u"PostgreSQL:libpq"_s), qPrintable(report->untried.constFirst()));
}

void TestProbe::aProbeCanBeCancelled()
{
    const CancellationSource source;
    ProbeRequest request { fixture(u"hostile-hangAtLoad"_s), {} };
    const auto report = probeDriver(request, source.token(), [&](const ProbeProgress &) { source.cancel(); });
    QVERIFY(!report);
    QCOMPARE(report.error().kind(), ErrorKind::Cancelled);
}

void TestProbe::aChildThatNeverPausesIsEnded_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("output") << QByteArray("exec cat /dev/zero");
    QTest::newRow("lines") << QByteArray("exec yes");
    QTest::newRow("complaints") << QByteArray("exec cat /dev/zero >&2");
}

void TestProbe::aChildThatNeverPausesIsEnded()
{
    QFETCH(const QByteArray, script);
    auto child = ChildProcess::start({ "/bin/sh", { "-c", script }, environmentWithoutSecrets() });
    QVERIFY(child);
    const ChildLimits limits { std::chrono::milliseconds(300) };
    const auto run = runChild(std::move(*child), limits, {}, [](const QByteArray &) { });
    QCOMPARE(run.end, ChildRun::End::OutOfTime);
    QVERIFY(run.words.size() <= 16 * 1024);
}

void TestProbe::reportsSurviveJson()
{
    const auto report = probe(u"hostile-lying"_s);
    const auto again = ProbeReport::fromJson(QJsonDocument::fromJson(QJsonDocument(report.toJson()).toJson()).object());
    QVERIFY(again);
    QCOMPARE(again->outcome, report.outcome);
    QCOMPARE(again->sentence, report.sentence);
    QCOMPARE(again->promises, report.promises);
    QVERIFY(!ProbeReport::fromJson({ { u"outcome"_s, u"splendid"_s } }));
}

QTEST_GUILESS_MAIN(TestProbe)
#include "tst_probe.moc"
