#pragma once

#include "core/conformance/quirks.h"
#include "drivers/postgresql/conformance.h"
#include "drivers/postgresql/plugin.h"
#include "tests/support/servers/postgresserver.h"

namespace dumbo::conformance {

/// PostgreSQL through libpq. Other drivers of PostgreSQL may derive from it and say what is different.
class PostgresQuirks : public Quirks
{
public:
    explicit PostgresQuirks(test::PostgresServer &server)
        : m_server(server)
    {
    }

    QString name() const override { return QStringLiteral("PostgreSQL:libpq"); }
    StoragePlugin &plugin() override { return m_plugin; }
    void renew() override
    {
        if (!m_database.isEmpty())
            m_server.dropDatabase(m_database);
        m_database = m_server.createDatabase();
    }
    ConnectRequest request() const override { return request(m_server.user(), m_database); }

    QByteArray selectRows(qint64 count) const override { return with(m_facts.selectRows, count); }
    QByteArray selectNothing() const override { return m_facts.selectNothing; }
    QByteArray runForever() const override { return m_facts.runForever; }
    QByteArray failAfter(qint64 rows) const override { return with(m_facts.failAfter, rows); }
    QByteArray selectLong(qint64 bytes) const override { return with(m_facts.selectLong, bytes); }
    QByteArray echoInteger() const override { return m_facts.echoInteger; }
    QByteArray countingKey() const override { return m_facts.countingKey; }
    QByteArray sayHello() const override { return m_facts.sayHello; }
    QByteArray changeSession() const override { return m_facts.changeSession; }
    QByteArray sessionState() const override { return m_facts.sessionState; }
    QString defaultSchema() const override { return m_facts.defaultSchema; }
    std::vector<ValueCase> extremes() const override { return m_facts.extremes; }
    std::vector<ParameterCase> parameters() const override { return m_facts.parameters; }
    std::vector<ErrorCase> errors() const override { return m_facts.errors; }
    std::vector<ConflictCase> conflicts() const override { return m_facts.conflicts; }

    std::optional<ConnectRequest> wrongPassword() const override
    {
        auto made = request(QStringLiteral("guarded"), m_database);
        made.secrets.insert(QStringLiteral("password"), QStringLiteral("wr0ng-secret"));
        return made;
    }
    std::optional<ConnectRequest> unreachable() const override
    {
        auto made = request();
        made.options.set(QStringLiteral("host"), QStringLiteral("/nowhere"));
        return made;
    }

    QByteArrayList writes() const override { return m_facts.writes; }

protected:
    [[nodiscard]] test::PostgresServer &server() const { return m_server; }
    [[nodiscard]] QString database() const { return m_database; }

private:
    [[nodiscard]] static QByteArray with(QByteArray text, qint64 number) { return text.replace("%1", QByteArray::number(number)); }

    [[nodiscard]] ConnectRequest request(const QString &user, const QString &database) const
    {
        postgresql::PostgresOptions options;
        options.host = m_server.socketFolder();
        options.port = QString::number(m_server.port());
        options.user = user;
        options.database = database;
        ConnectRequest made;
        made.options = options.toOptions();
        return made;
    }

    const ConformanceFacts m_facts = postgresql::conformanceFacts();
    test::PostgresServer &m_server;
    QString m_database;
    postgresql::PostgresPlugin m_plugin;
};

} // namespace dumbo::conformance
