#include "ui/documents/documenttransfer.h"

#include "ui/documents/exportpane.h"
#include "ui/documents/importpane.h"

namespace workbench {

void plugDocumentTransfer(DocumentsTab &tab)
{
    tab.addPane({ QStringLiteral("import"), ImportPane::tr("Import"), QStringLiteral("document-import"),
        ImportPane::tr("Read documents of a file into this collection"), [](DocumentsTab &owner) { return new ImportPane(owner); } });
    tab.addPane({ QStringLiteral("export"), ExportPane::tr("Export"), QStringLiteral("document-export"),
        ExportPane::tr("Write documents to a file"), [](DocumentsTab &owner) { return new ExportPane(owner); } });
}

} // namespace workbench
