#pragma once

#include "report.h"

/// Documents on SQLite and PostgreSQL, 1,000,000 of them: found by an indexed field and by a scan beside the same SQL written by hand,
/// 100,000 inserted beside COPY or a prepared INSERT in one transaction. Starts a server of its own.
void measureDocuments(Report &report, const QString &folder);
