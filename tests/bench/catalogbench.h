#pragma once

#include "report.h"

/// The catalog of a PostgreSQL database with 10,000 tables of 10 columns, against one bare query of the same columns and
/// against information_schema. Starts a server of its own; without its programs it says so and measures nothing.
void measureCatalog(Report &report);
