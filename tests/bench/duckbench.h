#pragma once

#include "report.h"

/// Reading a table of DuckDB into a store by the example driver, against a bare loop of DuckDB's C API over the same chunks.
void measureDuckDb(Report &report, const QString &folder);
