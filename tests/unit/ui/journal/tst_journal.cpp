#include "ui/journal/documenttext.h"
#include "ui/journal/journal.h"
#include "ui/journal/tabjournal.h"

#include <KTextEditor/Document>
#include <KTextEditor/Editor>

#include <QDir>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;

class TestJournal : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;

    static QString id() { return QString::fromLatin1(QTest::currentTestFunction()); }

    static void randomEdit(KTextEditor::Document &document, QRandomGenerator &random)
    {
        const auto cursor = [&] {
            const int line = random.bounded(document.lines());
            return KTextEditor::Cursor(line, random.bounded(document.lineLength(line) + 1));
        };
        static const QStringList texts { QStringLiteral("x"), QStringLiteral("\n"), QStringLiteral("SELECT ä\nFROM t\n"),
            QStringLiteral("\n\n") };
        switch (random.bounded(6)) {
        case 0:
            if (document.lines() > 2)
                document.removeLine(random.bounded(document.lines()));
            return;
        case 1: {
            const auto a = cursor();
            const auto b = cursor();
            document.removeText({ std::min(a, b), std::max(a, b) });
            return;
        }
        case 2:
            document.insertLine(random.bounded(document.lines() + 1), QStringLiteral("line"));
            return;
        case 3:
            document.replaceText({ cursor(), cursor() }, QStringLiteral("r\nr"));
            return;
        default:
            document.insertText(cursor(), texts[random.bounded(texts.size())]);
        }
    }

private Q_SLOTS:
    void nothingIsWrittenBeforeTheFirstEdit()
    {
        Journal journal(m_folder.path());
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        const DocumentText text(*document);
        TabJournal tab(journal, id(), text);
        tab.flush();
        journal.waitUntilWritten();
        QVERIFY(!QFile::exists(journal.filePath(id())));
    }

    void anEditIsOnDiskAMomentLater()
    {
        Journal journal(m_folder.path());
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        const DocumentText text(*document);
        TabJournal tab(journal, id(), text);
        DocumentText::follow(*document, tab);
        document->insertText({ 0, 0 }, QStringLiteral("SELECT 1"));
        QTRY_VERIFY(QFile::exists(journal.filePath(id())));
        QCOMPARE(journal.recover(id())->text, QStringLiteral("SELECT 1"));
    }

    void anyEditsOfADocumentAreRecovered()
    {
        Journal journal(m_folder.path());
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        const DocumentText text(*document);
        TabJournal tab(journal, id(), text);
        DocumentText::follow(*document, tab);
        document->setText(QStringLiteral("SELECT 1;\nSELECT 2;"));
        QRandomGenerator random(11);
        for (int i = 0; i < 400; ++i) {
            for (int n = random.bounded(4); n >= 0; --n)
                randomEdit(*document, random);
            if (i % 50 == 49)
                document->setText(QStringLiteral("new\ntext"));
            tab.flush();
            const auto recovered = journal.recover(id());
            QVERIFY(recovered);
            QVERIFY(!recovered->torn);
            QCOMPARE(recovered->text, document->text());
        }
    }

    void manyEditsDoNotLetTheFileGrowForEver()
    {
        Journal journal(m_folder.path());
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        const DocumentText text(*document);
        TabJournal tab(journal, id(), text);
        DocumentText::follow(*document, tab);
        document->setText(QString(10000, u'x'));
        QSignalSpy written(&journal, &Journal::written);
        for (int i = 0; i < 300; ++i) {
            document->insertText({ 0, 0 }, QStringLiteral("y"));
            tab.flush();
            journal.waitUntilWritten();
            QTRY_VERIFY(written.size() > i);
        }
        QVERIFY(QFileInfo(journal.filePath(id())).size() < 700 * 1024);
        QCOMPARE(journal.recover(id())->text, document->text());
    }

    void anUnwritableFolderIsReportedOnceAndTypingGoesOn()
    {
        const auto blocker = m_folder.filePath(QStringLiteral("blocker"));
        QFile file(blocker);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        Journal journal(blocker);
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        const DocumentText text(*document);
        TabJournal tab(journal, id(), text);
        DocumentText::follow(*document, tab);
        QSignalSpy failed(&tab, &TabJournal::failed);
        QSignalSpy recovered(&tab, &TabJournal::recovered);
        for (int i = 0; i < 3; ++i) {
            document->insertText({ 0, 0 }, QStringLiteral("a"));
            tab.flush();
            journal.waitUntilWritten();
        }
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(tab.hasTrouble());

        QVERIFY(file.remove());
        tab.flush();
        QTRY_COMPARE(recovered.size(), 1);
        QCOMPARE(failed.size(), 1);
        QCOMPARE(journal.recover(id())->text, QStringLiteral("aaa"));
    }

    void oldTextsAreForgotten()
    {
        QTemporaryDir folder;
        Journal journal(folder.path());
        for (const auto *name : { "a", "b", "c", "d" })
            journal.replace(QString::fromLatin1(name), [] { return journalrecord::snapshot(QStringLiteral("x")); });
        journal.waitUntilWritten();
        QCOMPARE(journal.ids().size(), 4);
        journal.prune({ QStringLiteral("a") }, 30, 2);
        journal.waitUntilWritten();
        QCOMPARE(journal.ids().size(), 3);
        QVERIFY(journal.ids().contains(QStringLiteral("a")));
    }
};

QTEST_MAIN(TestJournal)
#include "tst_journal.moc"
