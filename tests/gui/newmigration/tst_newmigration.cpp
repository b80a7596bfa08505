#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/migrations/migrationstab.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/newmigration/differencepage.h"
#include "ui/newmigration/newmigrationpart.h"
#include "ui/newmigration/newmigrationtab.h"
#include "ui/newmigration/recordedpage.h"
#include "ui/query/querytab.h"
#include "ui/history/historystore.h"
#include "ui/query/sqlview.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTest>
#include <QTreeWidget>

using namespace workbench;

class TestNewMigration : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;

    [[nodiscard]] QString folder(const QString &name, const QMap<QString, QByteArray> &files = {}) const
    {
        const auto path = m_window->path(name);
        QDir().mkpath(path);
        for (auto file = files.begin(); file != files.end(); ++file) {
            QFile written(path + u'/' + file.key());
            if (written.open(QIODevice::WriteOnly))
                written.write(file.value());
        }
        return path;
    }
    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    NewMigrationTab *open(const OpenConnection *connection) const
    {
        return openNewMigration(m_window->window->workspace(), connection->id());
    }
    template <typename T>
    static T *find(const NewMigrationTab *tab, const char *name)
    {
        return tab->findChild<T *>(QLatin1StringView(name));
    }
    static void type(const NewMigrationTab *tab, const char *field, const QString &text)
    {
        auto *line = find<QLineEdit>(tab, field);
        line->setFocus();
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    static void click(const NewMigrationTab *tab, const char *button)
    {
        auto *clicked = find<QAbstractButton>(tab, button);
        QTest::mouseClick(clicked, Qt::LeftButton, {}, { 10, clicked->height() / 2 });
    }
    [[nodiscard]] MigrationsTab *migrations() const
    {
        return qobject_cast<MigrationsTab *>(m_window->window->workspace().tabs().currentTab());
    }
    void runByHand(const OpenConnection *connection, const QString &script) const
    {
        auto *query = m_window->openQuery(connection, script);
        QVERIFY(QTest::qWaitFor([query] { return query->isVisible(); }));
        QSignalSpy ran(m_window->history, &HistoryStore::changed);
        m_window->window->workspace().actions().action(QStringLiteral("query.run-script"))->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(!ran.isEmpty(), 20000);
    }

private Q_SLOTS:
    void initTestCase() { m_window = std::make_unique<WindowFixture>(); }

    void anEmptyFileGetsTheNextNumber()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("empty.db"));
        QVERIFY(connection);
        const auto source = folder(QStringLiteral("numbered"), { { QStringLiteral("0007_seven.sql"), "SELECT 7;\n" } });
        auto *tab = open(connection);
        QVERIFY(tab);
        QVERIFY(!find<QPushButton>(tab, "createMigration")->isEnabled());
        QTRY_VERIFY(find<QLabel>(tab, "newMigrationFile")->text().contains(QStringLiteral("folder")));
        m_window->picture(QStringLiteral("newmigration-empty-light"));
        type(tab, "newMigrationSource", source);
        type(tab, "newMigrationTitle", QStringLiteral("Add the beds"));
        QTRY_VERIFY(find<QPushButton>(tab, "createMigration")->isEnabled());
        QVERIFY2(find<QLabel>(tab, "newMigrationFile")->text().contains(QStringLiteral("0008_add_the_beds.sql")),
            qPrintable(find<QLabel>(tab, "newMigrationFile")->text()));
        QTest::keyClick(find<QLineEdit>(tab, "newMigrationTitle"), Qt::Key_Return);
        QTRY_VERIFY(QFile::exists(source + QStringLiteral("/0008_add_the_beds.sql")));
        QTRY_VERIFY_WITH_TIMEOUT(migrations() && migrations()->timeline().currentKey() == u"0008_add_the_beds", 20000);
        QTRY_VERIFY(!migrations()->work().isBusy());
    }

    void mnemonicsDoNotCollideWithTheMenus()
    {
        auto *tab = open(m_window->openDatabase(QStringLiteral("empty.db")));
        QMap<QString, QString> seen;
        const auto note = [&seen](const QString &text) {
            const auto key = QKeySequence::mnemonic(text).toString();
            const bool isOwn = key.isEmpty() || !seen.contains(key);
            if (!isOwn)
                qWarning() << text << seen.value(key);
            seen.insert(key, text);
            return isOwn;
        };
        for (const auto *action : m_window->window->menuBar()->actions())
            QVERIFY(note(action->text()));
        for (const auto *button : tab->findChildren<QAbstractButton *>())
            QVERIFY(note(button->text()));
        for (const auto *label : tab->findChildren<QLabel *>())
            QVERIFY(!label->buddy() || note(label->text()));
    }

    void whatIsNotTickedIsSeenInTheDark()
    {
        auto *tab = open(m_window->openDatabase(QStringLiteral("empty.db")));
        m_window->setDark(true);
        auto *radio = find<QRadioButton>(tab, "newMigrationDifference");
        QVERIFY(!radio->isChecked());
        QStyleOptionButton option;
        option.initFrom(radio);
        const auto sign = radio->style()->subElementRect(QStyle::SE_RadioButtonIndicator, &option, radio);
        const auto image = radio->grab(sign).toImage();
        const auto ground = radio->palette().color(QPalette::Window).lightness();
        int strongest = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                strongest = std::max(strongest, image.pixelColor(x, y).lightness() - ground);
        }
        m_window->setDark(false);
        QVERIFY2(strongest > 50, qPrintable(QString::number(strongest)));
    }

    void aFolderThatIsNotThereIsSaid()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("empty.db"));
        auto *tab = open(connection);
        type(tab, "newMigrationSource", m_window->path(QStringLiteral("nowhere")));
        type(tab, "newMigrationTitle", QStringLiteral("x"));
        QTRY_VERIFY(find<QLabel>(tab, "newMigrationFile")->text().contains(QStringLiteral("nowhere")));
        QVERIFY(!find<QPushButton>(tab, "createMigration")->isEnabled());
        QVERIFY(!QFile::exists(m_window->path(QStringLiteral("nowhere"))));
    }

    void statementsThatWereRunByHandBecomeAMigration()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("hand.db"));
        QVERIFY(connection);
        runByHand(connection, QStringLiteral("CREATE TABLE hut (id INTEGER PRIMARY KEY);\nINSERT INTO hut VALUES (1);\nCREATE INDEX hut_id ON hut (id);"));
        const auto source = folder(QStringLiteral("hand"));
        auto *tab = open(connection);
        QVERIFY(tab);
        type(tab, "newMigrationSource", source);
        click(tab, "newMigrationRecorded");
        QTRY_COMPARE(tab->recorded().list().topLevelItemCount(), 2);
        QVERIFY(!find<QPushButton>(tab, "createMigration")->isEnabled());
        for (int row = 0; row < 2; ++row)
            tab->recorded().list().topLevelItem(row)->setCheckState(0, Qt::Checked);
        QTRY_VERIFY(find<QPushButton>(tab, "createMigration")->isEnabled());
        // A title that nobody typed says what is chosen; a typed one stays.
        QCOMPARE(find<QLineEdit>(tab, "newMigrationTitle")->text(), QStringLiteral("create table hut"));
        m_window->picture(QStringLiteral("newmigration-recorded-light"));
        type(tab, "newMigrationTitle", QStringLiteral("huts"));
        tab->recorded().list().topLevelItem(0)->setCheckState(0, Qt::Unchecked);
        QTRY_VERIFY(!tab->findChild<SqlView *>(QStringLiteral("newMigrationPreview"))->toPlainText().contains(QStringLiteral("hut_id")));
        QCOMPARE(find<QLineEdit>(tab, "newMigrationTitle")->text(), QStringLiteral("huts"));
        tab->recorded().list().topLevelItem(0)->setCheckState(0, Qt::Checked);
        QTRY_VERIFY(tab->findChild<SqlView *>(QStringLiteral("newMigrationPreview"))->toPlainText().contains(QStringLiteral("hut_id")));
        click(tab, "createMigration");
        QTRY_VERIFY(QFile::exists(source + QStringLiteral("/0001_huts.sql")));
        const auto text = read(source + QStringLiteral("/0001_huts.sql"));
        QVERIFY2(text.indexOf("CREATE TABLE hut") >= 0 && text.indexOf("CREATE TABLE hut") < text.indexOf("CREATE INDEX hut_id"), text.constData());
        QVERIFY(!text.contains("INSERT"));
        QTRY_VERIFY_WITH_TIMEOUT(migrations() && !migrations()->work().isBusy(), 20000);
    }

    void withoutAHistoryThereIsAWordOfHelp()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("quiet.db"));
        auto *tab = open(connection);
        click(tab, "newMigrationRecorded");
        QTRY_VERIFY(find<QLabel>(tab, "recordedNothing")->isVisible());
        QTRY_VERIFY(find<QLabel>(tab, "recordedNothing")->text().contains(QStringLiteral("query tabs")));
    }

    void theDriftFromTheMigrationsIsAdopted()
    {
        const auto server = dumbo::test::PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        const auto name = (*server)->createDatabase();
        QVERIFY((*server)->run(QStringLiteral("CREATE TABLE hut (id int PRIMARY KEY, name text, beds int); CREATE INDEX hut_name ON hut (name)"), name));
        auto *connection = m_window->openText((*server)->url(name));
        QVERIFY(connection);
        const auto source = folder(QStringLiteral("drift"), { { QStringLiteral("0001_huts.sql"), "CREATE TABLE hut (id int PRIMARY KEY, name text);\n" } });
        auto *tab = open(connection);
        tab->setSource(source);
        click(tab, "newMigrationDifference");
        QTRY_COMPARE(find<QComboBox>(tab, "differenceOther")->currentText(), QStringLiteral("Its migrations in drift"));
        click(tab, "differenceCompare");
        QVERIFY(tab->difference().isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(tab->difference().comparison().has_value(), 30000);
        QTRY_VERIFY(find<QPushButton>(tab, "createMigration")->isEnabled());
        m_window->picture(QStringLiteral("newmigration-difference-light"));
        m_window->setDark(true);
        m_window->picture(QStringLiteral("newmigration-difference-dark"));
        m_window->setDark(false);
        type(tab, "newMigrationTitle", QStringLiteral("adopt"));
        QTRY_VERIFY(find<QPushButton>(tab, "createMigration")->isEnabled());
        click(tab, "createMigration");
        const auto path = source + QStringLiteral("/0002_adopt.sql");
        QTRY_VERIFY(QFile::exists(path));
        const auto text = read(path);
        QVERIFY2(text.contains("beds") && text.contains("hut_name") && !text.contains("CREATE TABLE"), text.constData());
        QTRY_VERIFY_WITH_TIMEOUT(migrations() && !migrations()->work().isBusy(), 20000);

        // With it the replayed migrations are what the database is.
        auto *again = open(connection);
        again->setSource(source);
        click(again, "newMigrationDifference");
        QTRY_VERIFY(find<QComboBox>(again, "differenceOther")->currentText().contains(QStringLiteral("drift")));
        click(again, "differenceCompare");
        QTRY_VERIFY_WITH_TIMEOUT(again->difference().comparison().has_value(), 30000);
        QVERIFY2(again->difference().comparison()->difference.isEmpty(), qPrintable(again->difference().comparison()->difference.summary()));
        QVERIFY(!find<QPushButton>(again, "createMigration")->isEnabled());
    }

    void comparingCanBeCancelled()
    {
        auto *connection = m_window->openDatabase(QStringLiteral("slow.db"));
        QByteArray script;
        for (int number = 0; number < 20000; ++number)
            script += "CREATE TABLE t" + QByteArray::number(number) + " (id INTEGER);\n";
        const auto source = folder(QStringLiteral("slow"), { { QStringLiteral("0001_many.sql"), script } });
        auto *tab = open(connection);
        tab->setSource(source);
        click(tab, "newMigrationDifference");
        QTRY_VERIFY(find<QComboBox>(tab, "differenceOther")->currentText().contains(QStringLiteral("slow")));
        click(tab, "differenceCompare");
        QVERIFY(tab->isBusy());
        tab->cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!tab->isBusy(), 30000);
        QVERIFY(!tab->difference().comparison());
    }
};

QTEST_MAIN(TestNewMigration)
#include "tst_newmigration.moc"
