#include "tests/support/hostprocesses.h"
#include "tests/support/windowfixture.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/storesource.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"

#include <QCoreApplication>
#include <QLabel>
#include <QTest>

using namespace workbench;
using dumbo::test::hasMapped;
using dumbo::test::hostProcesses;

/// The window over a driver in a process of its own: it works as ever, and outlives the death of that process.
class TestIsolatedWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDriverIsNotInThisProcess();
    void aQueryRuns();
    void aQueryIsCancelled();
    void aDyingHostIsAnErrorAndTheNextQueryWorks();

private:
    [[nodiscard]] QList<pid_t> hosts() const { return hostProcesses(QCoreApplication::applicationPid()); }
    [[nodiscard]] QueryTab *run(const char *text)
    {
        auto *tab = m_window->openQuery(m_shop, QString::fromUtf8(text));
        tab->runCurrent();
        return tab;
    }
    static QString cell(const QueryTab *tab, qint64 row, int column)
    {
        const auto shown = tab->results().results().first()->source().tryCell(row, column);
        return shown ? shown->text : QStringLiteral("(not there)");
    }

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;
};

namespace {

constexpr auto endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
constexpr int patience = 30'000;

} // namespace

void TestIsolatedWindow::initTestCase()
{
    qputenv("DUMBO_ISOLATE", "org.dumbo.sqlite");
    m_window = std::make_unique<WindowFixture>();
    m_shop = m_window->openDatabase(QStringLiteral("shop.db"), shopScript());
    QVERIFY(m_shop);
}

void TestIsolatedWindow::theDriverIsNotInThisProcess()
{
    QCOMPARE(hosts().size(), 1);
    QVERIFY(hasMapped(hosts().first(), "dumbo-driver-sqlite"));
    QVERIFY(!hasMapped(QCoreApplication::applicationPid(), "dumbo-driver-sqlite"));
}

void TestIsolatedWindow::aQueryRuns()
{
    auto *tab = run("SELECT name FROM person ORDER BY id");
    QTRY_VERIFY_WITH_TIMEOUT(!tab->isRunning(), patience);
    QCOMPARE(tab->results().results().size(), 1);
    QTRY_COMPARE(cell(tab, 0, 0), QStringLiteral("Ada"));
}

void TestIsolatedWindow::aQueryIsCancelled()
{
    auto *tab = run(endless);
    QVERIFY(tab->isRunning());
    tab->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(!tab->isRunning(), patience);
    QCOMPARE(hosts().size(), 1);
}

void TestIsolatedWindow::aDyingHostIsAnErrorAndTheNextQueryWorks()
{
    auto *tab = run("SELECT 1");
    QTRY_VERIFY_WITH_TIMEOUT(!tab->isRunning(), patience);
    const auto host = hosts().first();
    auto *doomed = run(endless);
    QVERIFY(doomed->isRunning());
    ::kill(host, SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!doomed->isRunning(), patience);
    QCOMPARE(doomed->messages().count(), 1);
    QString words;
    for (const auto *label : doomed->messages().findChildren<QLabel *>())
        words += label->text();
    QVERIFY2(words.contains(QStringLiteral("org.dumbo.sqlite")), qPrintable(words));
    m_window->picture(QStringLiteral("isolated-driver-died"));

    auto *next = run("SELECT name FROM person ORDER BY id");
    QTRY_VERIFY_WITH_TIMEOUT(!next->isRunning(), patience);
    QTRY_COMPARE_WITH_TIMEOUT(cell(next, 0, 0), QStringLiteral("Ada"), patience);
    QTRY_COMPARE_WITH_TIMEOUT(hosts().size(), 1, patience);
    QVERIFY(hosts().first() != host);
    // The tab that saw it die works again as well.
    doomed->runCurrent();
    QVERIFY(doomed->isRunning());
    doomed->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(!doomed->isRunning(), patience);
}

QTEST_MAIN(TestIsolatedWindow)
#include "tst_isolatedwindow.moc"
