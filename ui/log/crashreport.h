#pragma once

#include <QString>

namespace workbench::crash {

/// From now on a crash (SIGSEGV, SIGABRT, SIGBUS, SIGILL, SIGFPE) writes a backtrace into the state folder before the program
/// ends as it would have. The handler uses only what is safe in a signal.
void watch(const QString &programVersion);

/// The report of an earlier run that nobody dismissed yet; empty: there is none.
[[nodiscard]] QString lastReport();
/// The text of a report.
[[nodiscard]] QString read(const QString &path);
/// Offers it no more; the file stays.
void dismiss(const QString &path);

} // namespace workbench::crash
