#pragma once

#include "core/connection/imports/connectionimport.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace workbench {

class Workspace;

/// Takes over connections from other programs' files: what each file holds is listed, with what can't be taken over; a person
/// ticks what is wanted.
class ImportDialog : public QDialog {
    Q_OBJECT

public:
    ImportDialog(Workspace &workspace, const QList<dumbo::ImportSource> &sources, QWidget *parent);

    void addFile(const QString &path);

private:
    void makeLayout();
    void fillSources();
    void readCurrent();
    void showConnections();
    void updateButton();
    void chooseFile();
    void importChecked();
    [[nodiscard]] bool isKnown(const dumbo::Profile &profile) const;

    Workspace &m_workspace;
    QList<dumbo::ImportSource> m_sources;
    QList<dumbo::ImportedConnection> m_found;
    QComboBox *m_source = nullptr;
    QTreeWidget *m_list = nullptr;
    QLabel *m_state = nullptr;
    QPushButton *m_import = nullptr;
};

ImportDialog &showImportDialog(Workspace &workspace);

} // namespace workbench
