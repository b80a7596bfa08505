#pragma once

#include "core/base/cancellation.h"
#include "core/isolation/framesocket.h"
#include "core/isolation/hostedobserver.h"
#include "core/isolation/hostedwork.h"
#include "core/isolation/protocol.h"
#include "core/isolation/resultproducer.h"
#include "core/plugins/guard.h"

#include <map>
#include <memory>
#include <vector>

namespace dumbo {

/// What a host loaded.
struct HostedPlugins {
    std::vector<std::shared_ptr<StoragePlugin>> plugins; ///< guarded
    DriverIdentity identity;
};

/// The host's end of a conversation: one thread, in which at most one connection lives.
class HostedChannel {
public:
    HostedChannel(std::shared_ptr<const HostedPlugins> plugins, OwnedDescriptor socket, OwnedDescriptor cancels);
    ~HostedChannel();
    HostedChannel(const HostedChannel &) = delete;
    HostedChannel &operator=(const HostedChannel &) = delete;

    /// Serves until the other end closes or disconnects.
    void run();

private:
    using Served = Result<void>;
    /// Reads a call's arguments, does it, and writes what it answers.
    using Handler = Served (HostedChannel::*)(WireReader &arguments, WireWriter &answer);
    [[nodiscard]] static Handler handlerOf(WireCall call);

    void waitForWork();
    void pumpIdle();
    [[nodiscard]] bool serve(Frame frame);
    [[nodiscard]] bool serveCall(const Frame &frame);
    [[nodiscard]] Served serveCall(WireCall call, quint64 work, WireReader &arguments, WireWriter &answer);
    [[nodiscard]] bool answer(quint64 number, const Served &served, const QByteArray &bytes);
    [[nodiscard]] bool sendFirstResult();
    void readState();
    void sendState();

    Served connect(WireReader &, WireWriter &);
    Served disconnect(WireReader &, WireWriter &);
    Served poolPolicy(WireReader &, WireWriter &);
    Served pluginExtension(WireReader &, WireWriter &);
    Served dialect(WireReader &, WireWriter &);
    Served capabilities(WireReader &, WireWriter &);
    Served server(WireReader &, WireWriter &);
    Served execute(WireReader &, WireWriter &);
    Served nextResult(WireReader &, WireWriter &);
    Served closeExecution(WireReader &, WireWriter &);
    Served prepare(WireReader &, WireWriter &);
    Served executePrepared(WireReader &, WireWriter &);
    Served executeMany(WireReader &, WireWriter &);
    Served freePrepared(WireReader &, WireWriter &);
    Served catalog(WireReader &, WireWriter &);
    Served begin(WireReader &, WireWriter &);
    Served commit(WireReader &, WireWriter &);
    Served rollback(WireReader &, WireWriter &);
    Served savepoint(WireReader &, WireWriter &);
    Served releaseSavepoint(WireReader &, WireWriter &);
    Served rollbackToSavepoint(WireReader &, WireWriter &);
    Served reset(WireReader &, WireWriter &);
    Served ping(WireReader &, WireWriter &);
    Served hasExtension(WireReader &, WireWriter &);
    Served connectionExtension(WireReader &, WireWriter &);

    [[nodiscard]] Served opened(Result<std::unique_ptr<Execution>> execution, quint64 result);
    [[nodiscard]] Served callExtension(Extension *extension, const ExtensionId &id, WireReader &arguments, WireWriter &answer);
    [[nodiscard]] StoragePlugin *plugin(WireReader &arguments);
    [[nodiscard]] Prepared *prepared(WireReader &arguments);

    std::shared_ptr<const HostedPlugins> m_plugins;
    HostOutput m_output;
    HostedObserver m_observer;
    std::unique_ptr<Connection> m_connection;
    std::map<quint64, std::unique_ptr<Prepared>> m_prepared;
    quint64 m_lastPrepared = 0;
    ResultProducer m_producer;
    HostedWork m_work;
    std::vector<OwnedDescriptor> m_descriptors; ///< of the call that is served
    std::optional<Dialect> m_toldDialect;
    ChannelState m_toldState;
    std::optional<quint64> m_firstResult; ///< of an execution just opened, to be sent by itself
    bool m_watchesIdle = true;
    bool m_isEnding = false;
};

} // namespace dumbo
