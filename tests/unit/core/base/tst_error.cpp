#include "core/base/result.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace dumbo;

class TestError : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void kindsHaveTheNamesAndStatusesOfDumbo_data();
    void kindsHaveTheNamesAndStatusesOfDumbo();
    void everyKindHasItsOwnName();
    void fieldsStay();
    void copiesDoNotShareChanges();
    void causesFormAChain();
    void retryableFollowsTheKindUnlessSaid();
    void textHasEveryWordOnce();
};

void TestError::kindsHaveTheNamesAndStatusesOfDumbo_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("transient");
    QTest::addColumn<bool>("constraint");
    const auto row = [](const char *name, ErrorKind kind, int status, bool transient = false, bool constraint = false) {
        QTest::newRow(name) << kind << status << transient << constraint;
    };
    row("DumboError", ErrorKind::General, 500);
    row("ConcurrencyError", ErrorKind::Concurrency, 412);
    row("ConnectionError", ErrorKind::Connection, 503, true);
    row("SerializationError", ErrorKind::Serialization, 503, true);
    row("DeadlockError", ErrorKind::Deadlock, 503, true);
    row("LockNotAvailableError", ErrorKind::LockNotAvailable, 503, true);
    row("InsufficientResourcesError", ErrorKind::InsufficientResources, 503, true);
    row("SystemError", ErrorKind::System, 503, true);
    row("AdminShutdownError", ErrorKind::AdminShutdown, 503, true);
    row("TimeoutError", ErrorKind::Timeout, 408);
    row("QueryCanceledError", ErrorKind::Cancelled, 499);
    row("IntegrityConstraintViolationError", ErrorKind::IntegrityConstraintViolation, 409, false, true);
    row("UniqueConstraintError", ErrorKind::UniqueConstraint, 409, false, true);
    row("ForeignKeyViolationError", ErrorKind::ForeignKeyViolation, 409, false, true);
    row("NotNullViolationError", ErrorKind::NotNullViolation, 409, false, true);
    row("CheckViolationError", ErrorKind::CheckViolation, 409, false, true);
    row("ExclusionViolationError", ErrorKind::ExclusionViolation, 409, false, true);
    row("DataError", ErrorKind::Data, 400);
    row("InvalidOperationError", ErrorKind::InvalidOperation, 400);
    row("NotRegisteredError", ErrorKind::NotRegistered, 500);
    row("BatchCommandNoChangesError", ErrorKind::BatchCommandNoChanges, 409);
    row("NotImplementedError", ErrorKind::NotImplemented, 501);
}

void TestError::kindsHaveTheNamesAndStatusesOfDumbo()
{
    QFETCH(const ErrorKind, kind);
    QFETCH(const bool, transient);
    QFETCH(const bool, constraint);
    QCOMPARE(errorKindName(kind), QString::fromLatin1(QTest::currentDataTag()));
    QTEST(errorStatus(kind), "status");
    QCOMPARE(isTransient(kind), transient);
    QCOMPARE(isConstraintViolation(kind), constraint);
}

void TestError::everyKindHasItsOwnName()
{
    QStringList names;
    for (int kind = 0; kind <= int(ErrorKind::Plugin); ++kind) {
        names.append(errorKindName(ErrorKind(kind)));
        QCOMPARE(errorKindFromName(names.last()), ErrorKind(kind));
        QVERIFY(errorStatus(ErrorKind(kind)) >= 400);
    }
    QCOMPARE(names.removeDuplicates(), 0);
    QVERIFY(!errorKindFromName(u"NoSuchError"));
}

void TestError::fieldsStay()
{
    const auto error = Error(ErrorKind::UniqueConstraint, QStringLiteral("There is one already."))
                           .withServerMessage(QStringLiteral("duplicate key")).withSqlState(QStringLiteral("23505"))
                           .withNativeCode(2067).withPosition(7).withDetail(QStringLiteral("id = 1"))
                           .withHint(QStringLiteral("Use another.")).withObject(QStringLiteral("table"), QStringLiteral("hut"));
    QCOMPARE(error.serverMessage(), QStringLiteral("duplicate key"));
    QCOMPARE(error.nativeCode(), 2067);
    QCOMPARE(error.position(), 7);
    QCOMPARE(error.objectNames(), QStringList("table=hut"));
    const auto json = QJsonDocument::fromJson(error.toJson()).object();
    QCOMPARE(json.value(QStringLiteral("kind")).toString(), QStringLiteral("UniqueConstraintError"));
    QCOMPARE(json.value(QStringLiteral("status")).toInt(), 409);
    QCOMPARE(json.value(QStringLiteral("sqlState")).toString(), QStringLiteral("23505"));
    QCOMPARE(json.value(QStringLiteral("position")).toInt(), 7);
}

void TestError::copiesDoNotShareChanges()
{
    const Error error(ErrorKind::Data, QStringLiteral("a"));
    auto copy = error;
    QCOMPARE(copy, error);
    copy.withDetail(QStringLiteral("b"));
    QVERIFY(error.detail().isEmpty());
    QVERIFY(copy != error);
}

void TestError::causesFormAChain()
{
    const auto root = Error(ErrorKind::System, QStringLiteral("disk"));
    const auto middle = Error(ErrorKind::Connection, QStringLiteral("socket")).withCause(root);
    const auto top = Error(ErrorKind::General, QStringLiteral("query")).withCause(middle);
    QCOMPARE(top.cause()->cause()->message(), QStringLiteral("disk"));
    QVERIFY(!top.cause()->cause()->cause());
    QCOMPARE(top.toText(), QStringLiteral("query\nsocket\ndisk"));
    const auto failed = [&]() -> Result<int> { return fail(top); }();
    QVERIFY(!failed);
    QCOMPARE(failed.error(), top);
}

void TestError::retryableFollowsTheKindUnlessSaid()
{
    Error error(ErrorKind::Deadlock, {});
    QVERIFY(error.isRetryable());
    QVERIFY(!error.withRetryable(false).isRetryable());
    QVERIFY(!Error(ErrorKind::Cancelled, {}).isRetryable());
    QVERIFY(Error(ErrorKind::Cancelled, {}).isCancelled());
}

void TestError::textHasEveryWordOnce()
{
    const auto error = Error(ErrorKind::Data, QStringLiteral("same")).withServerMessage(QStringLiteral("same"))
                           .withHint(QStringLiteral("hint"));
    QCOMPARE(error.toText(), QStringLiteral("same\nhint"));
}

QTEST_GUILESS_MAIN(TestError)
#include "tst_error.moc"
