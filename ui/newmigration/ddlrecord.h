#pragma once

#include "core/sdk/dialect.h"
#include "ui/history/historystore.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <vector>

namespace workbench {

/// A statement that changed a schema, as it was run by hand.
struct RecordedStatement {
    QDateTime time;
    QByteArray text; ///< without ";" at its end
    friend bool operator==(const RecordedStatement &, const RecordedStatement &) = default;
};

/// Whether a statement makes, changes or drops what lasts: by its first words, temporary things left out.
[[nodiscard]] bool changesSchema(const QByteArray &statement, const dumbo::Dialect &dialect);

/// What was run on the connection of this name and succeeded, statement by statement, the oldest first.
[[nodiscard]] std::vector<RecordedStatement> recordedDdl(
    const std::vector<HistoryItem> &items, const QString &connection, const dumbo::Dialect &dialect);

} // namespace workbench
