#include "arrows.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QTest>

namespace {

QString sourceFolder()
{
    return qEnvironmentVariable("DUMBO_SOURCE_DIR");
}

/// What `readelf --dynamic` calls NEEDED.
QStringList neededLibraries(const QString &binary)
{
    QProcess process;
    process.start(QStringLiteral("readelf"), { QStringLiteral("--dynamic"), QStringLiteral("--wide"), binary });
    if (!process.waitForFinished())
        return {};
    QStringList needed;
    for (const auto &line : QString::fromUtf8(process.readAllStandardOutput()).split(u'\n')) {
        if (line.contains(QStringLiteral("(NEEDED)")))
            needed.append(line.section(u'[', 1).section(u']', 0, 0));
    }
    return needed;
}

} // namespace

class TestLayering : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyIncludeFollowsTheArrows();
    void aForbiddenIncludeIsFound_data();
    void aForbiddenIncludeIsFound();
    void everyBinaryIsLinkedAlongTheArrows_data();
    void everyBinaryIsLinkedAlongTheArrows();
    void aForbiddenLibraryIsFound();
    void noSourceOfTheWindowNamesADriver();
    void everySourceIsListed();
};

void TestLayering::everyIncludeFollowsTheArrows()
{
    QStringList found;
    int files = 0;
    const QDir root(sourceFolder());
    for (const auto &rule : arrows::includeRules()) {
        QDirIterator iterator(root.filePath(rule.folder), { QStringLiteral("*.h"), QStringLiteral("*.cpp") }, QDir::Files, QDirIterator::Subdirectories);
        while (iterator.hasNext()) {
            QFile file(iterator.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            found += arrows::forbiddenIncludes(root.relativeFilePath(file.fileName()), file.readAll());
            ++files;
        }
    }
    found.removeDuplicates();
    QVERIFY(files > 100);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

void TestLayering::aForbiddenIncludeIsFound_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<bool>("isForbidden");
    const auto row = [](const char *name, const char *path, const char *source, bool isForbidden) {
        QTest::newRow(name) << QString::fromLatin1(path) << QByteArray(source) << isForbidden;
    };
    row("core sees a widget", "core/sql/a.cpp", "#include <QWidget>\n", true);
    row("core sees a client library", "core/results/a.h", "#include <sqlite3.h>", true);
    row("core sees ui", "core/results/a.h", "#include \"ui/grid/resultgrid.h\"", true);
    row("sdk sees the rest of core", "core/sdk/a.h", "#pragma once\n#include \"core/sql/lexer.h\"\n", true);
    row("base sees sdk", "core/base/a.h", "#include \"core/sdk/batch.h\"", true);
    row("a driver sees core", "drivers/sqlite/a.cpp", "#include \"core/results/resultstore.h\"", true);
    row("a driver sees another", "drivers/sqlite/a.cpp", "#include \"drivers/postgresql/b.h\"", true);
    row("ui sees a driver", "ui/shell/a.cpp", "  #  include \"drivers/sqlite/module.h\"", true);
    row("ui sees a client library", "ui/shell/a.cpp", "#include <libpq-fe.h>", true);
    row("a program sees a driver", "app/cli/a.cpp", "#include \"drivers/sqlite/module.h\"", true);
    row("a driver sees the contract", "drivers/sqlite/a.cpp", "#include \"core/sdk/batch.h\"\n#include <sqlite3.h>", false);
    row("a driver sees its own folder", "drivers/sqlite/a.cpp", "#include \"drivers/sqlite/b.h\"", false);
    row("ui sees core", "ui/shell/a.cpp", "#include \"core/sql/lexer.h\"\n#include <QWidget>", false);
}

void TestLayering::aForbiddenIncludeIsFound()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, source);
    QFETCH(const bool, isForbidden);
    QCOMPARE(!arrows::forbiddenIncludes(path, source).isEmpty(), isForbidden);
}

void TestLayering::everyBinaryIsLinkedAlongTheArrows_data()
{
    QTest::addColumn<int>("index");
    for (int index = 0; index < int(arrows::linkRules().size()); ++index)
        QTest::newRow(qPrintable(arrows::linkRules()[std::size_t(index)].binary)) << index;
}

void TestLayering::everyBinaryIsLinkedAlongTheArrows()
{
    QFETCH(const int, index);
    const auto &rule = arrows::linkRules()[std::size_t(index)];
    const auto needed = neededLibraries(QDir(qEnvironmentVariable("DUMBO_BUILD_DIR")).filePath(rule.binary));
    QVERIFY2(!needed.isEmpty(), "The binary is not there, or readelf (binutils) is missing.");
    const auto found = arrows::forbiddenLibraries(rule, needed);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

void TestLayering::aForbiddenLibraryIsFound()
{
    const arrows::LinkRule core { QStringLiteral("core"), { QStringLiteral("libQt6Gui.so") }, {} };
    QCOMPARE(arrows::forbiddenLibraries(core, { QStringLiteral("libQt6Core.so.6") }).size(), 0);
    QCOMPARE(arrows::forbiddenLibraries(core, { QStringLiteral("libQt6Gui.so.6") }).size(), 1);
    const arrows::LinkRule sdk { QStringLiteral("sdk"), {}, { QStringLiteral("libQt6Core.so") } };
    QCOMPARE(arrows::forbiddenLibraries(sdk, { QStringLiteral("libQt6Core.so.6"), QStringLiteral("libsimdjson.so.25") }).size(), 1);
}

/// Databases differ by dialect, capabilities and manifest; code of the window that asks for a name would be a driver's.
void TestLayering::noSourceOfTheWindowNamesADriver()
{
    const QDir root(sourceFolder());
    QStringList found;
    QDirIterator iterator(root.filePath(QStringLiteral("ui")), { QStringLiteral("*.h"), QStringLiteral("*.cpp") }, QDir::Files, QDirIterator::Subdirectories);
    while (iterator.hasNext()) {
        QFile file(iterator.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto source = file.readAll().toLower();
        for (const auto *name : { "sqlite:sqlite3", "\"sqlite3\"", "\"sqlite\"", "postgresql:", "\"postgresql\"", "libpq" }) {
            if (source.contains(name))
                found.append(root.relativeFilePath(file.fileName()) + QStringLiteral(" names ") + QString::fromLatin1(name));
        }
    }
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

/// Sources are listed, not globbed: a file that no CMakeLists.txt names is forgotten or dead.
void TestLayering::everySourceIsListed()
{
    const QDir root(sourceFolder());
    QStringList found;
    for (const auto *folder : { "app", "core", "direct", "drivers", "examples", "ui" }) {
        QDirIterator iterator(root.filePath(QString::fromLatin1(folder)), { QStringLiteral("*.cpp") }, QDir::Files, QDirIterator::Subdirectories);
        while (iterator.hasNext()) {
            const QFileInfo source(iterator.next());
            auto isListed = false;
            for (auto place = source.dir(); !isListed && place != root; place.cdUp()) {
                QFile list(place.filePath(QStringLiteral("CMakeLists.txt")));
                isListed = list.open(QIODevice::ReadOnly) && list.readAll().contains(source.fileName().toUtf8());
            }
            if (!isListed)
                found.append(root.relativeFilePath(source.filePath()));
        }
    }
    QVERIFY2(found.isEmpty(), qPrintable(found.join(u'\n')));
}

QTEST_GUILESS_MAIN(TestLayering)
#include "tst_layering.moc"
