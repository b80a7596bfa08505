#include "ui/newmigration/ddlrecord.h"

#include <QTest>

using namespace workbench;

namespace {

HistoryItem itemOf(int second, const QString &connection, const QString &text, const QString &error = {})
{
    HistoryItem item;
    item.entry.time = QDateTime(QDate(2026, 1, 1), QTime(12, 0, second), QTimeZone::UTC);
    item.entry.connection = connection;
    item.entry.text = text;
    item.entry.error = error;
    return item;
}

} // namespace

class TestDdlRecord : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatLastsChangesTheSchema_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<bool>("changes");
        QTest::newRow("create") << QByteArray("CREATE TABLE hut (id int)") << true;
        QTest::newRow("lower case, comment") << QByteArray("-- new\n/* and */ alter table hut add name text") << true;
        QTest::newRow("drop") << QByteArray("DROP VIEW v") << true;
        QTest::newRow("comment on") << QByteArray("COMMENT ON TABLE hut IS 'x'") << true;
        QTest::newRow("temporary") << QByteArray("CREATE TEMPORARY TABLE t (id int)") << false;
        QTest::newRow("temp view") << QByteArray("create or replace temp view t AS SELECT 1") << false;
        QTest::newRow("select") << QByteArray("SELECT 'CREATE TABLE'") << false;
        QTest::newRow("insert") << QByteArray("INSERT INTO hut VALUES (1)") << false;
        QTest::newRow("nothing") << QByteArray("-- create") << false;
    }

    void whatLastsChangesTheSchema()
    {
        QFETCH(QByteArray, statement);
        QFETCH(bool, changes);
        QCOMPARE(changesSchema(statement, {}), changes);
    }

    void statementsOfTheConnectionComeInTheOrderOfTheirRuns()
    {
        const auto found = recordedDdl({ itemOf(3, QStringLiteral("huts"), QStringLiteral("CREATE VIEW v AS SELECT ';'; SELECT 1;\nDROP TABLE old")),
                                           itemOf(2, QStringLiteral("huts"), QStringLiteral("ALTER TABLE hut ADD x int"), QStringLiteral("no such table")),
                                           itemOf(2, QStringLiteral("other"), QStringLiteral("CREATE TABLE elsewhere (id int)")),
                                           itemOf(1, QStringLiteral("huts"), QStringLiteral("CREATE TABLE hut (id int);")) },
            QStringLiteral("huts"), {});
        QByteArrayList texts;
        for (const auto &statement : found)
            texts.append(statement.text);
        QCOMPARE(texts, (QByteArrayList { "CREATE TABLE hut (id int)", "CREATE VIEW v AS SELECT ';'", "DROP TABLE old" }));
    }
};

QTEST_MAIN(TestDdlRecord)
#include "tst_ddlrecord.moc"
