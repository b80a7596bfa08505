#include "core/isolation/driverhost.h"

#include "core/isolation/extensiontransport.h"
#include "core/isolation/framesocket.h"
#include "core/isolation/hostedchannel.h"
#include "core/isolation/protocol.h"
#include "core/plugins/guard.h"
#include "core/plugins/pluginfile.h"

#include <csignal>
#include <cstdio>
#include <thread>
#include <unistd.h>
#if defined(Q_OS_LINUX)
#include <sys/prctl.h>
#endif

namespace dumbo {

namespace {

constexpr int brokenTalk = 3; ///< exit code

using Plugins = HostedPlugins;

/// The control socket's side of a host.
class DriverHost {
public:
    DriverHost(int controlSocket, int abi)
        : m_control(OwnedDescriptor(controlSocket))
        , m_sdkAbi(abi)
    {
    }

    int run()
    {
        WireWriter writer;
        writer(HostHello { wireVersion, oldestWireVersion, m_sdkAbi });
        if (!m_control.send(quint32(FrameType::Hello), 0, writer.take()))
            return 0;
        const auto frame = m_control.receive();
        if (!frame)
            return endOf(frame.error());
        WireReader reader(frame->body);
        const auto request = reader.value<LoadRequest>();
        if (frame->type != quint32(FrameType::Load) || !reader.isFinished())
            return endOf({ FrameFault::Broken, QStringLiteral("it was not told what to load") });
        if (!load(request))
            return 0;
        return serve();
    }

private:
    static int endOf(const FrameFault &fault)
    {
        if (fault.kind != FrameFault::Broken)
            return 0;
        std::fprintf(stderr, "The program sent what can't be read: %s.\n", qPrintable(fault.words));
        return brokenTalk;
    }

    /// False where the program was told why not.
    bool load(const LoadRequest &request)
    {
        auto loaded = loadPlugins(request);
        WireWriter writer;
        if (!loaded) {
            writer(loaded.error());
            std::ignore = m_control.send(quint32(FrameType::Refused), 0, writer.take());
            return false;
        }
        m_plugins = std::make_shared<const Plugins>(std::move(*loaded));
        std::vector<PluginFacts> facts;
        for (const auto &plugin : m_plugins->plugins)
            facts.push_back(factsOf(*plugin, request.extensions));
        writer(facts);
        return m_control.send(quint32(FrameType::Loaded), 0, writer.take()).has_value();
    }

    Result<Plugins> loadPlugins(const LoadRequest &request)
    {
        auto described = describePluginFile(request.filePath, ownStamp());
        if (described.refusal)
            return fail(*described.refusal);
        if (described.manifest.id != request.driverId)
            return fail(ErrorKind::Plugin,
                QStringLiteral("%1 is \"%2\", not \"%3\".").arg(request.filePath, described.manifest.id, request.driverId));
        auto made = loadPluginFile(request.filePath, described.manifest);
        if (!made)
            return fail(made.error());
        Plugins plugins;
        plugins.identity = { described.manifest.id, described.manifest.version, request.filePath };
        for (auto &plugin : *made)
            plugins.plugins.push_back(guarded(std::move(plugin), plugins.identity));
        return plugins;
    }

    [[nodiscard]] BuildStamp ownStamp() const
    {
        auto stamp = BuildStamp::current();
        stamp.sdkAbi = m_sdkAbi;
        return stamp;
    }

    static PluginFacts factsOf(StoragePlugin &plugin, const QList<ExtensionId> &wanted)
    {
        PluginFacts facts { plugin.connector(), plugin.dialect(), plugin.capabilities(), plugin.migratorDefaults(), {} };
        for (const auto &id : wanted) {
            const auto *found = extensionTransport(id) ? plugin.extension(id) : nullptr;
            if (found && !found->isInProcessOnly())
                facts.extensions.append(id);
        }
        return facts;
    }

    int serve()
    {
        while (true) {
            auto frame = m_control.receive();
            if (!frame)
                return endOf(frame.error());
            if (frame->type != quint32(FrameType::OpenChannel) || frame->descriptors.size() != 2)
                return endOf({ FrameFault::Broken, QStringLiteral("it is no channel") });
            std::thread([plugins = m_plugins, socket = std::move(frame->descriptors[0]),
                            cancels = std::move(frame->descriptors[1])]() mutable {
                HostedChannel(plugins, std::move(socket), std::move(cancels)).run();
            }).detach();
        }
    }

    FrameSocket m_control;
    int m_sdkAbi;
    std::shared_ptr<const Plugins> m_plugins;
};

} // namespace

int runDriverHost(int controlSocket, int driverAbi)
{
    // Standard error goes to the log; what a driver prints to standard output would fill a pipe that nobody reads.
    dup2(STDERR_FILENO, STDOUT_FILENO);
#if defined(Q_OS_LINUX)
    // A driver may keep SIGTERM to itself, but not this.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
    std::signal(SIGPIPE, SIG_IGN);
    const auto code = DriverHost(controlSocket, driverAbi).run();
    // Nobody waits for a thread that is inside of the driver, nor for what the driver does at the end of a program.
    std::fflush(nullptr);
    _exit(code);
}

} // namespace dumbo
