#pragma once

#include "core/isolation/framesocket.h"
#include "core/isolation/isolateddriver.h"
#include "core/isolation/protocol.h"

#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

namespace dumbo {

class HostChannel;
class ProcessKeeper;

/// What is to run in a process of its own.
struct IsolatedModule {
    QString id;
    QString version;
    QString filePath;
    int sdkAbi = 0;
    IsolationSettings settings;
};

/// One process that runs one driver. It lives as long as somebody holds it, unless it ends before by itself. All members may
/// be called from any thread.
class DriverProcess : public std::enable_shared_from_this<DriverProcess> {
public:
    /// Starts it and loads the driver there.
    [[nodiscard]] static Result<std::shared_ptr<DriverProcess>> start(const IsolatedModule &module);
    ~DriverProcess();

    [[nodiscard]] const std::vector<PluginFacts> &plugins() const { return m_plugins; }
    [[nodiscard]] const IsolatedModule &module() const { return m_module; }
    [[nodiscard]] bool isRunning() const;

    /// A conversation with a thread of its own there.
    [[nodiscard]] Result<std::shared_ptr<HostChannel>> openChannel();

    /// Ends it because of a fault that is described by the rest of the sentence "… was ended, because …".
    void kill(const QString &because);
    /// Somebody found it gone, or not worth talking to: how it ended, as the error of a connection. Waits a moment for the
    /// end and makes one where there is none.
    [[nodiscard]] Error loss();
    /// Has deadlines looked at again.
    void wake();

private:
    explicit DriverProcess(const IsolatedModule &module);
    [[nodiscard]] Result<void> run();
    [[nodiscard]] Result<void> greet();
    [[nodiscard]] Result<void> load();
    [[nodiscard]] std::expected<Frame, FrameFault> receiveControl();
    [[nodiscard]] Error startError(const FrameFault &fault);

    IsolatedModule m_module;
    std::vector<PluginFacts> m_plugins;
    std::mutex m_controlMutex;
    FrameSocket m_control;
    std::unique_ptr<ProcessKeeper> m_keeper;
};

} // namespace dumbo
