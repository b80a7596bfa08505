#include "tests/conformance/conformancetest.h"
#include "tests/conformance/postgresql/postgresquirks.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/pgbouncer.h"

#include <QTest>

using namespace dumbo;
using namespace dumbo::conformance;

namespace {

/// The same driver behind PgBouncer in transaction mode: what does not depend on a session of one's own is kept there too.
class BouncerQuirks final : public PostgresQuirks
{
public:
    BouncerQuirks(test::PostgresServer &server, std::unique_ptr<test::PgBouncer> bouncer)
        : PostgresQuirks(server)
        , m_bouncer(std::move(bouncer))
    {
    }

    QString name() const override { return QStringLiteral("PostgreSQL:libpq behind PgBouncer"); }
    ConnectRequest request() const override
    {
        auto made = PostgresQuirks::request();
        made.options.set(QStringLiteral("host"), m_bouncer->socketFolder());
        made.options.set(QStringLiteral("port"), QString::number(m_bouncer->port()));
        return made;
    }
    qint64 streamedRows() const override { return 500'000; }
    QString exemption(const QByteArray &promise) const override
    {
        if (promise == "notificationsArriveWhileIdle" || promise == "resetForgetsTheSession")
            return QStringLiteral("the pooler gives each transaction a session, which is nobody's afterwards");
        if (promise == "aWrongPasswordIsSaid")
            return QStringLiteral("this pooler asks nobody for a password");
        return {};
    }

private:
    std::unique_ptr<test::PgBouncer> m_bouncer;
};

Result<std::unique_ptr<test::PgBouncer>> startBouncer()
{
    const auto server = test::PostgresServer::shared();
    if (!server)
        return fail(server.error());
    return test::PgBouncer::start(**server, { .settings = {}, .serverConnections = 10 });
}

std::vector<std::unique_ptr<Quirks>> connectors(Result<std::unique_ptr<test::PgBouncer>> &bouncer)
{
    std::vector<std::unique_ptr<Quirks>> all;
    if (bouncer)
        all.push_back(std::make_unique<BouncerQuirks>(**test::PostgresServer::shared(), std::move(*bouncer)));
    return all;
}

class TestConformancePgBouncer final : public ConformanceTest
{
    Q_OBJECT

public:
    explicit TestConformancePgBouncer(Result<std::unique_ptr<test::PgBouncer>> bouncer = startBouncer())
        : ConformanceTest(connectors(bouncer))
        , m_bouncer(std::move(bouncer))
    {
    }

private Q_SLOTS:
    void initTestCase() { DUMBO_NEED_SERVER(m_bouncer); }

private:
    Result<std::unique_ptr<test::PgBouncer>> m_bouncer; ///< or why there is none
};

} // namespace

QTEST_GUILESS_MAIN(TestConformancePgBouncer)
#include "tst_conformancepgbouncer.moc"
