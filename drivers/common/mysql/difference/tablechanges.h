#pragma once

#include "core/sdk/extensions/schemadifference.h"
#include "drivers/common/mysql/difference/tabletext.h"

namespace dumbo::mysql {

/// What ALTER TABLE has to do to a table that is on both sides, foreign keys apart.
struct TableChange
{
    std::vector<DifferenceStatement> statements;
    std::vector<NotGenerated> notGenerated;
    QSet<QString> touchedColumns; ///< lower case: modified, dropped or with another key; foreign keys on them must be away meanwhile
};

[[nodiscard]] TableChange tableChange(const TableText &from, const TableText &to, bool allowsLoss);

} // namespace dumbo::mysql
