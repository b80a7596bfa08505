#include "core/isolation/extensions/conformancevalues.h"
#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"

namespace dumbo {

namespace {

using Table = MethodTable<ConformanceExtension, &ConformanceExtension::facts>;

class RemoteConformance final : public RemoteExtension<ConformanceExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    Result<ConformanceFacts> facts(const QString &folder) const override { return call<&ConformanceExtension::facts>(folder); }
};

} // namespace

ExtensionTransport conformanceTransport()
{
    return transportOf<RemoteConformance, Table>();
}

} // namespace dumbo
