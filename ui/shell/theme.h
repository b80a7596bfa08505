#pragma once

#include <QColor>
#include <QIcon>
#include <QString>

class QApplication;

namespace workbench {
class Settings;
}

/// How the program looks: the system's style where it has one, Breeze's icons, light or dark.
namespace workbench::theme {

/// Chooses style, fonts and icon theme, and follows the preference for light or dark and the system's changes.
void apply(QApplication &application, Settings &settings);

/// An icon of the icon theme; of the program's own where the theme has none. Never null for a name the program uses.
[[nodiscard]] QIcon icon(const QString &name);

[[nodiscard]] bool isDark();

/// The program's grid of distances, in device-independent pixels.
inline constexpr int unit = 8;

/// The n-th accent colour for connections; they repeat. None is red, which means danger.
[[nodiscard]] QColor accent(int n);
[[nodiscard]] int accentCount();
/// Red, for production and for what went wrong; readable as text on the current ground.
[[nodiscard]] QColor danger();
/// For what went well.
[[nodiscard]] QColor positive();
/// A text colour that is quieter than the given palette text but still readable on its base.
[[nodiscard]] QColor quiet(const QColor &text, const QColor &base);
/// The fixed-width font that editors and values use unless a preference says otherwise.
[[nodiscard]] QFont fixedFont();

} // namespace workbench::theme
