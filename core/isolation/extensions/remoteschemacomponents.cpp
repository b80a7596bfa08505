#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"
#include "core/isolation/extensions/schemacomponentvalues.h"

namespace dumbo {

namespace {

using Table = MethodTable<SchemaComponentsExtension, &SchemaComponentsExtension::offers>;

class RemoteSchemaComponents final : public RemoteExtension<SchemaComponentsExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    std::vector<ComponentOffer> offers() const override
    {
        return value<&SchemaComponentsExtension::offers>(std::vector<ComponentOffer>());
    }
};

} // namespace

ExtensionTransport schemaComponentsTransport()
{
    return transportOf<RemoteSchemaComponents, Table>();
}

} // namespace dumbo
