#pragma once

#include "core/documents/transfer/documentimport.h"
#include "ui/documents/transferpane.h"

class QCheckBox;
class QComboBox;
class QTreeView;

namespace workbench {

class ImportFaultModel;

/// Reads documents of a file into the collection, and lists those that do not go in.
class ImportPane : public TransferPane {
    Q_OBJECT

public:
    explicit ImportPane(DocumentsTab &tab);

    [[nodiscard]] QComboBox &format() const { return *m_format; }
    [[nodiscard]] QComboBox &existing() const { return *m_existing; }
    [[nodiscard]] QCheckBox &stop() const { return *m_stop; }
    [[nodiscard]] ImportFaultModel &faults() const { return *m_faults; }

private:
    void start() override;
    void askForFile() override;
    [[nodiscard]] QString obstacle() const override;
    [[nodiscard]] dumbo::DocumentImportOptions options() const;
    void take(const dumbo::Result<dumbo::DocumentImportReport> &report);
    void makeReport();

    QComboBox *m_format;
    QComboBox *m_existing;
    QCheckBox *m_extended;
    QCheckBox *m_stop;
    ImportFaultModel *m_faults;
    QWidget *m_report;
};

} // namespace workbench
