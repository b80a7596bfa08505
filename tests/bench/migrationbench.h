#pragma once

#include "report.h"

/// Planning 10,000 migrations, and the difference of two catalogs of 10,000 tables, beside one bare read of such a catalog.
void measureMigrations(Report &report);
