#include "core/connection/session.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/migrations/askbar.h"
#include "ui/migrations/changespage.h"
#include "ui/migrations/diffview.h"
#include "ui/migrations/downpage.h"
#include "ui/migrations/findingspage.h"
#include "ui/migrations/forecastpage.h"
#include "ui/migrations/migrationheader.h"
#include "ui/migrations/migrationreview.h"
#include "ui/migrations/migrationsempty.h"
#include "ui/migrations/migrationspart.h"
#include "ui/migrations/migrationstab.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/migrations/reviewpage.h"
#include "ui/migrations/runpage.h"
#include "ui/migrations/statementview.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <KMessageWidget>

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace workbench;
using dumbo::test::PostgresServer;

class TestMigrations : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    PostgresServer *m_server = nullptr;

    [[nodiscard]] OpenConnection *newShop(bool isProduction = false)
    {
        const auto database = m_server->createDatabase();
        const auto made = m_server->run(QStringLiteral("CREATE TABLE booking (id bigserial PRIMARY KEY, room int NOT NULL, guest text, day date);"
                                                       "INSERT INTO booking (room, guest, day) SELECT i % 40, CASE WHEN i % 500 <> 0 THEN 'guest ' || i END,"
                                                       " date '2026-01-01' + i % 300 FROM generate_series(1, 20000) i; ANALYZE"),
            database);
        if (!made) {
            qWarning() << made.error();
            return nullptr;
        }
        auto *connection = m_window->openText(m_server->url(database));
        if (!connection || !isProduction)
            return connection;
        auto profile = connection->profileOrDraft();
        profile.name = QStringLiteral("Shop");
        profile.production = true;
        connection->setProfile(profile);
        return connection;
    }
    [[nodiscard]] static bool run(dumbo::Session &session, const QByteArray &sql)
    {
        auto reply = session.submit([sql](dumbo::Executor &executor) { return executor.command(sql); });
        return reply.waitFor(std::chrono::seconds(30)) && reply.result();
    }
    [[nodiscard]] QString shopMigrations(const QString &name) const
    {
        return folder(name, { { QStringLiteral("0001_index_day.sql"), "CREATE INDEX booking_day ON booking (day);\n" },
                                { QStringLiteral("0001_index_day.down.sql"), "DROP INDEX booking_day;\n" },
                                { QStringLiteral("0002_guest_required.sql"), "ALTER TABLE booking ALTER COLUMN guest SET NOT NULL;\n" },
                                { QStringLiteral("0003_notes.sql"), "CREATE TABLE note (id int PRIMARY KEY, text text);\nALTER TABLE booking ADD COLUMN paid boolean NOT NULL DEFAULT false;\n" } });
    }
    [[nodiscard]] static QAction *button(const MigrationsTab *tab, const QString &message, const QString &text)
    {
        const auto *widget = tab->messages().findChild<KMessageWidget *>(message);
        if (!widget)
            return nullptr;
        const auto actions = widget->actions();
        const auto found = std::ranges::find(actions, text, &QAction::text);
        return found == actions.end() ? nullptr : *found;
    }

    [[nodiscard]] QString folder(const QString &name, const QMap<QString, QByteArray> &files) const
    {
        const auto path = m_window->path(name);
        QDir().mkpath(path);
        for (auto file = files.begin(); file != files.end(); ++file)
            write(path + u'/' + file.key(), file.value());
        return path;
    }
    static void write(const QString &path, const QByteArray &text)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QString huts(const QString &name) const
    {
        return folder(name, { { QStringLiteral("0001_create_huts.sql"), "CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT);\nINSERT INTO hut (name) VALUES ('Hörnli'), (NULL);\n" },
                                { QStringLiteral("0002_beds.sql"), "-- Wie viele Betten? äöü\nALTER TABLE hut ADD COLUMN beds INTEGER;\nUPDATE hut SET beds = 4;\n" },
                                { QStringLiteral("0002_beds.down.sql"), "ALTER TABLE hut DROP COLUMN beds;\n" },
                                { QStringLiteral("0003_drop_name.sql"), "ALTER TABLE hut DROP COLUMN name;\n" } });
    }
    MigrationsTab *open(const OpenConnection *connection, const QString &source) const
    {
        return openMigrations(m_window->window->workspace(), connection->id(), source);
    }
    [[nodiscard]] static bool isRead(const MigrationsTab *tab)
    {
        return tab->work().snapshot() && tab->work().snapshot()->isComplete && !tab->work().isBusy();
    }
    [[nodiscard]] static look::Step stepOfRow(const MigrationsTab *tab, int row)
    {
        return look::Step(tab->timeline().model().index(row).data(TimelineModel::StepRole).toInt());
    }
    void trigger(const char *action) const { m_window->window->workspace().actions().action(QLatin1StringView(action))->trigger(); }

private Q_SLOTS:
    void initTestCase()
    {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        m_server = *server;
        m_window = std::make_unique<WindowFixture>();
    }

    void withoutASourceTheTabSaysWhatToDo()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("empty.db"));
        QVERIFY(connection);
        auto *tab = open(connection, {});
        QVERIFY(tab);
        QVERIFY(tab->emptyFace().isVisible());
        QVERIFY(tab->emptyFace().findChild<QAbstractButton *>(QStringLiteral("chooseFolder"))->isVisible());
        m_window->picture(QStringLiteral("migrations-empty-light"));
        // Once more opens no second tab.
        QCOMPARE(open(connection, {}), tab);
        QVERIFY2(tab->minimumSizeHint().width() <= 700, qPrintable(QString::number(tab->minimumSizeHint().width())));
    }

    void theTimelineShowsStatesAndFindings()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("huts.db"));
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("huts")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        const QAbstractItemModelTester tester(&tab->timeline().model());
        QCOMPARE(tab->timeline().model().rowCount(), 3);
        QCOMPARE(stepOfRow(tab, 0), look::Step::Pending);
        QCOMPARE(tab->timeline().currentKey(), QStringLiteral("0001_create_huts"));
        QTRY_COMPARE(tab->page().text().statements().size(), 2);
        tab->timeline().setCurrentKey(QStringLiteral("0002_beds"));
        QCOMPARE(tab->page().text().statements().size(), 2);
        QVERIFY(tab->page().text().toPlainText().contains(QStringLiteral("äöü")));
        m_window->picture(QStringLiteral("migrations-timeline-light"));
        tab->timeline().setCurrentKey(QStringLiteral("0003_drop_name"));
        m_window->picture(QStringLiteral("migrations-findings-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("migrations-findings-dark"));
        m_window->setDark(false);
        const auto size = m_window->window->size();
        m_window->window->resize(800, 500);
        m_window->picture(QStringLiteral("migrations-narrow-light"));
        m_window->window->resize(size);
    }

    void aMigrationIsApprovedRunAndVerified()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("run.db"));
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("run")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        tab->timeline().setCurrentKey(QStringLiteral("0001_create_huts"));
        QTest::keyClick(&tab->timeline().view(), Qt::Key_A, Qt::ControlModifier | Qt::AltModifier);
        QTRY_COMPARE(tab->review().statusOf(QStringLiteral("0001_create_huts")).state, dumbo::ReviewStatus::State::Approved);
        // The others are not approved: it asks, beside its cause.
        QTest::keyClick(&tab->timeline().view(), Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(tab->question().isAsking());
        QVERIFY(!tab->work().isBusy());
        m_window->picture(QStringLiteral("migrations-ask-light"));
        QTest::keyClick(&tab->question(), Qt::Key_Escape);
        QVERIFY(!tab->question().isAsking());
        trigger("migrations.run");
        QTest::mouseClick(&tab->question().acceptButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().runReport().has_value(), 20000);
        QVERIFY2(tab->work().runReport()->succeeded(), qPrintable(tab->page().run().result()));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab) && stepOfRow(tab, 2) == look::Step::Applied, 20000);
        QVERIFY(!tab->page().run().result().isEmpty());
        m_window->picture(QStringLiteral("migrations-ran-light"));
    }

    void aDryRunOnACopyMeasuresAndLeavesNothing()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("dry.db"));
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("dry")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QSignalSpy tried(&tab->work(), &MigrationWork::dryRan);
        QTest::keyClick(&tab->timeline().view(), Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 20000);
        QVERIFY2(tab->page().run().result().contains(QStringLiteral("nothing of it stays")), qPrintable(tab->page().run().result()));
        QCOMPARE(tab->page().lower(), MigrationPage::Lower::Forecast);
        tab->timeline().setCurrentKey(QStringLiteral("0002_beds"));
        QVERIFY(!tab->page().forecast().statements().topLevelItem(1)->text(4).isEmpty());
        for (int row = 0; row < 3; ++row)
            QVERIFY(!tab->timeline().model().index(row).data(TimelineModel::RunningRole).toBool());
        tab->page().setLower(MigrationPage::Lower::Changes);
        // Linked both ways: the change names its statement, and the statement marks its change.
        QVERIFY(tab->page().changes().tree().topLevelItemCount() == 1);
        QVERIFY(tab->page().changes().tree().topLevelItem(0)->text(0).contains(QStringLiteral("hut")));
        QVERIFY(tab->page().changes().tree().topLevelItem(0)->text(3).startsWith(u'1'));
        m_window->picture(QStringLiteral("migrations-changes-light"));
        tab->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QCOMPARE(stepOfRow(tab, 0), look::Step::Pending);
    }

    void mnemonicsOfTheMenuDoNotCollide()
    {
        const auto openers = m_window->window->menuBar()->actions();
        const auto opener = std::ranges::find(openers, QStringLiteral("&Migrations"), &QAction::text);
        QVERIFY(opener != openers.end());
        Q_EMIT (*opener)->menu()->aboutToShow();
        QMap<QString, QString> seen;
        for (const auto *action : (*opener)->menu()->actions()) {
            const auto key = QKeySequence::mnemonic(action->text()).toString();
            if (key.isEmpty() || !action->isVisible())
                continue;
            QVERIFY2(!seen.contains(key), qPrintable(seen.value(key) + QStringLiteral(", ") + action->text()));
            seen.insert(key, action->text());
        }
    }

    void aQuestionFollowsTheChangeOfColours()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("colours.db"));
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("colours")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.run");
        QVERIFY(tab->question().isAsking());
        const auto groundLightness = [tab] {
            QCoreApplication::processEvents();
            return tab->question().grab().toImage().pixelColor(2, 2).lightness();
        };
        QVERIFY(groundLightness() > 200);
        m_window->setDark(true);
        QVERIFY(groundLightness() < 80);
        m_window->setDark(false);
        QVERIFY(groundLightness() > 200);
        QTest::keyClick(&tab->question(), Qt::Key_Escape);
    }

    void aSaferFormIsShownBeforeItIsWritten()
    {
        auto *connection = newShop();
        QVERIFY(connection);
        const auto source = shopMigrations(QStringLiteral("safer"));
        auto *tab = open(connection, source);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QCOMPARE(tab->timeline().currentKey(), QStringLiteral("0001_index_day"));
        QVERIFY(!tab->page().findings().findings().empty());
        // From the margin to the finding.
        tab->page().setLower(MigrationPage::Lower::Review);
        tab->page().text().setFocus();
        QTest::keyClick(&tab->page().text(), Qt::Key_F8);
        QCOMPARE(tab->page().lower(), MigrationPage::Lower::Findings);
        tab->page().setLower(MigrationPage::Lower::Review);
        const auto sign = tab->page().text().signRect(0, 0);
        QVERIFY(!sign.isEmpty());
        QTest::mouseClick(tab->page().text().margin(), Qt::LeftButton, {}, sign.center());
        QCOMPARE(tab->page().lower(), MigrationPage::Lower::Findings);
        auto *diff = tab->page().findings().findChild<DiffView *>();
        QVERIFY(diff);
        QVERIFY2(diff->toPlainText().contains(QStringLiteral("+ CREATE INDEX CONCURRENTLY")), qPrintable(diff->toPlainText()));
        QCOMPARE(diff->removedLines(), 1);
        m_window->picture(QStringLiteral("migrations-saferform-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("migrations-saferform-dark"));
        m_window->setDark(false);
        QCOMPARE(read(source + QStringLiteral("/0001_index_day.sql")), QByteArray("CREATE INDEX booking_day ON booking (day);\n"));
        auto *use = tab->page().findings().findChild<QPushButton *>(QStringLiteral("useForm"));
        QVERIFY(use && use->isEnabled());
        QTest::mouseClick(use, Qt::LeftButton);
        QVERIFY(read(source + QStringLiteral("/0001_index_day.sql")).contains("CONCURRENTLY"));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        auto *undo = button(tab, QStringLiteral("migrationsDone"), QStringLiteral("Undo"));
        QVERIFY(undo);
        undo->trigger();
        QCOMPARE(read(source + QStringLiteral("/0001_index_day.sql")), QByteArray("CREATE INDEX booking_day ON booking (day);\n"));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
    }

    void whatTheDataSaysIsShownWithSomeRows()
    {
        auto *connection = newShop();
        QVERIFY(connection);
        auto *tab = open(connection, folder(QStringLiteral("probe"), { { QStringLiteral("0001_guest_required.sql"), "ALTER TABLE booking ALTER COLUMN guest SET NOT NULL;\n" } }));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        const auto &findings = tab->page().findings().findings();
        const auto asked = std::ranges::find_if(findings, [](const auto &finding) { return !finding.probes.empty(); });
        QVERIFY(asked != findings.end());
        tab->page().findings().setCurrent(int(asked - findings.begin()));
        const auto *sample = tab->page().findings().findChild<QTableWidget *>(QStringLiteral("probeSample"));
        QVERIFY(sample && sample->rowCount() > 0);
        m_window->picture(QStringLiteral("migrations-probe-light"));
    }

    void aDryRunThatWouldLockABusyTableAsksWhere()
    {
        auto *connection = newShop();
        QVERIFY(connection);
        auto *tab = open(connection, shopMigrations(QStringLiteral("busy")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        const auto other = connection->makeSession(m_window->window.get(), {});
        QVERIFY(run(*other, "BEGIN"));
        QVERIFY(run(*other, "SELECT count(*) FROM booking"));
        trigger("migrations.dry-run-current");
        QTRY_VERIFY_WITH_TIMEOUT(tab->question().isAsking(), 20000);
        QVERIFY2(tab->question().text().contains(QStringLiteral("Where")), qPrintable(tab->question().text()));
        QVERIFY(tab->question().choices().count() >= 2);
        m_window->picture(QStringLiteral("migrations-busy-light"));
        QSignalSpy tried(&tab->work(), &MigrationWork::dryRan);
        // A scratch copy of the schema stands first.
        tab->question().acceptButton().setFocus();
        QTest::keyClick(&tab->question().acceptButton(), Qt::Key_Space);
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 40000);
        QVERIFY2(tab->page().run().result().contains(QStringLiteral("copy of the schema")), qPrintable(tab->page().run().result()));
        QVERIFY(run(*other, "COMMIT"));
    }

    void aDryRunInTheDatabaseShowsLocksBesideTheForecast()
    {
        auto *connection = newShop();
        QVERIFY(connection);
        auto *tab = open(connection, shopMigrations(QStringLiteral("locks")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QSignalSpy tried(&tab->work(), &MigrationWork::dryRan);
        trigger("migrations.dry-run-current");
        QTRY_VERIFY_WITH_TIMEOUT(tried.size() == 1 || tab->question().isAsking(), 20000);
        if (tab->question().isAsking()) {
            tab->question().choices().setCurrentIndex(1);
            QTest::mouseClick(&tab->question().acceptButton(), Qt::LeftButton);
        }
        QTRY_COMPARE_WITH_TIMEOUT(tried.size(), 1, 20000);
        QVERIFY(tab->page().forecast().words().contains(QStringLiteral("rolled back")));
        auto &comparison = tab->page().forecast().comparison();
        QVERIFY(!comparison.isColumnHidden(2));
        const auto lock = comparison.findItems(QStringLiteral("Lock on"), Qt::MatchContains).value(0);
        QVERIFY(lock);
        QCOMPARE(lock->text(2), QStringLiteral("SHARE"));
        QVERIFY2(lock->text(1).startsWith(QStringLiteral("SHARE")), qPrintable(lock->text(1)));
        m_window->picture(QStringLiteral("migrations-measured-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("migrations-measured-dark"));
        m_window->setDark(false);
        QSignalSpy proved(&tab->work(), &MigrationWork::provedDown);
        trigger("migrations.prove-down");
        QTRY_COMPARE_WITH_TIMEOUT(proved.size(), 1, 20000);
        QVERIFY2(tab->page().down().words().contains(QStringLiteral("restores the schema: yes")), qPrintable(tab->page().down().words()));
        m_window->picture(QStringLiteral("migrations-down-light"));
    }

    void escapeCancelsARunAndNothingStays()
    {
        auto *connection = newShop();
        QVERIFY(connection);
        auto *tab = open(connection, folder(QStringLiteral("slow"), { { QStringLiteral("0001_slow.sql"), "CREATE TABLE slow (id int);\nSELECT pg_sleep(60);\n" } }));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.approve");
        QTRY_COMPARE(tab->review().statusOf(QStringLiteral("0001_slow")).state, dumbo::ReviewStatus::State::Approved);
        trigger("migrations.run");
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().phase().contains(QStringLiteral("statement 2")), 20000);
        QVERIFY(tab->isBusy() && tab->canCancel());
        m_window->picture(QStringLiteral("migrations-running-light"));
        tab->timeline().view().setFocus();
        QTest::keyClick(&tab->timeline().view(), Qt::Key_Escape);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QVERIFY2(tab->page().run().result().contains(QStringLiteral("Cancelled")), qPrintable(tab->page().run().result()));
        QCOMPARE(stepOfRow(tab, 0), look::Step::Pending);
        m_window->picture(QStringLiteral("migrations-cancelled-light"));
    }

    void aFailedRunSaysWhereAndWhatStays()
    {
        auto *connection = newShop();
        QVERIFY(connection);
        auto *tab = open(connection, folder(QStringLiteral("failing"), { { QStringLiteral("0001_fine.sql"), "CREATE TABLE fine (id int);\n" },
                                                                          { QStringLiteral("0002_wrong.sql"), "CREATE TABLE other (id int);\nALTER TABLE nowhere ADD COLUMN x int;\n" } }));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.run");
        QVERIFY(tab->question().isAsking());
        QTest::mouseClick(&tab->question().acceptButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().runReport().has_value() && isRead(tab), 20000);
        QVERIFY(!tab->work().runReport()->succeeded());
        QCOMPARE(tab->timeline().currentKey(), QStringLiteral("0002_wrong"));
        QVERIFY(tab->messages().findChild<KMessageWidget *>(QStringLiteral("migrationsDone")));
        m_window->picture(QStringLiteral("migrations-failed-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("migrations-failed-dark"));
        m_window->setDark(false);
    }

    void onProductionAnUnapprovedRunNeedsAReasonThatIsKept()
    {
        auto *connection = newShop(true);
        QVERIFY(connection && connection->isProduction());
        auto *tab = open(connection, folder(QStringLiteral("production"), { { QStringLiteral("0001_fine.sql"), "CREATE TABLE fine (id int);\n" } }));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.run");
        QVERIFY(tab->question().isAsking());
        QVERIFY(!tab->question().acceptButton().isEnabled());
        m_window->picture(QStringLiteral("migrations-production-light"));
        QTest::keyClick(&tab->question().line(), Qt::Key_Return);
        QVERIFY(tab->question().isAsking() && !tab->work().isBusy());
        QTest::keyClicks(&tab->question().line(), QStringLiteral("The shop is down"));
        QVERIFY(tab->question().acceptButton().isEnabled());
        QTest::keyClick(&tab->question().line(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().runReport().has_value() && isRead(tab), 20000);
        QVERIFY(tab->work().runReport()->succeeded());
        const auto *planned = tab->work().snapshot()->find(QStringLiteral("0001_fine"));
        QVERIFY(planned && planned->entry && planned->entry->details);
        QCOMPARE(planned->entry->details->overrideReason, QStringLiteral("The shop is down"));
    }

    void aYesHoldsOnlyForWhatWasAskedAbout()
    {
        auto *connection = newShop(true);
        QVERIFY(connection && connection->isProduction());
        const auto source = folder(QStringLiteral("production-changed"), { { QStringLiteral("0001_fine.sql"), "CREATE TABLE fine (id int);\n" } });
        auto *tab = open(connection, source);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.approve");
        QTRY_COMPARE(tab->review().statusOf(QStringLiteral("0001_fine")).state, dumbo::ReviewStatus::State::Approved);
        trigger("migrations.run");
        QVERIFY(tab->question().isAsking() && tab->question().acceptButton().isEnabled());
        write(source + QStringLiteral("/0001_fine.sql"), "DROP TABLE booking;\n");
        const auto before = tab->work().snapshot();
        tab->refresh();
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().snapshot() != before && isRead(tab), 20000);
        QTest::keyClick(&tab->question().acceptButton(), Qt::Key_Space);
        QVERIFY(!tab->work().isBusy());
        QVERIFY(tab->question().isAsking() && !tab->question().acceptButton().isEnabled());
        QVERIFY(!tab->work().runReport());
    }

    void onProductionADownScriptNeedsAReasonThatIsKept()
    {
        auto *connection = newShop(true);
        QVERIFY(connection && connection->isProduction());
        auto *tab = open(connection, folder(QStringLiteral("production-down"), { { QStringLiteral("0001_gone.sql"), "CREATE TABLE gone (id int);\n" }, { QStringLiteral("0001_gone.down.sql"), "DROP TABLE gone;\n" } }));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.run");
        QTest::keyClicks(&tab->question().line(), QStringLiteral("needed now"));
        QTest::keyClick(&tab->question().line(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().runReport().has_value() && isRead(tab), 20000);
        trigger("migrations.run-down");
        QVERIFY(tab->question().isAsking());
        QVERIFY(!tab->question().acceptButton().isEnabled());
        QTest::keyClicks(&tab->question().line(), QStringLiteral("It was too early"));
        QTest::keyClick(&tab->question().line(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().runReport().has_value() && isRead(tab), 20000);
        QVERIFY(tab->work().runReport()->succeeded());
        const auto &runs = tab->work().snapshot()->ledger.lastRuns;
        const auto last = runs.find(QStringLiteral("0001_gone"));
        QVERIFY(last != runs.end() && last->second.action == dumbo::RunAction::Down);
        QCOMPARE(last->second.overrideReason, QStringLiteral("It was too early"));
    }

    void aChangedMigrationIsAcceptedAndFallsOff()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("changed.db"));
        QVERIFY(connection);
        const auto source = huts(QStringLiteral("changed"));
        auto *tab = open(connection, source);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        trigger("migrations.approve");
        QTRY_COMPARE(tab->review().statusOf(QStringLiteral("0001_create_huts")).state, dumbo::ReviewStatus::State::Approved);
        trigger("migrations.run");
        QTest::mouseClick(&tab->question().acceptButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab) && stepOfRow(tab, 2) == look::Step::Applied, 20000);
        write(source + QStringLiteral("/0001_create_huts.sql"), "CREATE TABLE hut (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n");
        QFile::remove(source + QStringLiteral("/0003_drop_name.sql"));
        QTest::keyClick(&tab->timeline().view(), Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab) && stepOfRow(tab, 0) == look::Step::Changed, 20000);
        QCOMPARE(stepOfRow(tab, 2), look::Step::Missing);
        QCOMPARE(tab->review().statusOf(QStringLiteral("0001_create_huts")).state, dumbo::ReviewStatus::State::FallenOff);
        tab->timeline().setCurrentKey(QStringLiteral("0001_create_huts"));
        m_window->picture(QStringLiteral("migrations-changed-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("migrations-changed-dark"));
        m_window->setDark(false);
        auto *accept = tab->page().header().remedyButton(dumbo::Remedy::Accept);
        QVERIFY(accept);
        QTest::mouseClick(accept, Qt::LeftButton);
        QVERIFY(tab->question().isAsking());
        QTest::keyClicks(&tab->question().line(), QStringLiteral("a comment only"));
        QTest::keyClick(&tab->question().line(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab) && stepOfRow(tab, 0) == look::Step::Applied, 20000);
    }

    void commentsAndVerdictsAboutStatementsAreKept()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("said.db"));
        QVERIFY(connection);
        const auto source = huts(QStringLiteral("said"));
        auto *tab = open(connection, source);
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QTest::keyClick(&tab->timeline().view(), Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        auto &page = tab->page().reviewPage();
        QTRY_VERIFY(page.line().hasFocus());
        QTest::keyClicks(&page.line(), QStringLiteral("Where do the names come from?"));
        QTest::keyClick(&page.line(), Qt::Key_Return);
        QTRY_COMPARE(page.list().count(), 1);
        // There is room to write in a narrow window too.
        const auto size = m_window->window->size();
        m_window->window->resize(900, 600);
        QTRY_VERIFY(page.line().width() >= 120 && page.line().mapTo(&page, page.line().rect().bottomRight()).x() < page.width());
        m_window->window->resize(size);
        tab->page().text().setCurrentStatement(1);
        trigger("migrations.reject-statement");
        QTRY_COMPARE(page.list().count(), 2);
        QCOMPARE(tab->review().statusOf(QStringLiteral("0001_create_huts")).state, dumbo::ReviewStatus::State::Rejected);
        m_window->picture(QStringLiteral("migrations-review-light"));
        QVERIFY(read(source + QStringLiteral("/dumbo-review.json")).contains("Where do the names come from?"));
        // Taken back.
        page.list().setCurrentRow(1);
        page.list().setFocus();
        QTest::keyClick(&page.list(), Qt::Key_Delete);
        QTRY_COMPARE(page.list().count(), 1);
    }

    void theFilterFindsAndTheStateComesBack()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("state.db"));
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("state")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        auto *filter = tab->timeline().findChild<QLineEdit *>(QStringLiteral("timelineFilter"));
        QTest::keyClicks(filter, QStringLiteral("beds"));
        QCOMPARE(tab->timeline().view().model()->rowCount(), 1);
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(tab->timeline().view().hasFocus());
        tab->timeline().findChild<QComboBox *>(QStringLiteral("timelineStates"))->setCurrentIndex(2);
        QCOMPARE(tab->timeline().view().model()->rowCount(), 0);
        tab->timeline().findChild<QComboBox *>(QStringLiteral("timelineStates"))->setCurrentIndex(0);
        tab->timeline().setCurrentKey(QStringLiteral("0002_beds"));
        tab->page().setLower(MigrationPage::Lower::Down);
        const auto state = tab->saveState();
        std::unique_ptr<WorkspaceTab> again(new MigrationsTab(m_window->window->workspace(), connection->id()));
        again->restoreState(state);
        again->show();
        auto *restored = static_cast<MigrationsTab *>(again.get());
        QTRY_VERIFY_WITH_TIMEOUT(isRead(restored), 20000);
        QCOMPARE(restored->timeline().currentKey(), QStringLiteral("0002_beds"));
        QCOMPARE(restored->page().lower(), MigrationPage::Lower::Down);
        QCOMPARE(restored->saveState().value(QStringLiteral("timeline")), state.value(QStringLiteral("timeline")));
    }

    void theTabOutlivesItsConnection()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("outlived.db"));
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("outlived")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        m_window->window->workspace().connections().remove(connection->id());
        QCOMPARE(tab->timeline().model().rowCount(), 3);
        trigger("migrations.run");
        tab->refresh();
        QVERIFY(!tab->work().isBusy());
        QCOMPARE(tab->timeline().model().rowCount(), 3);
    }

    void whatAnotherToolRecordedIsShownAndLeftAlone()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("flyway.db"),
            "CREATE TABLE flyway_schema_history (installed_rank INT PRIMARY KEY, version VARCHAR(50), description VARCHAR(200), type VARCHAR(20),"
            " script VARCHAR(1000), checksum INT, installed_by VARCHAR(100), installed_on TEXT, execution_time INT, success BOOLEAN);"
            "INSERT INTO flyway_schema_history VALUES (1, '1', 'create boats', 'SQL', 'V1__create_boats.sql', 77, 'ann', '2026-01-31 12:30:00', 12, 1);");
        QVERIFY(connection);
        auto *tab = open(connection, huts(QStringLiteral("flyway")));
        QTRY_VERIFY_WITH_TIMEOUT(isRead(tab), 20000);
        QCOMPARE(tab->timeline().model().rowCount(), 4);
        QCOMPARE(stepOfRow(tab, 3), look::Step::Foreign);
        const auto &entry = tab->timeline().model().entries().back();
        QVERIFY2(entry.name.contains(QStringLiteral("create_boats")), qPrintable(entry.name));
        tab->timeline().setCurrentKey(entry.key);
        QVERIFY(tab->page().text().toPlainText().contains(QStringLiteral("V1__create_boats.sql")));
        QVERIFY(!tab->canReview());
        m_window->picture(QStringLiteral("migrations-foreign-light"));
        tab->timeline().findChild<QComboBox *>(QStringLiteral("timelineStates"))->setCurrentIndex(5);
        QCOMPARE(tab->timeline().view().model()->rowCount(), 1);
    }

    void aBrokenSourceIsSaid()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("broken.db"));
        QVERIFY(connection);
        auto *tab = open(connection, m_window->path(QStringLiteral("nowhere")));
        QTRY_VERIFY_WITH_TIMEOUT(tab->messages().findChild<KMessageWidget *>(QStringLiteral("migrationsFailure")), 20000);
        QVERIFY(tab->emptyFace().isVisible());
        m_window->picture(QStringLiteral("migrations-error-light"));
    }
};

QTEST_MAIN(TestMigrations)
#include "tst_migrations.moc"
