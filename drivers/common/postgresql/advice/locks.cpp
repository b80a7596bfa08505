#include "drivers/common/postgresql/advice/locks.h"

#include <algorithm>
#include <array>

namespace dumbo::postgresql::advice {

namespace {

const auto &names()
{
    static const std::array names { QStringLiteral("ACCESS SHARE"), QStringLiteral("ROW SHARE"), QStringLiteral("ROW EXCLUSIVE"),
        QStringLiteral("SHARE UPDATE EXCLUSIVE"), QStringLiteral("SHARE"), QStringLiteral("SHARE ROW EXCLUSIVE"),
        QStringLiteral("EXCLUSIVE"), QStringLiteral("ACCESS EXCLUSIVE") };
    return names;
}

} // namespace

QString lockName(LockMode mode)
{
    return names()[std::size_t(mode) - 1];
}

LockMode lockModeOf(const QString &name)
{
    const auto found = std::ranges::find(names(), name);
    return LockMode(found - names().begin() + 1);
}

int lockEffects(LockMode mode)
{
    auto effects = int(LockEffect::BlocksSchemaChanges);
    if (mode >= LockMode::Share)
        effects |= int(LockEffect::BlocksWrites);
    if (mode == LockMode::AccessExclusive)
        effects |= int(LockEffect::BlocksReads);
    return effects;
}

} // namespace dumbo::postgresql::advice
