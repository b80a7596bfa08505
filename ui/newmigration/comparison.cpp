#include "ui/newmigration/comparison.h"

#include "core/migrations/advisor.h"
#include "core/migrations/drift.h"
#include "core/migrations/sources/migrationsource.h"
#include "core/schema/componentoffers.h"

#include <QCoreApplication>

namespace workbench {

namespace {

using Other = ComparisonRequest::Other;

QString tr(const char *text)
{
    return QCoreApplication::translate("Comparison", text);
}

/// Reads one side after the other and writes the SQL between them.
class Comparer {
public:
    Comparer(dumbo::DriverRegistry &registry, const ComparisonRequest &request, const dumbo::Cancellation &cancellation,
        const std::function<void(QString)> &progress)
        : m_registry(registry)
        , m_request(request)
        , m_cancellation(cancellation)
        , m_progress(progress)
    {
    }

    [[nodiscard]] dumbo::Result<Comparison> compare()
    {
        auto difference = dumbo::pluginExtension<dumbo::SchemaDifferenceExtension>(m_registry, m_request.dialect.databaseType);
        if (!difference)
            return dumbo::fail(difference.error());
        m_difference = std::move(*difference);
        return m_request.other == Other::AppliedMigrations ? compareWithMigrations() : compareWithOther();
    }

private:
    [[nodiscard]] dumbo::Result<dumbo::ReplayRequest> replayRequest() const
    {
        m_progress(tr("Reading %1…").arg(m_request.source));
        dumbo::SourceRequest source;
        source.path = m_request.source;
        source.dialect = m_request.dialect;
        source.offers = dumbo::componentOffers(m_registry, m_request.dialect.databaseType);
        auto set = dumbo::readMigrations(source);
        if (!set)
            return dumbo::fail(set.error());
        for (const auto &problem : set->problems) {
            if (problem.isFatal)
                return dumbo::fail(dumbo::ErrorKind::Data, QStringLiteral("%1:%2: %3").arg(problem.path).arg(problem.line).arg(problem.message));
        }
        dumbo::ReplayRequest request;
        request.set = std::move(*set);
        request.cancellation = m_cancellation;
        request.progress = [this](qsizetype done, qsizetype total) {
            m_progress(tr("Replaying migrations in a scratch database: %1 of %2…").arg(done).arg(total));
        };
        return request;
    }

    [[nodiscard]] dumbo::Result<Comparison> compareWithMigrations() const
    {
        auto replay = replayRequest();
        if (!replay)
            return dumbo::fail(replay.error());
        dumbo::DriftRequest request;
        request.replay = std::move(*replay);
        request.difference = m_difference;
        if (auto advice = dumbo::pluginExtension<dumbo::MigrationAdviceExtension>(m_registry, m_request.dialect.databaseType))
            request.advice = std::move(*advice);
        const auto drift = dumbo::findDrift(m_request.here, request);
        if (!drift)
            return dumbo::fail(drift.error());
        auto comparison = between(drift->expected, drift->found);
        if (!comparison)
            return comparison;
        for (const auto &object : drift->objects)
            comparison->lastTouchedBy.insert(object.difference.object().path, object.lastTouchedBy);
        comparison->notes += drift->notes;
        comparison->notes.removeDuplicates();
        return comparison;
    }

    [[nodiscard]] dumbo::Result<dumbo::SchemaSide> otherSide() const
    {
        if (m_request.other == Other::Database)
            return dumbo::schemaOfDatabase(m_request.there, m_cancellation);
        const auto replay = replayRequest();
        if (!replay)
            return dumbo::fail(replay.error());
        return dumbo::schemaOfMigrations(m_request.here, *replay);
    }

    [[nodiscard]] dumbo::Result<Comparison> compareWithOther() const
    {
        m_progress(tr("Reading the other one…"));
        const auto other = otherSide();
        if (!other)
            return dumbo::fail(other.error());
        m_progress(tr("Reading the database…"));
        const auto here = dumbo::schemaOfDatabase(m_request.here, m_cancellation);
        if (!here)
            return dumbo::fail(here.error());
        if (other->dialect.databaseType != here->dialect.databaseType)
            return dumbo::fail(dumbo::ErrorKind::InvalidOperation,
                tr("One is a %1 database and the other a %2 one; only databases of one type can be compared.")
                    .arg(here->dialect.databaseType, other->dialect.databaseType));
        return between(*other, *here);
    }

    [[nodiscard]] dumbo::Result<Comparison> between(const dumbo::SchemaSide &other, const dumbo::SchemaSide &here) const
    {
        m_progress(tr("Comparing…"));
        auto whole = dumbo::migrationFromDifference(other, here, *m_difference);
        if (!whole)
            return dumbo::fail(whole.error());
        auto adopt = m_difference->script({ other.catalog, here.catalog, false });
        if (!adopt)
            return dumbo::fail(adopt.error());
        auto bring = m_difference->script({ here.catalog, other.catalog, false });
        if (!bring)
            return dumbo::fail(bring.error());
        return Comparison { std::move(whole->difference), { std::move(whole->up), std::move(*adopt) },
            { std::move(whole->down), std::move(*bring) }, {}, whole->notes };
    }

    dumbo::DriverRegistry &m_registry;
    const ComparisonRequest &m_request;
    const dumbo::Cancellation &m_cancellation;
    const std::function<void(QString)> &m_progress;
    std::shared_ptr<dumbo::SchemaDifferenceExtension> m_difference;
};

} // namespace

dumbo::Result<Comparison> compareSchemas(dumbo::DriverRegistry &registry, const ComparisonRequest &request,
    const dumbo::Cancellation &cancellation, const std::function<void(QString)> &progress)
{
    return Comparer(registry, request, cancellation, progress).compare();
}

} // namespace workbench
