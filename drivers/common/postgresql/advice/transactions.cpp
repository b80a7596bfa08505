#include "drivers/common/postgresql/advice/statements.h"

#include <algorithm>

namespace dumbo::postgresql::advice {

namespace {

/// Strong locks that a statement takes on tables which others use.
std::vector<const ForecastLock *> strongLocks(const StatementContext &context)
{
    std::vector<const ForecastLock *> locks;
    for (const auto &lock : context.advice.locks) {
        if (!lock.isNew && (lock.effects & int(LockEffect::BlocksWrites)) != 0)
            locks.push_back(&lock);
    }
    return locks;
}

void remindOfTimeouts(StatementContext &context, const ForecastLock &lock)
{
    auto &progress = context.progress;
    const auto isReads = (lock.effects & int(LockEffect::BlocksReads)) != 0;
    if (!progress.hasLockTimeout && !progress.saidLockTimeout) {
        progress.saidLockTimeout = true;
        const auto message = isReads ? DUMBO_ADVICE("While it waits for its lock on \"%1\" all later readers and writers wait too, without end.")
                                     : DUMBO_ADVICE("While it waits for its lock on \"%1\" all later writers wait too, without end.");
        auto *finding = context.remark(Rule::NoLockTimeout, message.arg(lock.object.name));
        finding->object = lock.object;
        const auto inside = context.inTransaction();
        SaferForm form { DUMBO_ADVICE("Give up after five seconds"), { inside ? "SET LOCAL lock_timeout = '5s'" : "SET lock_timeout = '5s'", context.source.trimmed() }, false };
        if (!inside)
            form.statements.push_back("RESET lock_timeout");
        finding->saferForms.push_back(std::move(form));
    }
    if (!progress.hasStatementTimeout && !progress.saidStatementTimeout) {
        progress.saidStatementTimeout = true;
        context.remark(Rule::NoStatementTimeout, DUMBO_ADVICE("Nothing ends the statement if it takes too long."));
    }
}

bool isLong(const StatementContext &context)
{
    const auto isOld = [&](const ObjectPath &path) {
        const auto *known = context.world.find(path);
        return !known || !known->isNew;
    };
    return std::ranges::any_of(context.advice.scans, isOld) || std::ranges::any_of(context.advice.rewrites, isOld);
}

void adviseHeldLocks(StatementContext &context)
{
    auto &held = context.progress.stronglyLocked;
    if (!held.isEmpty()) {
        const auto *first = context.progress.firstLocked;
        if (isLong(context))
            context.remark(Rule::WorkUnderStrongLock, DUMBO_ADVICE("Whole tables are worked through while \"%1\" is still locked by a statement before.").arg(first->title()), first);
        const auto other = std::ranges::find_if(context.stronglyLocked, [&](const Relation *relation) { return !held.contains(relation); });
        if (other != context.stronglyLocked.end() && !context.progress.saidSeveralLocks) {
            context.progress.saidSeveralLocks = true;
            context.remark(Rule::SeveralStrongLocks, DUMBO_ADVICE("\"%1\" is locked besides \"%2\", both until the transaction ends.").arg((*other)->title(), first->title()));
        }
    }
    if (held.isEmpty() && !context.stronglyLocked.empty())
        context.progress.firstLocked = context.stronglyLocked.front();
    for (const auto *relation : context.stronglyLocked)
        held.insert(relation);
}

void adviseMixing(StatementContext &context)
{
    auto &progress = context.progress;
    const auto &advice = context.advice;
    const auto writesOld = advice.changesData && std::ranges::any_of(advice.touches, [&](const ObjectPath &path) { return !context.world.relation(path).isNew; });
    const auto changed = std::ranges::find_if(advice.touches, [&](const ObjectPath &path) { return progress.changed.contains(&context.world.relation(path)); });
    if (advice.changesData && changed != advice.touches.end() && (advice.tag == u"UPDATE" || advice.tag == u"DELETE" || advice.tag == u"MERGE")) {
        auto &table = context.world.relation(*changed);
        context.report(Rule::BackfillInTransaction, DUMBO_ADVICE("Rows of \"%1\" are written in the transaction that changed it.").arg(table.title()), &table);
    } else if (writesOld && progress.changesSchema && !progress.changesData) {
        context.remark(Rule::MixesData, DUMBO_ADVICE("Rows are changed in the transaction that changes the schema."));
    }
    progress.changesData = progress.changesData || writesOld;
    const auto changesOld = advice.changesSchema && std::ranges::any_of(advice.locks, [](const ForecastLock &lock) { return !lock.isNew; });
    progress.changesSchema = progress.changesSchema || changesOld;
}

} // namespace

void adviseInTransaction(StatementContext &context)
{
    if (context.advice.fit == TransactionFit::Alone && context.inTransaction() && context.advice.tag != u"ALTER TYPE")
        context.remark(Rule::OutsideTransactionOnly, DUMBO_ADVICE("PostgreSQL refuses it inside a transaction."));
    const auto strong = strongLocks(context);
    if (!strong.empty())
        remindOfTimeouts(context, **std::ranges::max_element(strong, {}, [](const ForecastLock *lock) { return lock->effects; }));
    if (!context.inTransaction())
        return;
    adviseHeldLocks(context);
    adviseMixing(context);
}

} // namespace dumbo::postgresql::advice
