#pragma once

#include "core/documents/transfer/documentexport.h"
#include "ui/documents/transferpane.h"

class QComboBox;

namespace workbench {

/// Writes the documents that the query finds, or all, to a file.
class ExportPane : public TransferPane {
    Q_OBJECT

public:
    explicit ExportPane(DocumentsTab &tab);

    [[nodiscard]] QComboBox &documents() const { return *m_documents; }
    [[nodiscard]] QComboBox &format() const { return *m_format; }
    [[nodiscard]] QComboBox &values() const { return *m_values; }

private:
    void start() override;
    void askForFile() override;
    [[nodiscard]] QString obstacle() const override;
    [[nodiscard]] dumbo::DocumentExportOptions options() const;
    void take(const dumbo::Result<dumbo::DocumentExportReport> &report);

    QComboBox *m_documents;
    QComboBox *m_format;
    QComboBox *m_values;
};

} // namespace workbench
