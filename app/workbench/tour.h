#pragma once

#include <QString>

namespace workbench {

class Workbench;

/// Plays the tour in the real window and saves a picture of each step in the folder, whose paths it prints. 0, or 1 when a step
/// did not come to its end in time; which one is said on the standard error.
[[nodiscard]] int playTour(Workbench &workbench, const QString &folder);

} // namespace workbench
