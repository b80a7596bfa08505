#include "core/migrations/runsteps.h"

#include "core/migrations/transactionfit.h"

#include <algorithm>

namespace dumbo {

namespace {

/// The more careful of what the driver's advice and the first words say: a statement that runs alone although it need not is only not
/// undone, one that runs inside although it must not fails, or, like PRAGMA foreign_keys, does nothing without a word.
std::vector<TransactionFit> fitsOf(
    const RunItem &item, const Dialect &dialect, const std::function<std::vector<TransactionFit>(const Migration &)> &fit)
{
    const auto &statements = item.statements();
    std::vector<TransactionFit> fits;
    if (fit && item.action == RunAction::Up)
        fits = fit(item.migration);
    if (fits.size() != statements.size())
        fits.assign(statements.size(), TransactionFit::Inside);
    for (std::size_t i = 0; i < fits.size(); ++i) {
        if (fits[i] == TransactionFit::Inside)
            fits[i] = transactionFit(statements[i].text, dialect);
    }
    return fits;
}

/// BEGIN first, COMMIT last, and no other such statement.
bool isWrapped(const RunItem &item, const Dialect &dialect)
{
    const auto &statements = item.statements();
    return statements.size() >= 2 && std::ranges::count(item.fits, TransactionFit::Controls) == 2
        && isPlainBegin(statements.front().text, dialect) && isPlainCommit(statements.back().text, dialect);
}

/// Pieces of a migration that can't be in one transaction.
void addPieces(std::vector<RunStep> &steps, const RunItem &item, std::size_t index)
{
    const auto controls = std::ranges::contains(item.fits, TransactionFit::Controls);
    const auto groups = item.migration.inTransaction && !controls;
    if (item.first >= item.size())
        steps.push_back({ true, { { index, item.size(), item.size() } } }); // only to be recorded
    for (int begin = item.first; begin < item.size();) {
        const auto inside = [&](int place) { return groups && item.fits[std::size_t(place)] == TransactionFit::Inside; };
        int end = begin + 1;
        while (inside(begin) && end < item.size() && inside(end))
            ++end;
        steps.push_back({ inside(begin), { { index, begin, end } } });
        begin = end;
    }
}

} // namespace

void RunItem::setDone(int count)
{
    const auto &all = statements();
    details.statementsDone = count;
    details.statementStarted.reset();
    details.doneHash = count > 0 ? migrationHash({ all.begin(), all.begin() + count }) : QByteArray();
}

void judge(RunItem &item, const Dialect &dialect, const std::function<std::vector<TransactionFit>(const Migration &)> &fit)
{
    item.fits = fitsOf(item, dialect, fit);
    item.skipped.assign(item.fits.size(), false);
    if (item.migration.inTransaction && isWrapped(item, dialect)) {
        item.skipped.front() = item.skipped.back() = true;
        item.fits.front() = item.fits.back() = TransactionFit::Inside;
    }
    item.endsTransaction = std::ranges::any_of(
        item.statements(), [&](const MigrationStatement &statement) { return mustBeCommitted(statement.text, dialect); });
    item.inOneTransaction = item.migration.inTransaction && item.first == 0
        && std::ranges::all_of(item.fits, [](TransactionFit fits) { return fits == TransactionFit::Inside; });
}

std::vector<RunStep> stepsOf(const std::vector<RunItem> &items, bool together)
{
    std::vector<RunStep> steps;
    bool isOpen = false;
    for (std::size_t index = 0; index < items.size(); ++index) {
        const auto &item = items[index];
        if (!item.inOneTransaction) {
            addPieces(steps, item, index);
            isOpen = false;
            continue;
        }
        const RunPiece piece { index, 0, item.size() };
        if (isOpen && together)
            steps.back().pieces.push_back(piece);
        else
            steps.push_back({ true, { piece } });
        isOpen = !item.endsTransaction;
    }
    return steps;
}

} // namespace dumbo
