#pragma once

#include "ui/documents/documentnode.h"
#include "ui/valuepanel/valuecontent.h"

namespace workbench {

class DocumentsTab;

/// What every tab offers for a value: filtering by it, copying it and its path, going to the document whose id it is.
void addStandardNodeActions(DocumentsTab &tab);

/// Opens the document whose id the node's value is, looking through the collections of the database; says where there is none.
void jumpToDocument(DocumentsTab &tab, const DocumentNode &node);

/// {"a.b": 1}.
[[nodiscard]] QString sortTextOf(const dumbo::DocumentPath &path, Qt::SortOrder order);
/// The value for the value panel: a text without its quotes.
[[nodiscard]] ValueContent valueOf(const DocumentNode &node);

} // namespace workbench
