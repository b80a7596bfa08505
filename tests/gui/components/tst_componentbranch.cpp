#include "core/schema/componentfile.h"
#include "tests/support/windowfixture.h"
#include "ui/schema/componentfeed.h"
#include "ui/shell/actionregistry.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"
#include "ui/shell/workspacetab.h"
#include "ui/tree/objecttreemodel.h"
#include "ui/tree/objecttreepanel.h"
#include "ui/tree/objecttreeview.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTest>

using namespace workbench;
using namespace Qt::StringLiterals;

namespace {

constexpr char declared[] = R"json({
    "schemaComponents": 1,
    "tables": [
        {
            "name": "huts",
            "columns": [
                { "name": "id", "type": "identity", "primaryKey": true },
                { "name": "name", "type": "text", "notNull": true },
                { "name": "beds", "type": "integer" }
            ],
            "indexes": [{ "columns": ["beds"] }]
        },
        {
            "name": "regions",
            "columns": [{ "name": "name", "type": "text", "primaryKey": true }]
        }
    ]
})json";

void write(const QString &path, const QByteArray &text)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(text), text.size());
}

/// What the ledger has for a migration of the declared file in SQLite.
QByteArray recorded(const dumbo::Dialect &dialect, const QString &name)
{
    const auto file = dumbo::parseComponents(declared, u"huts.json"_s);
    for (const auto &migration : dumbo::resolveComponents(file->root, dialect).migrations) {
        if (migration.name == name)
            return "INSERT INTO dmb_migrations (name, application, sql_hash) VALUES ('" + name.toUtf8() + "', 'default', '" + migration.hash + "');";
    }
    return {};
}

} // namespace

/// The branch of the tree that shows what is declared beside what is there.
class TestComponentBranch : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_huts = nullptr;

    [[nodiscard]] ObjectTreePanel &panel() const { return *m_window->window->findChild<ObjectTreePanel *>(u"objectTreePanel"_s); }
    [[nodiscard]] QModelIndex child(const QModelIndex &parent, const QString &name) const
    {
        const auto &model = panel().model();
        for (int row = 0; row < model.rowCount(parent); ++row) {
            if (const auto index = model.index(row, 0, parent); index.data().toString() == name)
                return index;
        }
        return {};
    }
    [[nodiscard]] QModelIndex branch() const { return child(panel().model().indexOfConnection(m_huts->id()), u"Components"_s); }
    [[nodiscard]] QModelIndex below(const QStringList &names) const
    {
        auto index = branch();
        for (const auto &name : names)
            index = index.isValid() ? child(index, name) : QModelIndex();
        return index;
    }
    [[nodiscard]] static QString badge(const QModelIndex &index) { return index.data(ObjectTreeModel::BadgesRole).toStringList().join(u' '); }
    void select(const QModelIndex &index) const
    {
        panel().view().setCurrentIndex(index);
        panel().view().scrollTo(index);
        panel().view().setFocus();
    }
    void click(const QModelIndex &index) const
    {
        panel().view().scrollTo(index);
        QTest::mouseClick(panel().view().viewport(), Qt::LeftButton, {}, panel().view().visualRect(index).center());
    }
    /// Types a name into the file dialog and accepts it.
    void answer(const QString &path) const
    {
        QFileDialog *dialog = nullptr;
        QTRY_VERIFY((dialog = m_window->window->findChild<QFileDialog *>(u"componentFileDialog"_s)));
        auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_s);
        QVERIFY(name);
        dialog->setDirectory(QFileInfo(path).absolutePath());
        name->clear();
        QTest::keyClicks(name, QFileInfo(path).fileName());
        const auto *buttons = dialog->findChild<QDialogButtonBox *>();
        auto *accept = buttons->button(dialog->acceptMode() == QFileDialog::AcceptSave ? QDialogButtonBox::Save : QDialogButtonBox::Open);
        // It reads the folder first.
        QTRY_VERIFY(accept && accept->isEnabled());
        // The list that completes the name would take the click.
        if (auto *completer = name->completer())
            completer->popup()->hide();
        QTest::mouseClick(accept, Qt::LeftButton);
        QTRY_VERIFY(!m_window->window->findChild<QFileDialog *>(u"componentFileDialog"_s));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_window = std::make_unique<WindowFixture>();
        m_huts = m_window->openDatabase(u"mountains.db"_s,
            "CREATE TABLE huts (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, beds INTEGER, warden TEXT)");
        QVERIFY(m_huts);
        QTRY_VERIFY(branch().isValid());
        write(m_window->path(u"huts.json"_s), declared);
    }

    void withoutAFileTheBranchSaysWhatToDo()
    {
        const auto at = branch();
        QCOMPARE(panel().model().rowCount(at), 3);
        QCOMPARE(panel().model().index(0, 0, at).data().toString(), u"A file can declare what belongs in here."_s);
        select(at);
        QTest::keyClick(&panel().view(), Qt::Key_Right);
        QVERIFY(panel().view().isExpanded(branch()));
        m_window->picture(u"components-empty-light"_s);
    }

    void aClickChoosesAFile()
    {
        click(below({ u"Choose Component File…"_s }));
        answer(m_window->path(u"huts.json"_s));
        QTRY_COMPARE(branch().data(ObjectTreeModel::DetailRole).toString(), u"huts.json"_s);
        QTRY_VERIFY(below({ u"huts"_s }).isValid());
    }

    void differencesAreMarkedAndRollUp()
    {
        QTRY_COMPARE(badge(branch()), u"5 differ"_s);
        QCOMPARE(badge(below({ u"huts"_s })), u"differs"_s);
        QVERIFY(!below({ u"huts"_s }).data(ObjectTreeModel::MarkRole).value<QIcon>().isNull());
        QVERIFY(below({ u"huts"_s }).data(Qt::ToolTipRole).toString().contains(u"The database has a column warden (TEXT), which is not declared."_s));
        QVERIFY(below({ u"huts"_s, u"name"_s }).data(Qt::ToolTipRole).toString().contains(u"Declared as never NULL; the database lets NULL in."_s));
        QCOMPARE(badge(below({ u"huts"_s, u"beds"_s })), QString());
        QVERIFY(below({ u"huts"_s, u"beds"_s }).data(ObjectTreeModel::MarkRole).isNull());
        QCOMPARE(badge(below({ u"huts"_s, u"huts_beds_idx"_s })), u"missing"_s);
        QCOMPARE(badge(below({ u"regions"_s })), u"missing"_s);
        QCOMPARE(badge(below({ u"regions"_s, u"table:regions:create"_s })), u"pending"_s);
        select(below({ u"regions"_s }));
        QTest::keyClick(&panel().view(), Qt::Key_Right);
        select(below({ u"huts"_s }));
        QTest::keyClick(&panel().view(), Qt::Key_Right);
        QVERIFY(panel().view().isExpanded(below({ u"huts"_s })));
        m_window->picture(u"components-differences-light"_s);
        m_window->setDark(true);
        m_window->picture(u"components-differences-dark"_s);
        m_window->setDark(false);
    }

    void whatTheLedgerHasIsApplied()
    {
        QVERIFY(m_window->openDatabase(u"mountains.db"_s,
            "CREATE TABLE regions (name TEXT NOT NULL PRIMARY KEY);"
            "CREATE TABLE dmb_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(255) NOT NULL UNIQUE,"
            " application VARCHAR(255) NOT NULL DEFAULT 'default', sql_hash VARCHAR(64) NOT NULL, timestamp DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP);"
            "INSERT INTO dmb_migrations (name, sql_hash) VALUES ('table:huts:create', 'another');"
                + recorded(m_huts->dialect(), u"table:regions:create"_s)));
        QTRY_COMPARE(badge(below({ u"regions"_s, u"table:regions:create"_s })), u"applied"_s);
        QCOMPARE(badge(below({ u"regions"_s })), QString());
        QCOMPARE(badge(below({ u"huts"_s, u"table:huts:create"_s })), u"changed"_s);
        QCOMPARE(badge(below({ u"huts"_s, u"huts_beds_idx"_s, u"index:huts:huts_beds_idx:create"_s })), u"pending"_s);
        // Expansion and selection stayed over the refresh.
        QVERIFY(panel().view().isExpanded(below({ u"huts"_s })));
    }

    void enterOnAMigrationOpensTheMigrations()
    {
        select(below({ u"regions"_s, u"table:regions:create"_s }));
        QTest::keyClick(&panel().view(), Qt::Key_Return);
        auto &tabs = m_window->window->workspace().tabs();
        QTRY_VERIFY(tabs.currentTab() && tabs.currentTab()->typeName() == u"migrations"_s);
        QCOMPARE(tabs.currentTab()->connectionId(), m_huts->id());
    }

    void theFileIsFollowed()
    {
        const auto path = m_window->path(u"huts.json"_s);
        write(path, "{ \"schemaComponents\": 1,\n\"tables\": ]");
        QTRY_VERIFY(panel().model().index(0, 0, branch()).data().toString().startsWith(u"huts.json, line 2: this is no JSON"_s));
        QVERIFY(below({ u"Read Again"_s }).isValid());
        select(branch());
        m_window->picture(u"components-broken-light"_s);
        write(path, "{ \"schemaComponents\": 1,\n\"tables\": [{ \"name\": \"huts\",\n\"colums\": [] }] }");
        QTRY_COMPARE(badge(branch()), u"1 wrong"_s);
        const auto problem = panel().model().index(0, 0, branch());
        QCOMPARE(problem.data().toString(), u"Line 3: A table has no \"colums\". Did you mean \"columns\"? (at /tables/0/colums)"_s);
        QCOMPARE(badge(problem), u"wrong"_s);
        write(path, declared);
        QTRY_VERIFY(below({ u"regions"_s }).isValid());
    }

    void theFilterFindsComponents()
    {
        auto *filter = m_window->window->findChild<QLineEdit *>(u"treeFilter"_s);
        QTest::keyClicks(filter, u"huts_beds_idx"_s);
        QTRY_VERIFY(below({ u"huts"_s, u"huts_beds_idx"_s }).isValid());
        QVERIFY(!below({ u"regions"_s }).isValid());
        QTest::keyClicks(filter, u"zebra"_s);
        QTRY_VERIFY(!branch().isValid());
        QTest::keyClick(filter, Qt::Key_Escape);
        QTRY_VERIFY(below({ u"regions"_s }).isValid());
    }

    void theChoiceIsRemembered()
    {
        ComponentFeed later(m_window->window->workspace());
        QCOMPARE(later.file(*m_huts), m_window->path(u"huts.json"_s));
        QCOMPARE(later.of(*m_huts)->state, TreeComponents::State::None);
        later.read(*m_huts);
        QTRY_COMPARE(later.of(*m_huts)->state, TreeComponents::State::Ready);
    }

    void theMenuForgetsTheFile()
    {
        select(branch());
        QContextMenuEvent wanted(QContextMenuEvent::Keyboard, {}, {});
        QCoreApplication::sendEvent(panel().view().viewport(), &wanted);
        QMenu *menu = nullptr;
        QTRY_VERIFY((menu = panel().findChild<QMenu *>(u"componentMenu"_s)));
        const auto actions = menu->actions();
        const auto forget = std::ranges::find_if(actions, [](const QAction *action) { return action->text().remove(u'&') == u"Forget Component File"; });
        QVERIFY(forget != actions.end());
        menu->setActiveAction(*forget);
        QTest::keyClick(menu, Qt::Key_Return);
        QTRY_VERIFY(below({ u"Choose Component File…"_s }).isValid());
        QVERIFY(panel().components().file(*m_huts).isEmpty());
    }

    void aNewFileIsTheSample()
    {
        select(below({ u"New Component File…"_s }));
        QTest::keyClick(&panel().view(), Qt::Key_Return);
        answer(m_window->path(u"fresh.json"_s));
        QTRY_VERIFY(below({ u"regions"_s }).isValid());
        QFile file(m_window->path(u"fresh.json"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), dumbo::sampleComponentFile());
    }

    void aFileThatWentAwayIsSaid()
    {
        QVERIFY(QFile::remove(m_window->path(u"fresh.json"_s)));
        QTRY_VERIFY(panel().model().index(0, 0, branch()).data().toString().startsWith(u"There is no component file fresh.json"_s));
    }

    void cleanupTestCase() { m_window.reset(); }
};

QTEST_MAIN(TestComponentBranch)
#include "tst_componentbranch.moc"
