#pragma once

#include <QString>

namespace workbench::log {

/// From now on everything that qDebug() and its like are given goes to the log file as well as to the standard error, Qt's own
/// warnings included. The file is made with the first message. Passwords in connection strings are taken out.
void start();

/// Where the log is: workbench.log in the state folder. At a megabyte it becomes workbench.log.1.
[[nodiscard]] QString filePath();

/// The line without what looks like a secret.
[[nodiscard]] QString withoutSecrets(const QString &line);

} // namespace workbench::log
