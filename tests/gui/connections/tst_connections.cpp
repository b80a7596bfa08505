#include "core/connection/connectionstring.h"
#include "core/connection/credentialstore.h"
#include "core/connection/profiles.h"
#include "tests/support/servers/faultproxy.h"
#include "tests/support/servers/mariadbserver.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/connections/credentialsarea.h"
#include "ui/connections/credentialsprompt.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/storesource.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <KMessageWidget>
#include <KTextEditor/Document>
#include <KTextEditor/View>

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace workbench;
using dumbo::test::FaultProxy;
using dumbo::test::MariaDbServer;
using dumbo::test::PostgresServer;
using State = OpenConnection::State;

namespace {

/// Turns of the event loop: what a person feels as a window that lives.
class Pulse {
public:
    Pulse()
    {
        QObject::connect(&m_timer, &QTimer::timeout, &m_timer, [this] { ++m_turns; });
        m_timer.start(5);
    }
    [[nodiscard]] int turns() const { return m_turns; }

private:
    QTimer m_timer;
    int m_turns = 0;
};

constexpr int beats = 60;

} // namespace

class TestConnections : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;

    [[nodiscard]] MainWindow &window() const { return *m_window->window; }
    [[nodiscard]] ConnectionHub &hub() const { return window().workspace().connections(); }
    [[nodiscard]] ObjectTreePanel &tree() const { return window().tree(); }
    [[nodiscard]] CredentialsPrompt *prompt(const OpenConnection *connection) const { return window().credentials().prompt(*connection); }
    [[nodiscard]] QString status(WorkspaceStatusBar::Part part) const { return window().status().text(part); }

    static QString cell(const QueryTab *tab, qint64 row = 0, int column = 0)
    {
        const auto *page = tab->results().currentResult();
        const auto shown = page ? page->source().tryCell(row, column) : std::nullopt;
        return shown ? shown->text : QStringLiteral("(not there)");
    }
    static qint64 rows(const QueryTab *tab)
    {
        const auto *page = tab->results().currentResult();
        return page ? page->result().store->rowCount() : -1;
    }
    static QString said(const MessageArea &area)
    {
        QStringList all;
        for (const auto *message : area.findChildren<KMessageWidget *>())
            all.append(message->text());
        return all.join(u'\n');
    }
    /// As a person: the caret in the statement, Ctrl+Enter.
    QueryTab *run(const OpenConnection *connection, const QString &sql)
    {
        auto *tab = m_window->openQuery(connection, sql);
        runAgain(tab);
        return tab;
    }
    static void runAgain(QueryTab *tab)
    {
        tab->editor().setCaret({ 0, 1 });
        tab->editor().setFocus();
        QWidget *view = tab->editor().view();
        QTest::keyClick(view->focusProxy() ? view->focusProxy() : view, Qt::Key_Return, Qt::ControlModifier);
    }
    OpenConnection *start(const QString &url)
    {
        const auto opened = hub().open(url);
        if (!opened)
            qWarning() << opened.error();
        return opened ? *opened : nullptr;
    }
    [[nodiscard]] QString childText(const OpenConnection *connection, int row) const
    {
        const auto &model = tree().model();
        return model.index(row, 0, model.indexOfConnection(connection->id())).data().toString();
    }

private Q_SLOTS:
    void init()
    {
        m_window = std::make_unique<WindowFixture>();
        QVERIFY(hub().loadProfiles(m_window->path(QStringLiteral("connections.json"))));
    }
    void cleanup() { m_window.reset(); }

    void fourDatabasesOfThreeKindsAreOpenAtOnce()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        QList<OpenConnection *> open;
        open.append(m_window->openDatabase(QStringLiteral("one.db"), "CREATE TABLE first (id INTEGER PRIMARY KEY)"));
        open.append(m_window->openDatabase(QStringLiteral("two.db"), "CREATE TABLE second (id INTEGER PRIMARY KEY)"));
        open.append(m_window->openText((*postgres)->url((*postgres)->createDatabase())));
        QStringList wanted { QStringLiteral("sqlite"), QStringLiteral("sqlite"), QStringLiteral("PostgreSQL") };
        if (hub().registry().describe({ QStringLiteral("MySQL"), QStringLiteral("qmysql") })) {
            const auto mariadb = MariaDbServer::shared();
            DUMBO_NEED_SERVER(mariadb);
            open.append(m_window->openText(QStringLiteral("mysql://guarded:secret@127.0.0.1:%1/%2").arg((*mariadb)->port()).arg((*mariadb)->createDatabase())));
            wanted.append(QStringLiteral("MariaDB"));
        }
        QList<QueryTab *> tabs;
        QSet<QRgb> colours;
        for (qsizetype i = 0; i < open.size(); ++i) {
            QVERIFY(open[i]);
            colours.insert(open[i]->accent().rgb());
            tabs.append(run(open[i], i < 2 ? QStringLiteral("SELECT 'sqlite ' || sqlite_version()") : QStringLiteral("SELECT version()")));
        }
        QCOMPARE(colours.size(), open.size());
        for (qsizetype i = 0; i < open.size(); ++i) {
            window().workspace().tabs().setCurrentTab(tabs[i]);
            QTRY_COMPARE(rows(tabs[i]), 1);
            QTRY_VERIFY2(cell(tabs[i]).contains(wanted[i], Qt::CaseInsensitive), qPrintable(cell(tabs[i])));
            QCOMPARE(status(WorkspaceStatusBar::Part::Connection), open[i]->name());
        }
        m_window->picture(QStringLiteral("four-connections"));
    }

    void aSlowServerDoesNotBlockAnotherTab()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        auto *slow = m_window->openText((*postgres)->url());
        auto *file = m_window->openDatabase(QStringLiteral("quick.db"), "CREATE TABLE t (id INTEGER PRIMARY KEY)");
        auto *sleeping = run(slow, QStringLiteral("SELECT pg_sleep(30)"));
        QTRY_VERIFY(sleeping->isRunning());
        // Of the same server, too: counts, metadata and runs have connections of their own.
        auto *same = run(slow, QStringLiteral("SELECT 'beside'"));
        QTRY_COMPARE(cell(same), QStringLiteral("beside"));
        slow->refreshCatalog();
        QTRY_VERIFY(!slow->isLoadingCatalog());
        auto *other = run(file, QStringLiteral("SELECT 'file'"));
        QTRY_COMPARE(cell(other), QStringLiteral("file"));
        QVERIFY(sleeping->isRunning());
        window().workspace().tabs().setCurrentTab(sleeping);
        sleeping->editor().setFocus();
        sleeping->cancel();
        QTRY_VERIFY(!sleeping->isRunning());
    }

    void wrongPasswordIsAskedForAgainAndOnceForAllTabs()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        auto *connection = start((*postgres)->tcpUrl().replace(QStringLiteral("postgres@"), QStringLiteral("guarded@")));
        QVERIFY(connection);
        auto *first = run(connection, QStringLiteral("SELECT current_user"));
        auto *second = run(connection, QStringLiteral("SELECT current_user || '!'"));
        QTRY_VERIFY(prompt(connection));
        QVERIFY2(prompt(connection)->title().contains(connection->name()), qPrintable(prompt(connection)->title()));
        QCOMPARE(window().findChildren<CredentialsPrompt *>().size(), 1);
        QCOMPARE(childText(connection, 0), QStringLiteral("Waiting for your answer"));
        m_window->picture(QStringLiteral("password-prompt"));

        auto *line = prompt(connection)->findChild<QLineEdit *>(QStringLiteral("secret.password"));
        QTRY_VERIFY(line->hasFocus());
        QCOMPARE(line->echoMode(), QLineEdit::Password);
        QTest::keyClicks(line, QStringLiteral("wrong"));
        QTest::keyClick(line, Qt::Key_Return);
        const QPointer<CredentialsPrompt> old = prompt(connection);
        QTRY_VERIFY(prompt(connection) && prompt(connection) != old);
        auto *words = prompt(connection)->findChild<QLabel *>(QStringLiteral("promptMessage"));
        QVERIFY(words && words->text().contains(QStringLiteral("password"), Qt::CaseInsensitive));
        QVERIFY(!words->text().contains(QStringLiteral("wrong")));
        m_window->picture(QStringLiteral("password-wrong"));

        line = prompt(connection)->findChild<QLineEdit *>(QStringLiteral("secret.password"));
        QTRY_VERIFY(line->hasFocus());
        QTest::keyClicks(line, QStringLiteral("secret"));
        QTest::mouseClick(prompt(connection)->findChild<QPushButton *>(QStringLiteral("promptConnect")), Qt::LeftButton);
        QTRY_COMPARE(connection->state(), State::Connected);
        QTRY_COMPARE(cell(first), QStringLiteral("guarded"));
        QTRY_COMPARE(cell(second), QStringLiteral("guarded!"));
        QTRY_VERIFY(!prompt(connection));
        // The next tab knows it.
        auto *third = run(connection, QStringLiteral("SELECT 3"));
        QTRY_COMPARE(cell(third), QStringLiteral("3"));
        QVERIFY(!prompt(connection));
    }

    void promptDoesNotTakeTheKeyboardFromAnotherTab()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        auto *file = m_window->openDatabase(QStringLiteral("typing.db"));
        auto *tab = m_window->openQuery(file, QStringLiteral("SELECT 1"));
        tab->editor().setFocus();
        auto *connection = start((*postgres)->tcpUrl().replace(QStringLiteral("postgres@"), QStringLiteral("guarded@")));
        QTRY_VERIFY(prompt(connection));
        QVERIFY(tab->isAncestorOf(QApplication::focusWidget()));
        QTest::mouseClick(prompt(connection)->findChild<QPushButton *>(QStringLiteral("promptCancel")), Qt::LeftButton);
        QTRY_VERIFY(!prompt(connection));
        QTRY_COMPARE(connection->state(), State::Failed);
        QVERIFY(!childText(connection, 0).isEmpty());
        QCOMPARE(childText(connection, 1), QStringLiteral("Try Again"));
    }

    void connectingSaysSinceWhenAndCanBeCancelled()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp((*postgres)->port()));
        QVERIFY(proxy);
        (*proxy)->setBlackHole(true);
        auto *connection = start(QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg((*proxy)->port()));
        const Pulse pulse;
        QTRY_VERIFY(childText(connection, 0).startsWith(QStringLiteral("Connecting… ")));
        QVERIFY(pulse.turns() > beats);
        m_window->picture(QStringLiteral("connecting"));
        auto &view = tree().view();
        const QModelIndex cancel = tree().model().index(1, 0, tree().model().indexOfConnection(connection->id()));
        QCOMPARE(cancel.data().toString(), QStringLiteral("Cancel"));
        view.scrollTo(cancel);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(cancel).center());
        QTRY_COMPARE(connection->state(), State::Closed);
        // And from the keyboard.
        view.setCurrentIndex(tree().model().indexOfConnection(connection->id()));
        view.setFocus();
        QTest::keyClick(&view, Qt::Key_Return);
        QTRY_COMPARE(connection->state(), State::Connecting);
        QTest::keyClick(&view, Qt::Key_Escape);
        QTRY_COMPARE(connection->state(), State::Closed);
    }

    void killedServerLeavesRowsAndTheNextQueryWorks()
    {
        auto server = PostgresServer::start();
        DUMBO_NEED_SERVER(server);
        auto *connection = m_window->openText((*server)->url());
        QVERIFY(connection);
        auto *tab = run(connection, QStringLiteral("SELECT n, CASE WHEN n > 40000 THEN pg_sleep(60) END FROM generate_series(1, 49000) n"));
        QTRY_VERIFY(rows(tab) > 1000);
        QVERIFY(tab->isRunning());
        const Pulse pulse;
        (*server)->stop(PostgresServer::StopMode::Immediate);
        QTRY_VERIFY(!tab->isRunning());
        QTRY_VERIFY(pulse.turns() > beats);
        QVERIFY(rows(tab) > 1000);
        QTRY_COMPARE(cell(tab, 500), QStringLiteral("501"));
        QVERIFY2(!said(tab->messages()).isEmpty(), "no error is shown");
        QTRY_COMPARE(connection->state(), State::Lost);
        QVERIFY(connection->objects());
        QCOMPARE(childText(connection, 1), QStringLiteral("Reconnect"));
        m_window->picture(QStringLiteral("server-killed"));

        QVERIFY((*server)->startAgain());
        tab->editor().document().setText(QStringLiteral("SELECT 42"));
        runAgain(tab);
        QTRY_COMPARE(cell(tab), QStringLiteral("42"));
        QTRY_COMPARE(connection->state(), State::Connected);
    }

    void pausedServerLeavesTheWindowAlive()
    {
        auto server = PostgresServer::start();
        DUMBO_NEED_SERVER(server);
        auto *connection = m_window->openText((*server)->tcpUrl());
        auto *file = m_window->openDatabase(QStringLiteral("meanwhile.db"));
        QVERIFY(connection && file);
        (*server)->pause();
        auto *tab = run(connection, QStringLiteral("SELECT 'awake'"));
        const Pulse pulse;
        QTRY_VERIFY(pulse.turns() > beats);
        QVERIFY(tab->isRunning());
        auto *other = run(file, QStringLiteral("SELECT 'file'"));
        QTRY_COMPARE(cell(other), QStringLiteral("file"));
        (*server)->resume();
        QTRY_COMPARE_WITH_TIMEOUT(cell(tab), QStringLiteral("awake"), 30000);
        QTRY_VERIFY(!tab->isRunning());
    }

    void cutWireLeavesRowsAndTheNextQueryWorks()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        const auto proxy = FaultProxy::start(FaultProxy::Upstream::tcp((*postgres)->port()));
        QVERIFY(proxy);
        auto *connection = m_window->openText(QStringLiteral("postgresql://postgres@127.0.0.1:%1/postgres").arg((*proxy)->port()));
        QVERIFY(connection);
        auto *tab = run(connection, QStringLiteral("SELECT 1"));
        QTRY_COMPARE(cell(tab), QStringLiteral("1"));
        QTRY_VERIFY(!tab->isRunning());
        tab->results().currentResult()->setPinned(true);
        (*proxy)->cutAfter(FaultProxy::Direction::ToClient, 3'000'000, FaultProxy::Cut::Close);
        tab->editor().document().setText(QStringLiteral("SELECT n, repeat('x', 1000) FROM generate_series(1, 40000) n"));
        const Pulse pulse;
        runAgain(tab);
        QTRY_VERIFY(rows(tab) > 100);
        QTRY_VERIFY(!tab->isRunning());
        QTRY_VERIFY(pulse.turns() > beats);
        const qint64 came = rows(tab);
        QVERIFY2(came > 100 && came < 40000, qPrintable(QString::number(came)));
        QTRY_COMPARE(cell(tab, 99), QStringLiteral("100"));
        QVERIFY(!said(tab->messages()).isEmpty());
        tab->editor().document().setText(QStringLiteral("SELECT 'after'"));
        runAgain(tab);
        QTRY_COMPARE(cell(tab), QStringLiteral("after"));
        // What was pinned outlives it all.
        QCOMPARE(tab->results().results().first()->isPinned(), true);
    }

    void lostTransactionIsSaid()
    {
        auto server = PostgresServer::start();
        DUMBO_NEED_SERVER(server);
        auto *connection = m_window->openText((*server)->url());
        auto *tab = run(connection, QStringLiteral("SELECT 1"));
        QTRY_COMPARE(cell(tab), QStringLiteral("1"));
        QTRY_VERIFY(!tab->isRunning());
        tab->beginTransaction();
        QTRY_COMPARE(tab->facts().transaction, QStringLiteral("Transaction open"));
        (*server)->stop(PostgresServer::StopMode::Immediate);
        QTRY_VERIFY(tab->facts().transaction.isEmpty());
        QTRY_VERIFY2(said(tab->messages()).contains(QStringLiteral("undone")), qPrintable(said(tab->messages())));
        QVERIFY((*server)->startAgain());
    }

    void noticesAndNotificationsAreInTheMessages()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        auto *connection = m_window->openText((*postgres)->url());
        auto *tab = m_window->openQuery(connection, QStringLiteral("DO $$BEGIN RAISE NOTICE 'so far so good'; END$$;\nLISTEN news;"));
        tab->editor().setFocus();
        tab->runScript();
        const auto messages = [tab] {
            QStringList all;
            auto &model = tab->results().log().messages();
            for (int row = 0; row < model.rowCount(); ++row)
                all.append(model.message(row).text + u' ' + model.message(row).outcome);
            return all.join(u'\n');
        };
        QTRY_VERIFY2(messages().contains(QStringLiteral("so far so good")), qPrintable(messages()));
        QTRY_VERIFY(!tab->isRunning());
        QVERIFY((*postgres)->run(QStringLiteral("NOTIFY news, 'it rains'")));
        QTRY_VERIFY2(messages().contains(QStringLiteral("it rains")), qPrintable(messages()));
    }

    void passwordIsKeptInTheKeychainWhereThatIsWanted()
    {
        const auto postgres = PostgresServer::shared();
        DUMBO_NEED_SERVER(postgres);
        hub().setKeychain(std::make_unique<dumbo::MemoryStore>());
        auto profile = dumbo::Profile::fromTarget(QStringLiteral("Guarded"),
            *dumbo::parseConnectionString((*postgres)->tcpUrl().replace(QStringLiteral("postgres@"), QStringLiteral("guarded@")), hub().registry()));
        OpenConnection *connection = hub().saveProfile(profile)->connection;
        connection->reconnect();
        QTRY_VERIFY(prompt(connection));
        auto *keep = prompt(connection)->findChild<QCheckBox *>(QStringLiteral("promptSave"));
        QVERIFY(keep);
        keep->click();
        auto *line = prompt(connection)->findChild<QLineEdit *>(QStringLiteral("secret.password"));
        line->setFocus();
        QTest::keyClicks(line, QStringLiteral("secret"));
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_COMPARE(connection->state(), State::Connected);
        std::optional<QString> kept;
        const auto look = [&] {
            hub().keychain()->read({ connection->id(), QStringLiteral("password") }, this, [&kept](const auto &found) { kept = found.value_or(std::nullopt); });
            QCoreApplication::processEvents();
            return kept == QStringLiteral("secret");
        };
        QTRY_VERIFY(look());
        QVERIFY(connection->profile()->savesPasswords);
    }

    void productionIsRedEverywhere()
    {
        dumbo::Profile profile;
        profile.name = QStringLiteral("Till");
        profile.connector = { QStringLiteral("SQLite"), QString() };
        QFile file(m_window->path(QStringLiteral("till.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        profile.options.set(QStringLiteral("path"), file.fileName());
        profile.colour = QStringLiteral("#2e9e6b");
        profile.production = true;
        profile.readOnly = true;
        const auto saved = hub().saveProfile(profile);
        QVERIFY(saved);
        OpenConnection *till = saved->connection;
        QVERIFY(till->accent().hslHue() < 10 || till->accent().hslHue() > 350);
        till->reconnect();
        QTRY_COMPARE(till->state(), State::Connected);
        QVERIFY(m_window->openQuery(till, QStringLiteral("SELECT 1")));
        QTRY_COMPARE(status(WorkspaceStatusBar::Part::ReadOnly), QStringLiteral("Read-only"));
        QCOMPARE(status(WorkspaceStatusBar::Part::Production), QStringLiteral("Production"));
        m_window->picture(QStringLiteral("production"));
        profile = *till->profile();
        profile.production = false;
        QVERIFY(hub().saveProfile(profile));
        QCOMPARE(till->accent(), QColor(0x2e, 0x9e, 0x6b));
        QCOMPARE(status(WorkspaceStatusBar::Part::Production), QString());
    }

    void longMessagesWrapInANarrowWindow()
    {
        auto *file = m_window->openDatabase(QStringLiteral("narrow.db"));
        auto *tab = m_window->openQuery(file, QStringLiteral("SELECT 1"));
        window().resize(700, 520);
        const QString words = QStringLiteral("The server could not do what it was asked for, because of a reason that takes many words to tell, "
                                             "and whoever reads them wants to see the last of them as well as the first, in whatever window. ").repeated(2);
        tab->messages().show({ .kind = InlineMessage::Kind::Error, .text = words, .details = {}, .buttons = {}, .replaces = QStringLiteral("long") });
        auto *message = tab->messages().findChild<KMessageWidget *>();
        QTRY_VERIFY(message->height() > 100);
        QTRY_VERIFY(message->geometry().bottom() < tab->messages().height());
        m_window->picture(QStringLiteral("narrow-message"));
    }

    void closedSavedConnectionKeepsItsTabs()
    {
        dumbo::Profile profile;
        profile.name = QStringLiteral("Kept");
        profile.connector = { QStringLiteral("SQLite"), QString() };
        QFile file(m_window->path(QStringLiteral("kept.db")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        profile.options.set(QStringLiteral("path"), file.fileName());
        OpenConnection *kept = hub().saveProfile(profile)->connection;
        kept->reconnect();
        QTRY_COMPARE(kept->state(), State::Connected);
        auto *tab = run(kept, QStringLiteral("SELECT 7"));
        QTRY_COMPARE(cell(tab), QStringLiteral("7"));
        QTRY_VERIFY(!tab->isRunning());
        window().workspace().closeConnection(kept->id());
        QCOMPARE(kept->state(), State::Closed);
        QCOMPARE(cell(tab), QStringLiteral("7"));
        runAgain(tab);
        QTRY_COMPARE(kept->state(), State::Connected);
        QTRY_VERIFY(!tab->isRunning());
        QCOMPARE(cell(tab), QStringLiteral("7"));
        QCOMPARE(said(tab->messages()), QString());
    }
};

QTEST_MAIN(TestConnections)
#include "tst_connections.moc"
