#include "tests/support/windowfixture.h"
#include "ui/migrations/askbar.h"
#include "ui/migrations/findingspage.h"
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
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace workbench;

class TestMigrations : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;

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
    void initTestCase() { m_window = std::make_unique<WindowFixture>(); }

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
        QCOMPARE(tab->review().statusOf(QStringLiteral("0001_create_huts")).state, dumbo::ReviewStatus::State::Approved);
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
};

QTEST_MAIN(TestMigrations)
#include "tst_migrations.moc"
