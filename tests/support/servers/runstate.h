#pragma once

#include <QJsonObject>
#include <QString>

#include <optional>

#include <sys/types.h>

namespace dumbo::test {

/// Where the program that keeps a server for a whole CTest run tells how to reach it. The run is named by the process of ctest,
/// which is the parent of each test, so that two runs at once in one build tree do not meet.
[[nodiscard]] QString runStateFile(const QString &server, pid_t runner);

/// The state of the server of the CTest run that started this process; nothing where there is none.
[[nodiscard]] std::optional<QJsonObject> runState(const QString &server);

} // namespace dumbo::test
