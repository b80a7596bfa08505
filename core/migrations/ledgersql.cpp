#include "core/migrations/ledgersql.h"

namespace dumbo {

namespace {

/// All but the type of the key and of the time stamps is the same everywhere. Times of runs are UTC text, so that they mean the
/// same whoever reads them.
QByteArray ledgerTable(const QByteArray &key, const QByteArray &timestamp)
{
    return "CREATE TABLE IF NOT EXISTS %1 (id " + key + ", name VARCHAR(255) NOT NULL UNIQUE,"
        " application VARCHAR(255) NOT NULL DEFAULT 'default', sql_hash VARCHAR(64) NOT NULL,"
        " timestamp " + timestamp + " NOT NULL DEFAULT CURRENT_TIMESTAMP)";
}

QByteArray runsTable(const QByteArray &key)
{
    return "CREATE TABLE IF NOT EXISTS %1 (id " + key + ", run VARCHAR(36) NOT NULL, name VARCHAR(255) NOT NULL,"
        " action VARCHAR(16) NOT NULL, outcome VARCHAR(16) NOT NULL, sql_hash VARCHAR(64) NOT NULL, who VARCHAR(255) NOT NULL,"
        " started VARCHAR(32) NOT NULL, finished VARCHAR(32), duration_ms BIGINT, in_transaction INTEGER NOT NULL,"
        " statements INTEGER NOT NULL, statements_done INTEGER NOT NULL, statement_started INTEGER, done_hash VARCHAR(64),"
        " review_hash VARCHAR(64), approved_by VARCHAR(255), override_reason TEXT, error TEXT, UNIQUE (run, name))";
}

LedgerSql postgresql()
{
    LedgerSql sql;
    sql.createLedger = ledgerTable("SERIAL PRIMARY KEY", "TIMESTAMP");
    sql.createRuns = runsTable("BIGSERIAL PRIMARY KEY");
    sql.findTables = "SELECT c.relname::text, n.nspname::text FROM pg_catalog.pg_class c"
                     " JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
                     " WHERE c.oid IN (pg_catalog.to_regclass('dmb_migrations'), pg_catalog.to_regclass('dmb_migration_runs'))";
    sql.homeSchema = "SELECT pg_catalog.current_schema()::text";
    sql.timestampText = "timestamp::text";
    sql.tableLockTimeout = "SELECT pg_catalog.set_config('lock_timeout', '%1ms', false)";
    sql.tableLockTimeoutInTransaction = "SELECT pg_catalog.set_config('lock_timeout', '%1ms', true)";
    sql.tableLockTimeoutReset = "RESET lock_timeout";
    sql.sessionStatements = "SELECT 'SELECT pg_catalog.set_config(n, v, false) FROM (VALUES ' || string_agg(format('(%L, %L)', name,"
                            " pg_catalog.current_setting(name)), ', ') || ') AS t (n, v) WHERE pg_catalog.current_setting(n) <> v'"
                            " FROM (VALUES ('search_path'), ('role'), ('statement_timeout'), ('check_function_bodies'),"
                            " ('default_tablespace'), ('row_security'), ('standard_conforming_strings'), ('session_replication_role'))"
                            " AS s (name)";
    // Since version 14, and not on every system that a server runs on.
    sql.watchClient = "SELECT pg_catalog.set_config(name, '2s', true) FROM pg_catalog.pg_settings"
                      " WHERE name = 'client_connection_check_interval' AND pg_catalog.version() LIKE '%linux%'";
    return sql;
}

LedgerSql sqlite()
{
    LedgerSql sql;
    sql.createLedger = ledgerTable("INTEGER PRIMARY KEY AUTOINCREMENT", "DATETIME");
    sql.createRuns = runsTable("INTEGER PRIMARY KEY AUTOINCREMENT");
    sql.findTables = "SELECT name, 'main' FROM main.sqlite_master WHERE type = 'table'"
                     " AND name IN ('dmb_migrations', 'dmb_migration_runs')";
    sql.homeSchema = "SELECT 'main'";
    sql.timestampText = "CAST(timestamp AS TEXT)";
    sql.sessionStatements = "SELECT 'PRAGMA foreign_keys = ' || foreign_keys FROM pragma_foreign_keys";
    return sql;
}

LedgerSql mysql()
{
    LedgerSql sql;
    sql.createLedger = ledgerTable("INTEGER AUTO_INCREMENT PRIMARY KEY", "DATETIME");
    sql.createRuns = runsTable("BIGINT AUTO_INCREMENT PRIMARY KEY");
    sql.findTables = "SELECT table_name, table_schema FROM information_schema.tables WHERE table_schema = DATABASE()"
                     " AND table_name IN ('dmb_migrations', 'dmb_migration_runs')";
    sql.homeSchema = "SELECT DATABASE()";
    sql.timestampText = "CAST(timestamp AS CHAR)";
    sql.tableLockTimeout = "SET SESSION lock_wait_timeout = %1";
    sql.tableLockTimeoutInTransaction = sql.tableLockTimeout;
    sql.tableLockTimeoutReset = "SET SESSION lock_wait_timeout = DEFAULT";
    sql.lockTimeoutIsSeconds = true;
    sql.sessionStatements = "SELECT CONCAT('USE `', REPLACE(DATABASE(), '`', '``'), '`') UNION ALL SELECT CONCAT('SET SESSION sql_mode = ',"
                            " QUOTE(@@SESSION.sql_mode), ', SESSION foreign_key_checks = ', @@SESSION.foreign_key_checks)";
    return sql;
}

/// Standard SQL, for database types that only a stranger's driver knows.
LedgerSql standard()
{
    LedgerSql sql;
    sql.createLedger = ledgerTable("INTEGER PRIMARY KEY", "TIMESTAMP");
    sql.createRuns = runsTable("BIGINT PRIMARY KEY");
    sql.numbersRows = false; // identity columns are standard, but far from everywhere
    sql.timestampText = "CAST(timestamp AS VARCHAR(64))";
    return sql;
}

} // namespace

const LedgerSql &ledgerSql(const Dialect &dialect)
{
    static const auto forPostgresql = postgresql();
    static const auto forSqlite = sqlite();
    static const auto forMysql = mysql();
    static const auto forOthers = standard();
    if (dialect.databaseType == u"PostgreSQL")
        return forPostgresql;
    if (dialect.databaseType == u"SQLite")
        return forSqlite;
    if (dialect.databaseType == u"MySQL" || dialect.databaseType == u"MariaDB")
        return forMysql;
    return forOthers;
}

} // namespace dumbo
