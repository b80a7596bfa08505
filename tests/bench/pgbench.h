#pragma once

#include "report.h"

/// PostgreSQL over a Unix socket: 1,000,000 × 7 rows into the store, bytes held, cancelling, CSV; against a bare libpq loop, QtSql's
/// driver and psql. Starts a server of its own; without its programs it says so and measures nothing.
void measurePostgres(Report &report, const QString &folder);
