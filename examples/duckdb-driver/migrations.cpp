#include "migrations.h"

#include "scratchfiles.h"
#include "statements.h"
#include "textrows.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

namespace dumbo::duckdb {

namespace {

using Clock = std::chrono::steady_clock;

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

class DuckMigrations final : public MigrationsExtension
{
public:
    DuckMigrations(Connection &connection, Engine &engine)
        : m_connection(connection)
        , m_engine(engine)
    {
    }
    ~DuckMigrations() override { std::ignore = DuckMigrations::unlock(); }

    bool lockIsTransaction() const override { return false; }

    Result<bool> tryLock() override
    {
        if (!m_hasLock)
            m_hasLock = m_engine.database().tryLockMigrations();
        return m_hasLock;
    }

    Result<QString> lockHolder() override
    {
        return m_hasLock || !m_engine.database().isMigrating() ? QString() : tr("another connection of this program");
    }

    Result<void> unlock() override
    {
        if (std::exchange(m_hasLock, false))
            m_engine.database().unlockMigrations();
        return {};
    }

    DryRunPlace dryRunPlace() const override { return DryRunPlace::Transaction; }

    Result<QStringList> dryRunLimits() override
    {
        return QStringList { tr("What sequences give out is not taken back, and DuckDB tells of no locks: it has none, and of two transactions that "
                                "change the same rows the second fails.") };
    }

    Result<void> beginDryRun(const DryRunOptions &options) override
    {
        m_isOver = true;
        if (m_connection.transactionState() != TransactionState::Idle)
            return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a dry run needs one of its own."));
        m_options = options;
        if (m_options.inTransaction || !m_options.onScratch) {
            if (auto begun = m_connection.begin({}); !begun)
                return begun;
        }
        auto names = readNames();
        if (!names)
            return fail(names.error());
        m_names = std::move(*names);
        m_isOver = false;
        return {};
    }

    Result<StatementMeasurement> measure(const StatementText &statement) override
    {
        if (m_isOver)
            return fail(ErrorKind::InvalidOperation, tr("The dry run is over; nothing more is run."));
        const auto prepared = m_connection.prepare(statement);
        if (!prepared) {
            m_isOver = true;
            return fail(prepared.error());
        }
        if (auto allowed = refuse(statement); !allowed)
            return fail(allowed.error());
        StatementMeasurement measurement;
        auto done = execute(**prepared, measurement);
        if (done && isInTransaction() && m_connection.transactionState() != TransactionState::Active)
            done = fail(ErrorKind::InvalidOperation, tr("The statement ended the transaction of the dry run; nothing more is run."));
        if (done)
            done = compare(measurement);
        if (!done) {
            m_isOver = true;
            return fail(done.error());
        }
        return measurement;
    }

    bool isDryRunOver() const override { return m_isOver; }
    Result<QStringList> check() override { return QStringList(); } // DuckDB checks all constraints at once

    Result<void> endDryRun() override
    {
        m_isOver = true;
        return m_connection.transactionState() == TransactionState::Idle ? Result<void>() : m_connection.rollback();
    }

    Result<QStringList> sweepScratch() override { return sweepScratchFiles(); }

    Result<ScratchDatabase> createScratch(const ScratchRequest &request) override
    {
        if (m_connection.transactionState() != TransactionState::Idle)
            return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a copy is made outside of one."));
        const Work work(m_engine);
        const auto path = newScratchPath();
        auto made = m_engine.run("ATTACH " + quotedText(path) + " AS dumbo_scratch");
        if (made && request.withRows)
            made = m_engine.run("COPY FROM DATABASE " + quotedName(QString::fromUtf8(m_engine.ask("SELECT current_database()"))) + " TO dumbo_scratch");
        const auto detached = m_engine.run("DETACH DATABASE IF EXISTS dumbo_scratch");
        if (made && !detached)
            made = detached;
        if (!made) {
            std::ignore = removeScratch(path);
            return fail(made.error());
        }
        ScratchDatabase scratch;
        scratch.name = path;
        scratch.options.set(QStringLiteral("path"), path);
        return scratch;
    }

    Result<void> dropScratch(const ScratchDatabase &scratch) override { return removeScratch(scratch.name); }

    Result<std::vector<ObjectActivity>> activity(std::span<const ObjectPath> objects) override
    {
        const Work work(m_engine);
        const auto rows = textRows(m_engine,
            "SELECT schema_name, table_name, estimated_size::VARCHAR FROM duckdb_tables() WHERE database_name = current_database()");
        if (!rows)
            return fail(rows.error());
        std::vector<ObjectActivity> all;
        for (const auto &path : objects) {
            auto &entry = all.emplace_back();
            entry.object = path;
            const auto found = std::ranges::find_if(*rows, [&](const TextRow &row) {
                return row[0] == (path.schema.isEmpty() ? QStringLiteral("main") : path.schema) && row[1] == path.name;
            });
            if (found != rows->end() && (*found)[2])
                entry.rowEstimate = (*found)[2]->toLongLong();
        }
        return all;
    }

private:
    bool isInTransaction() const { return m_options.inTransaction || !m_options.onScratch; }

    /// What would end the transaction, leave the database, or can't be undone.
    Result<void> refuse(const StatementText &statement) const
    {
        const std::string_view text(statement.constData(), std::size_t(statement.size()));
        const auto word = mainKeyword(text);
        static constexpr std::array control { "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT" };
        static constexpr std::array outside { "ATTACH", "DETACH", "EXPORT", "IMPORT", "INSTALL", "LOAD", "USE" };
        static constexpr std::array lasting { "CHECKPOINT", "VACUUM", "FORCE", "SET", "RESET", "PRAGMA", "CALL" };
        const auto isOneOf = [&word](const auto &words) { return std::ranges::any_of(words, [&](const char *each) { return word == each; }); };
        const auto name = QString::fromUtf8(word);
        if (isOneOf(control) && isInTransaction())
            return fail(ErrorKind::InvalidOperation, tr("%1 is left out: the dry run has a transaction of its own.").arg(name));
        const auto tokens = firstTokens(text, 4096);
        const auto copiesOut = word == "COPY" && std::ranges::contains(tokens, QByteArray("TO"));
        if (isOneOf(outside) || copiesOut)
            return fail(ErrorKind::InvalidOperation, tr("%1 is refused: what it does outside of this database can't be undone.").arg(name));
        if (isOneOf(lasting) && !m_options.onScratch)
            return fail(ErrorKind::InvalidOperation, tr("%1 is refused: a rollback does not undo it.").arg(name));
        return {};
    }

    Result<void> execute(Prepared &prepared, StatementMeasurement &measurement)
    {
        const auto begin = Clock::now();
        const auto execution = prepared.execute({});
        if (!execution)
            return fail(execution.error());
        qint64 returned = 0;
        while (true) {
            const auto more = (*execution)->nextResult();
            if (!more)
                return fail(more.error());
            if (!*more)
                break;
            while (true) {
                const auto batch = (*execution)->next({});
                if (!batch)
                    return fail(batch.error());
                if (!*batch)
                    break;
                returned += (*batch)->rowCount();
            }
            const auto affected = (*execution)->outcome().affectedRows;
            measurement.rows = affected ? affected : prepared.columns().empty() ? std::nullopt : std::optional(returned);
        }
        const auto closed = (*execution)->close(CloseMode::Drain);
        measurement.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
        return closed;
    }

    Result<std::set<ObjectPath>> readNames()
    {
        const Work work(m_engine);
        const auto rows = textRows(m_engine,
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database() "
            "UNION ALL SELECT schema_name, view_name FROM duckdb_views() WHERE NOT internal AND database_name = current_database() "
            "UNION ALL SELECT schema_name, index_name FROM duckdb_indexes() WHERE database_name = current_database() "
            "UNION ALL SELECT schema_name, sequence_name FROM duckdb_sequences() WHERE database_name = current_database()");
        if (!rows)
            return fail(rows.error());
        std::set<ObjectPath> names;
        for (const auto &row : *rows)
            names.insert({ {}, row[0].value_or(QString()), row[1].value_or(QString()) });
        return names;
    }

    Result<void> compare(StatementMeasurement &measurement)
    {
        auto names = readNames();
        if (!names)
            return fail(names.error());
        std::ranges::set_difference(*names, m_names, std::back_inserter(measurement.created));
        std::ranges::set_difference(m_names, *names, std::back_inserter(measurement.dropped));
        m_names = std::move(*names);
        return {};
    }

    Connection &m_connection;
    Engine &m_engine;
    bool m_hasLock = false;
    DryRunOptions m_options;
    bool m_isOver = true;
    std::set<ObjectPath> m_names;
};

} // namespace

std::unique_ptr<MigrationsExtension> makeMigrationsExtension(Connection &connection, Engine &engine)
{
    return std::make_unique<DuckMigrations>(connection, engine);
}

} // namespace dumbo::duckdb
