#include "core/migrations/sources/migrationsource.h"
#include "tests/unit/core/sql/dialects.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace dumbo;
using namespace dumbo::testing;

/// Each layout by a fixture of its own in tests/data/migrations, and what is wrong by folders made here.
class TestMigrationSources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachLayoutIsRecognisedAndRead_data();
    void eachLayoutIsRecognisedAndRead();
    void ourOwnLayoutGivesStatementsWithTheirPlaces();
    void hashesAreThoseOfTheStatements();
    void downScriptsAreFoundInFilesAndSections();
    void whatRunsOutsideOfTransactionsIsKnown();
    void gooseKeepsAStatementWholeWhereTheSplitterCanNot();
    void flywayOrdersByNumbersAndRunsRepeatablesLast();
    void drizzleFollowsItsJournal();
    void atlasSumIsVerified_data();
    void atlasSumIsVerified();
    void aSingleFileGivesItsMigration();
    void whatIsWrongIsSaidWithPlaceAndRemedy_data();
    void whatIsWrongIsSaidWithPlaceAndRemedy();
    void anEmptyFolderIsOurs();
    void relativePathsWork();
    void missingFoldersAndUnknownLayoutsAreErrors();
    void tenThousandFilesAreReadInOrder();
    void newMigrationsAreNamedAsTheirLayoutWants_data();
    void newMigrationsAreNamedAsTheirLayoutWants();
    void aNewMigrationIsReadAsItWasWritten_data();
    void aNewMigrationIsReadAsItWasWritten();
    void statementsWithSemicolonsStayWhole();
    void aNewMigrationOverwritesNothing();
    void newMigrationsOfOneSecondFollowEachOther();
    void listsOfFilesAreKept();

private:
    [[nodiscard]] static QString fixture(const QString &name)
    {
        return QStringLiteral("%1/tests/data/migrations/%2").arg(qEnvironmentVariable("DUMBO_SOURCE_DIR"), name);
    }
    [[nodiscard]] static MigrationSet read(const QString &path, const QString &layout = {}, const Dialect &dialect = postgresql())
    {
        const auto set = readMigrations({ path, layout, dialect });
        if (!set)
            qFatal("%s", qPrintable(set.error().toText()));
        return *set;
    }
    static void write(const QString &folder, const QString &name, const QByteArray &text)
    {
        QDir().mkpath(QFileInfo(folder + u'/' + name).path());
        QFile file(folder + u'/' + name);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s", qPrintable(file.fileName()));
    }
    /// A fixture that may be changed.
    static void copy(const QString &from, const QString &to)
    {
        QDir().mkpath(to);
        for (const auto &name : QDir(from).entryList(QDir::Files))
            QVERIFY(QFile::copy(from + u'/' + name, to + u'/' + name));
        for (const auto &name : QDir(from).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
            copy(from + u'/' + name, to + u'/' + name);
    }
    [[nodiscard]] static QStringList names(const MigrationSet &set)
    {
        QStringList names;
        for (const auto &migration : set.migrations)
            names.append(migration.name);
        return names;
    }
    [[nodiscard]] static QByteArrayList texts(const std::vector<MigrationStatement> &statements)
    {
        QByteArrayList texts;
        for (const auto &statement : statements)
            texts.append(statement.text);
        return texts;
    }
    [[nodiscard]] static QString problems(const MigrationSet &set)
    {
        QStringList lines;
        for (const auto &problem : set.problems)
            lines.append(QStringLiteral("%1:%2 %3%4").arg(QFileInfo(problem.path).fileName()).arg(problem.line)
                             .arg(problem.isFatal ? QStringLiteral("fatal: ") : QString(), problem.message));
        return lines.join(u'\n');
    }
};

void TestMigrationSources::eachLayoutIsRecognisedAndRead_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("layout");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *folder, const char *layout, const QStringList &expected) {
        QTest::newRow(folder) << QString::fromLatin1(folder) << QString::fromLatin1(layout) << expected;
    };
    row("dumbo", "dumbo", { QStringLiteral("0001_huts"), QStringLiteral("0002_hut_name_index"), QStringLiteral("0010_guides") });
    row("dbmate", "dbmate", { QStringLiteral("20240102030405_huts"), QStringLiteral("20240103030405_index") });
    row("goose", "goose", { QStringLiteral("00001_huts"), QStringLiteral("00002_index") });
    row("golang-migrate", "golang-migrate", { QStringLiteral("000001_huts"), QStringLiteral("000002_hut_name") });
    row("flyway", "flyway", { QStringLiteral("V1__Huts"), QStringLiteral("V1.2__Hut_height"), QStringLiteral("V1_10__Hut_index"), QStringLiteral("R__High_huts") });
    row("atlas", "atlas", { QStringLiteral("20240102030405_huts"), QStringLiteral("20240103030405_index"), QStringLiteral("20240104030405_trim") });
    row("prisma", "prisma", { QStringLiteral("20240102030405_huts"), QStringLiteral("20240103030405_guides") });
    row("drizzle", "drizzle", { QStringLiteral("0000_brave_hut"), QStringLiteral("0001_calm_name") });
    row("drizzle-folders", "drizzle", { QStringLiteral("20240102030405_huts") });
    row("sqlx/migrations", "sqlx", { QStringLiteral("20240102030405_huts"), QStringLiteral("20240103030405_index") });
    row("diesel", "diesel", { QStringLiteral("2024-01-02-030405_huts"), QStringLiteral("2024-01-03-030405_index") });
    row("plain", "plain", { QStringLiteral("schema"), QStringLiteral("seed") });
}

void TestMigrationSources::eachLayoutIsRecognisedAndRead()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, layout);
    QFETCH(const QStringList, expected);
    const auto set = read(fixture(folder));
    QCOMPARE(set.layout, layout);
    QCOMPARE(set.path, fixture(folder));
    QCOMPARE(names(set), expected);
    for (const auto &problem : set.problems)
        QVERIFY2(!problem.isFatal, qPrintable(problems(set)));
    for (const auto &migration : set.migrations) {
        QVERIFY(QFile::exists(migration.path));
        QVERIFY2(!migration.up.empty(), qPrintable(migration.name));
        QVERIFY(!migration.title.contains(u'_'));
        QCOMPARE(migration.hash.size(), 64);
    }
}

void TestMigrationSources::ourOwnLayoutGivesStatementsWithTheirPlaces()
{
    const auto set = read(fixture(QStringLiteral("dumbo")));
    const auto &first = set.migrations.front();
    QCOMPARE(first.version, QStringLiteral("0001"));
    QCOMPARE(first.title, QStringLiteral("huts"));
    QCOMPARE(texts(first.up), QByteArrayList({ "CREATE TABLE hut (\n    id integer PRIMARY KEY,\n    name text NOT NULL\n)",
                                  "INSERT INTO hut VALUES (1, 'Nebelhorn; the old one')" }));
    QCOMPARE(first.up[0].line, 2);
    QCOMPARE(first.up[1].line, 6);
    QFile file(first.path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto bytes = file.readAll();
    for (const auto &statement : first.up)
        QCOMPARE(bytes.sliced(statement.begin, statement.end - statement.begin), statement.text);
    QCOMPARE(problems(set), QStringLiteral("0010_guides.sql:0 There are no numbers 0003 to 0009 before 0010_guides.sql. Restore them if they were lost."));
}

void TestMigrationSources::hashesAreThoseOfTheStatements()
{
    const auto set = read(fixture(QStringLiteral("dumbo")));
    QCOMPARE(set.migrations[2].hash, QCryptographicHash::hash("CREATE TABLE guide (id integer PRIMARY KEY)", QCryptographicHash::Sha256).toHex());
    // Comments, blanks and the last ";" do not count.
    QTemporaryDir folder;
    write(folder.path(), QStringLiteral("0010_guides.sql"), "\xef\xbb\xbf-- new words\r\nCREATE TABLE guide (id integer PRIMARY KEY) ;\r\n\r\n");
    const auto other = read(folder.path());
    QCOMPARE(other.migrations[0].hash, set.migrations[2].hash);
    QCOMPARE(other.migrations[0].up[0].line, 2);
}

void TestMigrationSources::downScriptsAreFoundInFilesAndSections()
{
    const auto down = [](const char *folder, std::size_t index) {
        const auto migration = read(fixture(QString::fromLatin1(folder))).migrations[index];
        return std::tuple(migration.hasDown, QFileInfo(migration.downPath).fileName(), texts(migration.down));
    };
    QCOMPARE(down("dumbo", 0), std::tuple(true, QStringLiteral("0001_huts.down.sql"), QByteArrayList({ "DROP TABLE hut" })));
    QCOMPARE(down("dumbo", 1), std::tuple(false, QString(), QByteArrayList()));
    QCOMPARE(down("dbmate", 0), std::tuple(true, QStringLiteral("20240102030405_huts.sql"), QByteArrayList({ "DROP TABLE bed", "DROP TABLE hut" })));
    QCOMPARE(down("goose", 0), std::tuple(true, QStringLiteral("00001_huts.sql"), QByteArrayList({ "DROP FUNCTION hut_name()", "DROP TABLE hut" })));
    QCOMPARE(down("golang-migrate", 1), std::tuple(true, QStringLiteral("000002_hut_name.down.sql"), QByteArrayList({ "ALTER TABLE hut DROP COLUMN name" })));
    QCOMPARE(down("flyway", 0), std::tuple(true, QStringLiteral("U1__Huts.sql"), QByteArrayList({ "DROP TABLE hut" })));
    QCOMPARE(down("sqlx/migrations", 1), std::tuple(true, QStringLiteral("20240103030405_index.down.sql"), QByteArrayList({ "DROP INDEX hut_id" })));
    QCOMPARE(down("diesel", 0), std::tuple(true, QStringLiteral("down.sql"), QByteArrayList({ "DROP TABLE hut" })));
}

void TestMigrationSources::whatRunsOutsideOfTransactionsIsKnown()
{
    for (const auto &[folder, index] : std::initializer_list<std::pair<const char *, std::size_t>> { { "dumbo", 1 }, { "dbmate", 1 }, { "goose", 1 },
             { "flyway", 2 }, { "atlas", 1 }, { "sqlx/migrations", 1 }, { "diesel", 1 } }) {
        const auto set = read(fixture(QString::fromLatin1(folder)));
        for (std::size_t i = 0; i < set.migrations.size(); ++i)
            QVERIFY2(set.migrations[i].inTransaction == (i != index), qPrintable(set.migrations[i].path));
    }
}

void TestMigrationSources::gooseKeepsAStatementWholeWhereTheSplitterCanNot()
{
    QTemporaryDir folder;
    write(folder.path(), QStringLiteral("1_routine.sql"),
        "-- +goose Up\nCREATE TABLE hut (id int);\n-- +goose StatementBegin\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\n  SELECT 2;\nEND;\n-- +goose StatementEnd\nSELECT 3;\n");
    const auto set = read(folder.path(), {}, mariadb());
    QCOMPARE(problems(set), QString());
    QCOMPARE(texts(set.migrations[0].up),
        QByteArrayList({ "CREATE TABLE hut (id int)", "CREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\n  SELECT 2;\nEND", "SELECT 3" }));
    QCOMPARE(set.migrations[0].up[1].line, 4);
    QCOMPARE(set.migrations[0].up[2].line, 10);
    QCOMPARE(texts(read(fixture(QStringLiteral("goose"))).migrations[0].up).size(), 2);
}

void TestMigrationSources::flywayOrdersByNumbersAndRunsRepeatablesLast()
{
    QTemporaryDir folder;
    for (const auto *name : { "V10__ten.sql", "V9__nine.sql", "V9_1__nine_one.sql", "V9.0.2__nine_two.sql", "R__zebra.sql", "R__ape.sql", "deep/er/V2__two.sql" })
        write(folder.path(), QString::fromLatin1(name), "SELECT 1");
    const auto set = read(folder.path());
    QCOMPARE(names(set), QStringList({ QStringLiteral("V2__two"), QStringLiteral("V9__nine"), QStringLiteral("V9.0.2__nine_two"), QStringLiteral("V9_1__nine_one"),
                             QStringLiteral("V10__ten"), QStringLiteral("R__ape"), QStringLiteral("R__zebra") }));
    QVERIFY(set.migrations.back().repeatable && !set.migrations.front().repeatable);
    QCOMPARE(set.migrations[2].version, QStringLiteral("9.0.2"));
}

void TestMigrationSources::drizzleFollowsItsJournal()
{
    const auto set = read(fixture(QStringLiteral("drizzle")));
    QCOMPARE(texts(set.migrations[0].up), QByteArrayList({ "CREATE TABLE \"hut\" (\"id\" integer)", "CREATE INDEX \"hut_id\" ON \"hut\" (\"id\")", "CREATE INDEX \"hut_id_2\" ON \"hut\" (\"id\")" }));
    QCOMPARE(set.migrations[1].version, QStringLiteral("1704251045000"));
    // "-->" is no comment for MariaDB.
    QCOMPARE(texts(read(fixture(QStringLiteral("drizzle")), {}, mariadb()).migrations[0].up).size(), 3);

    QTemporaryDir folder;
    copy(fixture(QStringLiteral("drizzle")), folder.path());
    write(folder.path(), QStringLiteral("meta/_journal.json"),
        R"({"entries": [{"idx": 1, "when": 7, "tag": "0000_brave_hut"}, {"idx": 0, "when": 9, "tag": "0001_calm_name"}, {"idx": 2, "when": 11, "tag": "0002_lost"}]})");
    write(folder.path(), QStringLiteral("0003_stray.sql"), "SELECT 1");
    const auto odd = read(folder.path());
    QCOMPARE(names(odd), QStringList({ QStringLiteral("0001_calm_name"), QStringLiteral("0000_brave_hut") }));
    QCOMPARE(problems(odd), QStringLiteral("_journal.json:0 fatal: The journal lists \"0002_lost\", and there is no 0002_lost.sql. Restore the file, or take the entry away.\n"
                                           "0003_stray.sql:0 0003_stray.sql is not in the journal and is not run. Add it by drizzle-kit, or take it away."));
}

void TestMigrationSources::atlasSumIsVerified_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("message");
    QTest::newRow("untouched") << QString() << QByteArray() << QString();
    QTest::newRow("changed") << QStringLiteral("20240102030405_huts.sql") << QByteArray("CREATE TABLE other (id int);")
                             << QStringLiteral("20240102030405_huts.sql was changed since atlas.sum was written.");
    QTest::newRow("added") << QStringLiteral("20240105030405_more.sql") << QByteArray("SELECT 1;") << QStringLiteral("20240105030405_more.sql is not listed in atlas.sum.");
    QTest::newRow("removed") << QStringLiteral("20240102030405_huts.sql") << QByteArray() << QStringLiteral("20240102030405_huts.sql is listed in atlas.sum and does not exist.");
    QTest::newRow("left out") << QStringLiteral("20240109030405_own.sql") << QByteArray("-- atlas:sum ignore\n\nSELECT 1;") << QStringLiteral("The first line of atlas.sum does not fit the others.");
}

void TestMigrationSources::atlasSumIsVerified()
{
    QFETCH(const QString, file);
    QFETCH(const QByteArray, text);
    QFETCH(const QString, message);
    QTemporaryDir folder;
    copy(fixture(QStringLiteral("atlas")), folder.path());
    if (!file.isEmpty() && text.isEmpty())
        QVERIFY(QFile::remove(folder.filePath(file)));
    else if (!file.isEmpty())
        write(folder.path(), file, text);
    const auto set = read(folder.path());
    if (QByteArrayView(QTest::currentDataTag()) == "left out") {
        // Its name counts for those behind it only.
        QCOMPARE(problems(set), QString());
        return;
    }
    const auto expected = message.isEmpty() ? QString()
                                            : QStringLiteral("atlas.sum:0 fatal: %1 Look whether that was meant; then write it anew with \"atlas migrate hash\".").arg(message);
    QCOMPARE(problems(set), expected);
}

void TestMigrationSources::aSingleFileGivesItsMigration()
{
    const auto one = [](const char *path) {
        const auto set = read(fixture(QString::fromLatin1(path)));
        if (set.migrations.size() != 1 || !set.problems.empty())
            qFatal("%s", qPrintable(path + problems(set)));
        return std::tuple(set.layout, set.migrations[0].name, set.migrations[0].hasDown);
    };
    QCOMPARE(one("dumbo/0001_huts.sql"), std::tuple(QStringLiteral("dumbo"), QStringLiteral("0001_huts"), true));
    QCOMPARE(one("goose/00001_huts.sql"), std::tuple(QStringLiteral("goose"), QStringLiteral("00001_huts"), true));
    QCOMPARE(one("diesel/2024-01-02-030405_huts/up.sql"), std::tuple(QStringLiteral("diesel"), QStringLiteral("2024-01-02-030405_huts"), true));
    QCOMPARE(one("drizzle/0001_calm_name.sql"), std::tuple(QStringLiteral("drizzle"), QStringLiteral("0001_calm_name"), false));
    QCOMPARE(one("prisma/20240102030405_huts/migration.sql"), std::tuple(QStringLiteral("prisma"), QStringLiteral("20240102030405_huts"), false));
    QCOMPARE(one("plain/seed.sql"), std::tuple(QStringLiteral("plain"), QStringLiteral("seed"), false));
    QCOMPARE(one("flyway/views/R__High_huts.sql"), std::tuple(QStringLiteral("flyway"), QStringLiteral("R__High_huts"), false));
}

void TestMigrationSources::whatIsWrongIsSaidWithPlaceAndRemedy_data()
{
    using Files = QList<std::pair<QString, QByteArray>>;
    QTest::addColumn<Files>("files");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const Files &files, const char *expected) { QTest::newRow(name) << files << QString::fromUtf8(expected); };
    row("one version twice", { { QStringLiteral("001_a.up.sql"), "SELECT 1" }, { QStringLiteral("1_b.up.sql"), "SELECT 1" }, { QStringLiteral("1_a.down.sql"), "SELECT 1" } },
        "1_b.up.sql:0 fatal: 001_a.up.sql and 1_b.up.sql have one version. Give one of them another.\n001_a.up.sql:0 001_a.up.sql has no down script, so it can't be undone.");
    row("one number twice", { { QStringLiteral("0001_a.sql"), "SELECT 1" }, { QStringLiteral("0001_b.sql"), "SELECT 1" } },
        "0001_b.sql:0 0001_a.sql and 0001_b.sql have one number, and run in the order of their names. Give one of them another.");
    row("a gap", { { QStringLiteral("0001_a.sql"), "SELECT 1" }, { QStringLiteral("0003_b.sql"), "SELECT 1" } },
        "0003_b.sql:0 There is no number 0002 before 0003_b.sql. Restore it if it was lost.");
    row("down without up", { { QStringLiteral("0001_a.sql"), "SELECT 1" }, { QStringLiteral("0002_b.down.sql"), "SELECT 1" } },
        "0002_b.down.sql:0 0002_b.down.sql has no up script. Write it, or take this one away.");
    row("not UTF-8", { { QStringLiteral("0001_a.sql"), "SELECT 1;\nSELECT 'H\xfctte';\n" } }, "0001_a.sql:2 fatal: This line is not UTF-8. Save the file as UTF-8.");
    row("UTF-16", { { QStringLiteral("0001_a.sql"), QByteArray("\xff\xfeS\0E\0", 6) } }, "0001_a.sql:0 fatal: The file is written in UTF-16. Save it as UTF-8.");
    row("a zero byte", { { QStringLiteral("0001_a.sql"), QByteArray("SELECT 1;\n\0SELECT 2", 19) } },
        "0001_a.sql:2 fatal: The file holds a zero byte, which no SQL can have. Take it away, or save the file as UTF-8.");
    row("nothing in it", { { QStringLiteral("0001_a.sql"), "-- later\n" } }, "0001_a.sql:0 0001_a.sql holds no statement. It can't be recorded as run; fill it, or take it away.");
    row("another name", { { QStringLiteral("0001_a.sql"), "SELECT 1" }, { QStringLiteral("notes.sql"), "SELECT 1" } },
        "notes.sql:0 notes.sql is not run: its name is not one of Dumbo. Rename it, or take it away.");
    row("psql's lines", { { QStringLiteral("0001_a.sql"), "SELECT 1;\n\\i other.sql\nSELECT 2;\n" } }, "0001_a.sql:2 fatal: This line is for psql, not for the server. Take it away.");
    row("copied data", { { QStringLiteral("0001_a.sql"), "COPY t FROM stdin;\n1\n\\.\n" } },
        "0001_a.sql:2 fatal: Data behind COPY … FROM stdin can't be run from a migration. Write INSERT instead.");
    row("no up section", { { QStringLiteral("1_a.sql"), "-- +goose Up\nSELECT 1;" }, { QStringLiteral("2_b.sql"), "-- nothing\n" } },
        "2_b.sql:0 fatal: The up section is missing, so nothing would be run. Write the line that begins it.");
    row("before the section", { { QStringLiteral("1_a.sql"), "SELECT 0;\n-- migrate:up\nSELECT 1;" } },
        "1_a.sql:1 fatal: This statement stands before the up section, and would not be run. Move it into a section.");
    row("two up sections", { { QStringLiteral("1_a.sql"), "-- migrate:up\nSELECT 0;\n-- migrate:up\nSELECT 1;" } }, "1_a.sql:3 fatal: A second up section begins here. Keep one for each file.");
    row("an open statement", { { QStringLiteral("1_a.sql"), "-- +goose Up\n-- +goose StatementBegin\nSELECT 1;" } },
        "1_a.sql:2 fatal: This StatementBegin has no StatementEnd. Write one behind the statement.");
    row("a program", { { QStringLiteral("1_a.sql"), "-- +goose Up\nSELECT 1;" }, { QStringLiteral("2_b.go"), "package x" }, { QStringLiteral("2_b_test.go"), "package x" } },
        "2_b.go:0 fatal: 2_b.go is a program in Go, which can't be run from here. Run it by goose, or write it as SQL.");
    row("values of the environment", { { QStringLiteral("1_a.sql"), "-- +goose ENVSUB ON\n-- +goose Up\nSELECT ${A};" } },
        "1_a.sql:1 fatal: goose would put values of the environment into this script; that isn't done here. Write the values, and take the line away.");
    row("placeholders", { { QStringLiteral("V1__a.sql"), "SELECT 1;\nSELECT\n'${name}'" }, { QStringLiteral("V2__b.sql"), "SELECT '${x}'" }, { QStringLiteral("V2__b.sql.conf"), "placeholderReplacement=false\n" } },
        "V1__a.sql:3 fatal: ${name} would be replaced by the tool; that isn't done here. Write the value.");
    row("a baseline and a callback", { { QStringLiteral("V1__a.sql"), "SELECT 1;" }, { QStringLiteral("B1__a.sql"), "SELECT 1" }, { QStringLiteral("afterMigrate__x.sql"), "SELECT 1" } },
        "B1__a.sql:0 B1__a.sql is a baseline: in an empty database Flyway runs it instead of all before it. Here those before it are run.\n"
        "afterMigrate__x.sql:0 afterMigrate__x.sql is a callback: Flyway runs it around migrations. It isn't run here.");
    row("a checkpoint", { { QStringLiteral("1_a.sql"), "-- atlas:checkpoint\n\nSELECT 1;" } },
        "1_a.sql:1 fatal: This is a checkpoint, which Atlas runs only in an empty database. Run it by Atlas, or move the file elsewhere.");
    row("a broken journal", { { QStringLiteral("0000_a.sql"), "SELECT 1;" }, { QStringLiteral("meta/_journal.json"), "{\n<<<<<<< HEAD\n" } },
        "_journal.json:2 fatal: The journal is no JSON with \"entries\". Resolve a merge conflict in it, or let drizzle-kit write it anew.");
}

void TestMigrationSources::whatIsWrongIsSaidWithPlaceAndRemedy()
{
    using Files = QList<std::pair<QString, QByteArray>>;
    QFETCH(const Files, files);
    QFETCH(const QString, expected);
    QTemporaryDir folder;
    for (const auto &[name, text] : files)
        write(folder.path(), name, text);
    QCOMPARE(problems(read(folder.path())), expected);
}

void TestMigrationSources::anEmptyFolderIsOurs()
{
    QTemporaryDir folder;
    const auto set = read(folder.path());
    QCOMPARE(set.layout, QStringLiteral("dumbo"));
    QVERIFY(set.migrations.empty() && set.problems.empty());
}

void TestMigrationSources::relativePathsWork()
{
    const auto before = QDir::currentPath();
    QVERIFY(QDir::setCurrent(fixture(QString())));
    const auto flyway = read(QStringLiteral("flyway"));
    const auto next = newMigrationPath(QStringLiteral("goose"), QStringLiteral("x"));
    QVERIFY(QDir::setCurrent(before));
    QCOMPARE(flyway.migrations.size(), 4U);
    QCOMPARE(flyway.migrations.front().path, QStringLiteral("flyway/V1__Huts.sql"));
    QCOMPARE(next.value_or(QString()), QStringLiteral("goose/00003_x.sql"));
}

void TestMigrationSources::missingFoldersAndUnknownLayoutsAreErrors()
{
    const auto missing = readMigrations({ QStringLiteral("/nowhere/at/all"), {}, postgresql() });
    QVERIFY(!missing);
    QCOMPARE(missing.error().kind(), ErrorKind::NotFound);
    const auto unknown = readMigrations({ fixture(QStringLiteral("dumbo")), QStringLiteral("liquibase"), postgresql() });
    QVERIFY(!unknown);
    QVERIFY2(unknown.error().message().contains(QStringLiteral("golang-migrate")), qPrintable(unknown.error().message()));
    // A link to nowhere is said, not skipped.
    QTemporaryDir folder;
    QVERIFY(QFile::link(folder.filePath(QStringLiteral("gone")), folder.filePath(QStringLiteral("0001_a.sql"))));
    QCOMPARE(problems(read(folder.path())), QStringLiteral("0001_a.sql:0 fatal: This is no file that can be read, perhaps a link to nowhere. Mend it, or take it away."));
}

void TestMigrationSources::tenThousandFilesAreReadInOrder()
{
    QTemporaryDir folder;
    for (int i = 10'000; i > 0; --i)
        write(folder.path(), QStringLiteral("%1_step.sql").arg(i), QByteArray("SELECT ") + QByteArray::number(i));
    const auto set = read(folder.path());
    QCOMPARE(set.migrations.size(), 10'000U);
    for (int i = 0; i < 10'000; ++i)
        QCOMPARE(set.migrations[std::size_t(i)].version, QString::number(i + 1));
    QCOMPARE(problems(set), QString());
}

void TestMigrationSources::newMigrationsAreNamedAsTheirLayoutWants_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("path");
    QTest::newRow("dumbo") << "dumbo" << "0011_add_beds.sql";
    QTest::newRow("dbmate") << "dbmate" << "20260131120000_add_beds.sql";
    QTest::newRow("goose") << "goose" << "00003_add_beds.sql";
    QTest::newRow("golang-migrate") << "golang-migrate" << "000003_add_beds.up.sql";
    QTest::newRow("flyway") << "flyway" << "V2__add_beds.sql";
    QTest::newRow("atlas") << "atlas" << "20260131120000_add_beds.sql";
    QTest::newRow("prisma") << "prisma" << "20260131120000_add_beds/migration.sql";
    QTest::newRow("drizzle") << "drizzle" << "0002_add_beds.sql";
    QTest::newRow("sqlx") << "sqlx/migrations" << "20260131120000_add_beds.sql";
    QTest::newRow("diesel") << "diesel" << "2026-01-31-120000_add_beds/up.sql";
    QTest::newRow("plain") << "plain" << "0001_add_beds.sql";
}

void TestMigrationSources::newMigrationsAreNamedAsTheirLayoutWants()
{
    QFETCH(const QString, folder);
    QFETCH(const QString, path);
    const auto now = QDateTime::fromString(QStringLiteral("2026-01-31T13:00:00+01:00"), Qt::ISODate);
    const auto made = newMigrationPath(fixture(folder), QStringLiteral(" Add beds! "), {}, now);
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().toText()));
    QCOMPARE(QDir(fixture(folder)).relativeFilePath(*made), path);
}

void TestMigrationSources::aNewMigrationIsReadAsItWasWritten_data()
{
    QTest::addColumn<QString>("layout");
    for (const auto &layout : sourceLayouts())
        QTest::newRow(qPrintable(layout.id)) << layout.id;
}

void TestMigrationSources::aNewMigrationIsReadAsItWasWritten()
{
    QFETCH(const QString, layout);
    QTemporaryDir folder;
    NewMigrationRequest request;
    request.source = folder.path();
    request.layout = layout;
    request.title = QStringLiteral("Add beds");
    request.up = { "CREATE TABLE bed (id int)", "CREATE INDEX bed_id ON bed (id)" };
    request.down = { "DROP TABLE bed" };
    request.databaseType = QStringLiteral("PostgreSQL");
    const bool canLeaveTransactions = QStringList({ QStringLiteral("dumbo"), QStringLiteral("goose"), QStringLiteral("atlas"), QStringLiteral("sqlx") }).contains(layout);
    request.inTransaction = !canLeaveTransactions;
    const auto made = newMigration(request);
    QVERIFY2(made.has_value(), made ? "" : qPrintable(made.error().toText()));
    QVERIFY(writeNewMigration(*made).has_value());
    const auto set = read(folder.path(), layout);
    QCOMPARE(problems(set), QString());
    QCOMPARE(names(set), QStringList({ made->name }));
    const auto &migration = set.migrations.front();
    QCOMPARE(texts(migration.up), QByteArrayList(request.up.begin(), request.up.end()));
    QCOMPARE(migration.inTransaction, request.inTransaction);
    QCOMPARE(migration.path, made->files.front().path);
    if (migration.hasDown)
        QCOMPARE(texts(migration.down), QByteArrayList({ "DROP TABLE bed" }));
    const bool knowsDown = !QStringList({ QStringLiteral("atlas"), QStringLiteral("drizzle"), QStringLiteral("sqlx") }).contains(layout);
    QCOMPARE(migration.hasDown, knowsDown);
    // Plain files become ours with a number; all others are recognised as what they are, but for SQLx, which a program stands beside.
    if (layout != QStringLiteral("plain") && layout != QStringLiteral("sqlx"))
        QCOMPARE(read(folder.path()).layout, layout);
}

void TestMigrationSources::statementsWithSemicolonsStayWhole()
{
    const QByteArray routine = "CREATE PROCEDURE p()\nBEGIN\n  SELECT 1;\n  SELECT 2;\nEND";
    for (const auto *layout : { "dumbo", "goose", "dbmate", "flyway" }) {
        QTemporaryDir folder;
        const auto made = newMigration({ .source = folder.path(), .layout = QString::fromLatin1(layout), .title = QStringLiteral("x"),
            .up = { routine, "SELECT 3" }, .databaseType = QStringLiteral("MySQL") });
        QVERIFY(made && writeNewMigration(*made));
        const auto set = read(folder.path(), {}, mariadb());
        QCOMPARE(problems(set), QString());
        QCOMPARE(texts(set.migrations.front().up), QByteArrayList({ routine, "SELECT 3" }));
    }
}

void TestMigrationSources::aNewMigrationOverwritesNothing()
{
    QTemporaryDir folder;
    const auto made = newMigration({ .source = folder.path(), .title = QStringLiteral("x") });
    QVERIFY(made.has_value());
    QVERIFY(writeNewMigration(*made).has_value());
    const auto again = writeNewMigration(*made);
    QVERIFY(!again);
    QVERIFY(again.error().message().contains(QStringLiteral("0001_x.sql")));
    QVERIFY(!newMigration({ .source = folder.path(), .title = QStringLiteral("!!") }));
    QVERIFY(!newMigration({ .source = folder.filePath(QStringLiteral("none")), .title = QStringLiteral("x") }));
}

void TestMigrationSources::newMigrationsOfOneSecondFollowEachOther()
{
    QTemporaryDir folder;
    const auto now = QDateTime::fromString(QStringLiteral("2026-01-31T12:00:59Z"), Qt::ISODate);
    for (const auto *name : { "20260131120059_a", "20260131120100_b" }) {
        const auto made = newMigration({ .source = folder.path(), .layout = QStringLiteral("dbmate"), .title = QString::fromLatin1(name).last(1), .now = now });
        QVERIFY(made && writeNewMigration(*made));
        QCOMPARE(made->name, QString::fromLatin1(name));
    }
}

void TestMigrationSources::listsOfFilesAreKept()
{
    for (const auto *layout : { "atlas", "drizzle" }) {
        QTemporaryDir folder;
        copy(fixture(QString::fromLatin1(layout)), folder.path());
        const auto made = newMigration({ .source = folder.path(), .title = QStringLiteral("more"), .up = { "SELECT 1" } });
        QVERIFY(made && writeNewMigration(*made));
        QCOMPARE(made->files.size(), 2U);
        const auto set = read(folder.path());
        QCOMPARE(problems(set), QString());
        QCOMPARE(set.migrations.back().name, made->name);
        QCOMPARE(texts(set.migrations.back().up), QByteArrayList({ "SELECT 1" }));
    }
}

QTEST_GUILESS_MAIN(TestMigrationSources)
#include "tst_migrationsources.moc"
