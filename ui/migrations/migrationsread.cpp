#include "ui/migrations/migrationsread.h"

#include "core/migrations/advisor.h"
#include "core/migrations/histories/history.h"
#include "core/migrations/scratch.h"
#include "core/migrations/sources/migrationsource.h"

#include <QCoreApplication>
#include <QFileInfo>


namespace workbench {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Migrations", text);
}

bool isAhead(const dumbo::PlannedMigration &planned)
{
    using enum dumbo::MigrationState;
    return planned.migration && (planned.state == Pending || planned.state == OutOfOrder || planned.state == Failed);
}

/// Some drivers can't enforce that nothing is written; then nothing but SELECT is sent all the same.
dumbo::Result<std::unique_ptr<dumbo::OpenDatabase>> openToRead(const ReadMigrationsRequest &request, const dumbo::Cancellation &cancellation)
{
    dumbo::OpenRequest opening;
    opening.readOnly = true;
    opening.cancellation = cancellation;
    auto opened = request.open(opening);
    if (opened || opened.error().kind() != dumbo::ErrorKind::NotImplemented)
        return opened;
    opening.readOnly = false;
    return request.open(opening);
}

std::vector<dumbo::ObjectPath> touchedBy(const dumbo::AdvisedMigration &advised)
{
    std::vector<dumbo::ObjectPath> touched;
    for (const auto &statement : advised.statements) {
        for (const auto *paths : { &statement.advice.touches, &statement.advice.drops })
            touched.insert(touched.end(), paths->begin(), paths->end());
    }
    std::ranges::sort(touched);
    const auto rest = std::ranges::unique(touched);
    touched.erase(rest.begin(), rest.end());
    return touched;
}

class Reading {
public:
    Reading(const ReadMigrationsRequest &request, const MigrationJob::Desk &desk)
        : m_request(request)
        , m_desk(desk)
    {
    }

    [[nodiscard]] dumbo::Result<SnapshotPointer> read()
    {
        phase(tr("Reading the files…"));
        const auto set = dumbo::readMigrations({ m_request.source, {}, m_request.dialect, m_request.offers });
        if (!set)
            return dumbo::fail(set.error());
        m_snapshot.source = m_request.source;
        m_snapshot.dialect = m_request.dialect;
        m_snapshot.set = *set;
        readReview();
        phase(tr("Connecting…"));
        const auto database = openToRead(m_request, m_desk.cancellation);
        if (!database)
            return dumbo::fail(database.error());
        auto &executor = (*database)->executor();
        if (const auto extension = dumbo::migrationsOf(executor.connection()))
            m_snapshot.dryRunPlace = (*extension)->dryRunPlace();
        phase(tr("Reading what was applied…"));
        const auto ledger = dumbo::readLedger(executor);
        if (!ledger)
            return dumbo::fail(ledger.error());
        m_snapshot.ledger = *ledger;
        m_snapshot.plan = dumbo::planMigrations(m_snapshot.set, m_snapshot.ledger);
        for (std::size_t at = 0; at < m_snapshot.plan.migrations.size(); ++at)
            m_snapshot.places.insert(m_snapshot.plan.migrations[at].name(), at);
        m_desk.report(std::make_shared<const MigrationsSnapshot>(m_snapshot));
        if (const auto read = readDatabase(executor); !read)
            return dumbo::fail(read.error());
        m_snapshot.isComplete = true;
        return std::make_shared<const MigrationsSnapshot>(std::move(m_snapshot));
    }

private:
    void phase(const QString &text) { m_desk.report(progress::Phase { text }); }

    void readReview()
    {
        m_snapshot.reviewRead = std::chrono::steady_clock::now();
        m_snapshot.review = dumbo::ReviewFile::open(dumbo::ReviewFile::pathFor(m_request.source));
        const QFileInfo source(m_request.source);
        m_snapshot.reviewer = dumbo::reviewerName(source.isDir() ? source.filePath() : source.path());
    }

    /// Only a cancel is an error here.
    [[nodiscard]] dumbo::Result<void> readDatabase(dumbo::Executor &executor)
    {
        phase(tr("Reading the catalog…"));
        auto context = dumbo::adviceContext(executor);
        if (!context) {
            if (context.error().isCancelled())
                return dumbo::fail(context.error());
            m_snapshot.notes.append(tr("The catalog could not be read: %1").arg(context.error().message()));
            return {};
        }
        m_snapshot.catalog = context->catalog;
        if (m_snapshot.catalog) {
            if (auto histories = dumbo::readHistories(executor, *m_snapshot.catalog))
                m_snapshot.histories = std::move(*histories);
            else if (histories.error().isCancelled())
                return dumbo::fail(histories.error());
            else
                m_snapshot.notes.append(tr("Histories of other tools could not be read: %1").arg(histories.error().message()));
        }
        m_desk.report(std::make_shared<const MigrationsSnapshot>(m_snapshot));
        context->cancellation = m_desk.cancellation;
        return advise(*context);
    }

    [[nodiscard]] dumbo::Result<void> advise(const dumbo::AdviceContext &context)
    {
        if (!m_request.advisor) {
            m_snapshot.notes.append(m_request.noAdvice);
            return {};
        }
        std::vector<dumbo::Migration> ahead;
        for (const auto &planned : m_snapshot.plan.migrations) {
            if (isAhead(planned))
                ahead.push_back(*planned.migration);
        }
        phase(tr("Weighing %1 migrations…").arg(ahead.size()));
        auto advice = m_request.advisor->advise(ahead, context);
        if (!advice) {
            if (advice.error().isCancelled())
                return dumbo::fail(advice.error());
            m_snapshot.notes.append(tr("There is no advice: %1").arg(advice.error().message()));
            return {};
        }
        m_snapshot.advice = std::move(*advice);
        m_snapshot.notes.append(m_snapshot.advice.notes);
        for (const auto &advised : m_snapshot.advice.migrations) {
            if (m_snapshot.catalog)
                m_snapshot.bindings.insert(advised.name, dumbo::catalogBinding(*m_snapshot.catalog, touchedBy(advised)));
        }
        return {};
    }

    const ReadMigrationsRequest &m_request;
    const MigrationJob::Desk &m_desk;
    MigrationsSnapshot m_snapshot;
};

} // namespace

std::optional<dumbo::CatalogBinding> bindingOf(const MigrationsSnapshot &snapshot, const dumbo::PlannedMigration &planned)
{
    if (!isAhead(planned))
        return {};
    const auto found = snapshot.bindings.constFind(planned.name());
    return found == snapshot.bindings.cend() ? std::nullopt : std::optional(*found);
}

dumbo::Result<SnapshotPointer> readSnapshot(const ReadMigrationsRequest &request, const MigrationJob::Desk &desk)
{
    return Reading(request, desk).read();
}

} // namespace workbench
