#pragma once

#include "core/sdk/extensions/migrationadvice.h"

namespace dumbo::postgresql::advice {

/// From weak to strong, with PostgreSQL's numbers: https://www.postgresql.org/docs/current/explicit-locking.html
enum class LockMode {
    AccessShare = 1,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
};

/// E.g. "ACCESS EXCLUSIVE".
[[nodiscard]] QString lockName(LockMode mode);
[[nodiscard]] LockMode lockModeOf(const QString &name);
/// LockEffect, or-ed: what others can't do meanwhile.
[[nodiscard]] int lockEffects(LockMode mode);
/// Whether reading or writing has to wait for it.
[[nodiscard]] inline bool stopsOthers(LockMode mode)
{
    return mode >= LockMode::Share;
}

} // namespace dumbo::postgresql::advice
