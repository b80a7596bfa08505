#pragma once

namespace workbench {

class Settings;
class SettingsPage;

[[nodiscard]] SettingsPage *makeGeneralPage(Settings &settings);
[[nodiscard]] SettingsPage *makeEditorPage(Settings &settings);
[[nodiscard]] SettingsPage *makeResultsPage(Settings &settings);

} // namespace workbench
