#pragma once

#include "report.h"

/// 1,000,000 rows of several types read into the store from a driver in this process and from one in a process of its own: SQLite
/// and, where its programs are here, PostgreSQL; and what a small query and a connection cost.
void measureIsolation(Report &report, const QString &database);
