#pragma once

#include "core/base/result.h"
#include "core/isolation/framesocket.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/batch.h"

#include <array>
#include <vector>

namespace dumbo {

/// A batch on its way to another process: its shape as values, its buffers behind one another in sealed shared memory (in
/// the message itself where they are few bytes), its long values in an unlinked file.
class DUMBO_CORE_EXPORT SharedBatch {
public:
    /// Fewer bytes than this travel in the message.
    static constexpr qint64 smallBatch = 16 * 1024;

    /// The batch is a right one (batchFault()). System or InsufficientResources where there is no memory or disk for it.
    [[nodiscard]] static Result<SharedBatch> write(const Batch &batch);

    [[nodiscard]] const QByteArray &shape() const { return m_shape; }
    /// Of the memory and of the long values' file, each where there is one.
    [[nodiscard]] std::vector<int> descriptors() const;

    /// The batch from shape, and those of a frame's descriptors that it says it has. Every buffer lies within the memory; all
    /// else is to be checked (batchFault()). Nothing, and a fault in wire, where the shape is wrong.
    [[nodiscard]] static std::optional<Batch> read(WireReader &wire, std::vector<OwnedDescriptor> &descriptors);

private:
    QByteArray m_shape;
    OwnedDescriptor m_memory;
    OwnedDescriptor m_longValues;
};

} // namespace dumbo
