#include "core/isolation/extensions/explainvalues.h"
#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"

namespace dumbo {

namespace {

using Table = MethodTable<ExplainExtension, &ExplainExtension::abilities, &ExplainExtension::explain>;

class RemoteExplain final : public RemoteExtension<ExplainExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    Abilities abilities() const override { return value<&ExplainExtension::abilities>(Abilities()); }
    Result<ExplainPlan> explain(const ExplainRequest &request) override { return call<&ExplainExtension::explain>(request); }
};

} // namespace

ExtensionTransport explainTransport()
{
    return transportOf<RemoteExplain, Table>();
}

} // namespace dumbo
