#pragma once

#include "drivers/common/postgresql/advice/migrationadvice.h"
#include "drivers/common/postgresql/catalogsource.h"
#include "drivers/postgresql/plugin.h"
#include "tests/support/servers/needserver.h"
#include "tests/support/servers/postgresserver.h"

#include <pg_query.h>

#include <QTest>

#include <memory>

namespace dumbo::test {

/// A database with one of everything that migrations change.
inline const QByteArray adviceSchema = R"(
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TYPE mood AS ENUM ('calm', 'windy');
CREATE DOMAIN plain_name AS text;
CREATE DOMAIN short_name AS text CHECK (length(VALUE) < 100);
CREATE TABLE region (id bigint PRIMARY KEY, name text NOT NULL, code text);
CREATE UNIQUE INDEX region_code ON region (code);
CREATE TABLE hut (
    id bigint PRIMARY KEY, name varchar(20), title text, beds integer, region bigint REFERENCES region, price numeric(8, 2),
    opened timestamp, closed timestamptz, short char(3), note short_name, label plain_name, feeling mood, area cidr, kept bigint NOT NULL DEFAULT 0,
    proven text CONSTRAINT proven_there CHECK (proven IS NOT NULL),
    CONSTRAINT sane CHECK (beds >= 0), CONSTRAINT hut_name UNIQUE (name));
ALTER TABLE hut ADD CONSTRAINT cheap CHECK (price < 1000) NOT VALID;
CREATE INDEX hut_beds ON hut (beds);
CREATE INDEX hut_opened ON hut (opened);
CREATE TABLE guest (id bigint PRIMARY KEY, hut bigint CONSTRAINT guest_hut REFERENCES hut, region bigint, name text);
ALTER TABLE guest ADD CONSTRAINT guest_region FOREIGN KEY (region) REFERENCES region NOT VALID;
CREATE TABLE visit (id bigint NOT NULL, at date NOT NULL, hut bigint, note text) PARTITION BY RANGE (id);
CREATE TABLE visit_1 PARTITION OF visit FOR VALUES FROM (1) TO (100);
CREATE TABLE visit_2 PARTITION OF visit FOR VALUES FROM (100) TO (200);
CREATE TABLE visit_3 (id bigint NOT NULL, at date NOT NULL, hut bigint, note text);
CREATE TABLE stay (id bigint NOT NULL, note text) PARTITION BY LIST (id);
CREATE TABLE stay_1 PARTITION OF stay FOR VALUES IN (1);
CREATE TABLE stay_rest PARTITION OF stay DEFAULT;
CREATE TABLE stay_2 (id bigint NOT NULL, note text);
CREATE TABLE alone (a integer, b integer, c text, d tsrange);
CREATE TABLE animal (id bigint, name text);
CREATE TABLE cat (claws integer) INHERITS (animal);
CREATE VIEW hut_names AS SELECT id, name FROM hut;
CREATE MATERIALIZED VIEW hut_count AS SELECT region, count(*) AS huts FROM hut GROUP BY region;
CREATE UNIQUE INDEX hut_count_region ON hut_count (region);
CREATE SEQUENCE numbers;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER watched BEFORE INSERT ON hut FOR EACH ROW EXECUTE FUNCTION nothing();
ALTER TABLE hut DISABLE TRIGGER watched;
CREATE POLICY own ON guest USING (true);
INSERT INTO region SELECT i, 'region ' || i, 'r' || i FROM generate_series(1, 20) i;
INSERT INTO hut (id, name, title, beds, region, price, opened, closed, short, proven)
    SELECT i, 'hut ' || i, 'Hut ' || i, i % 7, 1 + i % 20, i, '2026-01-01 10:00', now(), 'ab', 'x' FROM generate_series(1, 200) i;
INSERT INTO guest SELECT i, i, 1 + i % 20, 'guest ' || i FROM generate_series(1, 100) i;
INSERT INTO visit SELECT i, '2026-01-01', i, 'v' FROM generate_series(1, 150) i;
INSERT INTO visit_3 SELECT i, '2026-01-01', i, 'v' FROM generate_series(200, 250) i;
INSERT INTO stay VALUES (1, 'a'), (7, 'b');
INSERT INTO stay_2 VALUES (2, 'c');
INSERT INTO alone SELECT i, i, 'c' || i, tsrange('2026-01-01'::timestamp + i * interval '1 day', '2026-01-01'::timestamp + (i + 1) * interval '1 day') FROM generate_series(1, 30) i;
REFRESH MATERIALIZED VIEW hut_count;
ANALYZE;
)";

/// A connection to a fresh database with that schema.
class AdviceFixture
{
public:
    explicit AdviceFixture(PostgresServer &server)
        : m_server(server)
        , m_database(server.createDatabase())
    {
        if (const auto made = m_server.run(QString::fromUtf8(adviceSchema), m_database); !made)
            qFatal("%s", qPrintable(made.error().toText()));
        open();
    }
    /// A copy of another one, which nobody is connected with meanwhile.
    AdviceFixture(PostgresServer &server, AdviceFixture &model)
        : m_server(server)
        , m_database(model.m_database + QStringLiteral("_copy"))
    {
        model.m_connection.reset();
        const auto made = m_server.run(QStringLiteral("CREATE DATABASE \"%1\" TEMPLATE \"%2\"").arg(m_database, model.m_database));
        if (!made)
            qFatal("%s", qPrintable(made.error().toText()));
        m_isCopy = true;
        model.open();
        open();
    }
    ~AdviceFixture()
    {
        m_connection.reset();
        if (m_isCopy)
            std::ignore = m_server.run(QStringLiteral("DROP DATABASE \"%1\" WITH (FORCE)").arg(m_database));
        else
            m_server.dropDatabase(m_database);
    }

    void open()
    {
        postgresql::PostgresOptions options;
        options.host = m_server.socketFolder();
        options.port = QString::number(m_server.port());
        options.user = m_server.user();
        options.database = m_database;
        auto connection = postgresql::PostgresPlugin().connect(options, m_observer);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().toText()));
        m_connection = std::move(*connection);
    }
    /// The rows of one statement, each value as text; the error's words where it fails.
    [[nodiscard]] std::expected<std::vector<QStringList>, QString> rows(const QByteArray &sql)
    {
        const std::array queries { sql };
        const auto answer = std::move(postgresql::ConnectionQueries(*m_connection).run(queries).front());
        if (!answer)
            return std::unexpected(answer.error().toText());
        std::vector<QStringList> list;
        for (qsizetype row = 0; row < answer->rowCount(); ++row) {
            auto &values = list.emplace_back();
            for (int column = 0; column < answer->columnCount(); ++column)
                values.append(answer->text(row, column));
        }
        return list;
    }

    /// Empty, or why it failed.
    [[nodiscard]] QString run(const QByteArray &sql)
    {
        Statement statement;
        statement.text = sql;
        const auto execution = m_connection->execute(statement);
        if (!execution)
            return execution.error().toText();
        const auto more = (*execution)->nextResult();
        if (!more)
            return more.error().toText();
        const auto closed = (*execution)->close(CloseMode::Drain);
        return closed ? QString() : closed.error().toText();
    }

    [[nodiscard]] std::shared_ptr<const CatalogPart> catalog()
    {
        auto part = m_connection->catalog({ {}, CatalogDepth::Full, true });
        if (!part)
            qFatal("%s", qPrintable(part.error().toText()));
        return std::make_shared<const CatalogPart>(std::move(*part));
    }

    [[nodiscard]] StatementAdvice advise(const QByteArray &sql, bool inTransaction = true)
    {
        AdviceRequest request;
        request.statements = { sql };
        request.inTransaction = inTransaction;
        request.catalog = catalog();
        request.serverVersion = QString::number(m_server.versionNumber() / 10000);
        const auto answer = postgresql::MigrationAdvice().advise(request);
        return answer && !answer->empty() ? answer->front() : StatementAdvice {};
    }

    [[nodiscard]] Connection &connection() { return *m_connection; }

private:
    PostgresServer &m_server;
    QString m_database;
    bool m_isCopy = false;
    ConnectionObserver m_observer;
    std::unique_ptr<Connection> m_connection;
};

} // namespace dumbo::test
