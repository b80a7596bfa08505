#pragma once

#include "core/migrations/review/review.h"
#include "core/sdk/extensions/migrationadvice.h"

#include <QColor>
#include <QIcon>
#include <QString>

/// Words, colours and signs of migrations. Each state differs from the others by all three, so that none is told by colour alone.
namespace workbench::look {

/// What a line of the timeline is.
enum class Step {
    Applied,
    Pending,
    Changed, ///< applied, but its text is another one now
    Missing, ///< in the ledger only
    OutOfOrder, ///< pending, though later ones are applied
    Failed, ///< begun and not ended
    Foreign, ///< what another tool has recorded
};
inline constexpr int stepCount = 7;

[[nodiscard]] QString text(Step step);
[[nodiscard]] QColor colour(Step step, const QPalette &palette);
[[nodiscard]] QIcon icon(Step step, const QColor &colour);

[[nodiscard]] QString text(dumbo::FindingSeverity severity);
[[nodiscard]] QColor colour(dumbo::FindingSeverity severity, const QPalette &palette);
[[nodiscard]] QIcon icon(dumbo::FindingSeverity severity, const QPalette &palette);

[[nodiscard]] QString text(dumbo::ReviewStatus::State state);
[[nodiscard]] QColor colour(dumbo::ReviewStatus::State state, const QPalette &palette);
[[nodiscard]] QIcon icon(dumbo::ReviewStatus::State state, const QPalette &palette);

/// The colour moved towards the text's until it can be read on the ground.
[[nodiscard]] QColor readable(const QColor &colour, const QPalette &palette);
/// "just now", "5 min ago", "yesterday 14:02", "3 Mar 2026 14:02"; of ISO 8601 or a server's time stamp in UTC. What it can't read it
/// answers as it is.
[[nodiscard]] QString timeText(const QString &time);

} // namespace workbench::look
