#pragma once

namespace workbench {

class DocumentsTab;

/// Gives a tab of documents the panes that say what they look like, and what they shall look like.
void plugAnalysis(DocumentsTab &tab);

} // namespace workbench
