#include "ui/documents/exportpane.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QLocale>

namespace workbench {

using dumbo::DocumentEngine;
using dumbo::DocumentExportOptions;
using dumbo::DocumentExportReport;
using dumbo::Executor;
using dumbo::ExtendedJson;
using dumbo::Result;

namespace {

enum Documents { Found, All };
enum Values { Plain, Relaxed, Canonical };

QComboBox *makeChoice(QWidget *parent, const char *name, const QString &accessibleName, const QStringList &choices)
{
    auto *box = new QComboBox(parent);
    box->setObjectName(QLatin1StringView(name));
    box->setAccessibleName(accessibleName);
    box->addItems(choices);
    return box;
}

} // namespace

ExportPane::ExportPane(DocumentsTab &tab)
    : TransferPane(tab, QStringLiteral("export"), tr("Export"))
    , m_documents(makeChoice(this, "exportDocuments", tr("Documents"), { tr("That the query finds"), tr("All") }))
    , m_format(makeChoice(this, "exportFormat", tr("Format"), { tr("One document a line (NDJSON)"), tr("One JSON array") }))
    , m_values(makeChoice(this, "exportValues", tr("Values"),
          { tr("As they are stored"), tr("Extended JSON, relaxed"), tr("Extended JSON, canonical") }))
{
    form().addRow(tr("Documents"), m_documents);
    form().addRow(tr("Format"), m_format);
    form().addRow(tr("Values"), m_values);
    rest().addStretch(1);
    showState();
}

QString ExportPane::obstacle() const
{
    if (!tab().query())
        return tr("The documents were not found yet");
    return path().text().trimmed().isEmpty() ? tr("Choose a file") : QString();
}

DocumentExportOptions ExportPane::options() const
{
    DocumentExportOptions options;
    options.format = m_format->currentIndex() == 0 ? DocumentExportOptions::Format::Lines : DocumentExportOptions::Format::Array;
    if (m_values->currentIndex() == Relaxed)
        options.extended = ExtendedJson::Relaxed;
    else if (m_values->currentIndex() == Canonical)
        options.extended = ExtendedJson::Canonical;
    return options;
}

void ExportPane::start()
{
    auto query = *tab().query();
    if (m_documents->currentIndex() == All) {
        dumbo::DocumentQuery all;
        all.source = query.source;
        query = all;
    }
    auto wanted = options();
    wanted.progress = [progress = progress()](qint64 documents, qint64 bytes) {
        progress->documents = documents;
        progress->bytes = bytes;
    };
    progress()->documents = progress()->bytes = 0;
    setWorking(tab().run(
        DocumentsTab::Access::Reads,
        [query, wanted, file = path().text().trimmed()](Executor &executor, const DocumentEngine &engine) {
            return exportDocumentsToFile(executor, engine, query, file, wanted);
        },
        this, [this](const Result<DocumentExportReport> &report) { take(report); }, { .name = tr("Exporting documents") }));
}

void ExportPane::take(const Result<DocumentExportReport> &report)
{
    if (!report) {
        setFailed(report.error(), tr("The documents could not be exported"));
        return;
    }
    const QLocale locale;
    auto text = tr("Written: %1, %2.").arg(locale.toString(report->written), locale.formattedDataSize(report->bytes));
    if (report->leftOut)
        text += u' ' + tr("Left out, since they hold no document: %1.").arg(locale.toString(report->leftOut));
    setDone(text);
}

void ExportPane::askForFile()
{
    const auto suffix = m_format->currentIndex() == 0 ? QStringLiteral("ndjson") : QStringLiteral("json");
    auto *dialog = new QFileDialog(this, tr("Export Documents"));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(tab().table().name + u'.' + suffix);
    connect(dialog, &QFileDialog::fileSelected, &path(), &QLineEdit::setText);
    dialog->show();
}

} // namespace workbench
