#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/partitions.h"

namespace dumbo {

template <>
struct WireEnum<PartitionValue::Kind> {
    static constexpr auto last = PartitionValue::Kind::Maximum;
};
template <>
struct WireEnum<PartitionBounds::Kind> {
    static constexpr auto last = PartitionBounds::Kind::Default;
};
template <>
struct WireEnum<DetachMode> {
    static constexpr auto last = DetachMode::Finish;
};

template <typename Wire>
void wireFields(Wire &wire, PartitionNode &node)
{
    wireMembers(wire, node, node.path, node.kind, node.bounds, node.key, node.server, node.rowEstimate, node.sizeBytes,
        node.detachPending, node.children);
}

template <typename Wire>
void wireFields(Wire &wire, PartitionValue &value)
{
    wireMembers(wire, value, value.kind, value.text);
}

template <typename Wire>
void wireFields(Wire &wire, PartitionBounds &bounds)
{
    wireMembers(wire, bounds, bounds.kind, bounds.from, bounds.to, bounds.values, bounds.modulus, bounds.remainder);
}

template <typename Wire>
void wireFields(Wire &wire, NewPartition &partition)
{
    wireMembers(wire, partition, partition.parent, partition.path, partition.bounds, partition.key, partition.server,
        partition.options);
}

} // namespace dumbo
