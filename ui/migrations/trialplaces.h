#pragma once

#include "ui/migrations/dryruntrial.h"

#include <QString>

#include <vector>

namespace workbench {

class ConnectionHub;
class OpenConnection;
struct MigrationsSnapshot;

/// Where a dry run can be made, for people to choose from.
struct TrialChoice {
    TrialPlace place = TrialPlace::Here;
    QString connectionId; ///< TrialPlace::OtherDatabase
    QString text;
};

/// A copy of the schema first, which hurts nobody; then the database itself; then the others that are open and of its type.
[[nodiscard]] std::vector<TrialChoice> trialPlaces(const MigrationsSnapshot &snapshot, const OpenConnection &connection, const ConnectionHub &hub);

} // namespace workbench
