#pragma once

#include "core/migrations/review/review.h"
#include "core/migrations/runner.h"
#include "ui/migrations/migrationssnapshot.h"

#include <QHash>
#include <QObject>

#include <chrono>
#include <deque>
#include <functional>
#include <optional>

namespace workbench {

/// The review beside a source, as the window shows and writes it.
class MigrationReview : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Takes the snapshot's review, unless something was said since it was read; null: there is nothing to review.
    void setSnapshot(const SnapshotPointer &snapshot);

    [[nodiscard]] dumbo::ReviewStatus statusOf(const QString &migration) const;
    /// statement: from 0.
    [[nodiscard]] dumbo::ReviewStatus statusOf(const QString &migration, int statement) const;
    [[nodiscard]] QList<dumbo::ReviewVerdict> of(const QString &migration) const;
    /// Why there is no review; nothing where it can be read.
    [[nodiscard]] const std::optional<dumbo::Error> &error() const { return m_error; }
    [[nodiscard]] QString filePath() const { return m_file ? m_file->filePath() : QString(); }

    /// Writes it in the background; changed() or failed() follows. statement: from 0; nothing: about the whole migration.
    void say(dumbo::ReviewVerdict::Kind kind, const QString &migration, std::optional<int> statement, const QString &text);
    void takeBack(const QString &verdictId);
    /// What is kept with a run of it.
    [[nodiscard]] dumbo::RunReview forRun(const QString &migration, const QString &overrideReason) const;

Q_SIGNALS:
    void changed();
    /// What was to be written is not; text: of the verdict, so that it is not lost.
    void failed(const dumbo::Error &error, const QString &text);

private:
    struct Change {
        dumbo::ReviewFile file; ///< of the source it is about, whichever is shown by then
        std::function<dumbo::Result<void>(dumbo::ReviewFile &)> apply;
        QString text;
    };
    void announce();
    void begin(Change change);
    void writeNext();
    SnapshotPointer m_snapshot;
    std::optional<dumbo::ReviewFile> m_file;
    std::optional<dumbo::Error> m_error;
    std::deque<Change> m_changes; ///< the first is being written
    std::chrono::steady_clock::time_point m_written; ///< when the last change was
    mutable QHash<QString, dumbo::ReviewStatus> m_statuses; ///< of migrations, as far as they were asked for
};

/// "Approved by Ann, today 14:02", or why it does not count any more.
[[nodiscard]] QString statusSentence(const dumbo::ReviewStatus &status);

} // namespace workbench
