#include "ui/migrations/migrationreview.h"

#include "ui/migrations/migrationlook.h"

#include <QCoreApplication>
#include <QtConcurrentRun>

namespace workbench {

void MigrationReview::setSnapshot(const SnapshotPointer &snapshot)
{
    m_snapshot = snapshot;
    const auto *review = snapshot && snapshot->review ? &*snapshot->review : nullptr;
    const auto isOlder = review && *review && m_file && m_file->filePath() == (*review)->filePath() && snapshot->reviewRead < m_written;
    if (!isOlder) {
        m_file = review && *review ? std::optional(**review) : std::nullopt;
        m_error = review && !*review ? std::optional(review->error()) : std::nullopt;
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

void MigrationReview::say(
    dumbo::ReviewVerdict::Kind kind, const QString &migration, std::optional<int> statement, const QString &text)
{
    const auto *planned = m_snapshot ? m_snapshot->find(migration) : nullptr;
    if (m_error || !m_file || !planned || !planned->migration) {
        Q_EMIT failed(m_error.value_or(dumbo::Error(dumbo::ErrorKind::NotFound, tr("There is no migration to review."))), text);
        return;
    }
    dumbo::ReviewVerdict verdict;
    verdict.kind = kind;
    verdict.migration = migration;
    if (statement)
        verdict.statement = *statement + 1;
    verdict.text = text.trimmed();
    verdict.author = m_snapshot->reviewer;
    verdict.catalog = bindingOf(*m_snapshot, *planned).value_or(dumbo::CatalogBinding());
    begin({ *m_file,
        [verdict, about = *planned->migration](dumbo::ReviewFile &file) -> dumbo::Result<void> {
               const auto added = file.add(verdict, about);
               return added ? dumbo::Result<void>() : dumbo::fail(added.error());
           },
        text });
}

void MigrationReview::takeBack(const QString &verdictId)
{
    if (m_file)
        begin({ *m_file, [verdictId](dumbo::ReviewFile &file) { return file.remove(verdictId); }, {} });
}

/// One after another; each reads the file again before it changes it.
void MigrationReview::begin(Change change)
{
    m_changes.push_back(std::move(change));
    if (m_changes.size() == 1)
        writeNext();
}

void MigrationReview::writeNext()
{
    struct Written {
        dumbo::ReviewFile file;
        dumbo::Result<void> done;
    };
    QtConcurrent::run([file = m_changes.front().file, apply = m_changes.front().apply]() mutable {
        auto done = apply(file);
        return Written { std::move(file), std::move(done) };
    }).then(this, [this](const Written &written) {
        const auto text = m_changes.front().text;
        m_changes.pop_front();
        m_written = std::chrono::steady_clock::now();
        // Meanwhile another source may have been chosen.
        if (written.done && m_file && m_file->filePath() == written.file.filePath())
            m_file = written.file;
        announce();
        if (!written.done)
            Q_EMIT failed(written.done.error(), text);
        if (!m_changes.empty())
            writeNext();
    });
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
