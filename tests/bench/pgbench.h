#pragma once

#include "report.h"

#include "tests/support/servers/postgresserver.h"

/// A server of its own with the table "big": 1,000,000 × 7, as in SQLite's file. An error where its programs are missing.
[[nodiscard]] dumbo::Result<std::unique_ptr<dumbo::test::PostgresServer>> serverWithBigTable();

/// PostgreSQL over a Unix socket: 1,000,000 × 7 rows into the store, bytes held, cancelling, CSV; against a bare libpq loop, QtSql's
/// driver and psql. Starts a server of its own; without its programs it says so and measures nothing.
void measurePostgres(Report &report, const QString &folder);
