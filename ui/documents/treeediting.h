#pragma once

#include "core/base/result.h"
#include "core/json/jsonedit.h"
#include "ui/documents/documentnode.h"

#include <functional>

namespace workbench {

class DocumentEditing;

/// Values, keys and types are changed in the tree; its menu adds, removes, and does things with whole documents.
void addTreeEditing(DocumentEditing &editing);

/// Stages the document of the place after `change` was applied to it. InvalidOperation where it can't be changed.
[[nodiscard]] dumbo::Result<void> changeNode(DocumentEditing &editing, const DocumentPlace &place,
    const std::function<dumbo::Result<void>(dumbo::JsonEdit &edit, const dumbo::JsonNode &node)> &change);

} // namespace workbench
