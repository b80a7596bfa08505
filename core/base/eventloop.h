#pragma once

#include "core/base/export.h"

#include <functional>
#include <memory>

namespace dumbo {

/// The event loop of one thread, as other threads see it: a place to leave functions that shall run there.
///
/// It uses a mutex and a descriptor of its own instead of Qt's posted events, because ThreadSanitizer can't see
/// into those.
class DUMBO_SDK_EXPORT EventLoop {
public:
    /// Of the calling thread, which runs a Qt event loop sooner or later; the same object each time. In the main
    /// thread the QCoreApplication exists already; the loop ends with it.
    [[nodiscard]] static std::shared_ptr<EventLoop> ofThisThread();

    ~EventLoop();
    EventLoop(const EventLoop &) = delete;
    EventLoop &operator=(const EventLoop &) = delete;

    /// Any thread. The function runs from the event loop, after those posted before it, never inside post().
    /// False, and the function is dropped, where the loop has ended.
    bool post(std::function<void()> function);

    /// The loop's thread, when it ends: drops what was not run.
    void close();

private:
    class Private;
    EventLoop();
    std::shared_ptr<Private> d;
};

} // namespace dumbo
