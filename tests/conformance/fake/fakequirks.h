#pragma once

#include "core/conformance/quirks.h"
#include "tests/fakedriver/fakeplugin.h"

#include <limits>

namespace dumbo::conformance {

/// The fake driver, whose little language is described in tests/fakedriver/fakelanguage.h.
class FakeQuirks : public Quirks
{
public:
    QString name() const override { return QStringLiteral("Fake:script"); }
    bool isDocumented() const override { return false; }
    StoragePlugin &plugin() override { return *m_plugin; }
    void renew() override
    {
        ++m_number;
        m_script->requireSecrets({});
    }
    ConnectRequest request() const override
    {
        ConnectRequest made;
        made.options.set(QStringLiteral("database"), QStringLiteral("conformance %1").arg(m_number));
        return made;
    }
    QByteArray selectRows(qint64 count) const override
    {
        return "SELECT * FROM numbers(" + QByteArray::number(count) + ")";
    }
    QByteArray selectNothing() const override { return selectRows(0); }
    QByteArray runForever() const override { return "SLEEP"; }
    QByteArray failAfter(qint64 rows) const override { return "FAIL AFTER " + QByteArray::number(rows); }
    QByteArray selectLong(qint64 bytes) const override
    {
        return "SELECT REPEAT('x', " + QByteArray::number(bytes) + ")";
    }
    std::vector<ValueCase> extremes() const override
    {
        return { { "9223372036854775807", Value(std::numeric_limits<qint64>::max()) },
            { "''", Value::text(QByteArray("")) }, { "'🐘'", Value::text(QByteArray("🐘")) },
            { "NULL", Value() } };
    }
    std::vector<ParameterCase> parameters() const override
    {
        const auto text = Value::text(QByteArray("ü"));
        return { { Value(), Value() }, { Value(true), Value(true) }, { Value(qint64(-1)), Value(qint64(-1)) },
            { Value(0.1), Value(0.1) }, { text, text }, { Value::bytes("\1"), Value::bytes("\1") } };
    }
    std::vector<ErrorCase> errors() const override
    {
        return { { {}, "NONSENSE", ErrorKind::InvalidOperation },
            { {}, "SELECT * FROM nowhere", ErrorKind::NotFound },
            { "CREATE TABLE t (a integer UNIQUE)", "INSERT INTO t VALUES (1), (1)",
                ErrorKind::UniqueConstraint },
            { "CREATE TABLE t (a integer NOT NULL)", "INSERT INTO t VALUES (NULL)",
                ErrorKind::NotNullViolation } };
    }
    QByteArray detailedSchema() const override { return {}; }
    QByteArray sayHello() const override { return "NOTICE 'hello'"; }
    QByteArray listen() const override { return "SELECT 1"; }
    std::vector<ConflictCase> conflicts() const override
    {
        return { { "CREATE TABLE t (a integer)", "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)" } };
    }
    std::optional<ConnectRequest> wrongPassword() const override
    {
        m_script->requireSecrets({ { QStringLiteral("password"), QStringLiteral("right") } });
        auto made = request();
        made.secrets.insert(QStringLiteral("password"), QStringLiteral("wr0ng-secret"));
        made.attempt = 2;
        return made;
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        m_script->failNextConnect(Error(ErrorKind::Connection, QStringLiteral("Nobody is there.")));
        return request();
    }
    int wideColumns() const override { return 200; }
    qint64 streamedRows() const override { return 1'000'000; }

protected:
    std::shared_ptr<fake::FakeScript> m_script = std::make_shared<fake::FakeScript>();
    std::unique_ptr<StoragePlugin> m_plugin = fake::makeFakePlugin(m_script);

private:
    int m_number = 0;
};

} // namespace dumbo::conformance
