#include "ui/journal/documenttext.h"
#include "ui/journal/journal.h"
#include "ui/journal/tabjournal.h"

#include <KTextEditor/Document>
#include <KTextEditor/Editor>

#include <QApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <cstdio>

using namespace workbench;

namespace {

/// Types a numbered line every few milliseconds, and tells which, until somebody ends the program.
int type(QApplication &application, const QString &folder)
{
    Journal journal(folder);
    KTextEditor::Document *document = KTextEditor::Editor::instance()->createDocument(&application);
    const DocumentText text(*document);
    TabJournal tab(journal, QStringLiteral("tab"), text);
    DocumentText::follow(*document, tab);
    QTimer timer;
    int number = 0;
    QObject::connect(&timer, &QTimer::timeout, [&] {
        document->insertText(document->documentEnd(), QStringLiteral("line %1\n").arg(++number));
        std::printf("%d\n", number);
        std::fflush(stdout);
    });
    timer.start(5);
    return QApplication::exec();
}

} // namespace

class TestJournalKill : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatWasTypedSurvivesKill()
    {
        QTemporaryDir folder;
        for (int round = 0; round < 3; ++round) {
            QProcess typist;
            typist.start(QCoreApplication::applicationFilePath(), { QStringLiteral("--type"), folder.path() });
            QVERIFY(typist.waitForStarted());
            int typed = 0;
            while (typed < 300 + 70 * round) {
                QVERIFY(typist.canReadLine() || typist.waitForReadyRead(20000));
                while (typist.canReadLine())
                    typed = typist.readLine().trimmed().toInt();
            }
            typist.kill();
            QVERIFY(typist.waitForFinished());
            QCOMPARE(typist.exitStatus(), QProcess::CrashExit);

            Journal journal(folder.path());
            const auto recovered = journal.recover(QStringLiteral("tab"));
            QVERIFY(recovered);
            auto lines = recovered->text.split(u'\n');
            QCOMPARE(lines.takeLast(), QString());
            for (int i = 0; i < lines.size(); ++i)
                QCOMPARE(lines[i], QStringLiteral("line %1").arg(i + 1));
            // Half a second is 100 lines at the most; a busy machine types fewer.
            QVERIFY2(lines.size() >= typed - 100, qPrintable(QStringLiteral("%1 of %2").arg(lines.size()).arg(typed)));
        }
    }
};

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const auto arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments[1] == QStringLiteral("--type"))
        return type(application, arguments[2]);
    TestJournalKill test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_journalkill.moc"
