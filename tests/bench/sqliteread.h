#pragma once

#include "core/base/result.h"

#include <QString>

#include <chrono>

namespace dumbo::bench {

/// What reading a whole table cost.
struct ReadCost
{
    std::chrono::nanoseconds wall {};
    std::chrono::nanoseconds cpu {}; ///< of the calling thread
    qint64 rows = 0;
    qint64 payloadBytes = 0; ///< the bytes of texts and blobs, and 8 for each number; NULL is 0
    qint64 heldBytes = 0; ///< what the batches hold, unused capacity included; 0 where nothing is kept
};

/// Makes a database with one table "big": integer key, ~20 characters, decimal text, time stamp, boolean,
/// ~100 bytes of JSON, text with a third NULL. Does nothing where the file is there already.
[[nodiscard]] Result<void> makeBigTable(const QString &path, qint64 rows);

/// A loop of sqlite3_column_* calls on a NOMUTEX connection that reads every column and keeps nothing: the
/// peer.
[[nodiscard]] Result<ReadCost> readWithBareLoop(const QString &path);

/// The driver's batches, thrown away as they come.
[[nodiscard]] Result<ReadCost> readWithDriver(const QString &path);

/// The driver's batches, all kept until the end.
[[nodiscard]] Result<ReadCost> readAndHoldWithDriver(const QString &path);

} // namespace dumbo::bench
