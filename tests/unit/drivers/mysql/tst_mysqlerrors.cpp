#include "drivers/common/mysql/dialect.h"
#include "drivers/common/mysql/errors.h"

#include <QTest>

using namespace dumbo;

class TestMysqlErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyNumberHasItsKind_data();
    void everyNumberHasItsKind();
    void anUnknownNumberIsJudgedByItsState();
    void aSyntaxErrorTellsItsPlace_data();
    void aSyntaxErrorTellsItsPlace();
    void namesComeOutOfTheMessage_data();
    void namesComeOutOfTheMessage();
    void aLostConnectionIsKnown();
    void theDialectFollowsTheSqlMode();
};

void TestMysqlErrors::everyNumberHasItsKind_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<ErrorKind>("kind");
    QTest::newRow("lock wait") << 1205 << ErrorKind::LockNotAvailable;
    QTest::newRow("deadlock") << 1213 << ErrorKind::Deadlock;
    QTest::newRow("duplicate") << 1062 << ErrorKind::UniqueConstraint;
    QTest::newRow("child row") << 1452 << ErrorKind::ForeignKeyViolation;
    QTest::newRow("parent row") << 1451 << ErrorKind::ForeignKeyViolation;
    QTest::newRow("null") << 1048 << ErrorKind::NotNullViolation;
    QTest::newRow("check, MariaDB") << 4025 << ErrorKind::CheckViolation;
    QTest::newRow("check, MySQL") << 3819 << ErrorKind::CheckViolation;
    QTest::newRow("wrong password") << 1045 << ErrorKind::AuthenticationRequired;
    QTest::newRow("database denied") << 1044 << ErrorKind::InvalidOperation;
    QTest::newRow("no socket") << 2002 << ErrorKind::Connection;
    QTest::newRow("no host") << 2003 << ErrorKind::Connection;
    QTest::newRow("gone") << 2006 << ErrorKind::Connection;
    QTest::newRow("lost") << 2013 << ErrorKind::Connection;
    QTest::newRow("interrupted") << 1317 << ErrorKind::Cancelled;
    QTest::newRow("statement time") << 1969 << ErrorKind::Timeout;
    QTest::newRow("read-only server") << 1290 << ErrorKind::InvalidOperation;
    QTest::newRow("read-only transaction") << 1792 << ErrorKind::InvalidOperation;
    QTest::newRow("syntax") << 1064 << ErrorKind::InvalidOperation;
    QTest::newRow("out of range") << 1264 << ErrorKind::Data;
    QTest::newRow("too many connections") << 1040 << ErrorKind::InsufficientResources;
    QTest::newRow("shutdown") << 1053 << ErrorKind::AdminShutdown;
    QTest::newRow("unknown") << 9999 << ErrorKind::General;
}

void TestMysqlErrors::everyNumberHasItsKind()
{
    QFETCH(const int, code);
    QFETCH(const ErrorKind, kind);
    QCOMPARE(mysql::classify(code), kind);
}

void TestMysqlErrors::anUnknownNumberIsJudgedByItsState()
{
    QCOMPARE(mysql::classify(9999, "23000"), ErrorKind::IntegrityConstraintViolation);
    QCOMPARE(mysql::classify(9999, "42S02"), ErrorKind::InvalidOperation);
    QCOMPARE(mysql::classify(9999, "22007"), ErrorKind::Data);
    QCOMPARE(mysql::classify(9999, "40001"), ErrorKind::Serialization);
    QCOMPARE(mysql::classify(1213, "40001"), ErrorKind::Deadlock);
}

void TestMysqlErrors::aSyntaxErrorTellsItsPlace_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("near");
    QTest::addColumn<int>("line");
    QTest::addColumn<qint64>("position");
    QTest::newRow("the first word") << QByteArray("SELEC 1") << QStringLiteral("SELEC 1") << 1 << qint64(0);
    QTest::newRow("the second line") << QByteArray("SELECT 1\nFORM t") << QStringLiteral("FORM t") << 2 << qint64(9);
    QTest::newRow("the end") << QByteArray("SELECT (") << QString() << 1 << qint64(8);
    QTest::newRow("bytes, not characters") << QByteArray("SELECT 'ü' x y") << QStringLiteral("y") << 1 << qint64(14);
    QTest::newRow("the last of several") << QByteArray("SELECT a a a") << QStringLiteral("a") << 1 << qint64(11);
}

void TestMysqlErrors::aSyntaxErrorTellsItsPlace()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const QString, near);
    QFETCH(const int, line);
    QFETCH(const qint64, position);
    const auto message = QStringLiteral("You have an error in your SQL syntax; check the manual that corresponds to your "
                                        "MariaDB server version for the right syntax to use near '%1' at line %2")
                             .arg(near)
                             .arg(line);
    const auto error = mysql::serverError({ 1064, "42000", message, statement });
    QCOMPARE(error.position(), std::optional(position));
    QCOMPARE(error.sqlState(), QStringLiteral("42000"));
}

void TestMysqlErrors::namesComeOutOfTheMessage_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QStringList>("names");
    QTest::newRow("duplicate") << 1062 << QStringLiteral("Duplicate entry '1' for key 'PRIMARY'")
                               << QStringList { QStringLiteral("constraint=PRIMARY") };
    QTest::newRow("duplicate, MySQL 8") << 1062 << QStringLiteral("Duplicate entry '1' for key 't.a'")
                                        << QStringList { QStringLiteral("table=t"), QStringLiteral("constraint=a") };
    QTest::newRow("null") << 1048 << QStringLiteral("Column 'a' cannot be null") << QStringList { QStringLiteral("column=a") };
    QTest::newRow("child") << 1452
                           << QStringLiteral("Cannot add or update a child row: a foreign key constraint fails (`d`.`t`, "
                                             "CONSTRAINT `t_ibfk_1` FOREIGN KEY (`p`) REFERENCES `p` (`id`))")
                           << QStringList { QStringLiteral("table=t"), QStringLiteral("constraint=t_ibfk_1") };
    QTest::newRow("check") << 4025 << QStringLiteral("CONSTRAINT `t.a` failed for `d`.`t`")
                           << QStringList { QStringLiteral("constraint=t.a"), QStringLiteral("table=t") };
    QTest::newRow("table") << 1146 << QStringLiteral("Table 'd.nowhere' doesn't exist")
                           << QStringList { QStringLiteral("table=nowhere") };
}

void TestMysqlErrors::namesComeOutOfTheMessage()
{
    QFETCH(const int, code);
    QFETCH(const QString, message);
    QFETCH(const QStringList, names);
    const auto error = mysql::serverError({ code, {}, message, {} });
    QCOMPARE(error.objectNames(), names);
    QCOMPARE(error.nativeCode(), std::optional(code));
}

void TestMysqlErrors::aLostConnectionIsKnown()
{
    QVERIFY(mysql::meansLost(2006));
    QVERIFY(mysql::meansLost(2013));
    QVERIFY(!mysql::meansLost(1045));
    QVERIFY(!mysql::meansLost(1317));
}

void TestMysqlErrors::theDialectFollowsTheSqlMode()
{
    QCOMPARE(mysql::dialect().databaseType, QStringLiteral("MySQL"));
    const auto usual = mysql::dialectFor(QStringLiteral("STRICT_TRANS_TABLES"));
    QVERIFY(usual.lexer.doubleQuotedStrings && usual.lexer.backslashEscapes);
    const auto ansi = mysql::dialectFor(QStringLiteral("ANSI_QUOTES,NO_BACKSLASH_ESCAPES"));
    QVERIFY(!ansi.lexer.doubleQuotedStrings && !ansi.lexer.backslashEscapes);
}

QTEST_GUILESS_MAIN(TestMysqlErrors)
#include "tst_mysqlerrors.moc"
