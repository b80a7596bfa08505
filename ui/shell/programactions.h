#pragma once

namespace workbench {

class MainWindow;

/// Registers settings, about, log and what else concerns the program rather than a database.
void addProgramActions(MainWindow &window);

/// When an earlier run ended in a crash and nobody has seen the report yet, a message offers to show it.
void offerCrashReport(MainWindow &window);

} // namespace workbench
