#pragma once

#include "core/base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace cli {

[[nodiscard]] bool isTerminal(int descriptor);
/// Writes all bytes to a file descriptor, or says why not.
[[nodiscard]] dumbo::Result<void> writeAll(int descriptor, const QByteArray &bytes);
/// A line to standard error.
void printLine(const QString &line);
/// Asks on the terminal without echo. Nothing where there is no terminal.
[[nodiscard]] std::optional<QString> askSecret(const QString &prompt);

/// Asks on the terminal. Nothing where there is no terminal.
[[nodiscard]] std::optional<QString> askLine(const QString &prompt);

/// SQL with colours for a terminal, by the highlighting of that name, e.g. "SQL"; unchanged for an unknown name.
[[nodiscard]] QString highlighted(const QString &sql, const QString &definition);

} // namespace cli
