#include "tests/support/windowfixture.h"
#include "ui/migrations/migrationexport.h"
#include "ui/migrations/migrationreview.h"
#include "ui/migrations/migrationspart.h"
#include "ui/migrations/migrationstab.h"
#include "ui/migrations/migrationtimeline.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QClipboard>
#include <QDir>
#include <QGuiApplication>
#include <QTest>

using namespace workbench;

class TestMigrationExport : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    MigrationsTab *m_tab = nullptr;

    static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    [[nodiscard]] QAction *action(const char *id) const { return m_window->window->workspace().actions().action(QLatin1StringView(id)); }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        auto *connection = m_window->openDatabase(QStringLiteral("huts.db"));
        QVERIFY(connection);
        const auto source = m_window->path(QStringLiteral("huts"));
        QDir().mkpath(source);
        QFile file(source + QStringLiteral("/0001_create_huts.sql"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("CREATE TABLE hut (id INTEGER PRIMARY KEY, name STRING);\n");
        file.close();
        m_tab = openMigrations(m_window->window->workspace(), connection->id(), source);
        QVERIFY(m_tab);
        QTRY_VERIFY_WITH_TIMEOUT(m_tab->work().snapshot() && m_tab->work().snapshot()->isComplete && !m_tab->work().isBusy(), 20000);
        m_tab->timeline().setCurrentKey(QStringLiteral("0001_create_huts"));
        m_tab->approve();
        QTRY_COMPARE(m_tab->review().statusOf(QStringLiteral("0001_create_huts")).state, dumbo::ReviewStatus::State::Approved);
    }

    void thePlanIsAScriptThatRuns()
    {
        const auto path = m_window->path(QStringLiteral("plan.sql"));
        exportMigrationsTo(*m_tab, MigrationExport::PlanSql, path);
        QTRY_VERIFY(QFile::exists(path));
        const auto script = read(path);
        QVERIFY2(script.contains("BEGIN") && script.contains("CREATE TABLE hut") && script.contains("INSERT INTO dmb_migrations"), script.constData());
        auto *other = m_window->openDatabase(QStringLiteral("byhand.db"), script);
        QVERIFY(other);
        auto *tab = openMigrations(m_window->window->workspace(), other->id(), m_window->path(QStringLiteral("huts")));
        QTRY_VERIFY_WITH_TIMEOUT(tab->work().snapshot() && tab->work().snapshot()->isComplete && !tab->work().isBusy(), 20000);
        QVERIFY(tab->work().snapshot()->plan.isClean());
    }

    void theReviewSaysWhatWasFoundAndSaid()
    {
        for (const auto &[form, name] : { std::pair(MigrationExport::ReviewMarkdown, "review.md"), std::pair(MigrationExport::ReviewHtml, "review.html") }) {
            const auto path = m_window->path(QLatin1StringView(name));
            exportMigrationsTo(*m_tab, form, path);
            QTRY_VERIFY(QFile::exists(path));
            const auto text = read(path);
            QVERIFY2(text.contains("huts") && text.contains("CREATE TABLE hut") && text.contains("pproved") && text.contains("LITE"), text.constData());
        }
    }

    void theReviewGoesToTheClipboard()
    {
        m_window->window->workspace().tabs().setCurrentTab(m_tab);
        QGuiApplication::clipboard()->clear();
        QVERIFY(action("migrations.copy-review")->isEnabled());
        action("migrations.copy-review")->trigger();
        QTRY_VERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("# Migrations of huts")));
    }

    void aFileThatCanNotBeWrittenIsSaid()
    {
        const auto before = m_tab->messages().count();
        exportMigrationsTo(*m_tab, MigrationExport::PlanSql, m_window->path(QStringLiteral("nowhere/plan.sql")));
        QTRY_COMPARE(m_tab->messages().count(), before + 1);
    }
};

QTEST_MAIN(TestMigrationExport)
#include "tst_migrationexport.moc"
