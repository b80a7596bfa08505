#pragma once

#include "core/migrations/databaseopener.h"

#include <QString>

namespace dumbo {
class DriverRegistry;
}

namespace workbench {

class OpenConnection;
class Settings;

/// Opens further connections to the database of an open one, with its tunnel and the secrets that it was given. They are not asked for
/// again: where one is missing, opening fails. A database that lives in one connection only is refused with a sentence.
[[nodiscard]] dumbo::DatabaseOpener openerOf(const OpenConnection &connection, dumbo::DriverRegistry &registry);

/// Folder or file in which the migrations of the connection are; empty: none was chosen.
[[nodiscard]] QString rememberedSource(const Settings &settings, const OpenConnection &connection);
void rememberSource(Settings &settings, const OpenConnection &connection, const QString &source);

} // namespace workbench
