#include "ui/documents/importpane.h"

#include "core/documents/documentsource.h"
#include "ui/documents/importfaultmodel.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace workbench {

using dumbo::DocumentEngine;
using dumbo::DocumentImportOptions;
using dumbo::DocumentImportReport;
using dumbo::Executor;
using dumbo::Result;
using Format = dumbo::JsonStream::Format;

ImportPane::ImportPane(DocumentsTab &tab)
    : TransferPane(tab, QStringLiteral("import"), tr("Import"))
    , m_format(new QComboBox(this))
    , m_existing(new QComboBox(this))
    , m_extended(new QCheckBox(tr("Extended JSON becomes plain values"), this))
    , m_stop(new QCheckBox(tr("Nothing, if one document is wrong"), this))
    , m_faults(new ImportFaultModel(this))
    , m_report(new QWidget(this))
{
    m_format->setObjectName(QStringLiteral("importFormat"));
    m_format->setAccessibleName(tr("Format"));
    m_format->addItem(tr("As the file begins"), int(Format::Automatic));
    m_format->addItem(tr("One document a line (NDJSON)"), int(Format::Lines));
    m_format->addItem(tr("One JSON array"), int(Format::Array));
    m_format->addItem(tr("Documents one after the other"), int(Format::Concatenated));
    m_existing->setObjectName(QStringLiteral("importExisting"));
    m_existing->setAccessibleName(tr("Documents that are there already"));
    m_existing->addItem(tr("Report it"), int(DocumentImportOptions::Existing::Refuse));
    m_existing->addItem(tr("Keep the old one"), int(DocumentImportOptions::Existing::Skip));
    m_existing->addItem(tr("Replace it"), int(DocumentImportOptions::Existing::Replace));
    m_extended->setObjectName(QStringLiteral("importExtended"));
    m_extended->setChecked(true);
    m_extended->setToolTip(tr("{ \"$oid\": \"…\" }, { \"$numberLong\": \"…\" } and the like, as MongoDB's tools write them"));
    m_stop->setObjectName(QStringLiteral("importStop"));
    form().addRow(tr("Format"), m_format);
    form().addRow(tr("If an _id is there"), m_existing);
    form().addRow(QString(), m_extended);
    form().addRow(QString(), m_stop);
    makeReport();
    showState();
}

void ImportPane::makeReport()
{
    auto *column = new QVBoxLayout(m_report);
    column->setContentsMargins({});
    column->setSpacing(0);
    auto *list = new QTreeView(m_report);
    list->setObjectName(QStringLiteral("importFaults"));
    list->setAccessibleName(tr("What could not be imported"));
    list->setModel(m_faults);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->header()->setStretchLastSection(true);
    list->header()->resizeSection(ImportFaultModel::Line, 7 * theme::unit);
    list->header()->resizeSection(ImportFaultModel::Message, 26 * theme::unit);
    column->addWidget(list, 1);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::unit / 2, 2, theme::unit / 2, 2);
    bar->addStretch(1);
    auto *copy = new QToolButton(m_report);
    copy->setObjectName(QStringLiteral("importCopy"));
    copy->setText(tr("Copy Report"));
    copy->setAccessibleName(tr("Copy Report"));
    copy->setIcon(theme::icon(QStringLiteral("edit-copy")));
    copy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    copy->setAutoRaise(true);
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_faults->text()); });
    bar->addWidget(copy);
    column->addLayout(bar);
    m_report->hide();
    rest().addWidget(m_report, 1);
    rest().addStretch(0);
}

QString ImportPane::obstacle() const
{
    if (tab().isReadOnly())
        return tr("The connection is read-only");
    if (!tab().source())
        return tr("The collection was not read yet");
    if (!tab().source()->isCollection)
        return tr("Documents are imported into collections only");
    return path().text().trimmed().isEmpty() ? tr("Choose a file") : QString();
}

DocumentImportOptions ImportPane::options() const
{
    DocumentImportOptions options;
    options.format = Format(m_format->currentData().toInt());
    options.existing = DocumentImportOptions::Existing(m_existing->currentData().toInt());
    options.extendedJson = m_extended->isChecked();
    options.stopAtFault = m_stop->isChecked();
    return options;
}

void ImportPane::start()
{
    auto wanted = options();
    wanted.progress = [progress = progress()](const dumbo::DocumentImportProgress &now) {
        progress->documents = now.written;
        progress->bytes = now.bytes;
        progress->refused = now.refused;
    };
    progress()->documents = progress()->bytes = progress()->totalBytes = progress()->refused = 0;
    m_faults->setFaults({});
    m_report->hide();
    setWorking(tab().run(
        DocumentsTab::Access::Writes,
        [wanted, source = *tab().source(), name = path().text().trimmed(), progress = progress()](
            Executor &executor, const DocumentEngine &engine) -> Result<DocumentImportReport> {
            QFile file(name);
            if (!file.open(QIODevice::ReadOnly))
                return dumbo::fail(dumbo::ErrorKind::System, ImportPane::tr("The file \"%1\" can't be read: %2").arg(name, file.errorString()));
            progress->totalBytes = file.size();
            return importDocuments(executor, engine, source, file, wanted);
        },
        this, [this](const Result<DocumentImportReport> &report) { take(report); }, { .name = tr("Importing documents") }));
}

void ImportPane::take(const Result<DocumentImportReport> &report)
{
    if (!report) {
        setFailed(report.error(), tr("Nothing was imported"));
        return;
    }
    const QLocale locale;
    auto text = tr("Imported: %1 of %2.").arg(locale.toString(report->written), locale.toString(report->read));
    if (report->skipped)
        text += u' ' + tr("There already: %1.").arg(locale.toString(report->skipped));
    if (report->refused)
        text += u' ' + tr("Refused: %1.").arg(locale.toString(report->refused));
    setDone(text);
    m_faults->setFaults(report->faults);
    m_report->setVisible(!report->faults.empty());
    if (report->written)
        tab().refresh();
}

void ImportPane::askForFile()
{
    auto *dialog = new QFileDialog(this, tr("Import Documents"));
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({ tr("Documents (*.json *.ndjson *.jsonl)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, &path(), &QLineEdit::setText);
    dialog->show();
}

} // namespace workbench
