#include "ui/log/crashreport.h"
#include "ui/log/logfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>

#include <csignal>

#include <sys/wait.h>
#include <unistd.h>

using namespace workbench;

class TestLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesPasswordsOut_data();
    void takesPasswordsOut();
    void writesMessagesToAPrivateFile();
    void aCrashLeavesAReportUntilItIsDismissed();
};

void TestLog::takesPasswordsOut_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("clean");
    QTest::newRow("url") << QStringLiteral("open postgresql://ann:s3cret@host/db") << QStringLiteral("open postgresql://ann:***@host/db");
    QTest::newRow("url with at") << QStringLiteral("pg://ann:s@cret@host") << QStringLiteral("pg://ann:***@host");
    QTest::newRow("keyword") << QStringLiteral("host=a password='it is' user=b") << QStringLiteral("host=a password=*** user=b");
    QTest::newRow("query") << QStringLiteral("?password=abc&x=1") << QStringLiteral("?password=***&x=1");
    QTest::newRow("harmless") << QStringLiteral("file:///home/me/shop.db") << QStringLiteral("file:///home/me/shop.db");
}

void TestLog::takesPasswordsOut()
{
    QFETCH(QString, line);
    QTEST(log::withoutSecrets(line), "clean");
}

void TestLog::writesMessagesToAPrivateFile()
{
    log::start();
    qInfo("opened pg://ann:s3cret@host");
    QFile file(log::filePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("info opened pg://ann:***@host"));
    QVERIFY(!text.contains("s3cret"));
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TestLog::aCrashLeavesAReportUntilItIsDismissed()
{
    QVERIFY(crash::lastReport().isEmpty());
    const pid_t child = fork();
    QVERIFY(child >= 0);
    if (child == 0) {
        crash::watch(QStringLiteral("1.2.3"));
        raise(SIGSEGV);
        _exit(0);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(WTERMSIG(status), SIGSEGV);

    const QString report = crash::lastReport();
    QVERIFY(!report.isEmpty());
    QVERIFY(crash::read(report).startsWith(QStringLiteral("Dumbo Workbench 1.2.3")));
    QVERIFY(crash::read(report).contains(QStringLiteral("SIGSEGV")));
    crash::dismiss(report);
    QVERIFY(crash::lastReport().isEmpty());
}

QTEST_GUILESS_MAIN(TestLog)
#include "tst_log.moc"
