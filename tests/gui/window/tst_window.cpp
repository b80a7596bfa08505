#include "app/workbench/workbench.h"
#include "core/connection/reaper.h"
#include "core/platform/paths.h"
#include "ui/settings/settingsdialog.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/palette.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/tabfactory.h"
#include "ui/shell/windowactions.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <QAbstractButton>
#include <QAbstractEventDispatcher>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;

namespace {

/// A tab that shows nothing and remembers what it is given.
class NoteTab : public WorkspaceTab {
    Q_OBJECT

public:
    NoteTab(Workspace &workspace, const QString &connectionId)
        : WorkspaceTab(workspace, connectionId)
    {
        setTitle(QStringLiteral("Note"));
        setIconName(QStringLiteral("table"));
    }
    [[nodiscard]] QString typeName() const override { return QStringLiteral("note"); }
    [[nodiscard]] QJsonObject saveState() const override { return { { QStringLiteral("text"), title() } }; }
    void restoreState(const QJsonObject &state) override { setTitle(state.value(QStringLiteral("text")).toString()); }
    using WorkspaceTab::setBusy;
    using WorkspaceTab::setFacts;
    void cancel() override { ++cancelled; }
    int cancelled = 0;
};

QtMessageHandler testHandler = nullptr;

/// The offscreen platform warns of every window that has a smallest size.
void dropSizeHintWarnings(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (!message.contains(QStringLiteral("propagateSizeHints")))
        testHandler(type, context, message);
}

WorkspaceTab *makeNote(Workspace &workspace, const QString &connectionId)
{
    return new NoteTab(workspace, connectionId);
}

} // namespace

class TestWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { testHandler = qInstallMessageHandler(dropSizeHintWarnings); }
    void init();
    void cleanup();
    void showsWhatToDoNextAtTheStart();
    void quitStandsLastInTheFileMenu();
    void treeStaysReadableInASmallWindow();
    void tabKeyLeadsThroughTheButtonsAtTheStart();
    void newlyOpenedDatabaseIsShownAndGetsTheNextTab();
    void sampleFillsTheTree();
    void filterBoxNarrowsTheTree();
    void severalDatabasesAreOpenAtOnceWithTheirTabs();
    void whatCannotBeOpenedIsAnInlineMessage();
    void droppedFileIsOpened();
    void paletteRunsAnAction();
    void goToFindsATable();
    void escapeClosesThePaletteAndGivesTheFocusBack();
    void settingsAreFoundBySearchAndHoldAtOnce();
    void shortcutIsChangedAndConflictsAreNamed();
    void closedTabComesBack();
    void middleClickClosesATab();
    void escapeCancelsABusyTab();
    void statusBarTellsTheTabsFacts();
    void tabsAndConnectionsComeBackAfterARestart();
    void tabsOutliveTheirConnection();
    void crashReportIsOffered();
    void everyInputAndButtonHasAnAccessibleName();
    void idleProgramHasNoTimers();

private:
    void start();
    void restart();
    [[nodiscard]] QString makeDatabase(const QString &name);
    OpenConnection *openAndRead(const QString &path);
    void trigger(const char *action) { workspace().actions().action(QString::fromLatin1(action))->trigger(); }
    [[nodiscard]] MainWindow &window() { return m_workbench->window(); }
    [[nodiscard]] Workspace &workspace() { return window().workspace(); }
    template <typename T>
    T *child(const char *name)
    {
        return window().findChild<T *>(QString::fromLatin1(name));
    }

    std::unique_ptr<Workbench> m_workbench;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestWindow::start()
{
    m_workbench = std::make_unique<Workbench>(*qApp, StartOptions());
    workspace().tabFactory().add(QStringLiteral("note"), makeNote);
    QSignalSpy ready(m_workbench.get(), &Workbench::ready);
    m_workbench->show();
    QVERIFY(ready.wait(20000));
    window().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window()));
}

void TestWindow::restart()
{
    window().close();
    m_workbench.reset();
    start();
}

void TestWindow::init()
{
    QApplication::setCursorFlashTime(0);
    m_folder = std::make_unique<QTemporaryDir>();
    qputenv("DUMBO_PLUGIN_PATH", qgetenv("DUMBO_BUILD_DIR") + "/lib/dumbo/plugins");
    QDir(dumbo::paths::stateFolder()).removeRecursively();
    QFile::remove(dumbo::paths::configFolder() + QStringLiteral("/settings.ini"));
    start();
}

void TestWindow::cleanup()
{
    m_workbench.reset();
    // Connections close in threads of their own; until then they have files in the folder.
    QVERIFY(dumbo::Reaper::instance().waitForAll(std::chrono::seconds(10)));
    m_folder.reset();
}

QString TestWindow::makeDatabase(const QString &name)
{
    QFile file(m_folder->filePath(name));
    if (!file.open(QIODevice::WriteOnly))
        return {};
    return file.fileName();
}

OpenConnection *TestWindow::openAndRead(const QString &path)
{
    openDatabases(window(), { path });
    OpenConnection *opened = workspace().connections().find(workspace().currentConnectionId());
    for (OpenConnection *connection : workspace().connections().connections()) {
        if (connection->place() == path)
            opened = connection;
    }
    if (opened && !QTest::qWaitFor([opened] { return opened->catalogPart() != nullptr; }, 20000))
        qInfo().noquote() << (opened->error() ? opened->error()->toText() : QStringLiteral("no catalog"));
    return opened;
}

void TestWindow::showsWhatToDoNextAtTheStart()
{
    QVERIFY(child<QWidget>("emptyState")->isVisible());
    QVERIFY(child<QWidget>("emptyState.file.open-sample")->isVisible());
    QVERIFY(window().status().text(WorkspaceStatusBar::Part::Connection).contains(QStringLiteral("No connection")));
}

void TestWindow::quitStandsLastInTheFileMenu()
{
    auto *menu = child<QMenu>("menu.file");
    Q_EMIT menu->aboutToShow(); // which fills it
    QCOMPARE(menu->actions().last()->text().remove(u'&'), QStringLiteral("Quit"));
}

void TestWindow::treeStaysReadableInASmallWindow()
{
    window().resize(700, 520);
    QTRY_COMPARE(window().size(), QSize(700, 520));
    QVERIFY(window().tree().width() >= 140);
}

void TestWindow::tabKeyLeadsThroughTheButtonsAtTheStart()
{
    QCOMPARE(window().focusWidget(), child<QWidget>("emptyState.file.open-sample"));
    QTest::keyClick(window().focusWidget(), Qt::Key_Tab);
    QCOMPARE(window().focusWidget(), child<QWidget>("emptyState.file.open"));
}

void TestWindow::newlyOpenedDatabaseIsShownAndGetsTheNextTab()
{
    const OpenConnection *first = openAndRead(makeDatabase(QStringLiteral("first.db")));
    QVERIFY(window().tree().isAncestorOf(window().focusWidget()));
    WorkspaceTab *tab = workspace().openTab(QStringLiteral("note"), first->id());
    tab->setFocus();
    const OpenConnection *second = openAndRead(makeDatabase(QStringLiteral("second.db")));
    const ObjectTreeModel &model = window().tree().model();
    QCOMPARE(model.connectionId(window().tree().view().currentIndex()), second->id());
    QCOMPARE(workspace().connectionIdForNewTab(false), second->id());
    QCOMPARE(workspace().currentConnectionId(), first->id());
    workspace().openTab(QStringLiteral("note"), second->id());
    workspace().tabs().setCurrentTab(tab);
    QCOMPARE(workspace().connectionIdForNewTab(false), first->id());
    QCOMPARE(workspace().connectionIdForNewTab(true), second->id());
}

void TestWindow::sampleFillsTheTree()
{
    QTest::mouseClick(child<QWidget>("emptyState.file.open-sample"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(workspace().connections().connections().size() == 1, 60000);
    OpenConnection *sample = workspace().connections().connections().first();
    QTRY_VERIFY_WITH_TIMEOUT(sample->catalogPart() != nullptr, 20000);
    const QModelIndex lighthouse
        = window().tree().model().indexOfObject(sample->id(), { {}, QStringLiteral("main"), QStringLiteral("lighthouse") });
    QVERIFY(lighthouse.isValid());
    QVERIFY(window().tree().view().isExpanded(lighthouse.parent()));
    QCOMPARE(window().status().text(WorkspaceStatusBar::Part::Connection), QStringLiteral("sample.db"));
}

void TestWindow::filterBoxNarrowsTheTree()
{
    openSample(window());
    QTRY_VERIFY_WITH_TIMEOUT(workspace().connections().connections().size() == 1, 60000);
    QTRY_VERIFY_WITH_TIMEOUT(workspace().connections().connections().first()->catalogPart() != nullptr, 20000);
    auto *filter = child<QLineEdit>("treeFilter");
    trigger("view.filter-databases");
    QCOMPARE(QApplication::focusWidget(), filter);
    QTest::keyClicks(filter, QStringLiteral("room_p"));
    const ObjectTreeModel &model = window().tree().model();
    QCOMPARE(model.rowCount(model.index(0, 0, model.index(0, 0))), 1);
    QTest::keyClick(filter, Qt::Key_Escape);
    QVERIFY(model.rowCount(model.index(0, 0, model.index(0, 0))) > 5);
}

void TestWindow::severalDatabasesAreOpenAtOnceWithTheirTabs()
{
    const OpenConnection *first = openAndRead(makeDatabase(QStringLiteral("first.db")));
    const OpenConnection *second = openAndRead(makeDatabase(QStringLiteral("second.db")));
    QVERIFY(first && second && first != second);
    QVERIFY(first->accent() != second->accent());
    WorkspaceTab *one = workspace().openTab(QStringLiteral("note"), first->id());
    workspace().openTab(QStringLiteral("note"), second->id());
    QCOMPARE(window().status().text(WorkspaceStatusBar::Part::Connection), QStringLiteral("second.db"));
    workspace().tabs().setCurrentTab(one);
    QCOMPARE(window().status().text(WorkspaceStatusBar::Part::Connection), QStringLiteral("first.db"));
    QCOMPARE(openAndRead(first->place()), first);
    QCOMPARE(workspace().connections().connections().size(), 2);
}

void TestWindow::whatCannotBeOpenedIsAnInlineMessage()
{
    openDatabases(window(), { QStringLiteral("nosuch://ann:s3cret@host/db") });
    QCOMPARE(workspace().messages().count(), 1);
    const auto *message = workspace().messages().findChild<QWidget *>(QStringLiteral("message"));
    QVERIFY(!message->accessibleName().contains(QStringLiteral("s3cret")));
}

void TestWindow::droppedFileIsOpened()
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(makeDatabase(QStringLiteral("dropped.db"))) });
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window(), &drop);
    QCOMPARE(workspace().connections().connections().size(), 1);
    QCOMPARE(workspace().connections().connections().first()->name(), QStringLiteral("dropped.db"));
}

void TestWindow::paletteRunsAnAction()
{
    QTest::keyClick(&window(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto *edit = child<QLineEdit>("paletteEdit");
    QVERIFY(edit && edit->hasFocus());
    QTest::keyClicks(edit, QStringLiteral("settings"));
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(child<SettingsDialog>("settingsDialog"));
    QVERIFY(!window().palettePopup().isVisible());
}

void TestWindow::goToFindsATable()
{
    openSample(window());
    QTRY_VERIFY_WITH_TIMEOUT(workspace().connections().connections().size() == 1, 60000);
    QTRY_VERIFY_WITH_TIMEOUT(workspace().connections().connections().first()->catalogPart() != nullptr, 20000);
    QTest::keyClick(&window(), Qt::Key_P, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>("paletteEdit"), QStringLiteral("lightho"));
    const QAbstractItemModel *matches = child<QListView>("paletteList")->model();
    QVERIFY(matches->rowCount() > 0);
    QCOMPARE(matches->index(0, 0).data().toString(), QStringLiteral("lighthouse"));
}

void TestWindow::escapeClosesThePaletteAndGivesTheFocusBack()
{
    window().tree().view().setFocus();
    QTest::keyClick(&window(), Qt::Key_P, Qt::ControlModifier);
    QVERIFY(window().palettePopup().isVisible());
    QTest::keyClick(child<QLineEdit>("paletteEdit"), Qt::Key_Escape);
    QVERIFY(!window().palettePopup().isVisible());
    QVERIFY(window().tree().view().hasFocus());
}

void TestWindow::settingsAreFoundBySearchAndHoldAtOnce()
{
    QTest::keyClick(&window(), Qt::Key_Comma, Qt::ControlModifier);
    QTest::keyClicks(child<QLineEdit>("settingsSearch"), QStringLiteral("null"));
    auto *nullText = child<QLineEdit>("setting.results/nullText");
    QVERIFY(nullText->isVisible());
    nullText->selectAll();
    QTest::keyClicks(nullText, QStringLiteral("(none)"));
    QCOMPARE(workspace().settings().get(setting::resultNullText), QStringLiteral("(none)"));
    restart();
    QCOMPARE(workspace().settings().get(setting::resultNullText), QStringLiteral("(none)"));
}

void TestWindow::shortcutIsChangedAndConflictsAreNamed()
{
    ActionRegistry &actions = workspace().actions();
    const QKeySequence taken(Qt::CTRL | Qt::Key_B);
    QCOMPARE(actions.usersOf(taken, QStringLiteral("file.connect")), QStringList({ QStringLiteral("view.databases") }));
    actions.setShortcuts(QStringLiteral("file.connect"), { QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C) });
    restart();
    QCOMPARE(workspace().actions().action(QStringLiteral("file.connect"))->shortcut(), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_C));
}

void TestWindow::closedTabComesBack()
{
    workspace().openTab(QStringLiteral("note"), {}, { { QStringLiteral("text"), QStringLiteral("Kept") } });
    const QString id = workspace().tabs().currentTab()->tabId();
    QTest::keyClick(&window(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(workspace().tabs().count(), 0);
    QVERIFY(child<QWidget>("emptyState")->isVisible());
    QTest::keyClick(&window(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(workspace().tabs().count(), 1);
    QCOMPARE(workspace().tabs().currentTab()->title(), QStringLiteral("Kept"));
    QCOMPARE(workspace().tabs().currentTab()->tabId(), id);
}

void TestWindow::middleClickClosesATab()
{
    workspace().openTab(QStringLiteral("note"), {});
    workspace().openTab(QStringLiteral("note"), {});
    auto *strip = child<QTabBar>("tabStrip");
    QTest::mouseClick(strip, Qt::MiddleButton, {}, strip->tabRect(0).center());
    QCOMPARE(workspace().tabs().count(), 1);
}

void TestWindow::escapeCancelsABusyTab()
{
    auto *tab = static_cast<NoteTab *>(workspace().openTab(QStringLiteral("note"), {}));
    QTest::keyClick(&window(), Qt::Key_Escape);
    QCOMPARE(tab->cancelled, 0);
    tab->setBusy(true);
    QTest::keyClick(&window(), Qt::Key_Escape);
    QCOMPARE(tab->cancelled, 1);
}

void TestWindow::statusBarTellsTheTabsFacts()
{
    auto *tab = static_cast<NoteTab *>(workspace().openTab(QStringLiteral("note"), {}));
    TabFacts facts;
    facts.rows = 12;
    facts.rowsComplete = false;
    facts.elapsed = std::chrono::milliseconds(40);
    facts.line = 3;
    facts.column = 7;
    tab->setFacts(facts);
    QCOMPARE(window().status().text(WorkspaceStatusBar::Part::Rows), QStringLiteral("12 rows so far"));
    QCOMPARE(window().status().text(WorkspaceStatusBar::Part::Elapsed), QStringLiteral("40 ms"));
    QCOMPARE(window().status().text(WorkspaceStatusBar::Part::Position), QStringLiteral("Line 3, column 7"));
}

void TestWindow::tabsAndConnectionsComeBackAfterARestart()
{
    const QString path = makeDatabase(QStringLiteral("kept.db"));
    const QString id = openAndRead(path)->id();
    workspace().openTab(QStringLiteral("note"), id, { { QStringLiteral("text"), QStringLiteral("One") } });
    workspace().openTab(QStringLiteral("note"), id, { { QStringLiteral("text"), QStringLiteral("Two") } });
    restart();
    QCOMPARE(workspace().tabs().count(), 2);
    QCOMPARE(workspace().tabs().tabs().size(), 1);
    QCOMPARE(workspace().tabs().currentTab()->title(), QStringLiteral("Two"));
    const OpenConnection *connection = workspace().connections().find(id);
    QVERIFY(connection);
    QCOMPARE(connection->place(), path);
    QTRY_VERIFY_WITH_TIMEOUT(connection->state() == OpenConnection::State::Connected, 20000);
    workspace().tabs().setCurrentIndex(0);
    QCOMPARE(workspace().tabs().currentTab()->title(), QStringLiteral("One"));
}

void TestWindow::tabsOutliveTheirConnection()
{
    const QString id = openAndRead(makeDatabase(QStringLiteral("gone.db")))->id();
    workspace().openTab(QStringLiteral("note"), id);
    trigger("file.close-connection");
    QVERIFY(!workspace().connections().find(id));
    QCOMPARE(workspace().tabs().count(), 1);
    QCOMPARE(workspace().tabs().currentTab()->connectionId(), id);
}

void TestWindow::crashReportIsOffered()
{
    QDir().mkpath(dumbo::paths::stateFolder());
    QFile report(dumbo::paths::stateFolder() + QStringLiteral("/crash-20260101-000000-1.txt"));
    QVERIFY(report.open(QIODevice::WriteOnly));
    report.write("ended by SIGSEGV\n");
    report.close();
    restart();
    QVERIFY(workspace().messages().findChild<QWidget *>(QStringLiteral("crashReport")));
    for (QAbstractButton *button : workspace().messages().findChildren<QAbstractButton *>()) {
        if (button->text().remove(u'&') == QStringLiteral("Show Report"))
            button->click();
    }
    QVERIFY(child<QDialog>("reportDialog"));
    QVERIFY(!report.exists());
}

void TestWindow::everyInputAndButtonHasAnAccessibleName()
{
    openAndRead(makeDatabase(QStringLiteral("names.db")));
    workspace().openTab(QStringLiteral("note"), workspace().currentConnectionId());
    for (const char *action : { "edit.settings", "help.about", "help.log", "file.connect", "view.palette", "view.value-panel" })
        trigger(action);
    QStringList nameless;
    for (QWidget *widget : QApplication::allWidgets()) {
        const bool isInput = qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
            || qobject_cast<QComboBox *>(widget) || qobject_cast<QAbstractSpinBox *>(widget)
            || qobject_cast<QAbstractItemView *>(widget) || qobject_cast<QKeySequenceEdit *>(widget);
        const QWidget *parent = widget->parentWidget();
        const bool isInside = qobject_cast<const QComboBox *>(parent) || qobject_cast<const QAbstractSpinBox *>(parent)
            || qobject_cast<const QLineEdit *>(parent) || widget->objectName().startsWith(QStringLiteral("qt_"))
            || widget->inherits("QComboBoxListView");
        if (!isInput || isInside || !widget->isVisible())
            continue;
        QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        if (!accessible || accessible->text(QAccessible::Name).isEmpty()) {
            nameless.append(QStringLiteral("%1 \"%2\" in %3").arg(QString::fromLatin1(widget->metaObject()->className()),
                widget->objectName(), parent ? QString::fromLatin1(parent->metaObject()->className()) : QString()));
        }
    }
    QCOMPARE(nameless, QStringList());
}

void TestWindow::idleProgramHasNoTimers()
{
    openAndRead(makeDatabase(QStringLiteral("idle.db")));
    workspace().openTab(QStringLiteral("note"), workspace().currentConnectionId());
    window().tree().view().setFocus();
    const auto active = [] {
        QStringList timers;
        QObjectList objects = { qApp };
        for (QWidget *widget : QApplication::topLevelWidgets())
            objects.append(widget);
        for (qsizetype i = 0; i < objects.size(); ++i) {
            objects.append(objects[i]->children());
            for (const auto &timer : QAbstractEventDispatcher::instance()->registeredTimers(objects[i]))
                timers.append(QStringLiteral("%1 every %2 ms").arg(QString::fromLatin1(objects[i]->metaObject()->className())).arg(timer.interval));
        }
        return timers;
    };
    QTRY_COMPARE_WITH_TIMEOUT(active(), QStringList(), 10000);
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
