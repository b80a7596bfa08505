#include "core/migrations/downproof.h"

#include "core/migrations/rowchecksum.h"
#include "core/migrations/runsteps.h"
#include "core/migrations/scratch.h"

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
        if (m_proof.place == ProofPlace::Transaction)
            return inTransaction(**opened);
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

    [[nodiscard]] Result<DownProof> inTransaction(OpenDatabase &database)
    {
        auto &executor = database.executor();
        const auto ran = executor.withTransaction([&](Executor &) -> Result<TransactionOutcome<>> {
            if (const auto tried = tryBoth(executor, true); !tried)
                return fail(tried.error());
            return TransactionOutcome<>(Rollback<>());
        });
        if (!ran && !m_proof.error)
            return fail(ran.error());
        return std::move(m_proof);
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
            if (const auto tried = tryBoth((*database)->executor(), false); !tried && !m_proof.error)
                return fail(tried.error());
        }
        if (const auto dropped = copy->drop(); !dropped)
            m_proof.notices.append(dropped.error().toText());
        return std::move(m_proof);
    }

    [[nodiscard]] Result<void> tryBoth(Executor &executor, bool inTransaction)
    {
        // The last two are up and down of the migration itself.
        const auto itself = std::ptrdiff_t(m_items.size()) - 2;
        for (auto item = m_items.begin(); item != m_items.begin() + itself; ++item) {
            if (const auto ran = runItem(executor, *item, inTransaction); !ran)
                return ran;
        }
        const auto before = look(executor, nullptr);
        if (!before)
            return fail(before.error());
        for (auto item = m_items.begin() + itself; item != m_items.end(); ++item) {
            if (const auto ran = runItem(executor, *item, inTransaction); !ran)
                return ran;
        }
        const auto after = look(executor, before->catalog.get());
        if (!after)
            return fail(after.error());
        compare(*before, *after, executor.connection().dialect());
        return {};
    }

    [[nodiscard]] Result<void> runItem(Executor &executor, const RunItem &item, bool inTransaction)
    {
        executor.setStatementTimeout(m_request.statementTimeout);
        for (int index = 0; index < item.size(); ++index) {
            if (item.skipped[std::size_t(index)])
                continue;
            auto done = executor.command(item.statements()[std::size_t(index)].text);
            if (done && inTransaction && executor.connection().transactionState() != TransactionState::Active)
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
    std::vector<RunItem> m_items;
    DownProof m_proof;
};

} // namespace

Result<DownProof> proveDown(const DatabaseOpener &opener, const ProofRequest &request)
{
    return Proof(opener, request).prove();
}

} // namespace dumbo
