#pragma once

#include "report.h"

/// Start to first paint, and to a table of 1,000,000 rows shown, on a display of its own, against a bare window and against DB
/// Browser for SQLite.
void measureStart(Report &report, const QString &database);
