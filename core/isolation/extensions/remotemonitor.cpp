#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"
#include "core/isolation/extensions/monitorvalues.h"

namespace dumbo {

namespace {

using Table = MethodTable<MonitorExtension, &MonitorExtension::snapshot, &MonitorExtension::cancelSession,
    &MonitorExtension::terminateSession>;

class RemoteMonitor final : public RemoteExtension<MonitorExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    Result<MonitorSnapshot> snapshot() override { return call<&MonitorExtension::snapshot>(); }
    Result<void> cancelSession(qint64 pid) override { return call<&MonitorExtension::cancelSession>(pid); }
    Result<void> terminateSession(qint64 pid) override { return call<&MonitorExtension::terminateSession>(pid); }
};

} // namespace

ExtensionTransport monitorTransport()
{
    return transportOf<RemoteMonitor, Table>();
}

} // namespace dumbo
