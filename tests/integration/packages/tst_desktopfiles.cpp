#include "tests/integration/packages/toolrun.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QMimeDatabase>
#include <QRegularExpression>
#include <QTest>

using namespace dumbo::test;

/// What menus, file managers and software catalogues read.
class TestDesktopFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theDesktopFileIsValid();
    void theMetadataIsValid();
    void everyMimeTypeOfTheDesktopFileIsOfferedByTheMetadata();
    void filesAreKnownByNameOrContent_data();
    void filesAreKnownByNameOrContent();
    void everyIconHasItsSize();

private:
    QString m_folder;
};

void TestDesktopFiles::initTestCase()
{
    // The database of file types as it is on a system with our package.
    m_folder = QDir::homePath() + QStringLiteral("/system");
    QVERIFY(QDir().mkpath(m_folder + QStringLiteral("/mime/packages")));
    for (const auto &file : { QStringLiteral("/usr/share/mime/packages/freedesktop.org.xml"), sourcePath(QStringLiteral("resources/mime/dumbo-workbench.xml")) })
        QVERIFY2(QFile::copy(file, m_folder + QStringLiteral("/mime/packages/") + QFileInfo(file).fileName()), qPrintable(file));
    const auto run = runTool(QStringLiteral("update-mime-database"), { QStringLiteral("-V"), m_folder + QStringLiteral("/mime") });
    QVERIFY2(run.exitCode == 0, qPrintable(run.output));
    QVERIFY2(!run.output.contains(QStringLiteral("dumbo-workbench.xml")) || !run.output.contains(QStringLiteral("rror")), qPrintable(run.output));
    qputenv("XDG_DATA_DIRS", QFile::encodeName(m_folder));
}

void TestDesktopFiles::theDesktopFileIsValid()
{
    const auto run = runTool(QStringLiteral("desktop-file-validate"), { sourcePath(QStringLiteral("resources/desktop/dumbo-workbench.desktop")) });
    QVERIFY2(run.exitCode == 0 && run.output.isEmpty(), qPrintable(run.output));
}

void TestDesktopFiles::theMetadataIsValid()
{
    const auto run = runTool(QStringLiteral("appstreamcli"),
        { QStringLiteral("validate"), QStringLiteral("--no-net"), buildPath(QStringLiteral("share/metainfo/org.dumbo.Workbench.metainfo.xml")) });
    QVERIFY2(run.exitCode == 0, qPrintable(run.output));
}

void TestDesktopFiles::everyMimeTypeOfTheDesktopFileIsOfferedByTheMetadata()
{
    QFile desktop(sourcePath(QStringLiteral("resources/desktop/dumbo-workbench.desktop")));
    QFile metadata(buildPath(QStringLiteral("share/metainfo/org.dumbo.Workbench.metainfo.xml")));
    QVERIFY(desktop.open(QIODevice::ReadOnly) && metadata.open(QIODevice::ReadOnly));
    static const QRegularExpression line(QStringLiteral("^MimeType=(.*)$"), QRegularExpression::MultilineOption);
    const auto types = line.match(QString::fromUtf8(desktop.readAll())).captured(1).split(u';', Qt::SkipEmptyParts);
    QVERIFY(!types.isEmpty());
    const auto offered = metadata.readAll();
    const QMimeDatabase database;
    for (const auto &type : types) {
        const auto name = database.mimeTypeForName(type).name();
        QVERIFY2(!name.isEmpty(), qPrintable(type));
        QVERIFY2(offered.contains("<mediatype>" + name.toUtf8() + "</mediatype>"), qPrintable(name));
    }
}

void TestDesktopFiles::filesAreKnownByNameOrContent_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("type");
    const QByteArray sqlite("SQLite format 3\0\x10\0", 18);
    const auto sqliteType = QStringLiteral("application/vnd.sqlite3");
    QTest::newRow("a new .sqlite") << QStringLiteral("new.sqlite") << QByteArray() << sqliteType;
    QTest::newRow("a .db that is SQLite's") << QStringLiteral("hut.db") << sqlite << sqliteType;
    QTest::newRow("SQLite's without a suffix") << QStringLiteral("hut") << sqlite << sqliteType;
    QTest::newRow("a .db of something else") << QStringLiteral("notes.db") << QByteArray("just text\n") << QStringLiteral("text/plain");
    QTest::newRow("a driver") << QStringLiteral("duckdb-1.0.dumbodriver") << QByteArray("PK\x03\x04") << QStringLiteral("application/vnd.dumbo.driver+zip");
}

void TestDesktopFiles::filesAreKnownByNameOrContent()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QString, type);
    QFile file(QDir::homePath() + u'/' + name);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    QCOMPARE(QMimeDatabase().mimeTypeForFile(file.fileName()).name(), type);
}

void TestDesktopFiles::everyIconHasItsSize()
{
    const QDir icons(buildPath(QStringLiteral("share/icons/hicolor")));
    const auto sizes = icons.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(sizes.size(), 8);
    for (const auto &size : sizes) {
        for (const auto &name : { QStringLiteral("/apps/dumbo-workbench.png"), QStringLiteral("/mimetypes/application-vnd.dumbo.driver+zip.png") }) {
            const QImage icon(icons.filePath(size + name));
            QCOMPARE(QStringLiteral("%1x%2").arg(icon.width()).arg(icon.height()), size);
            QVERIFY2(qAlpha(icon.pixel(0, 0)) == 0 && qAlpha(icon.pixel(icon.rect().center())) == 255, qPrintable(size + name));
        }
    }
}

QTEST_GUILESS_MAIN(TestDesktopFiles)
#include "tst_desktopfiles.moc"
