#pragma once

#include "ui/migrations/migrationssnapshot.h"

#include <functional>

namespace workbench {

/// What stands between a person and a run: decided from values, asked by the tab.
struct RunGate {
    enum class Way {
        Nothing, ///< there is nothing to run; sentence says why
        Refused, ///< it can't be run from here at all; sentence says why
        Free, ///< run it
        Asks, ///< run it after a yes
        NeedsReason, ///< run it after a yes with a reason, which is recorded
    };
    Way way = Way::Nothing;
    QString sentence;
    QString details;
    QStringList names; ///< to run, in order

    struct Facts {
        bool isProduction = false;
        bool isReadOnly = false;
        QString database; ///< its name
        std::function<dumbo::ReviewStatus(const QString &migration)> review;
    };
    [[nodiscard]] static RunGate of(const MigrationsSnapshot &snapshot, const QStringList &names, const Facts &facts);
};

/// Names of what a run of everything would do, in order.
[[nodiscard]] QStringList pendingNames(const MigrationsSnapshot &snapshot);
/// Those up to this one, included.
[[nodiscard]] QStringList pendingUpTo(const MigrationsSnapshot &snapshot, const QString &name);

} // namespace workbench
