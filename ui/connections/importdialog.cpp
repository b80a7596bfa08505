#include "ui/connections/importdialog.h"

#include "core/plugins/driverregistry.h"
#include "ui/connections/connectionurl.h"
#include "ui/shell/connectionhub.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/tabarea.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspace.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace workbench {

using dumbo::ImportedConnection;
using dumbo::ImportSource;

namespace {

enum Column { NameColumn, FolderColumn, PlaceColumn, ColumnCount };
constexpr QSize firstSize(88 * theme::unit, 60 * theme::unit);

} // namespace

ImportDialog::ImportDialog(Workspace &workspace, const QList<ImportSource> &sources, QWidget *parent)
    : QDialog(parent)
    , m_workspace(workspace)
    , m_sources(sources)
{
    setObjectName(QStringLiteral("importDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import Connections"));
    resize(firstSize);
    makeLayout();
    fillSources();
    readCurrent();
}

void ImportDialog::makeLayout()
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(2 * theme::unit, 2 * theme::unit, 2 * theme::unit, 2 * theme::unit);
    column->setSpacing(theme::unit + theme::unit / 2);
    m_source = new QComboBox(this);
    m_source->setObjectName(QStringLiteral("importSource"));
    m_source->setAccessibleName(tr("File to import from"));
    auto *other = new QPushButton(tr("&Other File…"), this);
    other->setObjectName(QStringLiteral("importOther"));
    auto *label = new QLabel(tr("&From"), this);
    label->setBuddy(m_source);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    row->addWidget(label);
    row->addWidget(m_source, 1);
    row->addWidget(other);
    column->addLayout(row);
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("importList"));
    m_list->setAccessibleName(tr("Connections that can be imported"));
    m_list->setColumnCount(ColumnCount);
    m_list->setHeaderLabels({ tr("Name"), tr("Folder"), tr("Place") });
    m_list->header()->setSectionResizeMode(NameColumn, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(FolderColumn, QHeaderView::ResizeToContents);
    column->addWidget(m_list, 1);
    m_state = new QLabel(this);
    m_state->setObjectName(QStringLiteral("importState"));
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    column->addWidget(m_state);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_import = buttons->addButton(tr("&Import"), QDialogButtonBox::AcceptRole);
    m_import->setObjectName(QStringLiteral("importButton"));
    column->addWidget(buttons);
    connect(m_source, &QComboBox::activated, this, &ImportDialog::readCurrent);
    connect(other, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(m_list, &QTreeWidget::itemChanged, this, &ImportDialog::updateButton);
    connect(buttons, &QDialogButtonBox::accepted, this, &ImportDialog::importChecked);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
}

void ImportDialog::fillSources()
{
    m_source->clear();
    for (const ImportSource &source : std::as_const(m_sources))
        m_source->addItem(QStringLiteral("%1 — %2").arg(source.name(), source.filePath));
    m_source->setEnabled(!m_sources.isEmpty());
    if (m_sources.isEmpty())
        m_source->addItem(tr("No file of another program was found"));
}

void ImportDialog::addFile(const QString &path)
{
    const auto source = ImportSource::ofFile(path);
    if (!source) {
        m_found.clear();
        showConnections();
        m_state->setText(tr("%1 is none of the files that can be imported: pg_service.conf, .pgpass, DBeaver's data-sources.json, "
                            "DataGrip's dataSources.xml, pgAdmin's servers.json.")
                             .arg(path));
        return;
    }
    m_sources.append(*source);
    fillSources();
    m_source->setCurrentIndex(int(m_sources.size()) - 1);
    readCurrent();
}

void ImportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Import From"));
    dialog->setObjectName(QStringLiteral("importFileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setFilter(dialog->filter() | QDir::Hidden);
    connect(dialog, &QFileDialog::fileSelected, this, &ImportDialog::addFile);
    dialog->show();
}

void ImportDialog::readCurrent()
{
    m_found.clear();
    const int current = m_source->currentIndex();
    if (current < 0 || current >= m_sources.size()) {
        showConnections();
        m_state->setText(tr("Choose a file: pg_service.conf, .pgpass, DBeaver's data-sources.json, DataGrip's dataSources.xml, or "
                            "pgAdmin's servers.json. No password is copied."));
        return;
    }
    const auto read = dumbo::importConnections(m_sources[current], m_workspace.connections().registry());
    if (read)
        m_found = *read;
    showConnections();
    if (!read)
        m_state->setText(read.error().message());
}

bool ImportDialog::isKnown(const dumbo::Profile &profile) const
{
    return std::ranges::any_of(m_workspace.connections().connections(), [&profile](const OpenConnection *connection) {
        const auto &known = connection->profile();
        return known && known->name == profile.name && sameOptions(known->options, profile.options)
            && known->connector.databaseType == profile.connector.databaseType;
    });
}

void ImportDialog::showConnections()
{
    const QSignalBlocker blocker(m_list);
    m_list->clear();
    const auto &registry = m_workspace.connections().registry();
    for (const ImportedConnection &found : std::as_const(m_found)) {
        const dumbo::Profile &profile = found.profile;
        auto *item = new QTreeWidgetItem(m_list, { profile.name, profile.folder });
        const auto target = profile.target(registry);
        item->setText(PlaceColumn, found.isUsable() ? connectionUrl(target.value_or(profile.target()), registry) : QString());
        const bool known = isKnown(profile);
        item->setFlags(found.isUsable() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable : Qt::ItemFlags());
        item->setCheckState(NameColumn, found.isUsable() && !known ? Qt::Checked : Qt::Unchecked);
        QStringList remarks = found.problems + found.notes;
        if (known)
            remarks.prepend(tr("It is here already."));
        for (const QString &remark : std::as_const(remarks)) {
            auto *line = new QTreeWidgetItem(item, { remark });
            line->setFirstColumnSpanned(true);
            line->setFlags(Qt::ItemIsEnabled);
            line->setIcon(NameColumn, theme::icon(found.problems.contains(remark) ? QStringLiteral("dialog-warning") : QStringLiteral("dialog-information")));
        }
        item->setExpanded(!found.problems.isEmpty());
    }
    updateButton();
}

void ImportDialog::updateButton()
{
    int checked = 0;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row)
        checked += m_list->topLevelItem(row)->checkState(NameColumn) == Qt::Checked;
    m_import->setEnabled(checked > 0);
    m_import->setText(checked > 0 ? tr("&Import %1").arg(checked) : tr("&Import"));
    m_state->setText(m_found.isEmpty() ? tr("There are no connections in this file.")
                                       : tr("%1 of %2 will be added. No password is copied.").arg(checked).arg(m_found.size()));
}

void ImportDialog::importChecked()
{
    QList<dumbo::Profile> wanted;
    for (int row = 0; row < m_list->topLevelItemCount(); ++row) {
        if (m_list->topLevelItem(row)->checkState(NameColumn) == Qt::Checked)
            wanted.append(m_found[row].profile);
    }
    if (const auto added = m_workspace.connections().addProfiles(wanted); !added) {
        m_state->setText(added.error().message());
        return;
    }
    m_workspace.messages().show({ .kind = InlineMessage::Kind::Positive,
        .text = tr("%n connection(s) imported.", nullptr, int(wanted.size())),
        .details = {},
        .buttons = {},
        .replaces = QStringLiteral("imported") });
    close();
}

ImportDialog &showImportDialog(Workspace &workspace)
{
    auto *dialog = new ImportDialog(workspace, ImportSource::found(), workspace.tabs().window());
    dialog->show();
    return *dialog;
}

} // namespace workbench
