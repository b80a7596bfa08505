#include "ui/documents/analysis/valuespane.h"

#include "core/documents/query/documentpath.h"
#include "core/documents/query/filterparser.h"
#include "core/json/jsondocument.h"
#include "core/json/jsonstring.h"
#include "core/sdk/cellvalue.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>

namespace workbench {

namespace {

/// Behind the filter that finds the documents.
QByteArray pipelineFor(const dumbo::DocumentFilter &filter, const QByteArray &field, ValuesPane::Count how)
{
    const auto name = "\"$" + field + '"';
    auto pipeline = "[{$match: " + dumbo::filterText(filter) + "}, ";
    if (how == ValuesPane::Count::Elements)
        pipeline += "{$unwind: {path: " + name + ", preserveNullAndEmptyArrays: true}}, ";
    // One more than is shown tells whether there are more.
    return pipeline + "{$group: {_id: " + name + ", count: {$sum: 1}}}, {$sort: {count: -1, _id: 1}}, {$limit: "
        + QByteArray::number(ValuesPane::mostValues + 1) + "}]";
}

} // namespace

ValuesPane::ValuesPane(DocumentsTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_tab(tab)
{
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("Field, e.g. address.city"));
    m_field->setAccessibleName(tr("Field"));
    m_how = new QComboBox(this);
    m_how->addItems({ tr("Whole values"), tr("Elements") });
    m_how->setToolTip(tr("Whether an array is one value, or each of its elements"));
    m_count = new QPushButton(tr("&Count"), this);
    m_cancel = new QPushButton(theme::icon(QStringLiteral("process-stop")), tr("Cancel"), this);
    m_cancel->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(theme::unit);
    row->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    row->addWidget(m_field, 1);
    for (auto *widget : std::initializer_list<QWidget *> { m_how, m_count, m_cancel })
        row->addWidget(widget);
    m_state = new QLabel(tr("Counts how often each value of a field occurs in the documents that the filter finds."), this);
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setContentsMargins(theme::unit, 0, theme::unit, theme::unit / 2);
    m_values = new QTreeWidget(this);
    m_values->setHeaderLabels({ tr("Value"), tr("Documents") });
    m_values->setRootIsDecorated(false);
    m_values->setUniformRowHeights(true);
    m_values->setAlternatingRowColors(true);
    m_values->header()->setStretchLastSection(false);
    m_values->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_values->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_values->setToolTip(tr("Enter or a double click finds the documents with this value"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_state);
    column->addWidget(m_values, 1);
    connect(m_field, &QLineEdit::returnPressed, this, &ValuesPane::start);
    connect(m_count, &QPushButton::clicked, this, &ValuesPane::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_job.cancel(); });
    connect(m_values, &QTreeWidget::itemActivated, this, &ValuesPane::wantValue);
}

void ValuesPane::count(const dumbo::DocumentPath &path, Count how)
{
    m_field->setText(dumbo::fromWtf8(dumbo::dottedText(path)));
    m_how->setCurrentIndex(int(how));
    start();
}

QString ValuesPane::state() const
{
    return m_state->text();
}

void ValuesPane::start()
{
    const auto query = m_tab.query();
    const auto field = dumbo::toWtf8(m_field->text().trimmed());
    if (!query || field.isEmpty())
        return;
    m_job.cancel();
    m_count->hide();
    m_cancel->show();
    m_state->setText(tr("Counting …"));
    m_shown = field;
    dumbo::JobOptions job;
    job.name = tr("Counting values of %1").arg(m_field->text());
    m_job = m_tab.run(
        DocumentsTab::Access::Reads,
        [source = query->source, pipeline = pipelineFor(query->filter, field, Count(m_how->currentIndex()))](
            dumbo::Executor &executor, const dumbo::DocumentEngine &engine) -> dumbo::Result<Found> {
            const auto found = engine.aggregate(executor, source, pipeline);
            if (!found)
                return dumbo::fail(found.error());
            return read(*found->execution);
        },
        this,
        [this, run = ++m_run](const dumbo::Result<Found> &result) {
            if (run == m_run)
                take(result);
        },
        job);
}

dumbo::Result<ValuesPane::Found> ValuesPane::read(dumbo::Execution &execution)
{
    Found found;
    if (const auto opened = execution.nextResult(); !opened)
        return dumbo::fail(opened.error());
    const auto data = int(execution.columns().size()) - 1;
    dumbo::JsonReader reader;
    while (true) {
        const auto batch = execution.next(dumbo::BatchLimit());
        if (!batch)
            return dumbo::fail(batch.error());
        if (!*batch)
            return found;
        for (qint64 row = 0; row < (*batch)->rowCount(); ++row) {
            const auto text = (*batch)->cell(row, data).bytes;
            const auto document = reader.read(QByteArrayView(text.data(), qsizetype(text.size())));
            if (!document)
                return dumbo::fail(document.error());
            found.isCut = found.values.size() == mostValues;
            if (!found.isCut)
                found.values.emplace_back(document->find("_id").text().toByteArray(), document->find("count").text().toLongLong());
        }
    }
}

void ValuesPane::take(const dumbo::Result<Found> &result)
{
    m_count->show();
    m_cancel->hide();
    m_values->clear();
    if (!result) {
        m_state->setText(result.error().isCancelled() ? tr("Cancelled.") : result.error().message());
        return;
    }
    const auto locale = QLocale();
    qint64 documents = 0;
    for (const auto &[value, count] : result->values) {
        documents += count;
        auto *item = new QTreeWidgetItem(m_values,
            { value.isEmpty() ? QStringLiteral("null") : QString::fromUtf8(value.first(std::min<qsizetype>(value.size(), 500))), locale.toString(count) });
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(0, Qt::UserRole, value.isEmpty() ? QByteArray("null") : value);
        item->setToolTip(0, item->text(0));
    }
    m_state->setText(result->isCut
            ? tr("The %1 most frequent values; there are more.").arg(locale.toString(mostValues))
            : tr("%1 values, %2 in all.").arg(locale.toString(qint64(result->values.size())), locale.toString(documents)));
}

void ValuesPane::wantValue()
{
    const auto *item = m_values->currentItem();
    if (!item)
        return;
    const auto filter = dumbo::andAlso(m_tab.queryText().filter.toUtf8(), dumbo::dottedPath(m_shown), item->data(0, Qt::UserRole).toByteArray());
    if (filter)
        m_tab.setFilter(QString::fromUtf8(*filter));
    else
        m_tab.messages().showError(filter.error());
}

} // namespace workbench
