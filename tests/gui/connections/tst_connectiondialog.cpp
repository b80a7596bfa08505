#include "core/connection/connectionstring.h"
#include "core/connection/profiles.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"
#include "tests/support/windowfixture.h"
#include "ui/connections/connectiondialog.h"
#include "ui/connections/connectionform.h"
#include "ui/connections/connectionurl.h"
#include "ui/connections/importdialog.h"
#include "ui/connections/optionfield.h"
#include "ui/connections/testline.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/workspace.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTcpServer>
#include <QTest>
#include <QTreeWidget>

#include <KMessageWidget>

using namespace workbench;
using dumbo::OptionDescription;
using dumbo::test::PostgresServer;
using Type = OptionDescription::Type;

Q_DECLARE_METATYPE(dumbo::ConnectorManifest)

class TestConnectionDialog : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    QPointer<ConnectionDialog> m_dialog;

    [[nodiscard]] Workspace &workspace() const { return m_window->window->workspace(); }
    [[nodiscard]] ConnectionHub &hub() const { return workspace().connections(); }

    template <typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return m_dialog->findChild<T *>(name);
    }
    [[nodiscard]] QLineEdit *url() const { return child<QLineEdit>(QStringLiteral("connectionString")); }
    [[nodiscard]] QLineEdit *line(const char *option) const
    {
        return child<QLineEdit>(QStringLiteral("option.") + QLatin1StringView(option));
    }
    [[nodiscard]] QString text(const char *option) const { return line(option) ? line(option)->text() : QStringLiteral("(no such field)"); }

    void paste(const QString &text) const
    {
        QGuiApplication::clipboard()->setText(text);
        url()->setFocus();
        url()->selectAll();
        url()->paste();
    }
    void type(const char *option, const QString &text) const
    {
        line(option)->setFocus();
        line(option)->selectAll();
        QTest::keyClicks(line(option), text);
    }
    void click(const char *button) const { QTest::mouseClick(child<QPushButton>(QLatin1StringView(button)), Qt::LeftButton); }

    void openNew()
    {
        m_dialog = &newConnection(workspace());
        m_dialog->activateWindow();
        QTRY_VERIFY(m_dialog->isActiveWindow());
    }
    /// A filled-in field by what a person would do.
    static void enter(OptionField &field, const QString &value)
    {
        if (auto *edit = qobject_cast<QLineEdit *>(field.input())) {
            edit->selectAll();
            edit->insert(value); // as an input method does; QTest has no keys for all of these
        } else if (auto *box = qobject_cast<QCheckBox *>(field.input())) {
            if (box->isChecked() != (value == u"true"))
                box->click();
        } else if (auto *choice = qobject_cast<QComboBox *>(field.input())) {
            choice->setCurrentIndex(choice->findData(value));
            Q_EMIT choice->activated(choice->currentIndex());
        }
    }
    /// Something that is not the default.
    static QString sample(const OptionDescription &option)
    {
        switch (option.type) {
        case Type::Integer: return QStringLiteral("42");
        case Type::Port: return QStringLiteral("6543");
        case Type::Boolean:
            return option.defaultValue && *option.defaultValue == dumbo::OptionValue(true) ? QStringLiteral("false") : QStringLiteral("true");
        case Type::Choice:
            for (const QString &choice : option.choices) {
                if (!option.defaultValue || *option.defaultValue != dumbo::OptionValue(choice))
                    return choice;
            }
            return {};
        case Type::Host: return QStringLiteral("db.example.org");
        case Type::File:
        case Type::Folder: return QStringLiteral("/srv/a folder/ünï &=?#'%.x");
        default: return QStringLiteral("a 'b' & ü=?/#%\\");
        }
    }
    void chooseType(const QString &databaseType) const
    {
        auto *combo = child<QComboBox>(QStringLiteral("databaseType"));
        combo->setCurrentIndex(combo->findData(databaseType));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    void chooseDriver(const QString &driver) const
    {
        auto *combo = child<QComboBox>(QStringLiteral("driver"));
        combo->setCurrentIndex(combo->findData(driver));
        Q_EMIT combo->activated(combo->currentIndex());
    }
    [[nodiscard]] QString testWords() const
    {
        const auto *said = child<TestLine>(QStringLiteral("testLine"));
        return QTest::qWaitFor([this] { return !m_dialog->isTesting(); }, 60000) ? said->text() : QStringLiteral("(still testing)");
    }
    [[nodiscard]] QString newFile(const QString &name) const
    {
        QFile file(m_window->path(name));
        return file.open(QIODevice::WriteOnly) ? file.fileName() : QString();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        QVERIFY(hub().loadProfiles(m_window->path(QStringLiteral("connections.json"))));
    }
    void init() { openNew(); }
    void cleanup()
    {
        if (m_dialog)
            m_dialog->close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        m_window->window->workspace().messages().clear();
    }
    void cleanupTestCase() { m_window.reset(); }

    void everyOptionGoesFromTheFormToTheConnectionString()
    {
        for (const auto &manifest : hub().registry().connectors()) {
            chooseType(manifest.connector.databaseType);
            chooseDriver(manifest.connector.driver);
            for (OptionField *field : m_dialog->form().fields()) {
                if (field->isSecret() || sample(field->option()).isEmpty())
                    continue;
                enter(*field, sample(field->option()));
                const auto read = dumbo::parseConnectionString(url()->text(), hub().registry());
                QVERIFY2(read, qPrintable(url()->text() + u'\n' + (read ? QString() : read.error().toText())));
                QCOMPARE(read->connector, manifest.connector);
                QCOMPARE(read->options.text(field->option().name), sample(field->option()));
            }
        }
    }

    void everyOptionGoesFromTheConnectionStringToTheForm()
    {
        for (const auto &manifest : hub().registry().connectors()) {
            for (const OptionDescription &option : manifest.options) {
                if (option.type == Type::Secret || sample(option).isEmpty())
                    continue;
                dumbo::ConnectionTarget target;
                target.connector = manifest.connector;
                target.options.set(option.name, sample(option));
                paste(dumbo::connectionStringFor(target));
                QCOMPARE(m_dialog->urlFault(), QString());
                QCOMPARE(m_dialog->form().manifest().connector, manifest.connector);
                const auto shown = m_dialog->form().target().options;
                QCOMPARE(shown.text(option.name), sample(option));
                QCOMPARE(shown.entries().size(), std::size_t(1));
            }
        }
    }

    void everyKnownFormCanBePasted_data()
    {
        QTest::addColumn<QString>("pasted");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("database");
        const auto row = [](const char *name, const char *pasted, const char *host, const char *database) {
            QTest::newRow(name) << QString::fromUtf8(pasted) << QString::fromUtf8(host) << QString::fromUtf8(database);
        };
        row("url", "postgresql://ann@db:5433/crm?sslmode=require", "db", "crm");
        row("url in quotes with a line break", "\"postgresql://ann@db:5433/crm\"\n", "db", "crm");
        row("keywords", "host=db port=5433 dbname='crm'", "db", "crm");
        row("jdbc", "jdbc:postgresql://db:5433/crm?user=ann", "db", "crm");
        row("psql's command line", "psql 'postgresql://ann@db:5433/crm'", "db", "crm");
        row("socket folder", "postgresql://%2Frun%2Fpostgresql/crm", "/run/postgresql", "crm");
    }

    void everyKnownFormCanBePasted()
    {
        QFETCH(QString, pasted);
        QFETCH(QString, host);
        QFETCH(QString, database);
        paste(pasted);
        QCOMPARE(m_dialog->urlFault(), QString());
        QCOMPARE(m_dialog->form().manifest().connector.databaseType, QStringLiteral("PostgreSQL"));
        QCOMPARE(text("host"), host);
        QCOMPARE(text("dbname"), database);
    }

    void aPathIsADatabaseFile()
    {
        const QString path = newFile(QStringLiteral("pasted.db"));
        paste(path);
        QCOMPARE(m_dialog->form().manifest().connector.databaseType, QStringLiteral("SQLite"));
        QCOMPARE(text("path"), path);
        QCOMPARE(url()->text(), path);
        child<QCheckBox>(QStringLiteral("profileReadOnly"))->click();
        QVERIFY(url()->text().contains(QStringLiteral("readonly=true")));
    }

    void aPastedPasswordMovesToItsField()
    {
        paste(QStringLiteral("postgresql://ann:hunter2@db/crm"));
        QCOMPARE(text("password"), QStringLiteral("hunter2"));
        QCOMPARE(line("password")->echoMode(), QLineEdit::Password);
        QVERIFY2(!url()->text().contains(QStringLiteral("hunter2")), qPrintable(url()->text()));
        // What follows does not lose it.
        type("host", QStringLiteral("other"));
        QCOMPARE(text("password"), QStringLiteral("hunter2"));
        QCOMPARE(url()->text(), QStringLiteral("postgresql://ann@other/crm"));
    }

    void aPasswordThatIsTypedStaysUntilTheFieldIsLeft()
    {
        url()->setFocus();
        QTest::keyClicks(url(), QStringLiteral("postgresql://ann:hunter2@db/crm"));
        QCOMPARE(url()->text(), QStringLiteral("postgresql://ann:hunter2@db/crm"));
        QCOMPARE(text("user"), QStringLiteral("ann"));
        QTest::keyClick(url(), Qt::Key_Tab);
        QTRY_COMPARE(url()->text(), QStringLiteral("postgresql://ann@db/crm"));
        QCOMPARE(text("password"), QStringLiteral("hunter2"));
    }

    void aConnectionStringThatCannotBeReadSaysWhyAndKeepsTheForm()
    {
        paste(QStringLiteral("postgresql://ann@db/crm"));
        url()->setFocus();
        url()->end(false);
        QTest::keyClicks(url(), QStringLiteral("?sslmod=require"));
        QVERIFY2(m_dialog->urlFault().contains(QStringLiteral("sslmod")), qPrintable(m_dialog->urlFault()));
        QVERIFY(child<QLabel>(QStringLiteral("connectionStringHint"))->isVisible());
        QCOMPARE(text("host"), QStringLiteral("db"));
        type("host", QStringLiteral("dba"));
        QCOMPARE(m_dialog->urlFault(), QString());
    }

    void whatWasFilledInStaysWhenAnotherDatabaseIsChosen()
    {
        paste(QStringLiteral("postgresql://ann:hunter2@db:5433/crm"));
        chooseType(QStringLiteral("SQLite"));
        chooseType(QStringLiteral("PostgreSQL"));
        QVERIFY(m_dialog->form().hasHost());
        paste(QStringLiteral("postgresql://ann:hunter2@db:5433/crm"));
        if (!hub().registry().describe({ QStringLiteral("MySQL"), QStringLiteral("qmysql") }))
            QSKIP("There is no second driver for servers in this build");
        chooseType(QStringLiteral("MySQL"));
        QCOMPARE(text("host"), QStringLiteral("db"));
        QCOMPARE(text("user"), QStringLiteral("ann"));
        QCOMPARE(text("password"), QStringLiteral("hunter2"));
        QCOMPARE(text("port"), QString());
    }

    void fieldsThatAreWrongAreMarkedWhereTheyAre()
    {
        chooseType(QStringLiteral("PostgreSQL"));
        type("port", QStringLiteral("70000"));
        click("testButton");
        QVERIFY(!m_dialog->isTesting());
        auto *error = child<QLabel>(QStringLiteral("error.port"));
        QVERIFY(error->isVisible());
        QVERIFY(error->text().contains(QStringLiteral("65535")));
        QCOMPARE(m_dialog->focusWidget(), line("port"));
        type("port", QStringLiteral("5432"));
        QVERIFY(!error->isVisible());

        chooseType(QStringLiteral("SQLite"));
        click("connectButton");
        QTRY_VERIFY(child<QLabel>(QStringLiteral("error.path"))->isVisible());
        QVERIFY(m_dialog->isVisible());
    }

    void aSecretCanBeShown()
    {
        chooseType(QStringLiteral("PostgreSQL"));
        auto *edit = line("password");
        QCOMPARE(edit->echoMode(), QLineEdit::Password);
        for (QAction *action : edit->actions()) {
            if (action->isCheckable())
                action->trigger();
        }
        QCOMPARE(edit->echoMode(), QLineEdit::Normal);
    }

    void testSaysWhatItFound()
    {
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        paste((*server)->url());
        click("testButton");
        QVERIFY(m_dialog->isTesting());
        QVERIFY(child<QWidget>(QStringLiteral("testCancel"))->isVisible());
        const QString words = testWords();
        QVERIFY2(words.contains(QStringLiteral("PostgreSQL 1")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("postgres")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("not encrypted")), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("round trip")), qPrintable(words));
        m_window->picture(QStringLiteral("dialog-tested"), m_dialog);
    }

    void testSaysWhyItFailedAndLosesNothing_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const char *change, const char *value, const char *words) {
            QTest::newRow(name) << QString::fromUtf8(change) << QString::fromUtf8(value) << QString::fromUtf8(words);
        };
        row("nobody listens", "port", "1", "refused|nothing listens|no server|nobody listens");
        row("no such host", "host", "nowhere.invalid", "host|name");
        row("no such database", "dbname", "nosuchdatabase", "database");
        row("wrong password", "password", "wrong", "password");
        row("certificate", "sslmode", "verify-full", "certificate|TLS|encrypt|SSL");
    }

    void testSaysWhyItFailedAndLosesNothing()
    {
        QFETCH(QString, change);
        QFETCH(QString, value);
        QFETCH(QString, words);
        const auto server = PostgresServer::shared();
        DUMBO_NEED_SERVER(server);
        paste((*server)->tcpUrl().replace(QStringLiteral("postgres@"), QStringLiteral("guarded:secret@")));
        enter(*m_dialog->form().field(change), value);
        const auto before = m_dialog->form().target();
        click("testButton");
        const QString said = testWords();
        QVERIFY2(said.contains(QRegularExpression(words, QRegularExpression::CaseInsensitiveOption)), qPrintable(said));
        QVERIFY2(!said.contains(QStringLiteral("secret")), qPrintable(said));
        QCOMPARE(m_dialog->form().target(), before);
        if (change == u"password")
            QVERIFY(child<QLabel>(QStringLiteral("error.password"))->isVisible());
        m_window->picture(QStringLiteral("dialog-failed-") + QLatin1StringView(QTest::currentDataTag()).toString().replace(u' ', u'-'), m_dialog);
    }

    void testCanBeCancelled()
    {
        // A server that takes connections and says nothing.
        QTcpServer silent;
        QVERIFY(silent.listen(QHostAddress::LocalHost));
        paste(QStringLiteral("postgresql://ann@127.0.0.1:%1/crm").arg(silent.serverPort()));
        click("testButton");
        int turns = 0;
        QTimer clock;
        connect(&clock, &QTimer::timeout, this, [&turns] { ++turns; });
        clock.start(5);
        QTRY_VERIFY(turns > 20);
        QVERIFY(m_dialog->isTesting());
        QTest::mouseClick(child<QWidget>(QStringLiteral("testCancel")), Qt::LeftButton);
        QVERIFY(testWords().contains(QStringLiteral("cancel")));
        QVERIFY(child<QPushButton>(QStringLiteral("testButton"))->isEnabled());
        QCOMPARE(text("user"), QStringLiteral("ann"));
    }

    void savedConnectionStandsInItsFolderAndIsFoundInTheFile()
    {
        const QString path = newFile(QStringLiteral("saved.db"));
        paste(path);
        child<QLineEdit>(QStringLiteral("profileName"))->setText(QStringLiteral("Books"));
        child<QComboBox>(QStringLiteral("profileFolder"))->setCurrentText(QStringLiteral("Shop / Archive"));
        child<QCheckBox>(QStringLiteral("profileProduction"))->click();
        child<QPlainTextEdit>(QStringLiteral("startupSql"))->setPlainText(QStringLiteral("PRAGMA cache_size = 100"));
        click("saveButton");
        QTRY_VERIFY(!m_dialog);
        const auto file = dumbo::Profiles::open(m_window->path(QStringLiteral("connections.json")));
        QVERIFY(file);
        const auto profile = file->named(QStringLiteral("Books"));
        QVERIFY(profile);
        QCOMPARE(profile->folder, QStringLiteral("Shop/Archive"));
        QVERIFY(profile->production);
        QCOMPARE(profile->startupSql, QStringLiteral("PRAGMA cache_size = 100"));
        QCOMPARE(profile->connector.driver, QString());

        OpenConnection *saved = hub().find(profile->id);
        QVERIFY(saved);
        QCOMPARE(saved->state(), OpenConnection::State::Closed);
        auto &tree = m_window->window->tree();
        const QModelIndex index = tree.model().indexOfConnection(saved->id());
        QCOMPARE(index.parent().data().toString(), QStringLiteral("Archive"));
        QCOMPARE(index.parent().parent().data().toString(), QStringLiteral("Shop"));
        QVERIFY(index.data(ObjectTreeModel::BadgesRole).toStringList().contains(QStringLiteral("production")));

        // Enter connects it.
        tree.view().setCurrentIndex(index);
        tree.view().setFocus();
        QTest::keyClick(&tree.view(), Qt::Key_Return);
        QTRY_COMPARE(saved->state(), OpenConnection::State::Connected);
        hub().remove(saved->id());
        QCOMPARE(saved->state(), OpenConnection::State::Closed);
        QVERIFY(hub().find(saved->id()));
    }

    void savedConnectionIsEditedDuplicatedDeletedAndBroughtBack()
    {
        const QString path = newFile(QStringLiteral("edited.db"));
        dumbo::Profile profile;
        profile.name = QStringLiteral("Edited");
        profile.connector = { QStringLiteral("SQLite"), QString() };
        profile.options.set(QStringLiteral("path"), path);
        const auto saved = hub().saveProfile(profile);
        QVERIFY(saved);
        QPointer<OpenConnection> connection = saved->connection;
        const QString id = connection->id();

        m_dialog->close();
        m_dialog = &editConnection(workspace(), *connection);
        QCOMPARE(url()->text(), path);
        child<QLineEdit>(QStringLiteral("profileName"))->setText(QStringLiteral("Renamed"));
        click("saveButton");
        QTRY_VERIFY(!m_dialog);
        QCOMPARE(connection->name(), QStringLiteral("Renamed"));

        m_dialog = &duplicateConnection(workspace(), *connection);
        QCOMPARE(child<QLineEdit>(QStringLiteral("profileName"))->text(), QStringLiteral("Renamed (copy)"));
        click("saveButton");
        QTRY_VERIFY(!m_dialog);

        auto &tree = m_window->window->tree();
        tree.view().setCurrentIndex(tree.model().indexOfConnection(id));
        tree.view().setFocus();
        QTest::keyClick(&tree.view(), Qt::Key_Delete);
        QTRY_VERIFY(!hub().find(id));
        const auto messages = workspace().messages().findChildren<KMessageWidget *>();
        QCOMPARE(messages.size(), 1);
        for (QAction *action : messages.first()->actions()) {
            if (action->text() == u"Undo")
                action->trigger();
        }
        QTRY_VERIFY(hub().find(id));
        QCOMPARE(hub().find(id)->name(), QStringLiteral("Renamed"));
    }

    void connectionIsMovedToAFolderByDropping()
    {
        dumbo::Profile profile;
        profile.name = QStringLiteral("Moved");
        profile.connector = { QStringLiteral("SQLite"), QString() };
        profile.options.set(QStringLiteral("path"), newFile(QStringLiteral("moved.db")));
        const auto moved = hub().saveProfile(profile);
        profile.name = QStringLiteral("Neighbour");
        profile.folder = QStringLiteral("Drawer");
        QVERIFY(moved && hub().saveProfile(profile));
        auto &model = m_window->window->tree().model();
        const QString id = moved->connection->id();
        std::unique_ptr<QMimeData> data(model.mimeData({ model.indexOfConnection(id) }));
        QModelIndex drawer;
        for (int row = 0; row < model.rowCount(); ++row) {
            if (model.index(row, 0).data().toString() == u"Drawer")
                drawer = model.index(row, 0);
        }
        QVERIFY(drawer.isValid());
        QVERIFY(model.dropMimeData(data.get(), Qt::MoveAction, -1, -1, drawer));
        QTRY_COMPARE(hub().find(id)->folder(), QStringLiteral("Drawer"));
        QCOMPARE(model.indexOfConnection(id).parent().data().toString(), QStringLiteral("Drawer"));
    }

    void connectOpensWithoutSavingWhereThereIsNoName()
    {
        const qsizetype before = hub().connections().size();
        paste(newFile(QStringLiteral("passing.db")));
        QTest::keyClick(url(), Qt::Key_Return);
        QTRY_VERIFY(!m_dialog);
        QCOMPARE(hub().connections().size(), before + 1);
        QVERIFY(!hub().connections().last()->isSaved());
        QTRY_COMPARE(hub().connections().last()->state(), OpenConnection::State::Connected);
    }

    void importTakesOverWhatIsTicked()
    {
        QFile file(m_window->path(QStringLiteral("pg_service.conf")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("[books]\nhost=db.example.org\ndbname=books\nuser=ann\n\n[maps]\nhost=maps.example.org\n");
        file.close();
        const QPointer<ImportDialog> dialog(&showImportDialog(workspace()));
        dialog->addFile(file.fileName());
        auto *list = dialog->findChild<QTreeWidget *>(QStringLiteral("importList"));
        QCOMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->topLevelItem(1)->checkState(0), Qt::Checked);
        m_window->picture(QStringLiteral("import"), dialog);
        list->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
        QTest::mouseClick(dialog->findChild<QPushButton *>(QStringLiteral("importButton")), Qt::LeftButton);
        QTRY_VERIFY(!dialog);
        const auto named = [this](const QString &name) {
            return std::ranges::any_of(hub().connections(), [&name](const OpenConnection *connection) { return connection->name() == name; });
        };
        QVERIFY(named(QStringLiteral("books")));
        QVERIFY(!named(QStringLiteral("maps")));
        // What is here already is not ticked a second time.
        const QPointer<ImportDialog> again(&showImportDialog(workspace()));
        again->addFile(file.fileName());
        QCOMPARE(again->findChild<QTreeWidget *>(QStringLiteral("importList"))->topLevelItem(0)->checkState(0), Qt::Unchecked);
        again->close();
    }

    void picturesOfTheDialog()
    {
        m_window->picture(QStringLiteral("dialog-empty"), m_dialog);
        chooseType(QStringLiteral("PostgreSQL"));
        paste(QStringLiteral("postgresql://ann:hunter2@db.example.org:5433/crm?sslmode=verify-full&application_name=report"));
        m_window->picture(QStringLiteral("dialog-filled"), m_dialog);
        m_dialog->resize(420, 420);
        m_window->picture(QStringLiteral("dialog-small"), m_dialog);
        m_dialog->resize(900, 1100);
        m_window->setDark(true);
        m_window->picture(QStringLiteral("dialog-dark"), m_dialog);
        m_window->setDark(false);
    }
};

QTEST_MAIN(TestConnectionDialog)
#include "tst_connectiondialog.moc"
