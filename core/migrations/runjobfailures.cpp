#include "core/migrations/runjob.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo {

namespace {

constexpr qsizetype longestError = 4000;

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

bool isOver(const RunItem &item)
{
    return item.result.outcome == MigrationOutcome::Applied || item.result.outcome == MigrationOutcome::Undone
        || item.result.outcome == MigrationOutcome::Skipped;
}

} // namespace

void RunJob::stopped(const RunStep &step, const Error &error)
{
    const auto isUnknown = error.kind() == ErrorKind::UnknownOutcome;
    const auto kept = isUnknown ? wasKept(step) : std::optional(false);
    if (!kept) {
        m_report.error = error;
        for (const auto &piece : step.pieces) {
            if (!isOver(m_items[piece.item]))
                end(m_items[piece.item], MigrationOutcome::Unknown);
        }
        return notice(tr("Whether the database kept the transaction, nobody could find out yet. The next run looks again."));
    }
    if (*kept) {
        markKept(step);
        notice(tr("The connection was lost while the transaction was being committed. The database kept it."));
        if (!std::ranges::all_of(m_items, isOver))
            m_report.error = error.cause().value_or(error);
    } else {
        m_report.error = error;
        markStopped(step, error);
    }
    noteStopped(step);
    tellLeftover(step);
}

void RunJob::markKept(const RunStep &step)
{
    for (const auto &piece : step.pieces) {
        auto &item = m_items[piece.item];
        if (isOver(item))
            continue;
        item.done = piece.end;
        if (isLast(piece))
            end(item, item.action == RunAction::Down ? MigrationOutcome::Undone : MigrationOutcome::Applied);
    }
}

/// Asks over another connection. Nothing: it could not be asked.
std::optional<bool> RunJob::wasKept(const RunStep &step)
{
    std::optional<bool> kept;
    const auto asked = m_session->aside([&](LedgerTable &table) -> Result<void> {
        // One that others did is not part of it.
        const auto found = std::ranges::find_if(step.pieces, [&](const RunPiece &candidate) { return !isOver(m_items[candidate.item]); });
        if (found == step.pieces.end())
            return {};
        const auto &piece = *found;
        const auto &details = m_items[piece.item].details;
        if (const auto settled = table.settle(details); !settled)
            return fail(settled.error());
        const auto ledger = table.read();
        if (!ledger)
            return fail(ledger.error());
        const auto run = ledger->lastRuns.find(details.name);
        if (run == ledger->lastRuns.end() || run->second.run != details.run)
            return {};
        kept = run->second.outcome == RunOutcome::Applied || (!isLast(piece) && run->second.statementsDone >= piece.end);
        return {};
    });
    return asked ? kept : std::nullopt;
}

void RunJob::markStopped(const RunStep &step, const Error &error)
{
    const auto isCancelled = error.isCancelled();
    for (const auto &piece : step.pieces) {
        auto &item = m_items[piece.item];
        if (isOver(item) || !item.clock.isValid())
            continue;
        item.result.rows.reset();
        // Where no statement failed but the commit did, the last one that began stands for it.
        const auto isCulprit = m_current ? *m_current == piece.item : true;
        if (isCulprit)
            item.result.error = error;
        end(item, !isCulprit ? MigrationOutcome::RolledBack : isCancelled ? MigrationOutcome::Cancelled : MigrationOutcome::Failed);
    }
}

void RunJob::noteStopped(const RunStep &step)
{
    const auto noted = m_session->aside([&](LedgerTable &table) -> Result<void> {
        for (const auto &piece : step.pieces) {
            auto &item = m_items[piece.item];
            if (isOver(item) || item.details.started.isEmpty())
                continue;
            const auto started = item.details.statementStarted;
            item.setDone(item.done);
            // A server that answered has undone the statement; one that did not may have done it.
            if (started && m_session->isLost())
                item.details.statementStarted = started;
            item.details.outcome = item.result.outcome == MigrationOutcome::Failed ? RunOutcome::Failed : RunOutcome::Cancelled;
            item.details.error = item.result.error ? item.result.error->toText().left(longestError)
                                                   : tr("Nothing of it was kept, because the transaction it was in was not committed.");
            item.details.finished = utcNow();
            item.details.durationMs = item.clock.isValid() ? std::optional(item.clock.elapsed()) : std::nullopt;
            if (auto finished = table.finish(item.details); !finished)
                return finished;
        }
        return {};
    });
    if (!noted)
        notice(tr("That the run stopped could not be recorded: %1 The next run sees it as interrupted.").arg(noted.error().message()));
}

void RunJob::tellLeftover(const RunStep &step)
{
    const auto &piece = step.pieces.front();
    if (step.inTransaction || m_session->isLost() || m_session->executor().isCancelled())
        return;
    const auto found = madeIndex(m_items[piece.item], piece.begin);
    if (found && *found && !(*found)->isValid)
        notice(tr("The index %1 is left unfinished; resuming drops it and builds it anew.").arg((*found)->name));
}

} // namespace dumbo
