#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/monitor.h"

namespace dumbo {

template <>
struct WireEnum<MonitoredSession::State> {
    static constexpr auto last = MonitoredSession::State::Background;
};

template <typename Wire>
void wireFields(Wire &wire, MonitorTime &time)
{
    wireMembers(wire, time, time.text, time.age);
}

template <typename Wire>
void wireFields(Wire &wire, MonitoredSession &session)
{
    wireMembers(wire, session, session.pid, session.user, session.database, session.application, session.client,
        session.kind, session.state, session.stateText, session.connected, session.transaction, session.query,
        session.stateSince, session.waitType, session.waitEvent, session.text, session.blockedBy, session.leader,
        session.isOwn, session.isHidden);
}

template <typename Wire>
void wireFields(Wire &wire, MonitoredLock &lock)
{
    wireMembers(wire, lock, lock.pid, lock.type, lock.database, lock.object, lock.mode, lock.granted, lock.since);
}

template <typename Wire>
void wireFields(Wire &wire, MonitorSnapshot &snapshot)
{
    wireMembers(wire, snapshot, snapshot.serverTime, snapshot.sessions, snapshot.locks, snapshot.maxConnections,
        snapshot.connections, snapshot.warnings);
}

} // namespace dumbo
