#include "core/migrations/runjob.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

bool isSkipped(const RunItem &item)
{
    return item.result.outcome == MigrationOutcome::Skipped;
}

} // namespace

void RunJob::runSteps()
{
    for (const auto &step : stepsOf(m_items, m_options.oneTransaction)) {
        m_current.reset();
        const auto done = runStep(step);
        if (!done)
            return stopped(step, done.error());
    }
}

Result<void> RunJob::runStep(const RunStep &step)
{
    if (m_options.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Cancelled before the next statement."));
    if (const auto locked = m_session->checkLock(); !locked)
        return locked;
    if (const auto announced = announce(step); !announced)
        return announced;
    const auto &first = step.pieces.front();
    auto &item = m_items[first.item];
    if (isSkipped(item) && step.pieces.size() == 1) {
        if (first.begin == item.first)
            end(item, MigrationOutcome::Skipped);
        return {};
    }
    // Before the transaction: some settings can't be made in one.
    if (first.begin == item.first) {
        auto restored = restoreSession();
        if (restored)
            restored = restoreSettings(item);
        if (!restored)
            return restored;
    }
    return step.inTransaction ? runInTransaction(step) : runAlone(step.pieces.front());
}

/// Before anything of it runs, so that the next runner finds it whatever happens to this one.
Result<void> RunJob::announce(const RunStep &step)
{
    const auto isNew = [&](const RunPiece &piece) { return m_items[piece.item].details.started.isEmpty(); };
    if (std::ranges::none_of(step.pieces, isNew))
        return {};
    return m_session->transaction([&]() -> Result<void> {
        for (const auto &piece : step.pieces) {
            auto &item = m_items[piece.item];
            if (!isNew(piece))
                continue;
            const auto others = isDoneByOthers(item);
            if (!others)
                return fail(others.error());
            if (*others)
                continue;
            item.details.started = utcNow();
            if (auto ended = m_session->table().endInterrupted(item.details.name, item.details.run); !ended)
                return ended;
            if (auto told = m_session->table().announce(item.details); !told)
                return told;
        }
        return {};
    });
}

/// Whether another runner came between the plan and now: where the lock is a transaction, it is free between two of them.
Result<bool> RunJob::isDoneByOthers(RunItem &item)
{
    const auto recorded = m_session->table().recorded(item.migration.name);
    if (!recorded)
        return fail(recorded.error());
    const auto isDown = item.action == RunAction::Down;
    const auto isThere = recorded->has_value();
    if (isDown ? isThere : (!isThere || (item.isRecorded && **recorded != item.migration.hash)))
        return false;
    if (!isDown && **recorded != item.migration.hash)
        return fail(ErrorKind::Concurrency, tr("Another runner recorded \"%1\" with another text meanwhile.").arg(item.migration.name));
    item.result.outcome = MigrationOutcome::Skipped;
    return true;
}

/// Takes back what was announced of an item that others ran.
Result<void> RunJob::withdraw(RunItem &item)
{
    item.details.outcome = RunOutcome::Cancelled;
    item.details.finished = utcNow();
    item.details.error = tr("Another runner had recorded it meanwhile.");
    return m_session->table().finish(item.details);
}

void RunJob::begin(RunItem &item)
{
    if (item.clock.isValid())
        return;
    item.clock.start();
    m_events.migrationStarted(item.migration, ++m_begun, int(m_items.size()));
}

void RunJob::end(RunItem &item, MigrationOutcome outcome)
{
    item.result.outcome = outcome;
    item.result.elapsed = std::chrono::milliseconds(item.clock.isValid() ? item.clock.elapsed() : 0);
    item.result.statementsDone = item.done;
    m_events.migrationFinished(item.result);
}

Result<void> RunJob::runInTransaction(const RunStep &step)
{
    const auto done = m_session->transaction([&]() -> Result<void> {
        if (auto limited = enterSession(true); !limited)
            return limited;
        for (const auto &piece : step.pieces) {
            if (auto ran = runPiece(piece); !ran)
                return ran;
        }
        return {};
    });
    if (!done)
        return done;
    for (const auto &piece : step.pieces) {
        auto &item = m_items[piece.item];
        item.done = piece.end;
        if (isSkipped(item))
            end(item, MigrationOutcome::Skipped);
        else if (isLast(piece))
            end(item, item.action == RunAction::Down ? MigrationOutcome::Undone : MigrationOutcome::Applied);
    }
    return m_session->connection().dialect().transactions.transactionalDdl ? Result<void>() : leaveSession();
}

Result<void> RunJob::runPiece(const RunPiece &piece)
{
    auto &item = m_items[piece.item];
    if (isSkipped(item))
        return {};
    if (piece.begin == 0) {
        const auto others = isDoneByOthers(item);
        if (!others)
            return fail(others.error());
        if (*others)
            return withdraw(item);
    }
    m_current = piece.item;
    begin(item);
    if (piece.begin == item.first) {
        if (auto restored = restoreSession(); !restored)
            return restored;
    }
    for (int index = piece.begin; index < piece.end; ++index) {
        if (auto ran = runStatement(item, index, true); !ran)
            return ran;
    }
    if (isLast(piece))
        return complete(item);
    item.setDone(piece.end);
    return m_session->table().progress(item.details);
}

/// One statement, with a note before and after it: who is killed in between leaves it to be looked at.
Result<void> RunJob::runAlone(const RunPiece &piece)
{
    auto &item = m_items[piece.item];
    m_current = piece.item;
    begin(item);
    if (piece.begin == item.first && item.hadTry) {
        const auto isDone = takeLeftover(item, piece.begin);
        if (!isDone)
            return fail(isDone.error());
        if (*isDone)
            return doneAlone(piece);
    }
    if (m_session->connection().transactionState() == TransactionState::Idle) {
        item.details.statementStarted = piece.begin;
        if (auto noted = m_session->transaction([&] { return m_session->table().progress(item.details); }); !noted)
            return noted;
    }
    auto ran = enterSession(false);
    if (ran)
        ran = runStatement(item, piece.begin, false);
    if (ran)
        ran = leaveSession();
    return ran ? doneAlone(piece) : ran;
}

Result<void> RunJob::doneAlone(const RunPiece &piece)
{
    auto &item = m_items[piece.item];
    if (m_session->connection().transactionState() != TransactionState::Idle) { // the migration has begun a transaction of its own
        return isLast(piece) ? fail(ErrorKind::InvalidOperation, tr("\"%1\" ends within a transaction that it began.").arg(item.migration.name))
                             : Result<void>();
    }
    item.done = piece.end;
    item.setDone(piece.end);
    auto noted = m_session->transaction([&] { return isLast(piece) ? complete(item) : m_session->table().progress(item.details); });
    if (noted && isLast(piece))
        end(item, item.action == RunAction::Down ? MigrationOutcome::Undone : MigrationOutcome::Applied);
    return noted;
}

Result<void> RunJob::complete(RunItem &item)
{
    auto &table = m_session->table();
    auto recorded
        = item.action == RunAction::Down ? table.remove(item.migration.name) : table.record(item.migration, item.isRecorded);
    if (!recorded)
        return recorded;
    item.setDone(item.size());
    item.details.outcome = RunOutcome::Applied;
    item.details.finished = utcNow();
    item.details.durationMs = item.clock.elapsed();
    return table.finish(item.details);
}

} // namespace dumbo
