#include "ui/query/statementindex.h"

#include <KTextEditor/Document>
#include <KTextEditor/Editor>

#include <QRandomGenerator>
#include <QTest>

using namespace workbench;
using KTextEditor::Cursor;

class TestStatementIndex : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theStatementAroundTheCaretIsFound()
    {
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        StatementIndex index(*document);
        document->setText(QString::fromUtf8("SELECT 'ä;€';\n\nSELECT 2,\n 3; SELECT 4"));
        QCOMPARE(index.at({ 0, 3 })->range, KTextEditor::Range(0, 0, 0, 12));
        QCOMPARE(index.at({ 3, 0 })->range, KTextEditor::Range(2, 0, 3, 2));
        QCOMPARE(index.at({ 3, 6 })->text, QByteArray("SELECT 4"));
    }

    void aLargeScriptAnswersAsIfItWereSplitWhole()
    {
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        StatementIndex index(*document);
        QString text;
        for (int i = 0; i < 40000; ++i)
            text += QStringLiteral("SELECT %1, 'a;b'\n  FROM t; -- note\n").arg(i);
        document->setText(text);
        QRandomGenerator random(5);
        for (int i = 0; i < 60; ++i) {
            const int statement = random.bounded(40000);
            QCOMPARE(index.at({ 2 * statement + 1, 2 })->text, QStringLiteral("SELECT %1, 'a;b'\n  FROM t").arg(statement).toUtf8());
            if (i % 10 == 0) {
                // A quote opened and closed again far up.
                document->insertText({ 2 * random.bounded(40000), 0 }, QStringLiteral("/* ; */ "));
            }
        }
    }

    void aLongStatementIsRunToItsEnd()
    {
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        StatementIndex index(*document);
        // Cut at any line it would still be a statement, of another meaning.
        const auto statement = QStringLiteral("DELETE FROM t WHERE true") + QStringLiteral("\n AND a <> 1").repeated(30000);
        for (const auto *behind : { "", ";", ";\nSELECT 2;\n", "\n\n" }) {
            document->setText(statement + QLatin1StringView(behind));
            QCOMPARE(index.at({ 0, 3 })->text.size(), statement.size());
            QCOMPARE(index.at({ 20000, 3 })->text.size(), statement.size());
            QVERIFY(index.at({ 0, 3 }, StatementIndex::Extent::Near)->text.size() <= statement.size());
        }
    }

    void readingOnHappensInPieces()
    {
        const std::unique_ptr<KTextEditor::Document> document(KTextEditor::Editor::instance()->createDocument(nullptr));
        StatementIndex index(*document);
        document->setText(QStringLiteral("SELECT 1;\n").repeated(300000));
        int pieces = 1;
        while (!index.prepare({ 299999, 0 }))
            ++pieces;
        QVERIFY(pieces > 2);
        QVERIFY(index.prepare({ 299999, 0 }));
    }
};

QTEST_MAIN(TestStatementIndex)
#include "tst_statementindex.moc"
