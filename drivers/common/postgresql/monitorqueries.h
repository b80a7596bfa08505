#pragma once

#include "core/sdk/extensions/monitor.h"
#include "drivers/common/postgresql/catalogsource.h"

#include <QByteArray>
#include <QSet>

#include <span>
#include <vector>

namespace dumbo::postgresql {

/// A column of an answer: its name where the server has it, what to ask, and what to ask where it is missing.
struct MonitorColumn
{
    QByteArray name; ///< of the view; empty: always there
    QByteArray expression; ///< gives text
};

/// What the two views are asked for, in the order in which readSession() and readLock() expect it.
[[nodiscard]] std::span<const MonitorColumn> sessionColumns();
[[nodiscard]] std::span<const MonitorColumn> lockColumns();

/// "SELECT … FROM view", with NULL for columns that are not among known.
[[nodiscard]] QByteArray monitorQuery(std::span<const MonitorColumn> columns, const QByteArray &from, const QSet<QByteArray> &known);

[[nodiscard]] MonitoredSession readSession(const TextRows &rows, qsizetype row);
[[nodiscard]] MonitoredLock readLock(const TextRows &rows, qsizetype row);

} // namespace dumbo::postgresql
