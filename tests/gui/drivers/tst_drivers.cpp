#include "core/plugins/bundle/truststore.h"
#include "core/plugins/install/catalogueindex.h"
#include "tests/gui/drivers/driverswindow.h"
#include "ui/connections/connectiondialog.h"
#include "ui/drivers/driverdetails.h"
#include "ui/drivers/driverlistmodel.h"
#include "ui/drivers/installedpane.h"
#include "ui/drivers/preferredpane.h"
#include "ui/query/querytab.h"
#include "ui/query/resultarea.h"
#include "ui/query/resultpage.h"
#include "ui/query/storesource.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"

#include <KMessageWidget>

#include <QAbstractItemModelTester>
#include <QCryptographicHash>
#include <QJsonDocument>
#include <QCheckBox>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QTabBar>
#include <QTest>
#include <QTreeWidget>

using namespace workbench;
using Step = InstallPane::Step;
using Tab = DriversPage::Tab;

namespace {

const QString fake = QStringLiteral("org.dumbo.fake");

/// The letters after '&', of everything that is seen.
QStringList mnemonics(const QWidget &widget)
{
    QStringList letters;
    const auto take = [&letters](const QString &text) {
        const auto at = text.indexOf(u'&');
        if (at >= 0 && at + 1 < text.size())
            letters.append(text.mid(at + 1, 1).toUpper());
    };
    for (const auto *button : widget.findChildren<QAbstractButton *>()) {
        if (button->isVisible())
            take(button->text());
    }
    for (const auto *tabs : widget.findChildren<QTabBar *>()) {
        for (int tab = 0; tabs->isVisible() && tab < tabs->count(); ++tab)
            take(tabs->tabText(tab));
    }
    return letters;
}

void drop(QWidget &widget, const QString &path)
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(path) });
    QDragEnterEvent enter(QPoint(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(50, 50), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &drop);
}

} // namespace

class TestDrivers : public QObject {
    Q_OBJECT

    std::unique_ptr<DriversWindow> m;

    [[nodiscard]] QString cell(QueryTab &tab, qint64 row, int column) const
    {
        auto *shown = tab.results().currentResult();
        const auto cell = shown ? shown->source().tryCell(row, column) : std::nullopt;
        return cell ? cell->text : QStringLiteral("(not there)");
    }
    [[nodiscard]] bool installFake()
    {
        m->install(m->pack(QStringLiteral("fake")), false);
        if (m->installing().step() != Step::Installed) {
            qWarning() << m->text(QStringLiteral("installOutcome"));
            return false;
        }
        m->click(QStringLiteral("installLeave"));
        return m->waitForRest();
    }
    /// A catalogue in a folder with these drivers.
    void publish(const dumbo::SigningKey &key, const QStringList &names, qint64 serial) const
    {
        const QDir folder(m->path(QStringLiteral("catalogue")));
        QVERIFY(folder.mkpath(QStringLiteral(".")));
        dumbo::CatalogueIndex index;
        index.name = QStringLiteral("Acme’s drivers");
        index.serial = serial;
        index.issued = QDateTime::currentDateTimeUtc();
        dumbo::CatalogueDriver driver { fake, QStringLiteral("Fake"), QStringLiteral("Acme Drivers"), QStringLiteral("A database for tests"), {}, {}, {} };
        for (const QString &name : names) {
            const QString packed = m->pack(name, &key);
            const QString file = QFileInfo(packed).fileName();
            QFile::copy(packed, folder.filePath(file));
            QFile bundle(packed);
            QVERIFY(bundle.open(QIODevice::ReadOnly));
            const QByteArray bytes = bundle.readAll();
            dumbo::CatalogueBundle offered;
            offered.platforms = { QStringLiteral("linux-x86_64") };
            offered.sdkAbi = dumbo::sdkAbi;
            offered.file = file;
            offered.size = bytes.size();
            offered.digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
            offered.key = key.publicKey().base64();
            const bool isNext = name == u"fake-next";
            driver.versions.append({ isNext ? QStringLiteral("1.1.0") : QStringLiteral("1.0.0"),
                isNext ? QStringLiteral("Counts faster") : QString(), index.issued, { offered } });
        }
        index.drivers = { driver };
        const auto signedIndex = dumbo::SignedIndex::of(index, key);
        const auto write = [&folder](const QString &name, const QByteArray &bytes) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
        };
        QVERIFY(write(QStringLiteral("index.json"), signedIndex.index));
        QVERIFY(write(QStringLiteral("index.json.sig"), signedIndex.signature));
    }
    void shoot(const QString &name) const { m->fixture->picture(name, m->dialog()); }

private Q_SLOTS:
    void init() { m = std::make_unique<DriversWindow>(); }
    void cleanup()
    {
        qunsetenv("DUMBO_PLUGIN_PATH");
        m.reset();
    }

    void theListShowsWhatCameWithTheProgram()
    {
        m->openPage();
        auto *list = m->child<QListView>(QStringLiteral("driverList"));
        QAbstractItemModelTester tester(list->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        m->select(QStringLiteral("org.dumbo.sqlite"));
        QCOMPARE(m->text(QStringLiteral("driverName")), QStringLiteral("SQLite"));
        QCOMPARE(m->text(QStringLiteral("driverOrigin")), QStringLiteral("Came with the program"));
        QVERIFY(m->text(QStringLiteral("driverConnectors")).contains(QStringLiteral("SQLite:sqlite3")));
        QVERIFY(m->text(QStringLiteral("driverOpens")).contains(QStringLiteral(".sqlite")));
        QVERIFY(m->text(QStringLiteral("driverCan")).contains(QStringLiteral("✓ A running statement can be cancelled")));
        QVERIFY(!m->isShown(QStringLiteral("driverRemove")));
        QVERIFY(!m->isShown(QStringLiteral("driverReason")));
    }

    void aDriverIsInstalledFromAFileByKeysAloneAndServesAtOnce()
    {
        auto &dialog = newConnection(m->workspace());
        auto *types = dialog.findChild<QComboBox *>(QStringLiteral("databaseType"));
        QVERIFY(types->findData(QStringLiteral("Fake")) < 0);

        m->give(m->pack(QStringLiteral("fake")));
        QCOMPARE(m->installing().step(), Step::Asking);
        QVERIFY2(m->text(QStringLiteral("installTitle")).contains(QStringLiteral("Install Fake 1.0.0?")), qPrintable(m->text(QStringLiteral("installTitle"))));
        QVERIFY(m->text(QStringLiteral("installTrust")).contains(QStringLiteral("not signed")));
        QVERIFY(m->text(QStringLiteral("installIsolatedMeaning")).contains(QStringLiteral("not against malice")));
        QVERIFY(m->child<QCheckBox>(QStringLiteral("installIsolated"))->isChecked());
        // Enter alone does not install what nobody signed.
        QVERIFY(!m->child<QPushButton>(QStringLiteral("installAccept"))->hasFocus());
        shoot(QStringLiteral("install-unsigned"));
        // The little language of this one is not what the promises are tried with.
        QTest::keyClick(m->dialog(), Qt::Key_Y, Qt::AltModifier);
        QTRY_VERIFY(!m->child<QCheckBox>(QStringLiteral("installProbe"))->isChecked());
        QTest::keyClick(m->dialog(), Qt::Key_I, Qt::AltModifier);
        QVERIFY2(m->waitForStep(Step::Installed), qPrintable(m->text(QStringLiteral("installOutcome")) + m->desk->phase()));
        shoot(QStringLiteral("install-done"));
        QTRY_VERIFY(m->child<QPushButton>(QStringLiteral("installLeave"))->hasFocus());
        QTest::keyClick(m->dialog()->focusWidget(), Qt::Key_Return);
        QCOMPARE(m->text(QStringLiteral("driverName")), QStringLiteral("Fake"));
        QCOMPARE(m->text(QStringLiteral("driverState")), QStringLiteral("Ready"));
        QVERIFY(m->text(QStringLiteral("driverSignature")).contains(QStringLiteral("Not signed")));
        shoot(QStringLiteral("installed"));

        // The dialog that was open offers it, and a file of its suffix opens.
        QVERIFY(types->findData(QStringLiteral("Fake")) >= 0);
        dialog.close();
        m->closePage();
        QFile file(m->path(QStringLiteral("first.fake")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        auto *connection = m->fixture->openText(file.fileName());
        QVERIFY(connection);
        QCOMPARE(connection->target().connector.toText(), QStringLiteral("Fake:script"));
        auto *tab = m->fixture->openQuery(connection, QStringLiteral("SELECT * FROM numbers(3)"));
        tab->runCurrent();
        QTRY_COMPARE_WITH_TIMEOUT(cell(*tab, 2, 0), QStringLiteral("3"), 20000);
    }

    void anUpdateStandsBesideTheOldVersionAndCanBeRolledBack()
    {
        QVERIFY(installFake());
        m->give(m->pack(QStringLiteral("fake-next")));
        QVERIFY2(m->text(QStringLiteral("installTitle")).contains(QStringLiteral("from 1.0.0 to 1.1.0")), qPrintable(m->text(QStringLiteral("installTitle"))));
        QVERIFY(m->text(QStringLiteral("installConsequence")).contains(QStringLiteral("1.0.0 stays installed")));
        m->click(QStringLiteral("installProbe"));
        m->click(QStringLiteral("installAccept"));
        QVERIFY2(m->waitForStep(Step::Installed), qPrintable(m->text(QStringLiteral("installOutcome")) + m->desk->phase()));
        m->click(QStringLiteral("installLeave"));
        QVERIFY(m->waitForRest());
        QCOMPARE(m->driver(fake)->activeVersion, QStringLiteral("1.1.0"));
        QCOMPARE(m->driver(fake)->versions.size(), 2);
        m->click(QStringLiteral("driverRollBack"));
        QVERIFY(m->waitForRest());
        QCOMPARE(m->driver(fake)->activeVersion, QStringLiteral("1.0.0"));
        QVERIFY(m->text(QStringLiteral("driversSaid")).contains(QStringLiteral("back at 1.0.0")));
        shoot(QStringLiteral("rolled-back"));
    }

    void whatIsLoadedChangesAtTheNextStartAndSaysSo()
    {
        QVERIFY(installFake());
        m->closePage();
        // In this process, so that its code is here to stay.
        QVERIFY(m->manager->setIsolated(fake, false));
        QVERIFY(m->fixture->registry.get({ QStringLiteral("Fake"), QStringLiteral("script") }));
        m->install(m->pack(QStringLiteral("fake-next")), false);
        QCOMPARE(m->installing().step(), Step::Installed);
        QVERIFY2(m->text(QStringLiteral("installOutcome")).contains(QStringLiteral("when the program starts again")), qPrintable(m->text(QStringLiteral("installOutcome"))));
        m->click(QStringLiteral("installLeave"));
        QVERIFY(m->text(QStringLiteral("driverNote")).contains(QStringLiteral("1.1.0 takes over")));
        shoot(QStringLiteral("next-start"));
        m->restart();
        QCOMPARE(m->driver(fake)->activeVersion, QStringLiteral("1.1.0"));
    }

    void aDriverIsDisabledAndEnabled()
    {
        QVERIFY(installFake());
        m->click(QStringLiteral("driverDisable"));
        QVERIFY(m->waitForRest());
        QCOMPARE(m->text(QStringLiteral("driverState")), QStringLiteral("Disabled"));
        QVERIFY(!m->fixture->registry.describe({ QStringLiteral("Fake"), QStringLiteral("script") }));
        QVERIFY(m->text(QStringLiteral("driverReason")).contains(QStringLiteral("disabled")));
        m->click(QStringLiteral("driverDisable"));
        QVERIFY(m->waitForRest());
        QCOMPARE(m->text(QStringLiteral("driverState")), QStringLiteral("Ready"));
        QVERIFY(m->fixture->registry.describe({ QStringLiteral("Fake"), QStringLiteral("script") }));
    }

    void removingAsksBesideTheButtonAndEscapeLeavesIt()
    {
        QVERIFY(installFake());
        const QString folder = m->driver(fake)->active()->folder;
        m->click(QStringLiteral("driverRemove"));
        QVERIFY(m->isShown(QStringLiteral("askBar")));
        shoot(QStringLiteral("remove-asked"));
        QTest::keyClick(m->dialog()->focusWidget(), Qt::Key_Escape);
        QVERIFY(!m->isShown(QStringLiteral("askBar")));
        QVERIFY(m->dialog());
        m->click(QStringLiteral("driverRemove"));
        QTest::keyClick(m->dialog()->focusWidget(), Qt::Key_Return);
        QVERIFY(m->waitForRest());
        QVERIFY(!m->driver(fake));
        QVERIFY(!QFile::exists(folder));
        QVERIFY(m->text(QStringLiteral("driversSaid")).contains(QStringLiteral("was removed")));
    }

    void aKeyIsTrustedWhileInstallingAndDistrustedLater()
    {
        const auto key = dumbo::SigningKey::generate();
        m->give(m->pack(QStringLiteral("fake"), &key));
        QCOMPARE(m->installing().step(), Step::Asking);
        QVERIFY(m->text(QStringLiteral("installTrust")).contains(key.publicKey().shortFingerprint()));
        shoot(QStringLiteral("install-unknown-key"));
        m->click(QStringLiteral("installTrustKey"));
        QCOMPARE(m->text(QStringLiteral("installKeyName")), QStringLiteral("Acme Drivers"));
        m->click(QStringLiteral("installProbe"));
        m->click(QStringLiteral("installAccept"));
        QVERIFY2(m->waitForStep(Step::Installed), qPrintable(m->text(QStringLiteral("installOutcome")) + m->desk->phase()));
        m->click(QStringLiteral("installLeave"));
        QVERIFY(m->waitForRest());
        QCOMPARE(m->text(QStringLiteral("driverSignature")), QStringLiteral("Signed by Acme Drivers"));

        // The next one of the same maker is not asked about.
        m->give(m->pack(QStringLiteral("fake-next"), &key));
        QVERIFY(m->text(QStringLiteral("installTrust")).contains(QStringLiteral("whose key you trust")));
        QTRY_VERIFY(m->child<QPushButton>(QStringLiteral("installAccept"))->hasFocus());
        shoot(QStringLiteral("install-trusted"));
        QTest::keyClick(m->dialog()->focusWidget(), Qt::Key_Escape);

        m->select(fake);
        m->click(QStringLiteral("driverKey"));
        QVERIFY(m->text(QStringLiteral("keyWhole")).contains(key.publicKey().fingerprint()));
        m->click(QStringLiteral("keyDistrust"));
        shoot(QStringLiteral("keys"));
        auto *accept = m->child<QWidget>(QStringLiteral("keyQuestion"))->findChild<QPushButton *>(QStringLiteral("askAccept"));
        QTest::mouseClick(accept, Qt::LeftButton);
        QVERIFY(m->waitForRest());
        m->select(fake);
        QCOMPARE(m->text(QStringLiteral("driverState")), QStringLiteral("Not loading"));
        QVERIFY(!m->text(QStringLiteral("driverReason")).isEmpty());
        shoot(QStringLiteral("not-loading"));
        QVERIFY(!m->fixture->registry.describe({ QStringLiteral("Fake"), QStringLiteral("script") }));

        m->showTab(Tab::Keys);
        m->click(QStringLiteral("keyTrust"));
        auto *line = m->child<QWidget>(QStringLiteral("keyQuestion"))->findChild<QLineEdit *>(QStringLiteral("askLine"));
        line->setText(QStringLiteral("Acme again"));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(m->waitForRest());
        m->select(fake);
        QCOMPARE(m->text(QStringLiteral("driverState")), QStringLiteral("Ready"));
    }

    void aDriverThatIsDroppedIsLookedAt()
    {
        const QString file = m->pack(QStringLiteral("fake"));
        drop(m->window(), file);
        QVERIFY(m->dialog());
        QVERIFY(m->waitForStep(Step::Asking));
        QTest::keyClick(m->dialog(), Qt::Key_Escape);
        QVERIFY(m->dialog());
        QVERIFY(!m->isShown(QStringLiteral("installPane")));
        drop(*m->page().viewport(), file);
        QVERIFY(m->waitForStep(Step::Asking));
        m->closePage();
        // As the command line and a double click do.
        openDatabases(m->window(), { file });
        QVERIFY(m->dialog());
        QVERIFY(m->waitForStep(Step::Asking));
    }

    void aBareModuleIsInstalledAsWell()
    {
        m->install(DriversWindow::module(QStringLiteral("fake")), false);
        QCOMPARE(m->installing().step(), Step::Installed);
    }

    void escapeCancelsATryThatDoesNotEnd()
    {
        m->give(m->pack(QStringLiteral("hostile-hangAtLoad")));
        QCOMPARE(m->installing().step(), Step::Asking);
        m->click(QStringLiteral("installAccept"));
        QVERIFY(m->installing().findChild<QPushButton *>(QStringLiteral("driversCancel"))->isVisible());
        shoot(QStringLiteral("installing"));
        QTest::keyClick(m->dialog(), Qt::Key_Escape);
        QVERIFY(m->waitForStep(Step::Refused, 20000));
        QVERIFY(m->dialog());
        QVERIFY2(m->text(QStringLiteral("installOutcome")).contains(QStringLiteral("cancelled")), qPrintable(m->text(QStringLiteral("installOutcome"))));
        QVERIFY(!m->driver(QStringLiteral("org.dumbo.hostile.hangAtLoad")));
        QVERIFY(QDir(m->path(QStringLiteral("data/plugins"))).entryList({ QStringLiteral("org.*") }).isEmpty());
    }

    void closingTheDialogCancelsAsWell()
    {
        m->give(m->pack(QStringLiteral("hostile-hangAtLoad")));
        m->click(QStringLiteral("installAccept"));
        m->closePage();
        QVERIFY(m->waitForRest());
        QVERIFY(!m->driver(QStringLiteral("org.dumbo.hostile.hangAtLoad")));
    }

    void whereADriverRunsCanBeChosen()
    {
        QVERIFY(installFake());
        auto *box = m->child<QCheckBox>(QStringLiteral("driverIsolated"));
        QVERIFY(box->isChecked());
        m->click(QStringLiteral("driverIsolated"));
        QVERIFY(m->waitForRest());
        QVERIFY(!box->isChecked());
        QVERIFY(!m->driver(fake)->isIsolated);
    }

    void aDeveloperDriverIsShownAsSuch()
    {
        qputenv("DUMBO_PLUGIN_PATH", QFile::encodeName(QFileInfo(DriversWindow::module(QStringLiteral("good"))).path()));
        m->restart();
        m->openPage();
        m->select(QStringLiteral("org.dumbo.fixture"));
        QCOMPARE(m->text(QStringLiteral("driverOrigin")), QStringLiteral("Developer’s (DUMBO_PLUGIN_PATH)"));
        QCOMPARE(m->text(QStringLiteral("driverSignature")), QStringLiteral("not checked"));
        QVERIFY(!m->isShown(QStringLiteral("driverRemove")));
        shoot(QStringLiteral("developer"));
    }

    void aDriverThatTookTheProgramDownIsOfferedForRemoval()
    {
        QVERIFY(installFake());
        // What stands there when a program fell while it loaded the driver.
        QDir().mkpath(m->path(QStringLiteral("data/plugins/loading")));
        QFile marker(m->path(QStringLiteral("data/plugins/loading/fallen.json")));
        QVERIFY(marker.open(QIODevice::WriteOnly));
        const QJsonObject fallen { { QStringLiteral("id"), fake }, { QStringLiteral("version"), QStringLiteral("1.0.0") },
            { QStringLiteral("program"), QStringLiteral("dumbo-workbench") },
            { QStringLiteral("when"), QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) } };
        marker.write(QJsonDocument(fallen).toJson());
        marker.close();
        m->restart();
        auto *message = m->window().findChild<KMessageWidget *>(QStringLiteral("crashed-driver.") + fake);
        QVERIFY(message);
        QVERIFY2(message->text().contains(QStringLiteral("took the program down")), qPrintable(message->text()));
        m->fixture->picture(QStringLiteral("crashed-driver"));
        QVERIFY(!m->fixture->registry.describe({ QStringLiteral("Fake"), QStringLiteral("script") }));
        const auto actions = message->actions();
        actions.at(1)->trigger();
        QCOMPARE(m->text(QStringLiteral("driverState")), QStringLiteral("Disabled after a crash"));
        QVERIFY(!m->text(QStringLiteral("driverReason")).isEmpty());
        shoot(QStringLiteral("crashed"));
        m->closePage();
        m->restart();
        message = m->window().findChild<KMessageWidget *>(QStringLiteral("crashed-driver.") + fake);
        QVERIFY(message);
        message->actions().at(0)->trigger();
        QVERIFY(m->waitForRest());
        QVERIFY(!m->driver(fake));
    }

    void aCatalogueInAFolderIsAddedSearchedAndInstalledFrom()
    {
        const auto key = dumbo::SigningKey::generate();
        publish(key, { QStringLiteral("fake") }, 1);
        m->openPage();
        m->showTab(Tab::Catalogue);
        QVERIFY(m->text(QStringLiteral("catalogueNothing")).contains(QStringLiteral("None is known here yet")));
        auto *location = m->child<QLineEdit>(QStringLiteral("catalogueLocation"));
        QVERIFY(location->isVisible());
        location->setFocus();
        QTest::keyClicks(location, m->path(QStringLiteral("catalogue")));
        QTest::keyClick(location, Qt::Key_Return);
        auto *question = m->child<QWidget>(QStringLiteral("catalogueQuestion"));
        QTRY_VERIFY_WITH_TIMEOUT(question->isVisible(), 20000);
        QVERIFY(question->findChild<QLabel *>(QStringLiteral("askDetails"))->text().contains(key.publicKey().shortFingerprint()));
        shoot(QStringLiteral("catalogue-asked"));
        QTest::keyClick(m->dialog()->focusWidget(), Qt::Key_Return);
        QVERIFY(m->waitForRest());
        auto *list = m->child<QListView>(QStringLiteral("catalogueList"));
        QTRY_COMPARE(list->model()->rowCount(), 1);
        auto *search = m->child<QLineEdit>(QStringLiteral("catalogueSearch"));
        QTest::keyClicks(search, QStringLiteral("nothing like that"));
        QCOMPARE(list->model()->rowCount(), 0);
        QVERIFY(m->isShown(QStringLiteral("catalogueNothing")));
        search->clear();
        QTest::keyClicks(search, QStringLiteral("fake"));
        shoot(QStringLiteral("catalogue"));
        m->click(QStringLiteral("catalogueGet"));
        QVERIFY(m->waitForStep(Step::Asking));
        m->click(QStringLiteral("installProbe"));
        m->click(QStringLiteral("installAccept"));
        QVERIFY2(m->waitForStep(Step::Installed), qPrintable(m->text(QStringLiteral("installOutcome")) + m->desk->phase()));
        m->click(QStringLiteral("installLeave"));
        QVERIFY(m->waitForRest());
        QCOMPARE(m->driver(fake)->activeVersion, QStringLiteral("1.0.0"));

        // A newer one is found when a person asks, and offered where the driver is.
        publish(key, { QStringLiteral("fake"), QStringLiteral("fake-next") }, 2);
        m->showTab(Tab::Catalogue);
        m->click(QStringLiteral("catalogueCheck"));
        QVERIFY(m->waitForRest());
        m->select(fake);
        QVERIFY(m->isShown(QStringLiteral("driverUpdate")));
        shoot(QStringLiteral("update-offered"));
        m->click(QStringLiteral("driverUpdate"));
        QVERIFY(m->waitForStep(Step::Asking));
        m->click(QStringLiteral("installProbe"));
        m->click(QStringLiteral("installAccept"));
        QVERIFY2(m->waitForStep(Step::Installed), qPrintable(m->text(QStringLiteral("installOutcome")) + m->desk->phase()));
        m->click(QStringLiteral("installLeave"));
        QCOMPARE(m->driver(fake)->activeVersion, QStringLiteral("1.1.0"));

        // Where its place does not answer, what was read before is shown, and that it is so.
        QVERIFY(QDir(m->path(QStringLiteral("catalogue"))).removeRecursively());
        m->showTab(Tab::Catalogue);
        m->click(QStringLiteral("catalogueCheck"));
        QVERIFY(m->waitForRest());
        QVERIFY(m->text(QStringLiteral("catalogueFault")).contains(QStringLiteral("could not be read")));
        QCOMPARE(list->model()->rowCount(), 1);
        shoot(QStringLiteral("catalogue-offline"));
    }

    void thePreferredDriverOfADatabaseTypeIsKept()
    {
        m->openPage();
        m->showTab(Tab::Preferred);
        auto *combo = m->child<QComboBox>(QStringLiteral("preferred.SQLite"));
        QVERIFY(combo);
        if (combo->count() < 3)
            QSKIP("There is only one driver for SQLite in this build");
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Down);
        const int chosen = combo->currentIndex();
        const QString driver = combo->currentData().toString();
        Q_EMIT combo->activated(chosen);
        QVERIFY(m->waitForRest());
        QCOMPARE(m->desk->snapshot().preferred.value(QStringLiteral("SQLite")).driver, driver);
        m->restart();
        QCOMPARE(m->desk->snapshot().preferred.value(QStringLiteral("SQLite")).driver, driver);
    }

    void theSearchOfTheSettingsFindsThePage()
    {
        m->openPage();
        auto *search = m->child<QLineEdit>(QStringLiteral("settingsSearch"));
        search->setFocus();
        QTest::keyClicks(search, QStringLiteral("signature"));
        QVERIFY(m->page().isVisible());
        search->clear();
        QTest::keyClicks(search, QStringLiteral("org.dumbo.sqlite"));
        QVERIFY(m->page().isVisible());
    }

    void mnemonicsAreUniqueAndEveryControlHasAName()
    {
        QVERIFY(installFake());
        m->install(m->pack(QStringLiteral("fake-next")), false);
        m->click(QStringLiteral("installLeave"));
        QVERIFY(m->waitForRest());
        for (const Tab tab : { Tab::Installed, Tab::Catalogue, Tab::Keys, Tab::Preferred }) {
            m->showTab(tab);
            auto letters = mnemonics(*m->dialog());
            const auto all = letters.size();
            letters.removeDuplicates();
            QVERIFY2(letters.size() == all, qPrintable(mnemonics(*m->dialog()).join(u' ')));
            for (const auto *widget : m->page().findChildren<QWidget *>()) {
                if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) || widget->objectName().startsWith(QStringLiteral("qt_")))
                    continue;
                const auto *button = qobject_cast<const QAbstractButton *>(widget);
                const bool isNamed = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
                QVERIFY2(isNamed, qPrintable(widget->objectName() + u' ' + QString::fromLatin1(widget->metaObject()->className())));
            }
        }
    }

    void thePageFitsASmallWindowAndADarkOne()
    {
        QVERIFY(installFake());
        for (const QSize size : { QSize(900, 600), QSize(1500, 950) }) {
            m->closePage();
            m->window().resize(size);
            m->openPage();
            QVERIFY(m->dialog()->width() <= size.width());
            QVERIFY(m->dialog()->height() <= size.height());
            for (const bool dark : { false, true }) {
                m->fixture->setDark(dark);
                for (const Tab tab : { Tab::Installed, Tab::Catalogue, Tab::Keys, Tab::Preferred }) {
                    m->showTab(tab);
                    shoot(QStringLiteral("tab%1-%2-%3").arg(int(tab)).arg(size.width()).arg(dark ? QStringLiteral("dark") : QStringLiteral("light")));
                }
            }
        }
        m->fixture->setDark(false);
    }
};

QTEST_MAIN(TestDrivers)
#include "tst_drivers.moc"
