#pragma once

#include "core/migrations/review/review.h"
#include "core/migrations/runner.h"
#include "ui/migrations/migrationssnapshot.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace workbench {

/// The review beside a source, as the window shows and writes it.
class MigrationReview : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Reads the file of the snapshot's source; null: there is nothing to review.
    void setSnapshot(const SnapshotPointer &snapshot);
    /// Reads it again, e.g. after somebody else wrote it.
    void read();

    [[nodiscard]] dumbo::ReviewStatus statusOf(const QString &migration) const;
    /// statement: from 0.
    [[nodiscard]] dumbo::ReviewStatus statusOf(const QString &migration, int statement) const;
    [[nodiscard]] QList<dumbo::ReviewVerdict> of(const QString &migration) const;
    /// Why there is no review; nothing where it can be read.
    [[nodiscard]] const std::optional<dumbo::Error> &error() const { return m_error; }
    [[nodiscard]] QString filePath() const { return m_file ? m_file->filePath() : QString(); }

    /// Writes it at once. statement: from 0; nothing: about the whole migration.
    [[nodiscard]] dumbo::Result<void> say(
        dumbo::ReviewVerdict::Kind kind, const QString &migration, std::optional<int> statement, const QString &text);
    [[nodiscard]] dumbo::Result<void> takeBack(const QString &verdictId);
    /// What is kept with a run of it.
    [[nodiscard]] dumbo::RunReview forRun(const QString &migration, const QString &overrideReason) const;

Q_SIGNALS:
    void changed();

private:
    void announce();
    SnapshotPointer m_snapshot;
    std::optional<dumbo::ReviewFile> m_file;
    std::optional<dumbo::Error> m_error;
    mutable QHash<QString, dumbo::ReviewStatus> m_statuses; ///< of migrations, as far as they were asked for
};

/// "Approved by Ann, today 14:02", or why it does not count any more.
[[nodiscard]] QString statusSentence(const dumbo::ReviewStatus &status);

} // namespace workbench
