#pragma once

#include "core/base/export.h"

namespace dumbo {

/// A file descriptor that becomes readable when somebody calls set(), so that a thread which waits with poll()
/// or in an event loop can be woken from any other. Setting it twice is the same as once.
class DUMBO_SDK_EXPORT WakeDescriptor {
public:
    WakeDescriptor();
    ~WakeDescriptor();
    WakeDescriptor(const WakeDescriptor &) = delete;
    WakeDescriptor &operator=(const WakeDescriptor &) = delete;

    /// -1 where the system gave none (no descriptors left).
    [[nodiscard]] int descriptor() const { return m_read; }
    /// Any thread.
    void set();
    /// The waiting thread.
    void clear();

private:
    int m_read = -1;
    int m_write = -1;
};

} // namespace dumbo
