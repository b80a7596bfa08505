#include "ui/grid/gridcolors.h"

#include <QPalette>

namespace workbench {

QColor mixed(const QColor &a, const QColor &b, qreal share)
{
    const auto mix = [share](float x, float y) {
        return static_cast<float>(static_cast<qreal>(x) * (1 - share) + static_cast<qreal>(y) * share);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

GridColors::GridColors(const QPalette &palette, bool focused)
    : base(palette.color(QPalette::Base))
    , alternate(palette.color(QPalette::AlternateBase))
    , text(palette.color(QPalette::Text))
    , dim(mixed(base, text, 0.62))
    , line(mixed(base, text, 0.10))
    , header(mixed(palette.color(QPalette::Window), palette.color(QPalette::WindowText), 0.02))
    , headerText(palette.color(QPalette::WindowText))
    , headerHover(mixed(header, headerText, 0.07))
    , headerLine(mixed(header, headerText, 0.18))
    , placeholder(mixed(base, text, 0.09))
    , accent(palette.color(QPalette::Highlight))
{
    // A grid that lost the keyboard still shows what is chosen, in grey.
    const QColor chosen = focused ? accent : mixed(accent, text, 0.55);
    selection = chosen;
    selection.setAlphaF(focused ? 0.24F : 0.16F);
    selectionEdge = chosen;
    headerSelected = mixed(header, chosen, focused ? 0.28 : 0.18);
}

}
