#include "ui/documents/analysis/indexespane.h"

#include "core/documents/query/documentpath.h"
#include "core/json/jsonstring.h"
#include "ui/documents/analysis/statementreview.h"
#include "ui/shell/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QTreeWidget>

#include <algorithm>

namespace workbench {

using dumbo::DocumentIndex;

namespace {

QLabel *makeHeading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    auto font = label->font();
    font.setBold(true);
    label->setFont(font);
    return label;
}

QTreeWidget *makeList(const QStringList &columns, QWidget *parent)
{
    auto *list = new QTreeWidget(parent);
    list->setHeaderLabels(columns);
    list->setRootIsDecorated(false);
    list->setUniformRowHeights(true);
    list->setAlternatingRowColors(true);
    list->header()->setStretchLastSection(true);
    return list;
}

QString milliseconds(double time)
{
    return QCoreApplication::translate("IndexesPane", "%1 ms").arg(QLocale().toString(time, 'f', time < 10 ? 2 : 0));
}

} // namespace

QString indexFields(const DocumentIndex &index)
{
    if (index.kind == DocumentIndex::Kind::Containment)
        return QCoreApplication::translate("IndexesPane", "any equality in the document");
    QStringList fields;
    for (const auto &key : index.keys) {
        const auto field = dumbo::fromWtf8(dumbo::dottedText(key.path));
        fields.append(key.descending ? QCoreApplication::translate("IndexesPane", "%1 descending").arg(field) : field);
    }
    return fields.join(QStringLiteral(", "));
}

IndexesPane::IndexesPane(DocumentsTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_tab(tab)
{
    m_state = new QLabel(this);
    m_state->setWordWrap(true);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_state->hide();
    m_cancel = new QPushButton(theme::icon(QStringLiteral("process-stop")), tr("Cancel"), this);
    m_cancel->hide();
    m_review = new StatementReview(tab, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::unit, theme::unit, theme::unit, theme::unit);
    column->setSpacing(theme::unit);
    column->addWidget(makeExisting(), 2);
    column->addWidget(makeWanted(), 2);
    column->addWidget(makeNew());
    column->addWidget(m_state);
    column->addWidget(m_cancel, 0, Qt::AlignLeft);
    column->addWidget(m_review, 2);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_job.cancel();
        m_review->cancel();
    });
    connect(m_review, &StatementReview::runningChanged, this, &IndexesPane::setRunning);
    connect(&m_tab, &DocumentsTab::queryChanged, this, &IndexesPane::showSource);
    showSource();
}

QWidget *IndexesPane::makeExisting()
{
    auto *part = new QWidget(this);
    m_existing = makeList({ tr("Index"), tr("Fields"), tr("Unique") }, part);
    m_existing->setAccessibleName(tr("Indexes"));
    m_drop = new QPushButton(theme::icon(QStringLiteral("edit-delete")), tr("Drop …"), part);
    m_drop->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->addWidget(makeHeading(tr("Indexes of these documents"), part), 1);
    row->addWidget(m_drop);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit / 2);
    column->addLayout(row);
    column->addWidget(m_existing, 1);
    connect(m_existing, &QTreeWidget::currentItemChanged, this, [this](const QTreeWidgetItem *item) { m_drop->setEnabled(item != nullptr); });
    connect(m_drop, &QPushButton::clicked, this, &IndexesPane::drop);
    return part;
}

QWidget *IndexesPane::makeWanted()
{
    auto *part = new QWidget(this);
    m_wanted = makeList({ tr("Fields"), tr("Tried"), tr("Why") }, part);
    m_wanted->setAccessibleName(tr("Indexes that the filter wants"));
    m_try = new QPushButton(tr("&Try on a Sample"), part);
    m_try->setToolTip(tr("Copies some rows into a temporary table, builds each index there, measures the filter, and takes the copy away"));
    m_createWanted = new QPushButton(tr("C&reate …"), part);
    m_createWanted->setEnabled(false);
    auto *row = new QHBoxLayout;
    row->addWidget(makeHeading(tr("What the filter wants"), part), 1);
    row->addWidget(m_try);
    row->addWidget(m_createWanted);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit / 2);
    column->addLayout(row);
    column->addWidget(m_wanted, 1);
    connect(m_wanted, &QTreeWidget::currentItemChanged, this,
        [this](QTreeWidgetItem *item) { m_createWanted->setEnabled(item && !m_suggestions[std::size_t(m_wanted->indexOfTopLevelItem(item))].exists); });
    connect(m_try, &QPushButton::clicked, this, &IndexesPane::tryOut);
    connect(m_createWanted, &QPushButton::clicked, this, [this] {
        if (auto *item = m_wanted->currentItem())
            create(m_suggestions[std::size_t(m_wanted->indexOfTopLevelItem(item))].index);
    });
    return part;
}

QWidget *IndexesPane::makeNew()
{
    auto *part = new QWidget(this);
    m_fields = new QLineEdit(part);
    m_fields->setPlaceholderText(tr("Fields, e.g. customer, -created"));
    m_fields->setToolTip(tr("Separated by commas; a minus before one means descending"));
    m_fields->setAccessibleName(tr("Fields of a new index"));
    m_kind = new QComboBox(part);
    m_unique = new QCheckBox(tr("&Unique"), part);
    m_create = new QPushButton(tr("Create …"), part);
    auto *row = new QHBoxLayout;
    row->addWidget(m_kind);
    row->addWidget(m_unique);
    row->addStretch(1);
    row->addWidget(m_create);
    auto *column = new QVBoxLayout(part);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme::unit / 2);
    column->addWidget(makeHeading(tr("A new index"), part));
    column->addWidget(m_fields);
    column->addLayout(row);
    m_kind->addItem(tr("Order and equality"), int(DocumentIndex::Kind::Value));
    m_kind->addItem(tr("Any equality"), int(DocumentIndex::Kind::Containment));
    connect(m_kind, &QComboBox::currentIndexChanged, this, [this](int kind) {
        m_fields->setEnabled(kind == 0);
        m_unique->setEnabled(kind == 0);
    });
    const auto start = [this] {
        if (const auto index = typedIndex())
            create(*index);
        else
            say(index.error().message(), true);
    };
    connect(m_create, &QPushButton::clicked, this, start);
    connect(m_fields, &QLineEdit::returnPressed, this, start);
    return part;
}

void IndexesPane::propose(const dumbo::DocumentPath &path)
{
    m_kind->setCurrentIndex(0);
    m_fields->setText(dumbo::fromWtf8(dumbo::dottedText(path)));
    m_fields->setFocus();
}

QString IndexesPane::state() const
{
    return m_state->text();
}

void IndexesPane::say(const QString &text, bool isBad)
{
    auto colors = palette();
    if (isBad)
        colors.setColor(QPalette::WindowText, theme::danger());
    m_state->setPalette(colors);
    m_state->setText(text);
    m_state->setVisible(!text.isEmpty());
}

void IndexesPane::setRunning(bool running)
{
    m_running = running;
    m_cancel->setVisible(running);
    allow();
}

void IndexesPane::allow()
{
    const bool isReadOnly = m_tab.isReadOnly();
    m_try->setEnabled(!m_running && !isReadOnly && !m_suggestions.empty());
    m_try->setToolTip(isReadOnly ? tr("The connection is read-only: no copy can be made")
                                 : tr("Copies some rows into a temporary table, builds each index there, measures the filter, and takes the copy away"));
    m_create->setEnabled(!m_running);
}

void IndexesPane::showSource()
{
    m_existing->clear();
    if (const auto &source = m_tab.source()) {
        for (const auto &index : source->indexes)
            new QTreeWidgetItem(m_existing, { index.name, indexFields(index), index.unique ? tr("yes") : QString() });
    }
    for (int at = 0; at < 2; ++at)
        m_existing->resizeColumnToContents(at);
    m_drop->setEnabled(false);
    suggest();
}

void IndexesPane::suggest()
{
    m_suggestions.clear();
    m_wanted->clear();
    allow();
    m_suggesting.cancel();
    const auto query = m_tab.query();
    if (!query)
        return;
    m_suggesting = m_tab.run(
        DocumentsTab::Access::Reads,
        [query = *query](dumbo::Executor &, const dumbo::DocumentEngine &engine) -> dumbo::Result<std::vector<dumbo::IndexSuggestion>> {
            return dumbo::suggestIndexes(query, engine.pongo().traits());
        },
        this, [this](const dumbo::Result<std::vector<dumbo::IndexSuggestion>> &result) {
            if (!result && result.error().isCancelled())
                return;
            m_wanted->clear();
            m_suggestions = result.value_or(std::vector<dumbo::IndexSuggestion>());
            for (const auto &suggestion : m_suggestions) {
                auto *item = new QTreeWidgetItem(m_wanted, { indexFields(suggestion.index), suggestion.exists ? tr("is there") : QString(), suggestion.reason });
                item->setToolTip(2, suggestion.reason);
            }
            if (m_suggestions.empty())
                new QTreeWidgetItem(m_wanted, { tr("none"), {}, tr("No condition of the filter would be served by an index") });
            m_wanted->resizeColumnToContents(0);
            m_wanted->setEnabled(!m_suggestions.empty());
            allow();
        });
}

void IndexesPane::tryOut()
{
    const auto query = m_tab.query();
    if (!query || m_running || m_suggestions.empty() || m_tab.isReadOnly())
        return;
    setRunning(true);
    say(tr("Trying on a sample …"));
    std::vector<DocumentIndex> indexes;
    for (const auto &suggestion : m_suggestions)
        indexes.push_back(suggestion.index);
    dumbo::JobOptions job;
    job.name = tr("Trying indexes on a sample");
    m_job = m_tab.run(
        DocumentsTab::Access::Writes,
        [query = *query, indexes](dumbo::Executor &executor, const dumbo::DocumentEngine &engine) {
            return dumbo::tryIndexes(executor, engine, query, indexes);
        },
        this,
        [this, tried = Tried { m_tab.queryText(), m_suggestions }](const dumbo::Result<dumbo::IndexTrials> &result) { takeTrials(tried, result); }, job);
}

void IndexesPane::showTrial(const dumbo::IndexSuggestion &suggestion, const dumbo::IndexTrials &trials, std::size_t at)
{
    const auto fields = indexFields(suggestion.index);
    const auto found = std::ranges::find(m_suggestions, fields, [](const auto &shown) { return indexFields(shown.index); });
    if (found == m_suggestions.end())
        return;
    const auto &trial = trials.trials[at];
    auto text = trial.isUsed ? tr("%1 → %2").arg(milliseconds(trials.before.time.count()), milliseconds(trial.measurement.time.count()))
                             : tr("not used by the plan");
    if (trial.bytes)
        text += QStringLiteral(", ") + QLocale().formattedDataSize(*trial.bytes);
    auto *item = m_wanted->topLevelItem(int(found - m_suggestions.begin()));
    item->setText(1, text);
    item->setToolTip(1, QString::fromUtf8(trial.measurement.plan.serverText));
}

void IndexesPane::takeTrials(const Tried &tried, const dumbo::Result<dumbo::IndexTrials> &result)
{
    setRunning(false);
    if (!result)
        return say(result.error().isCancelled() ? tr("Cancelled.") : result.error().message(), !result.error().isCancelled());
    if (tried.query != m_tab.queryText())
        return say(tr("What was tried was for another query than the one that is shown. The copy is gone."));
    const auto locale = QLocale();
    for (std::size_t at = 0; at < result->trials.size() && at < tried.suggestions.size(); ++at)
        showTrial(tried.suggestions[at], *result, at);
    m_wanted->resizeColumnToContents(1);
    say(tr("Tried on a copy of %1 rows, of which %2 match. Without a new index: %3. The copy is gone.")
            .arg(locale.toString(result->sampleRows), locale.toString(result->matching), milliseconds(result->before.time.count())));
}

dumbo::Result<DocumentIndex> IndexesPane::typedIndex() const
{
    DocumentIndex index;
    index.kind = DocumentIndex::Kind(m_kind->currentData().toInt());
    if (index.kind == DocumentIndex::Kind::Containment)
        return index;
    index.unique = m_unique->isChecked();
    const auto fields = m_fields->text().split(u',', Qt::SkipEmptyParts);
    for (const auto &field : fields) {
        auto text = field.trimmed();
        const auto descending = text.startsWith(u'-');
        text = descending ? text.mid(1).trimmed() : text;
        if (!text.isEmpty())
            index.keys.push_back({ dumbo::dottedPath(dumbo::toWtf8(text)), descending });
    }
    if (index.keys.empty())
        return dumbo::fail(dumbo::ErrorKind::Data, tr("Name the fields of the index, separated by commas."));
    return index;
}

void IndexesPane::create(const DocumentIndex &index)
{
    reviewStatements([index](dumbo::PongoExtension &pongo, const dumbo::DocumentSource &source) { return pongo.createIndex(source, index); },
        tr("This makes the index on %1:").arg(indexFields(index)), tr("&Create the Index"));
}

void IndexesPane::drop()
{
    const auto row = m_existing->indexOfTopLevelItem(m_existing->currentItem());
    const auto &source = m_tab.source();
    if (row < 0 || !source || std::size_t(row) >= source->indexes.size())
        return;
    const auto index = source->indexes[std::size_t(row)];
    reviewStatements([index](dumbo::PongoExtension &pongo, const dumbo::DocumentSource &of) { return pongo.dropIndex(of, index); },
        tr("This drops the index \"%1\":").arg(index.name), tr("Drop the Index"));
}

void IndexesPane::reviewStatements(const Make &make, const QString &text, const QString &accept)
{
    if (!m_tab.source())
        return;
    say({});
    m_making = m_tab.run(
        DocumentsTab::Access::Reads,
        [make, source = *m_tab.source()](dumbo::Executor &, const dumbo::DocumentEngine &engine) { return make(engine.pongo(), source); }, this,
        [this, text, accept](const dumbo::Result<std::vector<dumbo::StatementText>> &result) {
            if (!result)
                return say(result.error().message(), true);
            StatementReview::Question question;
            question.text = text;
            question.accept = accept;
            question.jobName = text;
            question.statements = *result;
            question.done = [this](const dumbo::Result<bool> &done) {
                if (!done)
                    return say(done.error().message(), true);
                say(tr("Done."));
                m_tab.refresh();
            };
            m_review->ask(question);
        });
}

} // namespace workbench
