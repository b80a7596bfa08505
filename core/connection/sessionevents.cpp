#include "core/connection/sessionevents.h"

#include <array>

namespace dumbo {

QString sessionPhaseName(SessionPhase phase)
{
    static constexpr std::array names { "unconnected", "connecting", "needs credentials", "idle", "busy", "lost", "failed",
        "closed" };
    return QString::fromLatin1(names.at(std::size_t(phase)));
}

} // namespace dumbo
