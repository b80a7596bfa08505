#pragma once

#include "core/isolation/wiremembers.h"
#include "core/isolation/wirevalues.h"
#include "core/sdk/extensions/migrations.h"

namespace dumbo {

template <>
struct WireEnum<DryRunPlace> {
    static constexpr auto last = DryRunPlace::EmptyCopy;
};

template <typename Wire>
void wireFields(Wire &wire, TakenLock &lock)
{
    wireMembers(wire, lock, lock.object, lock.mode);
}

template <typename Wire>
void wireFields(Wire &wire, DryRunOptions &options)
{
    wireMembers(wire, options, options.lockTimeout, options.onScratch, options.inTransaction);
}

template <typename Wire>
void wireFields(Wire &wire, StatementMeasurement &measured)
{
    wireMembers(wire, measured, measured.time, measured.rows, measured.locks, measured.rewritten, measured.created,
        measured.dropped, measured.notices);
}

template <typename Wire>
void wireFields(Wire &wire, ScratchDatabase &scratch)
{
    wireMembers(wire, scratch, scratch.name, scratch.options);
}

template <typename Wire>
void wireFields(Wire &wire, ScratchRequest &request)
{
    wireMembers(wire, request, request.withRows);
}

template <typename Wire>
void wireFields(Wire &wire, ObjectActivity::Holder &holder)
{
    wireMembers(wire, holder, holder.pid, holder.who, holder.mode, holder.waits, holder.transactionAge, holder.text);
}

template <typename Wire>
void wireFields(Wire &wire, ObjectActivity &activity)
{
    wireMembers(wire, activity, activity.object, activity.rowEstimate, activity.sizeBytes, activity.readsPerMinute,
        activity.writesPerMinute, activity.holders);
}

} // namespace dumbo
