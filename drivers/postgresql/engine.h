#pragma once

#include "drivers/postgresql/link.h"
#include "drivers/postgresql/namedstatements.h"
#include "drivers/postgresql/readonly.h"
#include "drivers/postgresql/servertypes.h"

namespace dumbo::postgresql {

/// What a connection, its executions and its prepared statements share.
struct Engine
{
    Engine(ConnectionHandle handle, ConnectionObserver &observer, bool readOnly)
        : link(std::move(handle), observer, readOnly)
    {
    }

    Link link;
    ServerTypes types;
    NamedStatements named;
    ReadOnlyGuard guard;
    bool isUsed = false; ///< something ran since connecting or the last reset
};

} // namespace dumbo::postgresql
