#include "tests/support/windowfixture.h"
#include "ui/documents/documentrows.h"
#include "ui/documents/documentspart.h"
#include "ui/documents/documentstab.h"
#include "ui/documents/exportpane.h"
#include "ui/documents/importfaultmodel.h"
#include "ui/documents/importpane.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/workspace.h"

#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace workbench;

namespace {

QByteArray script()
{
    return R"(CREATE TABLE users (_id TEXT PRIMARY KEY, data JSON NOT NULL, metadata JSON NOT NULL DEFAULT '{}', _version INTEGER NOT NULL DEFAULT 1,
    _partition TEXT NOT NULL DEFAULT 'png_global', _archived INTEGER NOT NULL DEFAULT 0,
    _created TEXT NOT NULL DEFAULT (datetime('now')), _updated TEXT NOT NULL DEFAULT (datetime('now')));
CREATE TABLE event (id INTEGER PRIMARY KEY, payload JSON);
INSERT INTO event VALUES (1, '{"big": 1e400}'), (2, '[1, 2]');
)";
}

} // namespace

/// Documents of files, through the panes of the documents' tab.
class TestDocumentsTransfer : public QObject {
    Q_OBJECT

    std::unique_ptr<WindowFixture> m_window;
    OpenConnection *m_shop = nullptr;

    [[nodiscard]] Workspace &workspace() const { return m_window->window->workspace(); }
    DocumentsTab *open(const QString &name, const QString &column = {})
    {
        openDocuments(workspace(), m_shop->id(), { { {}, QStringLiteral("main"), name }, column, {}, {} });
        return qobject_cast<DocumentsTab *>(workspace().tabs().currentTab());
    }
    template <typename Pane>
    static Pane *pane(DocumentsTab *tab, const QString &id)
    {
        tab->showPane(id);
        return qobject_cast<Pane *>(tab->pane(id));
    }
    [[nodiscard]] QString write(const QString &name, const QByteArray &text) const
    {
        QFile file(m_window->path(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) == text.size() ? file.fileName() : QString();
    }
    [[nodiscard]] static QByteArray read(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static void type(QLineEdit &edit, const QString &text)
    {
        edit.setFocus();
        edit.selectAll();
        QTest::keyClicks(&edit, text);
    }

private Q_SLOTS:
    void initTestCase() { m_window = std::make_unique<WindowFixture>(); }
    void init()
    {
        m_shop = m_window->openDatabase(QString::fromLatin1(QTest::currentTestFunction()) + QStringLiteral(".db"), script());
        QVERIFY(m_shop);
    }
    void cleanup()
    {
        for (auto *tab : workspace().tabs().tabs())
            tab->requestClose();
    }
    void cleanupTestCase() { m_window.reset(); }

    void aFileIsImportedAndBadLinesAreListed()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_VERIFY(tab->source());
        auto *import = pane<ImportPane>(tab, QStringLiteral("import"));
        QVERIFY(import && import->isVisible());
        QVERIFY(!import->startButton().isEnabled());
        type(import->path(), write(QStringLiteral("users.ndjson"),
                                 "{\"_id\":\"a\",\"n\":10.00}\n{\"_id\": }\n{\"_id\":\"b\"}\n[7]\n{\"_id\":{\"$oid\":\"507f1f77bcf86cd799439011\"}}\n"));
        QTRY_VERIFY(import->startButton().isEnabled());
        QTest::mouseClick(&import->startButton(), Qt::LeftButton);
        QTRY_COMPARE(import->outcome(), QStringLiteral("Imported: 3 of 5. Refused: 2."));
        QCOMPARE(import->faults().rowCount(), 2);
        auto *list = import->findChild<QTreeView *>(QStringLiteral("importFaults"));
        QVERIFY(list->isVisible());
        QCOMPARE(import->faults().index(1, ImportFaultModel::Line).data(), QStringLiteral("4"));
        QTest::mouseClick(import->findChild<QToolButton *>(QStringLiteral("importCopy")), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("2\t")));
        QTRY_COMPARE(tab->rows().count(), 3);
        m_window->picture(QStringLiteral("documents-import"));
    }

    void whatIsThereMayBeReplaced()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_VERIFY(tab->source());
        auto *import = pane<ImportPane>(tab, QStringLiteral("import"));
        for (const auto *text : { "[{\"_id\":\"a\",\"n\":1}]", "[{\"_id\":\"a\",\"n\":2}]" }) {
            type(import->path(), write(QStringLiteral("users.json"), text));
            QTest::keyClick(&import->existing(), Qt::Key_End);
            QTest::keyClick(&import->path(), Qt::Key_Return);
            QTRY_COMPARE(import->outcome(), QStringLiteral("Imported: 1 of 1."));
        }
        QTRY_COMPARE(tab->rows().count(), 1);
        QTRY_VERIFY(tab->rows().tryBeginning(0, 100).value_or(QByteArray()).contains("\"n\":2"));
    }

    void aMissingFileIsSaid()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_VERIFY(tab->source());
        auto *import = pane<ImportPane>(tab, QStringLiteral("import"));
        type(import->path(), m_window->path(QStringLiteral("nowhere.json")));
        QTest::mouseClick(&import->startButton(), Qt::LeftButton);
        QTRY_COMPARE(import->findChild<MessageArea *>()->count(), 1);
        QVERIFY(import->startButton().isEnabled());
    }

    void foundDocumentsAreExported()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_VERIFY(tab->source());
        auto *import = pane<ImportPane>(tab, QStringLiteral("import"));
        type(import->path(), write(QStringLiteral("in.ndjson"), "{\"_id\":\"a\",\"n\":1}\n{\"_id\":\"b\",\"n\":10.00}\n"));
        QTest::mouseClick(&import->startButton(), Qt::LeftButton);
        QTRY_COMPARE(tab->rows().count(), 2);
        tab->setFilter(QStringLiteral("{ n: { $gt: 5 } }"));
        QTRY_COMPARE(tab->rows().count(), 1);
        auto *exporting = pane<ExportPane>(tab, QStringLiteral("export"));
        const auto path = m_window->path(QStringLiteral("out.ndjson"));
        type(exporting->path(), path);
        QTest::mouseClick(&exporting->startButton(), Qt::LeftButton);
        QTRY_VERIFY(exporting->outcome().startsWith(QStringLiteral("Written: 1,")));
        QCOMPARE(read(path), "{\"_id\":\"b\",\"n\":10.00,\"_version\":\"1\"}\n");
        QTest::keyClick(&exporting->documents(), Qt::Key_End);
        QTest::keyClick(&exporting->format(), Qt::Key_End);
        QTest::mouseClick(&exporting->startButton(), Qt::LeftButton);
        QTRY_VERIFY(exporting->outcome().startsWith(QStringLiteral("Written: 2,")));
        QVERIFY(read(path).startsWith("[\n{"));
        m_window->picture(QStringLiteral("documents-export"));
    }

    void aColumnOfAnyTableIsExportedAndNotImportedInto()
    {
        auto *tab = open(QStringLiteral("event"), QStringLiteral("payload"));
        QTRY_COMPARE(tab->rows().count(), 2);
        auto *import = pane<ImportPane>(tab, QStringLiteral("import"));
        type(import->path(), QStringLiteral("x.json"));
        QVERIFY(!import->startButton().isEnabled());
        QCOMPARE(import->startButton().toolTip(), QStringLiteral("Documents are imported into collections only"));
        auto *exporting = pane<ExportPane>(tab, QStringLiteral("export"));
        const auto path = m_window->path(QStringLiteral("events.ndjson"));
        type(exporting->path(), path);
        QTest::keyClick(&exporting->path(), Qt::Key_Return);
        QTRY_VERIFY(exporting->outcome().startsWith(QStringLiteral("Written: 2,")));
        QCOMPARE(read(path), "{\"big\": 1e400}\n[1, 2]\n");
    }

    void aFileIsChosenInADialog()
    {
        auto *tab = open(QStringLiteral("users"));
        QTRY_VERIFY(tab->source());
        auto *exporting = pane<ExportPane>(tab, QStringLiteral("export"));
        QTest::mouseClick(exporting->findChild<QToolButton *>(QStringLiteral("exportBrowse")), Qt::LeftButton);
        auto *dialog = exporting->findChild<QFileDialog *>(QStringLiteral("exportDialog"));
        QVERIFY(dialog);
        dialog->selectFile(m_window->path(QStringLiteral("chosen.ndjson")));
        QTest::keyClick(dialog, Qt::Key_Return);
        QTRY_COMPARE(exporting->path().text(), m_window->path(QStringLiteral("chosen.ndjson")));
    }
};

QTEST_MAIN(TestDocumentsTransfer)
#include "tst_documentstransfer.moc"
