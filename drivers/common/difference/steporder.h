#pragma once

#include "core/sdk/extensions/schemadifference.h"

#include <QSet>

#include <vector>

namespace dumbo::difference {

/// Statements that run one behind the other, and what they stand for.
struct Step
{
    int rank = 0; ///< where it stands among steps that do not need each other: lower ones first
    QSet<QString> provides; ///< names
    QSet<QString> needs; ///< names; of one that nobody provides there is enough
    QSet<QString> wishes; ///< names that bodies mention: followed as long as there is no circle
    std::vector<DifferenceStatement> statements;
};

/// The statements of the steps, each step behind those that provide what it needs. With reversed: before them, which is the order in
/// which things go. Where steps need each other in a circle, the lowest rank comes first. Stable; costs n log n.
[[nodiscard]] std::vector<DifferenceStatement> ordered(std::vector<Step> steps, bool reversed);

} // namespace dumbo::difference
