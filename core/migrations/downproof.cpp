#include "core/migrations/downproof.h"

#include "core/migrations/rowchecksum.h"
#include "core/migrations/runsteps.h"
#include "core/migrations/scratch.h"
#include "core/migrations/scratchreplay.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>

namespace dumbo {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

/// What a place held at one moment.
struct Snapshot {
    std::shared_ptr<const CatalogPart> catalog;
    std::map<ObjectPath, RowsSum> rows;
};

QStringList sortedColumns(const CatalogObject &table)
{
    QStringList names;
    for (const auto &column : table.columns) {
        if (!column.hidden)
            names.append(column.name);
    }
    names.sort();
    return names;
}

class Proof {
public:
    Proof(const DatabaseOpener &opener, const ProofRequest &request)
        : m_opener(opener)
        , m_request(request)
        , m_comparesRows(request.comparesRows)
    {
    }

    [[nodiscard]] Result<DownProof> prove()
    {
        if (!m_request.migration.hasDown)
            return fail(ErrorKind::InvalidOperation, tr("\"%1\" has no down script.").arg(m_request.migration.name));
        OpenRequest request;
        request.cancellation = m_request.cancellation;
        auto opened = m_opener(request);
        if (!opened)
            return fail(opened.error());
        if (const auto chosen = choosePlace((*opened)->connection().dialect()); !chosen)
            return fail(chosen.error());
        if (m_proof.place == ProofPlace::Transaction) {
            auto proof = inTransaction(**opened);
            if (proof || !m_isRefused || m_request.place != ProofPlace::Automatic)
                return proof;
            m_proof.notices.append(tr("It was tried in a copy: %1").arg(proof.error().message()));
            m_proof.place = m_request.comparesRows ? ProofPlace::RowsCopy : ProofPlace::SchemaCopy;
        }
        opened->reset(); // a database that is copied may allow no other connection
        return inScratch();
    }

private:
    [[nodiscard]] Result<void> choosePlace(const Dialect &dialect)
    {
        auto migrations = m_request.before;
        migrations.push_back(m_request.migration);
        for (auto &migration : migrations) {
            for (const auto action : { RunAction::Up, RunAction::Down }) {
                RunItem item;
                item.migration = migration;
                item.action = action;
                judge(item, dialect, m_request.fit);
                if (action == RunAction::Up || &migration == &migrations.back())
                    m_items.push_back(std::move(item));
            }
        }
        const auto fits = dialect.transactions.transactionalDdl
            && std::ranges::all_of(m_items, [](const RunItem &item) { return item.inOneTransaction; });
        m_proof.place = m_request.place;
        if (m_proof.place == ProofPlace::Automatic)
            m_proof.place = fits ? ProofPlace::Transaction : m_request.comparesRows ? ProofPlace::RowsCopy : ProofPlace::SchemaCopy;
        if (m_proof.place != ProofPlace::Transaction || fits)
            return {};
        return fail(Error(ErrorKind::InvalidOperation, tr("Not all of it can be undone by a transaction."))
                        .withHint(tr("Prove it in a scratch database.")));
    }

    /// As a dry run where the database has one in a transaction: what a rollback would not undo is not run.
    [[nodiscard]] Result<DownProof> inTransaction(OpenDatabase &database)
    {
        const auto migrations = migrationsOf(database.connection());
        const auto ran = migrations && (*migrations)->dryRunPlace() == DryRunPlace::Transaction ? inDryRun(database, **migrations)
                                                                                                : inPlainTransaction(database.executor());
        if (!ran && !m_proof.error)
            return fail(ran.error());
        return std::move(m_proof);
    }

    [[nodiscard]] Result<void> inPlainTransaction(Executor &executor)
    {
        return executor.withTransaction([&](Executor &) -> Result<TransactionOutcome<>> {
            if (const auto tried = tryBoth(executor, [&](const RunItem &item) { return runItem(executor, item); }); !tried)
                return fail(tried.error());
            return TransactionOutcome<>(Rollback<>());
        });
    }

    [[nodiscard]] Result<void> inDryRun(OpenDatabase &database, MigrationsExtension &dryRun)
    {
        if (const auto begun = dryRun.beginDryRun({}); !begun)
            return begun;
        auto tried = tryBoth(database.executor(), [&](const RunItem &item) { return measureItem(dryRun, item); });
        const auto ended = dryRun.endDryRun();
        return tried && !ended ? ended : tried;
    }

    [[nodiscard]] Result<void> measureItem(MigrationsExtension &dryRun, const RunItem &item)
    {
        for (int index = 0; index < item.size(); ++index) {
            if (item.skipped[std::size_t(index)])
                continue;
            const auto done = dryRun.measure(item.statements()[std::size_t(index)].text);
            if (done)
                continue;
            m_isRefused = !dryRun.isDryRunOver() && done.error().kind() == ErrorKind::InvalidOperation;
            if (!m_isRefused)
                return failed(item, index, done.error());
            return fail(Error(ErrorKind::InvalidOperation, done.error().message()).withHint(tr("Prove it in a scratch database.")));
        }
        return {};
    }

    [[nodiscard]] Result<DownProof> inScratch()
    {
        ScratchOptions options;
        options.cancellation = m_request.cancellation;
        options.content = m_proof.place == ProofPlace::EmptyDatabase ? ScratchOptions::Content::Empty
            : m_proof.place == ProofPlace::RowsCopy                  ? ScratchOptions::Content::Rows
                                                                     : ScratchOptions::Content::Schema;
        auto copy = makeScratch(m_opener, options);
        if (!copy && m_request.place == ProofPlace::Automatic && copy.error().kind() == ErrorKind::NotImplemented
            && m_proof.place == ProofPlace::RowsCopy) {
            m_proof.notices.append(tr("Rows were not compared: %1").arg(copy.error().message()));
            m_proof.place = ProofPlace::SchemaCopy;
            m_comparesRows = false;
            options.content = ScratchOptions::Content::Schema;
            copy = makeScratch(m_opener, options);
        }
        if (!copy)
            return fail(copy.error());
        m_proof.notices += copy->warnings();
        {
            const auto database = copy->open(m_request.cancellation);
            if (!database)
                return fail(database.error());
            ScratchReplay replay(**database);
            const auto tried = tryBoth((*database)->executor(), [&](const RunItem &item) { return replayItem(replay, item); });
            m_proof.notices += replay.leftOut();
            if (!tried && !m_proof.error)
                return fail(tried.error());
        }
        if (const auto dropped = copy->drop(); !dropped)
            m_proof.notices.append(dropped.error().toText());
        return std::move(m_proof);
    }

    [[nodiscard]] Result<void> replayItem(ScratchReplay &replay, const RunItem &item)
    {
        std::vector<MigrationStatement> statements;
        std::vector<int> places;
        for (int index = 0; index < item.size(); ++index) {
            if (item.skipped[std::size_t(index)])
                continue;
            statements.push_back(item.statements()[std::size_t(index)]);
            places.push_back(index);
        }
        const auto done = statements.empty() ? std::expected<void, ScratchReplay::Failure>() : replay.run(item.migration.name, statements, false);
        return done ? Result<void>() : failed(item, places[std::size_t(done.error().statement)], done.error().error);
    }

    using Run = std::function<Result<void>(const RunItem &)>;

    [[nodiscard]] Result<void> tryBoth(Executor &executor, const Run &run)
    {
        // The last two are up and down of the migration itself.
        const auto itself = std::ptrdiff_t(m_items.size()) - 2;
        for (auto item = m_items.begin(); item != m_items.begin() + itself; ++item) {
            if (const auto ran = run(*item); !ran)
                return ran;
        }
        const auto before = look(executor, nullptr);
        if (!before)
            return fail(before.error());
        for (auto item = m_items.begin() + itself; item != m_items.end(); ++item) {
            if (const auto ran = run(*item); !ran)
                return ran;
        }
        const auto after = look(executor, before->catalog.get());
        if (!after)
            return fail(after.error());
        compare(*before, *after, executor.connection().dialect());
        return {};
    }

    [[nodiscard]] Result<void> runItem(Executor &executor, const RunItem &item)
    {
        executor.setStatementTimeout(m_request.statementTimeout);
        for (int index = 0; index < item.size(); ++index) {
            if (item.skipped[std::size_t(index)])
                continue;
            auto done = executor.command(item.statements()[std::size_t(index)].text);
            if (done && executor.connection().transactionState() != TransactionState::Active)
                done = fail(ErrorKind::InvalidOperation, tr("The statement ended the transaction that it ran in."));
            if (!done)
                return failed(item, index, done.error());
        }
        executor.setStatementTimeout(std::nullopt);
        return {};
    }

    [[nodiscard]] Result<void> failed(const RunItem &item, int index, Error error)
    {
        const auto script = item.action == RunAction::Down ? tr("the down script") : tr("the up script");
        const auto place = tr("Statement %1 of %2 of %3 of \"%4\".")
                               .arg(QString::number(index + 1), QString::number(item.size()), script, item.migration.name);
        error.withDetail((place + u'\n' + error.detail()).trimmed());
        if (!error.isCancelled())
            m_proof.error = error;
        return fail(error);
    }

    /// Rows are summed by the columns that the table had before, so that new ones do not count twice.
    [[nodiscard]] Result<Snapshot> look(Executor &executor, const CatalogPart *before)
    {
        CatalogRequest request;
        request.includeDdl = true;
        auto part = executor.connection().catalog(request);
        if (!part)
            return fail(part.error());
        Snapshot snapshot;
        snapshot.catalog = std::make_shared<const CatalogPart>(std::move(*part));
        if (!m_comparesRows)
            return snapshot;
        m_proof.comparedRows = true;
        for (const auto &object : snapshot.catalog->objects) {
            if (object.kind != ObjectKind::Table || object.system || object.columns.empty() || isMigrationHistory(object))
                continue;
            const auto isThere = [&](const CatalogObject &other) {
                return other.path == object.path && sortedColumns(other) == sortedColumns(object);
            };
            if (before && std::ranges::none_of(before->objects, isThere))
                continue;
            const auto sum = sumRows(executor, object.path, sortedColumns(object));
            if (!sum)
                return fail(sum.error());
            snapshot.rows.emplace(object.path, *sum);
        }
        return snapshot;
    }

    void compare(const Snapshot &before, const Snapshot &after, const Dialect &dialect)
    {
        CatalogComparison comparison;
        comparison.ignores = isMigrationHistory;
        m_proof.difference = compareCatalogs(before.catalog, after.catalog, dialect, comparison);
        for (const auto &[table, sum] : after.rows) {
            const auto was = before.rows.find(table);
            if (was != before.rows.end() && was->second != sum)
                m_proof.rows.push_back({ table, was->second.count, sum.count });
        }
    }

    const DatabaseOpener &m_opener;
    const ProofRequest &m_request;
    bool m_comparesRows;
    bool m_isRefused = false; ///< the dry run would not run a statement
    std::vector<RunItem> m_items;
    DownProof m_proof;
};

} // namespace

Result<DownProof> proveDown(const DatabaseOpener &opener, const ProofRequest &request)
{
    return Proof(opener, request).prove();
}

} // namespace dumbo
