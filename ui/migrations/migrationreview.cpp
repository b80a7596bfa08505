#include "ui/migrations/migrationreview.h"

#include "ui/migrations/migrationlook.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace workbench {

void MigrationReview::setSnapshot(const SnapshotPointer &snapshot)
{
    m_snapshot = snapshot;
    read();
}

void MigrationReview::read()
{
    m_file.reset();
    m_error.reset();
    if (m_snapshot) {
        if (auto file = dumbo::ReviewFile::open(dumbo::ReviewFile::pathFor(m_snapshot->source)))
            m_file = std::move(*file);
        else
            m_error = file.error();
    }
    announce();
}

void MigrationReview::announce()
{
    m_statuses.clear();
    Q_EMIT changed();
}

dumbo::ReviewStatus MigrationReview::statusOf(const QString &migration) const
{
    // A hash of the text each time would be too much for thousands of them.
    if (const auto known = m_statuses.constFind(migration); known != m_statuses.cend())
        return *known;
    const auto *planned = m_file && m_snapshot ? m_snapshot->find(migration) : nullptr;
    if (!planned || !planned->migration)
        return {};
    const auto status = m_file->of(migration).isEmpty() ? dumbo::ReviewStatus() : m_file->statusOf(*planned->migration, bindingOf(*m_snapshot, *planned));
    m_statuses.insert(migration, status);
    return status;
}

dumbo::ReviewStatus MigrationReview::statusOf(const QString &migration, int statement) const
{
    const auto *planned = m_file && m_snapshot ? m_snapshot->find(migration) : nullptr;
    if (!planned || !planned->migration || statement < 0 || statement >= int(planned->migration->up.size()))
        return {};
    return m_file->statusOf(*planned->migration, statement + 1, bindingOf(*m_snapshot, *planned));
}

QList<dumbo::ReviewVerdict> MigrationReview::of(const QString &migration) const
{
    return m_file ? m_file->of(migration) : QList<dumbo::ReviewVerdict>();
}

dumbo::Result<void> MigrationReview::say(
    dumbo::ReviewVerdict::Kind kind, const QString &migration, std::optional<int> statement, const QString &text)
{
    const auto *planned = m_snapshot ? m_snapshot->find(migration) : nullptr;
    if (m_error)
        return dumbo::fail(*m_error);
    if (!m_file || !planned || !planned->migration)
        return dumbo::fail(dumbo::ErrorKind::NotFound, tr("There is no migration to review."));
    dumbo::ReviewVerdict verdict;
    verdict.kind = kind;
    verdict.migration = migration;
    if (statement)
        verdict.statement = *statement + 1;
    verdict.text = text.trimmed();
    const QFileInfo source(m_snapshot->source);
    verdict.author = dumbo::reviewerName(source.isDir() ? source.filePath() : source.path());
    verdict.catalog = bindingOf(*m_snapshot, *planned).value_or(dumbo::CatalogBinding());
    const auto added = m_file->add(verdict, *planned->migration);
    if (!added)
        return dumbo::fail(added.error());
    announce();
    return {};
}

dumbo::Result<void> MigrationReview::takeBack(const QString &verdictId)
{
    if (!m_file)
        return {};
    const auto removed = m_file->remove(verdictId);
    announce();
    return removed;
}

dumbo::RunReview MigrationReview::forRun(const QString &migration, const QString &overrideReason) const
{
    dumbo::RunReview review;
    review.overrideReason = overrideReason;
    const auto status = statusOf(migration);
    if (status.state == dumbo::ReviewStatus::State::Approved && status.verdict) {
        review.reviewHash = status.verdict->textHash;
        review.approvedBy = status.verdict->author;
    }
    return review;
}

QString statusSentence(const dumbo::ReviewStatus &status)
{
    const auto translated = [](const char *text) { return QCoreApplication::translate("Migrations", text); };
    const auto when = status.verdict ? look::timeText(status.verdict->time) : QString();
    const auto who = status.verdict ? status.verdict->author : QString();
    const auto said = status.verdict && !status.verdict->text.isEmpty() ? QStringLiteral(": ") + status.verdict->text : QString();
    switch (status.state) {
    case dumbo::ReviewStatus::State::Open: return translated("Not reviewed");
    case dumbo::ReviewStatus::State::Approved: return translated("Approved by %1, %2").arg(who, when) + said;
    case dumbo::ReviewStatus::State::Rejected: return translated("Rejected by %1, %2").arg(who, when) + said;
    case dumbo::ReviewStatus::State::FallenOff:
        return translated("The verdict of %1 (%2) does not count any more. %3").arg(who, when, status.reason);
    }
    Q_UNREACHABLE_RETURN({});
}

} // namespace workbench
