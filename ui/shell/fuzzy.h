#pragma once

#include <QList>
#include <QStringView>

#include <optional>

namespace workbench {

/// How well a text fits what a person typed.
struct FuzzyMatch {
    int score = 0; ///< higher is better
    QList<qsizetype> positions; ///< of the matched characters in the text, ascending
};

/// Nothing unless all characters of the pattern occur in the text in this order, capitals aside; spaces of the pattern are
/// left out. Beginnings of words and characters in a row count more.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace workbench
