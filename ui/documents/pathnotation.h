#pragma once

#include "core/sdk/extensions/documentquery.h"

#include <QString>

namespace workbench {

/// A path as people paste it elsewhere. A step of digits whose place in isPosition is set is a position in an array.
enum class PathStyle {
    JsonPath, ///< $.address.tags[0]
    Arrows, ///< data -> 'address' -> 'tags' ->> 0
    ArrowPath, ///< data ->> '$.address.tags[0]'
    Dotted, ///< address.tags.0
};

[[nodiscard]] QString pathText(PathStyle style, const QString &column, const dumbo::DocumentPath &path, const std::vector<bool> &isPosition);

} // namespace workbench
