#pragma once

namespace workbench {

class DocumentsTab;

/// Adds the panes that import and export documents.
void plugDocumentTransfer(DocumentsTab &tab);

} // namespace workbench
