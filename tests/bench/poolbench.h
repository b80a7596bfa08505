#pragma once

#include "report.h"

/// Borrowing a connection from a pool and giving it back, against a bare queue before a thread, and a statement through a pool against
/// one on the connection itself.
void measurePool(Report &report);
