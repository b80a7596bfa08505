#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"
#include "core/isolation/extensions/schemadifferencevalues.h"

namespace dumbo {

namespace {

using Table = MethodTable<SchemaDifferenceExtension, &SchemaDifferenceExtension::script>;

class RemoteSchemaDifference final : public RemoteExtension<SchemaDifferenceExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    Result<DifferenceScript> script(const DifferenceRequest &request) const override
    {
        return call<&SchemaDifferenceExtension::script>(request);
    }
};

} // namespace

ExtensionTransport schemaDifferenceTransport()
{
    return transportOf<RemoteSchemaDifference, Table>();
}

} // namespace dumbo
