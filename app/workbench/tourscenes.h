#pragma once

#include <QString>

#include <functional>
#include <vector>

namespace workbench {

class Workbench;

/// A step of the tour: what is done, and when it has come to its end.
struct TourScene {
    QString name; ///< of its picture
    std::function<void()> act;
    std::function<bool()> isDone;
};

[[nodiscard]] std::vector<TourScene> tourScenes(Workbench &workbench);

} // namespace workbench
