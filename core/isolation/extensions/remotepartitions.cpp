#include "core/isolation/extensions/methodtable.h"
#include "core/isolation/extensions/transports.h"
#include "core/isolation/extensions/partitionvalues.h"

namespace dumbo {

namespace {

using Table = MethodTable<PartitionsExtension, &PartitionsExtension::list, &PartitionsExtension::createText,
    &PartitionsExtension::create, &PartitionsExtension::detachText, &PartitionsExtension::detach>;

class RemotePartitions final : public RemoteExtension<PartitionsExtension, Table> {
public:
    using RemoteExtension::RemoteExtension;

    Result<PartitionNode> list(const ObjectPath &table) override { return call<&PartitionsExtension::list>(table); }
    Result<QString> createText(const NewPartition &partition) const override
    {
        return call<&PartitionsExtension::createText>(partition);
    }
    Result<void> create(const NewPartition &partition) override { return call<&PartitionsExtension::create>(partition); }
    Result<QString> detachText(const ObjectPath &partition, DetachMode mode) override
    {
        return call<&PartitionsExtension::detachText>(partition, mode);
    }
    Result<void> detach(const ObjectPath &partition, DetachMode mode) override
    {
        return call<&PartitionsExtension::detach>(partition, mode);
    }
};

} // namespace

ExtensionTransport partitionsTransport()
{
    return transportOf<RemotePartitions, Table>();
}

} // namespace dumbo
