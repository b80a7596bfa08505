#pragma once

#include "report.h"

/// Advice on 10,000 statements of 1,000 migrations beside libpg_query's bare parse of them.
void measureLint(Report &report);
