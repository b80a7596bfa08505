#include "ui/documents/analysis/analysispane.h"

#include "core/documents/analysis/analysisjob.h"
#include "core/documents/query/filterparser.h"
#include "ui/documents/analysis/fielddelegate.h"
#include "ui/documents/analysis/fielddetails.h"
#include "ui/documents/analysis/fieldmodel.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>

namespace workbench {

AnalysisPane::AnalysisPane(DocumentsTab &tab, QWidget *parent)
    : QWidget(parent)
    , m_tab(tab)
    , m_model(new FieldModel(this))
    , m_read(std::make_shared<std::atomic<qint64>>(0))
{
    m_fields = new QTreeView(this);
    m_fields->setModel(m_model);
    m_fields->setItemDelegate(new FieldDelegate(m_fields));
    m_fields->setUniformRowHeights(true);
    m_fields->setAlternatingRowColors(true);
    m_fields->setAccessibleName(tr("Fields"));
    m_fields->header()->setStretchLastSection(true);
    m_details = new FieldDetails(this);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_fields);
    splitter->addWidget(m_details);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(makeEmpty());
    m_pages->addWidget(splitter);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());
    column->addWidget(m_pages, 1);

    m_clock.setInterval(200);
    connect(&m_clock, &QTimer::timeout, this, &AnalysisPane::showState);
    connect(m_fields->selectionModel(), &QItemSelectionModel::currentChanged, this, &AnalysisPane::showCurrent);
    connect(m_details, &FieldDetails::filterWanted, this, &AnalysisPane::wantFilter);
    connect(&m_tab, &DocumentsTab::queryChanged, this, [this] {
        m_isStale = m_model->profile() != nullptr;
        showState();
    });
    showState();
}

QWidget *AnalysisPane::makeHead()
{
    auto *head = new QWidget(this);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    auto *state = new CutLabel(head);
    state->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_state = state;
    m_sample = new QPushButton(tr("&Sample"), head);
    m_sample->setToolTip(tr("Looks at some 10,000 documents from all over the table"));
    m_all = new QPushButton(tr("A&ll Documents"), head);
    m_all->setToolTip(tr("Looks at every document that the filter finds"));
    m_cancel = new QPushButton(theme::icon(QStringLiteral("process-stop")), tr("Cancel"), head);
    row->addWidget(m_state, 1);
    for (auto *button : { m_sample, m_all, m_cancel })
        row->addWidget(button);
    connect(m_sample, &QPushButton::clicked, this, [this] { analyse(false); });
    connect(m_all, &QPushButton::clicked, this, [this] { analyse(true); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { m_job.cancel(); });
    return head;
}

QWidget *AnalysisPane::makeEmpty()
{
    m_empty = new QLabel(this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(3 * theme::unit);
    m_empty->setTextFormat(Qt::PlainText);
    return m_empty;
}

std::shared_ptr<const dumbo::DocumentProfile> AnalysisPane::profile() const
{
    return m_model->profile();
}

void AnalysisPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_model->profile() && !m_isRunning && m_failure.isEmpty())
        analyse(false);
}

void AnalysisPane::analyse(bool all)
{
    const auto query = m_tab.query();
    if (!query || m_isRunning)
        return;
    m_isRunning = true;
    m_isStale = false;
    m_failure.clear();
    *m_read = 0;
    m_since.start();
    m_clock.start();
    dumbo::AnalysisOptions options;
    if (all)
        options.sample.reset();
    options.progress = [read = m_read](qint64 documents) { *read = documents; };
    dumbo::JobOptions job;
    job.name = all ? tr("Analysing all documents") : tr("Analysing a sample");
    m_job = m_tab.run(
        DocumentsTab::Access::Reads,
        [query = *query, options](dumbo::Executor &executor, const dumbo::DocumentEngine &engine) {
            return dumbo::analyse(executor, engine, query, options);
        },
        this, [this](const dumbo::Result<dumbo::DocumentProfile> &result) { take(result); }, job);
    showState();
}

void AnalysisPane::take(const dumbo::Result<dumbo::DocumentProfile> &result)
{
    m_isRunning = false;
    m_clock.stop();
    if (!result) {
        m_failure = result.error().isCancelled() ? tr("The analysis was cancelled.") : result.error().message();
        if (!result.error().isCancelled())
            m_tab.messages().showError(result.error(), tr("The documents could not be analysed."));
        showState();
        Q_EMIT finished(false);
        return;
    }
    const auto path = m_model->profile() ? dumbo::filterPath(*m_model->profile(), m_model->place(m_fields->currentIndex())) : dumbo::DocumentPath();
    m_model->setProfile(std::make_shared<const dumbo::DocumentProfile>(*result));
    m_fields->expandToDepth(0);
    for (const auto column : { FieldModel::Name, FieldModel::Presence, FieldModel::Distinct })
        m_fields->resizeColumnToContents(column);
    m_fields->setColumnWidth(FieldModel::Types, 24 * theme::unit);
    showField(m_wanted.isEmpty() ? path : m_wanted);
    m_wanted.clear();
    const auto paths = dumbo::profilePaths(*result);
    m_tab.setKnownPaths({ paths.begin(), paths.end() });
    showState();
    Q_EMIT profileChanged();
    Q_EMIT finished(true);
}

void AnalysisPane::showField(const dumbo::DocumentPath &path)
{
    if (!m_model->profile()) {
        m_wanted = path;
        return;
    }
    auto index = path.isEmpty() ? QModelIndex() : m_model->indexOf(path);
    if (!index.isValid())
        index = m_model->index(0, 0);
    m_fields->setCurrentIndex(index);
    m_fields->scrollTo(index);
    showCurrent();
}

void AnalysisPane::showCurrent()
{
    const auto index = m_fields->currentIndex();
    if (index.isValid())
        m_details->showField(m_model->profile(), m_model->place(index));
    else
        m_details->clear();
}

void AnalysisPane::showState()
{
    const auto locale = QLocale();
    const auto profile = m_model->profile();
    QString state;
    if (m_isRunning) {
        state = tr("%1 documents, %2 s").arg(locale.toString(m_read->load()), locale.toString(double(m_since.elapsed()) / 1000, 'f', 1));
    } else if (!m_failure.isEmpty()) {
        state = m_failure;
    } else if (profile) {
        state = profile->isSample ? tr("Sample of %1 documents").arg(locale.toString(profile->documents))
                                  : tr("All %1 documents").arg(locale.toString(profile->documents));
        if (profile->invalid > 0)
            state += tr(", %1 rows are no JSON").arg(locale.toString(profile->invalid));
        if (m_isStale)
            state += tr("; the filter is another since");
    }
    m_state->setText(state);
    m_state->setToolTip(state);
    m_sample->setVisible(!m_isRunning);
    m_all->setVisible(!m_isRunning);
    m_cancel->setVisible(m_isRunning);
    const auto hasFields = profile && !profile->root.children.empty();
    m_pages->setCurrentIndex(hasFields ? 1 : 0);
    m_empty->setText(m_isRunning       ? tr("Looking at documents …")
            : !m_failure.isEmpty()     ? m_failure + u'\n' + tr("Sample tries again.")
            : profile                  ? tr("There are no documents with fields here.")
                                       : tr("Sample shows which fields the documents have: types, presence, ranges, frequent values."));
}

void AnalysisPane::wantFilter(const dumbo::DocumentFilter &filter)
{
    m_tab.setFilter(QString::fromUtf8(dumbo::filterText(filter)));
}

} // namespace workbench
