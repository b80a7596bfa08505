#include "ui/journal/sqlfile.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace workbench;

class TestSqlFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aScriptIsReadAndWrittenByteForByte()
    {
        QTemporaryDir folder;
        const auto path = folder.filePath(QStringLiteral("a.sql"));
        const QByteArray bytes("SELECT 1;\r\n-- \xFF\r\n");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        file.close();
        auto reading = readSqlFile(path);
        reading.waitForFinished();
        const auto read = reading.result();
        QVERIFY(read);
        QCOMPARE(read->content.invalidBytes, 1);
        const auto copy = folder.filePath(QStringLiteral("b.sql"));
        auto writing = writeSqlFile(copy, read->content);
        writing.waitForFinished();
        QVERIFY(writing.result());
        QCOMPARE(*writing.result(), FileStamp::of(copy));
        QFile written(copy);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QCOMPARE(written.readAll(), bytes);
    }

    void aMissingFileIsSaid()
    {
        auto reading = readSqlFile(QStringLiteral("/nowhere/a.sql"));
        reading.waitForFinished();
        QVERIFY(!reading.result());
        QCOMPARE(reading.result().error().kind(), dumbo::ErrorKind::NotFound);
        QCOMPARE(FileStamp::of(QStringLiteral("/nowhere/a.sql")).size, -1);
    }

    void anUnwritablePlaceKeepsTheOldFile()
    {
        auto writing = writeSqlFile(QStringLiteral("/nowhere/a.sql"), {});
        writing.waitForFinished();
        QVERIFY(!writing.result());
        QVERIFY(writing.result().error().message().contains(QStringLiteral("/nowhere/a.sql")));
    }
};

QTEST_GUILESS_MAIN(TestSqlFile)
#include "tst_sqlfile.moc"
