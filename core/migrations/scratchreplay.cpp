#include "core/migrations/scratchreplay.h"

#include "core/migrations/scratch.h"
#include "core/migrations/transactionfit.h"

#include <QCoreApplication>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Scratch", text);
}

} // namespace

std::expected<void, ScratchReplay::Failure> ScratchReplay::run(
    const QString &migration, std::span<const MigrationStatement> statements, bool inTransaction)
{
    const auto migrations = migrationsOf(m_database.connection());
    if (!migrations)
        return std::unexpected(Failure { 0, migrations.error() });
    auto &dryRun = **migrations;
    DryRunOptions options;
    options.onScratch = true;
    options.inTransaction = inTransaction;
    if (const auto begun = dryRun.beginDryRun(options); !begun)
        return std::unexpected(Failure { 0, begun.error() });
    const auto dialect = m_database.connection().dialect();
    for (std::size_t i = 0; i < statements.size(); ++i) {
        const auto &text = statements[i].text;
        const auto done = dryRun.measure(text);
        if (done)
            continue;
        if (dryRun.isDryRunOver() || done.error().kind() != ErrorKind::InvalidOperation) {
            std::ignore = dryRun.endDryRun(); // the first error is the one that matters
            return std::unexpected(Failure { int(i), done.error() });
        }
        if (transactionFit(text, dialect) != TransactionFit::Controls)
            m_leftOut.append(tr("%1, statement %2, was left out: %3").arg(migration, QString::number(i + 1), done.error().message()));
    }
    if (const auto ended = dryRun.endDryRun(); !ended)
        return std::unexpected(Failure { std::max(0, int(statements.size()) - 1), ended.error() });
    return {};
}

} // namespace dumbo
