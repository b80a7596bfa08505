#pragma once

#include "drivers/common/mysql/advice/context.h"

namespace dumbo::mysql::advice {

/// How InnoDB changes a table, from cheap to dear: https://mariadb.com/kb/en/innodb-online-ddl-overview/
enum class Algorithm {
    Instant, ///< only the dictionary
    NoCopy, ///< makes or drops indexes; MySQL calls it INPLACE too
    Inplace, ///< writes the table anew inside the engine
    Copy, ///< copies row by row into a new table
};
enum class AlterLock { None, Shared, Exclusive };

struct AlterForecast
{
    Algorithm algorithm = Algorithm::Instant;
    AlterLock lock = AlterLock::None;
    bool isCertain = true; ///< false: the present table is not known
    QString because; ///< the dearest action, in words

    /// Takes the dearer of both.
    void add(const AlterForecast &action);
    friend bool operator==(const AlterForecast &, const AlterForecast &) = default;
};

/// What ALTER TABLE, CREATE INDEX or DROP INDEX makes of a table. Tables of other engines are always copied.
[[nodiscard]] AlterForecast forecast(const Judged &judged);
/// The words of ALGORITHM= and LOCK= on this server.
[[nodiscard]] QByteArray algorithmWord(Algorithm algorithm, const Server &server);
[[nodiscard]] QByteArray lockWord(AlterLock lock);

} // namespace dumbo::mysql::advice
