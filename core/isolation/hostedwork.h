#pragma once

#include "core/base/cancellation.h"
#include "core/isolation/framesocket.h"
#include "core/sdk/connection.h"

#include <mutex>
#include <thread>

namespace dumbo {

/// Reads a channel's cancels in a thread of its own, and hands to the connection those that are for what it does now. One that
/// came before its work is remembered.
class HostedWork {
public:
    explicit HostedWork(OwnedDescriptor cancels);
    ~HostedWork();

    /// The channel's thread begins something. False where it is cancelled already.
    [[nodiscard]] bool begin(quint64 work);
    /// It goes on later (an open execution) or not.
    void end(bool goesOn);
    /// Null before the connection is destroyed. While it is null a cancel ends connecting.
    void setConnection(Connection *connection);
    [[nodiscard]] Cancellation connecting() const { return m_connecting.token(); }

private:
    void read();
    void cancel(quint64 work);

    OwnedDescriptor m_cancels;
    std::mutex m_mutex;
    Connection *m_connection = nullptr;
    CancellationSource m_connecting;
    quint64 m_work = 0;
    quint64 m_cancelled = 0;
    bool m_isActive = false;
    std::jthread m_thread;
};

} // namespace dumbo
