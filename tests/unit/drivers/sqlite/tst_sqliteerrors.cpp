#include "drivers/common/sqlite/errors.h"

#include <QObject>
#include <QTest>

using namespace dumbo;
using namespace dumbo::sqlite;

Q_DECLARE_METATYPE(dumbo::ErrorKind)

class TestSqliteErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyCodeHasItsKind_data();
    void everyCodeHasItsKind();
    void onlyLocksAndResourcesAreRetryable();
    void messagesTellNames_data();
    void messagesTellNames();
    void positionIsTheOffset();
};

// The codes and their meaning: https://www.sqlite.org/rescode.html
void TestSqliteErrors::everyCodeHasItsKind_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](const char *name, int code, ErrorKind kind) { QTest::newRow(name) << code << kind; };
    row("SQLITE_ERROR", 1, ErrorKind::InvalidOperation);
    row("SQLITE_INTERNAL", 2, ErrorKind::General);
    row("SQLITE_PERM", 3, ErrorKind::InvalidOperation);
    row("SQLITE_BUSY", 5, ErrorKind::LockNotAvailable);
    row("SQLITE_BUSY_RECOVERY", 261, ErrorKind::LockNotAvailable);
    row("SQLITE_BUSY_SNAPSHOT", 517, ErrorKind::Serialization);
    row("SQLITE_BUSY_TIMEOUT", 773, ErrorKind::LockNotAvailable);
    row("SQLITE_LOCKED", 6, ErrorKind::Deadlock);
    row("SQLITE_LOCKED_SHAREDCACHE", 262, ErrorKind::Deadlock);
    row("SQLITE_NOMEM", 7, ErrorKind::InsufficientResources);
    row("SQLITE_READONLY", 8, ErrorKind::InvalidOperation);
    row("SQLITE_READONLY_DBMOVED", 1032, ErrorKind::InvalidOperation);
    row("SQLITE_INTERRUPT", 9, ErrorKind::Cancelled);
    row("SQLITE_IOERR", 10, ErrorKind::System);
    row("SQLITE_IOERR_READ", 266, ErrorKind::System);
    row("SQLITE_IOERR_NOMEM", 3082, ErrorKind::InsufficientResources);
    row("SQLITE_CORRUPT", 11, ErrorKind::General);
    row("SQLITE_CORRUPT_INDEX", 779, ErrorKind::General);
    row("SQLITE_FULL", 13, ErrorKind::InsufficientResources);
    row("SQLITE_CANTOPEN", 14, ErrorKind::Connection);
    row("SQLITE_CANTOPEN_ISDIR", 526, ErrorKind::Connection);
    row("SQLITE_PROTOCOL", 15, ErrorKind::LockNotAvailable);
    row("SQLITE_SCHEMA", 17, ErrorKind::InvalidOperation);
    row("SQLITE_TOOBIG", 18, ErrorKind::Data);
    row("SQLITE_CONSTRAINT", 19, ErrorKind::IntegrityConstraintViolation);
    row("SQLITE_CONSTRAINT_CHECK", 275, ErrorKind::CheckViolation);
    row("SQLITE_CONSTRAINT_FOREIGNKEY", 787, ErrorKind::ForeignKeyViolation);
    row("SQLITE_CONSTRAINT_NOTNULL", 1299, ErrorKind::NotNullViolation);
    row("SQLITE_CONSTRAINT_PRIMARYKEY", 1555, ErrorKind::UniqueConstraint);
    row("SQLITE_CONSTRAINT_TRIGGER", 1811, ErrorKind::IntegrityConstraintViolation);
    row("SQLITE_CONSTRAINT_UNIQUE", 2067, ErrorKind::UniqueConstraint);
    row("SQLITE_CONSTRAINT_ROWID", 2579, ErrorKind::UniqueConstraint);
    row("SQLITE_CONSTRAINT_DATATYPE", 3091, ErrorKind::Data);
    row("SQLITE_MISMATCH", 20, ErrorKind::Data);
    row("SQLITE_MISUSE", 21, ErrorKind::InvalidOperation);
    row("SQLITE_AUTH", 23, ErrorKind::InvalidOperation);
    row("SQLITE_RANGE", 25, ErrorKind::Data);
    row("SQLITE_NOTADB", 26, ErrorKind::Connection);
    row("a code nobody knows", 200, ErrorKind::General);
}

void TestSqliteErrors::everyCodeHasItsKind()
{
    QFETCH(int, code);
    QFETCH(ErrorKind, kind);
    QCOMPARE(errorKindName(classify(code)), errorKindName(kind));
    QVERIFY(!engineError({ code, {}, -1 }).message().isEmpty());
}

void TestSqliteErrors::onlyLocksAndResourcesAreRetryable()
{
    for (const auto code : { 5, 517, 6, 7, 13, 15 })
        QVERIFY(engineError({ code, "x", -1 }).isRetryable());
    for (const auto code : { 1, 8, 9, 11, 19, 2067, 20 })
        QVERIFY(!engineError({ code, "x", -1 }).isRetryable());
}

void TestSqliteErrors::messagesTellNames_data()
{
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<QStringList>("names");
    const auto row = [](int code, const char *message, const QStringList &names) {
        QTest::newRow(message) << code << QByteArray(message) << names;
    };
    row(2067, "UNIQUE constraint failed: hut.name",
        { QStringLiteral("table=hut"), QStringLiteral("column=name") });
    row(2067, "UNIQUE constraint failed: bed.hut, bed.number",
        { QStringLiteral("table=bed"), QStringLiteral("column=hut"), QStringLiteral("column=number") });
    row(2067, "UNIQUE constraint failed: index 'by_lower'", { QStringLiteral("index=by_lower") });
    row(1299, "NOT NULL constraint failed: hut.name",
        { QStringLiteral("table=hut"), QStringLiteral("column=name") });
    row(275, "CHECK constraint failed: height > 0", { QStringLiteral("constraint=height > 0") });
    row(3091, "cannot store TEXT value in INTEGER column s.a",
        { QStringLiteral("table=s"), QStringLiteral("column=a") });
    row(1, "no such table: main.x", { QStringLiteral("table=main.x") });
    row(2067, "UNIQUE constraint failed: odd.name.a", {});
    row(787, "FOREIGN KEY constraint failed", {});
}

void TestSqliteErrors::messagesTellNames()
{
    QFETCH(int, code);
    QFETCH(QByteArray, message);
    QFETCH(QStringList, names);
    const auto error = engineError({ code, message, -1 });
    QCOMPARE(error.objectNames(), names);
    QCOMPARE(error.serverMessage(), QString::fromUtf8(message));
    QCOMPARE(error.nativeCode(), std::optional<int>(code));
}

void TestSqliteErrors::positionIsTheOffset()
{
    QCOMPARE(engineError({ 1, "x", 7 }).position(), std::optional<qint64>(7));
    QCOMPARE(engineError({ 1, "x", -1 }).position(), std::nullopt);
}

QTEST_GUILESS_MAIN(TestSqliteErrors)
#include "tst_sqliteerrors.moc"
