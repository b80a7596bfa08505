#include "ui/journal/windowfolder.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;

class TestWindowFolder : public QObject {
    Q_OBJECT

    static void write(const QString &path, const QByteArray &bytes)
    {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

private Q_SLOTS:
    void eachRunningProgramHasItsOwn()
    {
        QTemporaryDir root;
        auto first = std::make_unique<WindowFolder>(root.path());
        const WindowFolder second(root.path());
        const WindowFolder third(root.path());
        QCOMPARE(first->path(), root.path());
        QCOMPARE(second.path(), root.path() + QStringLiteral("/window-2"));
        QCOMPARE(third.path(), root.path() + QStringLiteral("/window-3"));
        first.reset();
        QCOMPARE(WindowFolder(root.path()).path(), root.path());
    }

    void textsLeftBehindComeToTheFirst()
    {
        QTemporaryDir root;
        auto first = std::make_unique<WindowFolder>(root.path());
        auto second = std::make_unique<WindowFolder>(root.path());
        const WindowFolder third(root.path());
        write(second->journal() + QStringLiteral("/a.journal"), "a");
        write(second->session(), "{}");
        write(third.journal() + QStringLiteral("/b.journal"), "b");
        first.reset();
        second.reset();
        const WindowFolder next(root.path());
        QVERIFY(QFile::exists(next.journal() + QStringLiteral("/a.journal")));
        QVERIFY(!QFile::exists(root.path() + QStringLiteral("/window-2/window.json")));
        // The third still runs.
        QVERIFY(!QFile::exists(next.journal() + QStringLiteral("/b.journal")));
        QVERIFY(QFile::exists(third.journal() + QStringLiteral("/b.journal")));
    }
};

QTEST_GUILESS_MAIN(TestWindowFolder)
#include "tst_windowfolder.moc"
