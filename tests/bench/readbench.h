#pragma once

#include "report.h"

/// Reading a table into a store, against a bare loop of the client library; and what the store holds.
void measureRead(Report &report, const QString &database);
/// 50,000,000 narrow rows within the memory budget.
void measureSpill(Report &report);
/// `dumbo query --format csv` against `sqlite3 -csv`, both to a file.
void measureCsv(Report &report, const QString &database, const QString &folder);
