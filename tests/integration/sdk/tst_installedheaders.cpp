#include "installedtree.h"

#include <QDir>
#include <QDirIterator>
#include <QSet>
#include <QTest>

using namespace dumbo::test;

namespace {

bool write(const QString &path, const QByteArray &content)
{
    QFile file(path);
    return QDir().mkpath(QFileInfo(path).path()) && file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
}

/// All below folder, relative to it and in order.
QStringList headersIn(const QString &folder, const QString &without = {})
{
    QStringList headers;
    QDirIterator files(folder, { QStringLiteral("*.h") }, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const auto header = QDir(folder).relativeFilePath(files.next());
        if (without.isEmpty() || !header.startsWith(without))
            headers.append(header);
    }
    headers.sort();
    return headers;
}

/// "<QString>" and the like.
QSet<QByteArray> othersIncludedBy(const QString &path)
{
    QFile file(path);
    QSet<QByteArray> found;
    if (!file.open(QIODevice::ReadOnly))
        return found;
    for (const auto &line : file.readAll().split('\n')) {
        if (line.startsWith("#include <"))
            found.insert(line.sliced(9, line.indexOf('>') - 8));
    }
    return found;
}

} // namespace

class TestInstalledHeaders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QCOMPARE(m_tree.install(), QByteArray()); }
    void eachHeaderCompilesAlone_data();
    void eachHeaderCompilesAlone();
    void aDriverSeesTheContractOnly();

private:
    InstalledTree m_tree;
};

void TestInstalledHeaders::eachHeaderCompilesAlone_data()
{
    QTest::addColumn<QString>("component");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QStringList>("headers");
    const auto include = m_tree.prefix() + QStringLiteral("/include/dumbo");
    QTest::newRow("Sdk") << QStringLiteral("Sdk") << QStringLiteral("Dumbo::Sdk Dumbo::Conformance") << headersIn(include, QStringLiteral("devel/"));
    QTest::newRow("Devel") << QStringLiteral("PostgreSQL SQLite") << QStringLiteral("Dumbo::PostgreSQL Dumbo::SQLite")
                           << headersIn(include + QStringLiteral("/devel"));
}

/// One source for each header, with nothing else in it. What programs include has Qt's and the standard library's headers
/// precompiled: each of the 180 by itself would take minutes.
void TestInstalledHeaders::eachHeaderCompilesAlone()
{
    QFETCH(const QString, component);
    QFETCH(const QString, target);
    QFETCH(const QStringList, headers);
    QVERIFY2(headers.size() > 50, qPrintable(QString::number(headers.size())));
    const auto isDevel = component != u"Sdk";
    const auto name = QStringLiteral("headers-") + QString::fromLatin1(QTest::currentDataTag());
    QByteArray sources;
    QSet<QByteArray> others;
    for (qsizetype i = 0; i < headers.size(); ++i) {
        const auto source = QStringLiteral("%1.cpp").arg(i);
        QVERIFY(write(m_tree.source(name + u'/' + source), "#include \"" + headers[i].toUtf8() + "\"\n"));
        sources += ' ' + source.toUtf8();
        others.unite(othersIncludedBy(m_tree.prefix() + (isDevel ? QStringLiteral("/include/dumbo/devel/") : QStringLiteral("/include/dumbo/")) + headers[i]));
    }
    const auto precompiled = isDevel ? "target_precompile_headers(headers PRIVATE " + others.values().join(' ') + ")\n" : QByteArray();
    QVERIFY(write(m_tree.source(name + QStringLiteral("/CMakeLists.txt")),
        "cmake_minimum_required(VERSION 3.28)\nproject(Headers LANGUAGES CXX)\nfind_package(Dumbo 0.1 REQUIRED COMPONENTS " + component.toUtf8()
            + ")\nadd_library(headers OBJECT" + sources + ")\ntarget_link_libraries(headers PRIVATE " + target.toUtf8()
            + ")\nset_target_properties(headers PROPERTIES CXX_SCAN_FOR_MODULES OFF)\n" + precompiled));
    const auto fault = m_tree.build(name, { QStringLiteral("CMAKE_BUILD_TYPE=Debug"), QStringLiteral("CMAKE_CXX_FLAGS_DEBUG=-O0") });
    QVERIFY2(fault.isEmpty(), fault.constData());
    QCOMPARE(m_tree.pathsIntoSources(name), QByteArray());
}

void TestInstalledHeaders::aDriverSeesTheContractOnly()
{
    const auto headers = headersIn(m_tree.prefix() + QStringLiteral("/include/dumbo"), QStringLiteral("devel/"));
    for (const auto &header : headers)
        QVERIFY2(header.startsWith(QStringLiteral("core/base/")) || header.startsWith(QStringLiteral("core/sdk/"))
                || header.startsWith(QStringLiteral("core/conformance/")),
            qPrintable(header));
}

QTEST_GUILESS_MAIN(TestInstalledHeaders)
#include "tst_installedheaders.moc"
