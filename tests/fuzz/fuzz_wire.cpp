// Messages from another process: frames as they come over a socket, and every kind of value within them. Nothing but a refusal
// may come of what is wrong.

#include "core/isolation/extensions/conformancevalues.h"
#include "core/isolation/extensions/explainvalues.h"
#include "core/isolation/extensions/migrationvalues.h"
#include "core/isolation/extensions/monitorvalues.h"
#include "core/isolation/extensions/partitionvalues.h"
#include "core/isolation/extensions/schemacomponentvalues.h"
#include "core/isolation/extensions/schemadifferencevalues.h"
#include "core/isolation/framesocket.h"
#include "core/isolation/protocol.h"

#include <cstdlib>
#include <sys/socket.h>

using namespace dumbo;

namespace {

/// What was read is written as it was read.
template <typename T>
void readAs(const QByteArray &bytes)
{
    WireReader reader(bytes);
    T value = [] {
        if constexpr (std::is_default_constructible_v<T>)
            return T {};
        else
            return T(ErrorKind::General, {});
    }();
    reader(value);
    if (!reader.isFinished())
        return;
    WireWriter writer;
    writer(value);
    // A dialect and options have more than one form; what they are written as is stable.
    WireReader again(writer.written());
    again(value);
    WireWriter second;
    second(value);
    if (!again.isFinished() || second.written() != writer.written())
        std::abort();
}

using ReadAs = void (*)(const QByteArray &);

constexpr ReadAs kinds[] { readAs<Error>, readAs<Value>, readAs<Statement>, readAs<ConnectRequest>, readAs<Dialect>,
    readAs<ServerFacts>, readAs<CatalogPart>, readAs<ResultStart>, readAs<PreparedFacts>, readAs<PluginFacts>, readAs<LoadRequest>,
    readAs<HostHello>, readAs<ExplainRequest>, readAs<ExplainPlan>, readAs<MonitorSnapshot>, readAs<PartitionNode>,
    readAs<NewPartition>, readAs<StatementMeasurement>, readAs<ScratchDatabase>, readAs<std::vector<ObjectActivity>>,
    readAs<AdviceRequest>, readAs<std::vector<StatementAdvice>>, readAs<std::vector<MigrationAdviceExtension::Rule>>,
    readAs<DifferenceRequest>, readAs<DifferenceScript>, readAs<std::vector<ComponentOffer>>, readAs<ConformanceFacts>,
    readAs<PoolPolicy>, readAs<TransactionOptions>, readAs<Capabilities> };

/// As much as a socket takes at once, then its end.
void receive(QByteArrayView bytes)
{
    auto [ours, theirs] = FrameSocket::pair();
    std::ignore = ::send(theirs.get(), bytes.data(), std::size_t(bytes.size()), MSG_DONTWAIT | MSG_NOSIGNAL);
    theirs = OwnedDescriptor();
    FrameSocket socket(std::move(ours));
    while (const auto frame = socket.receive()) { }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    if (data[0] < std::size(kinds))
        kinds[data[0]](bytes);
    else
        receive(bytes);
    return 0;
}
