#pragma once

#include "core/base/error.h"
#include "core/migrations/histories/history.h"
#include "core/migrations/plan.h"
#include "core/sdk/serverfacts.h"

#include <QJsonArray>
#include <QJsonObject>

namespace cli {

/// The JSON that `dumbo migrate --json` prints, as docs/migrations.md and resources/schemas/migrate.schema.json have it.
[[nodiscard]] QJsonObject migrateJson(const QString &command, const dumbo::MigrationSet &set);
[[nodiscard]] QJsonObject jsonOf(const dumbo::ServerFacts &facts, const QString &databaseType, bool isProduction);
[[nodiscard]] QJsonObject jsonOf(const dumbo::PlannedMigration &planned);
[[nodiscard]] QJsonObject jsonOf(const dumbo::Migration &migration);
[[nodiscard]] QJsonArray statementsOf(const dumbo::Migration &migration);
[[nodiscard]] QJsonObject jsonOf(const dumbo::History &history);
[[nodiscard]] QJsonObject jsonOf(const dumbo::Error &error);
[[nodiscard]] QJsonObject countsOf(const dumbo::MigrationPlan &plan);
[[nodiscard]] QJsonObject jsonOf(const dumbo::ObjectPath &path);

} // namespace cli
