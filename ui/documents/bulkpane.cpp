#include "ui/documents/bulkpane.h"

#include "ui/documents/differenceview.h"
#include "ui/documents/documentediting.h"
#include "ui/documents/jsontextedit.h"
#include "ui/journal/textcoding.h"
#include "ui/migrations/askbar.h"
#include "ui/query/sqlview.h"
#include "ui/query/tabsession.h"
#include "ui/shell/cutlabel.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolButton>

namespace workbench {

using dumbo::DocumentEngine;
using dumbo::Executor;
using dumbo::fail;
using dumbo::Result;

namespace {

constexpr int linesOfUpdate = 5;
enum ResultPage { FacePage, KnownPage };
enum Page { SamplePage, StatementPage };
const QString bulkMessage = QStringLiteral("bulk");

QString number(qint64 count)
{
    return QLocale().toString(count);
}

} // namespace

BulkPane::BulkPane(DocumentEditing &editing, QWidget *parent)
    : QWidget(parent)
    , m_editing(editing)
    , m_whats(new QTabBar(this))
    , m_filter(new QLabel(this))
    , m_update(new JsonTextEdit(this))
    , m_preview(new QPushButton(tr("Preview"), this))
    , m_messages(new MessageArea(this))
    , m_ask(new AskBar(this))
    , m_result(new QStackedWidget(this))
    , m_face(new QLabel(this))
    , m_headline(new QLabel(this))
    , m_pages(new QTabBar(this))
    , m_page(new QStackedWidget(this))
    , m_before(new QToolButton(this))
    , m_next(new QToolButton(this))
    , m_sampleName(new CutLabel(this))
    , m_differences(new DifferenceView(this))
    , m_statements(new SqlView(this))
    , m_progressBar(new QProgressBar(this))
    , m_progressText(new QLabel(this))
    , m_apply(new QPushButton(this))
{
    setObjectName(QStringLiteral("bulkPane"));
    m_clock.setInterval(100);
    makeLayout();
    connectParts();
    showState();
}

BulkPane::~BulkPane()
{
    if (isWorking())
        m_job.cancel();
}

void BulkPane::makeLayout()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(makeTop());
    layout->addWidget(m_messages);
    layout->addWidget(m_ask);
    m_face->setObjectName(QStringLiteral("bulkFace"));
    m_face->setAlignment(Qt::AlignCenter);
    m_face->setWordWrap(true);
    m_face->setMargin(3 * theme::unit);
    m_face->setEnabled(false);
    m_result->addWidget(m_face);
    m_result->addWidget(makeResult());
    layout->addWidget(m_result, 1);
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit);
    row->setSpacing(theme::unit);
    m_progressText->setObjectName(QStringLiteral("bulkProgress"));
    m_progressBar->setRange(0, 0);
    m_progressBar->setTextVisible(false);
    m_progressBar->setMaximumWidth(10 * theme::unit);
    row->addWidget(m_progressBar);
    row->addWidget(m_progressText, 1);
    m_apply->setObjectName(QStringLiteral("bulkApply"));
    row->addWidget(m_apply);
    layout->addWidget(bar);
}

QWidget *BulkPane::makeTop()
{
    auto *top = new QWidget(this);
    auto *column = new QVBoxLayout(top);
    column->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit);
    column->setSpacing(theme::unit / 2);
    m_whats->setObjectName(QStringLiteral("bulkWhat"));
    m_whats->setDrawBase(false);
    m_whats->setExpanding(false);
    m_whats->addTab(tr("Update"));
    m_whats->addTab(tr("Delete"));
    column->addWidget(m_whats);
    m_filter->setObjectName(QStringLiteral("bulkFilter"));
    m_filter->setTextFormat(Qt::PlainText);
    m_filter->setWordWrap(true);
    column->addWidget(m_filter);
    m_update->setObjectName(QStringLiteral("bulkUpdate"));
    m_update->setAccessibleName(tr("Update"));
    m_update->setPlaceholderText(QStringLiteral("{ $set: { \"status\": \"done\" } }"));
    m_update->setFixedHeight(linesOfUpdate * m_update->fontMetrics().lineSpacing() + 2 * theme::unit);
    m_update->setFrameShape(QFrame::StyledPanel);
    column->addWidget(m_update);
    m_preview->setObjectName(QStringLiteral("bulkPreview"));
    m_preview->setIcon(theme::icon(QStringLiteral("view-preview")));
    m_preview->setToolTip(tr("Try it out: nothing is written (Ctrl+Return)"));
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_preview);
    column->addLayout(row);
    return top;
}

QWidget *BulkPane::makeResult()
{
    auto *known = new QWidget(this);
    auto *column = new QVBoxLayout(known);
    column->setContentsMargins({});
    column->setSpacing(0);
    m_headline->setObjectName(QStringLiteral("bulkHeadline"));
    m_headline->setWordWrap(true);
    m_headline->setContentsMargins(theme::unit, theme::unit / 2, theme::unit, theme::unit / 2);
    auto bold = m_headline->font();
    bold.setBold(true);
    m_headline->setFont(bold);
    column->addWidget(m_headline);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(0, 0, theme::unit / 2, 0);
    bar->setSpacing(theme::unit / 2);
    m_pages->setObjectName(QStringLiteral("bulkPages"));
    m_pages->setDrawBase(false);
    m_pages->setExpanding(false);
    m_pages->addTab(tr("Samples"));
    m_pages->addTab(tr("Statements"));
    bar->addWidget(m_pages);
    m_sampleName->setObjectName(QStringLiteral("bulkSample"));
    bar->addWidget(m_sampleName, 1);
    const auto arrow = [&](QToolButton *button, const char *name, const char *icon, const QString &text) {
        button->setObjectName(QLatin1StringView(name));
        button->setIcon(theme::icon(QLatin1StringView(icon)));
        button->setAccessibleName(text);
        button->setToolTip(text);
        button->setAutoRaise(true);
        bar->addWidget(button);
    };
    arrow(m_before, "sampleBefore", "go-previous", tr("Sample before"));
    arrow(m_next, "sampleNext", "go-next", tr("Next sample"));
    column->addLayout(bar);
    m_statements->setObjectName(QStringLiteral("bulkStatements"));
    m_statements->setAccessibleName(tr("Statements for the samples"));
    m_statements->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_page->addWidget(m_differences);
    m_page->addWidget(m_statements);
    column->addWidget(m_page, 1);
    return known;
}

void BulkPane::connectParts()
{
    connect(m_whats, &QTabBar::currentChanged, this, [this](int what) {
        m_what = What(what);
        m_messages->clear();
        showState();
    });
    connect(m_update, &QPlainTextEdit::textChanged, this, [this] {
        m_update->markProblem(-1);
        m_messages->dismiss(bulkMessage);
        showState();
    });
    connect(m_preview, &QPushButton::clicked, this, &BulkPane::readPreview);
    connect(m_apply, &QPushButton::clicked, this, [this] { isWorking() ? cancel() : askAndApply(); });
    connect(m_pages, &QTabBar::currentChanged, m_page, &QStackedWidget::setCurrentIndex);
    connect(m_pages, &QTabBar::currentChanged, this, [this](int page) {
        for (QWidget *widget : std::initializer_list<QWidget *> { m_sampleName, m_before, m_next })
            widget->setVisible(page == SamplePage);
    });
    connect(m_before, &QToolButton::clicked, this, [this] { showSample(m_sample - 1); });
    connect(m_next, &QToolButton::clicked, this, [this] { showSample(m_sample + 1); });
    connect(&m_clock, &QTimer::timeout, this, &BulkPane::showState);
    auto &tab = m_editing.tab();
    connect(&tab, &DocumentsTab::queryChanged, this, &BulkPane::showState);
    connect(&tab, &DocumentsTab::cancelWanted, this, &BulkPane::cancel);
    connect(&m_editing, &DocumentEditing::stateChanged, this, &BulkPane::showState);
}

bool BulkPane::event(QEvent *event)
{
    const bool isKey = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!isKey)
        return QWidget::event(event);
    auto *key = static_cast<QKeyEvent *>(event);
    const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!isReturn || (key->modifiers() & ~Qt::KeypadModifier) != Qt::ControlModifier)
        return QWidget::event(event);
    if (event->type() == QEvent::KeyPress)
        readPreview();
    event->accept();
    return true;
}

void BulkPane::begin(What what)
{
    m_whats->setCurrentIndex(int(what));
    if (what == What::Update)
        m_update->setFocus();
    else
        m_preview->setFocus();
}

std::optional<BulkPane::Request> BulkPane::request() const
{
    const auto &query = m_editing.tab().query();
    if (!query)
        return {};
    Request request { m_what, *query, m_what == What::Update ? m_update->content().toUtf8() : QByteArray() };
    request.query.sort.clear();
    request.query.skip = 0;
    request.query.limit.reset();
    request.query.projection = {};
    return request;
}

void BulkPane::work(Working working)
{
    m_working = working;
    m_editing.tab().markWorking(working != Working::Nothing);
    if (working != Working::Nothing) {
        m_progress = std::make_shared<Progress>();
        m_messages->dismiss(bulkMessage);
        m_clock.start();
    } else {
        m_clock.stop();
    }
    showState();
}

void BulkPane::readPreview()
{
    const auto wanted = request();
    if (!wanted || isWorking() || !m_preview->isEnabled())
        return;
    m_ask->close();
    m_known.reset();
    m_previewed = wanted;
    work(Working::Preview);
    m_job = m_editing.tab().run(
        DocumentsTab::Access::Reads,
        [request = *wanted, progress = m_progress](Executor &executor, const DocumentEngine &engine) -> Result<Preview> {
            dumbo::DocumentUpdateOptions options;
            options.progress = [progress](qint64 read, qint64 written) {
                progress->read = read;
                progress->written = written;
            };
            auto documents = request.what == What::Update ? engine.previewUpdate(executor, request.query, request.update, options)
                                                          : engine.previewRemove(executor, request.query, options);
            if (!documents)
                return fail(documents.error());
            Preview preview { *documents, {} };
            for (const auto &statement : documents->statements) {
                const auto sql = engine.runnableSql(statement);
                if (!sql)
                    return fail(sql.error());
                preview.script += *sql + ";\n\n";
            }
            return preview;
        },
        this, [this](const Result<Preview> &preview) { takePreview(preview); }, { .name = tr("Trying out a change") });
}

void BulkPane::takePreview(const Result<Preview> &preview)
{
    if (preview)
        m_known = *preview;
    else
        m_previewed.reset();
    work(Working::Nothing);
    if (!preview) {
        showError(preview.error());
        return;
    }
    auto reasons = m_known->documents.reasons;
    for (auto &reason : reasons)
        reason.prepend(QStringLiteral("-- ")).append(u'\n');
    m_statements->setSql(reasons.join(QString()) + QString::fromUtf8(m_known->script), m_editing.tab().tabSession().dialect().highlighting);
    showSample(0);
    if (m_apply->isEnabled())
        m_apply->setFocus();
}

void BulkPane::askAndApply()
{
    if (!m_known || isWorking())
        return;
    const auto changed = m_known->documents.changed;
    AskBar::Question question;
    question.severity = m_what == What::Delete ? dumbo::FindingSeverity::Error : dumbo::FindingSeverity::Warning;
    if (m_what == What::Delete)
        question.text = changed == 1 ? tr("Delete one document for good?") : tr("Delete %1 documents for good?").arg(number(changed));
    else
        question.text = changed == 1 ? tr("Update one document?") : tr("Update %1 documents?").arg(number(changed));
    question.details = tr("In one transaction: all of them or none. Nothing is done should the number be another by then.");
    question.accept = m_what == What::Delete ? tr("Delete") : tr("Update");
    question.accepted = [this](const AskBar::Answer &) { apply(); };
    m_ask->ask(question);
}

void BulkPane::apply()
{
    // Asked about what was previewed; meanwhile the filter, the update or the rights may be others.
    if (!m_previewed || !m_known || isWorking() || request() != m_previewed || !m_editing.canEdit())
        return;
    work(Working::Apply);
    m_job = m_editing.tab().run(
        DocumentsTab::Access::Writes,
        [request = *m_previewed, progress = m_progress, expected = m_known->documents.changed](
            Executor &executor, const DocumentEngine &engine) -> Result<Applied> {
            dumbo::DocumentUpdateOptions options;
            options.progress = [progress](qint64 read, qint64 written) {
                progress->read = read;
                progress->written = written;
            };
            return executor.withTransaction([&](Executor &inside) -> Result<dumbo::TransactionOutcome<Applied>> {
                auto outcome = request.what == What::Update ? engine.update(inside, request.query, request.update, options)
                                                            : engine.remove(inside, request.query, options);
                if (!outcome)
                    return fail(outcome.error());
                const bool isOther = outcome->changed != expected || !outcome->conflicts.empty();
                Applied applied { std::move(*outcome), isOther };
                if (isOther)
                    return dumbo::TransactionOutcome<Applied>(dumbo::Rollback { std::move(applied) });
                return dumbo::TransactionOutcome<Applied>(dumbo::Commit { std::move(applied) });
            });
        },
        this, [this](const Result<Applied> &applied) { takeApplied(applied); },
        { .name = m_what == What::Update ? tr("Updating documents") : tr("Deleting documents") });
}

void BulkPane::takeApplied(const Result<Applied> &applied)
{
    if (!applied) {
        const bool isUnknown = applied.error().kind() == dumbo::ErrorKind::UnknownOutcome;
        if (isUnknown) {
            m_known.reset();
            m_previewed.reset();
        }
        work(Working::Nothing);
        showError(applied.error());
        if (isUnknown)
            m_editing.tab().refresh();
        return;
    }
    const auto expected = m_known ? m_known->documents.changed : 0;
    const auto what = m_previewed ? m_previewed->what : m_what;
    m_known.reset();
    m_previewed.reset();
    work(Working::Nothing);
    InlineMessage message;
    message.replaces = bulkMessage;
    if (applied->isOther) {
        message.kind = InlineMessage::Kind::Warning;
        message.text = applied->outcome.conflicts.empty()
            ? tr("Nothing was written: it would be %1 documents now, not %2.").arg(number(applied->outcome.changed), number(expected))
            : tr("Nothing was written: %1 documents were changed by somebody else meanwhile.").arg(number(qint64(applied->outcome.conflicts.size())));
        message.buttons.push_back({ tr("Preview Again"), [this] { readPreview(); } });
        m_messages->show(message);
        return;
    }
    message.kind = InlineMessage::Kind::Positive;
    const auto count = number(applied->outcome.changed);
    const bool isOne = applied->outcome.changed == 1;
    if (what == What::Update)
        message.text = isOne ? tr("One document was updated.") : tr("%1 documents were updated.").arg(count);
    else
        message.text = isOne ? tr("One document was deleted.") : tr("%1 documents were deleted.").arg(count);
    m_messages->show(message);
    m_editing.tab().refresh();
}

void BulkPane::cancel()
{
    if (isWorking())
        m_job.cancel();
}

void BulkPane::showSample(int sample)
{
    if (!m_known)
        return;
    const auto &samples = m_known->documents.samples;
    const auto count = int(samples.size());
    m_sample = std::clamp(sample, 0, std::max(0, count - 1));
    m_before->setEnabled(m_sample > 0);
    m_next->setEnabled(m_sample + 1 < count);
    if (count == 0) {
        m_sampleName->clear();
        m_differences->clear();
        return;
    }
    const auto &shown = samples[std::size_t(m_sample)];
    const auto id = QString::fromUtf8(idInDocument(shown.before));
    const auto place = tr("%1 of %2").arg(m_sample + 1).arg(count);
    m_sampleName->setText(id.isEmpty() ? place : id + QStringLiteral(" · ") + place);
    m_differences->showTwo(shown.before, shown.after);
}

void BulkPane::showError(const dumbo::Error &error)
{
    if (error.isCancelled()) {
        InlineMessage message;
        message.text = tr("Cancelled; nothing was written.");
        message.replaces = bulkMessage;
        m_messages->show(message);
        return;
    }
    if (error.position() && m_what == What::Update && error.kind() == dumbo::ErrorKind::Data) {
        const auto text = m_update->content().toUtf8();
        m_update->markProblem(int(QString::fromUtf8(text.first(std::min<qsizetype>(*error.position(), text.size()))).size()));
    }
    // What may have been done already is not to be done twice: it is previewed anew.
    const bool isUnknown = error.kind() == dumbo::ErrorKind::UnknownOutcome;
    auto message = InlineMessage::fromError(error, isUnknown ? tr("The documents may have been written or not") : QString());
    message.replaces = bulkMessage;
    m_messages->show(message);
}

QString BulkPane::headline() const
{
    const auto &documents = m_known->documents;
    if (m_what == What::Delete)
        return documents.changed == 1 ? tr("Would delete one document.") : tr("Would delete %1 documents.").arg(number(documents.changed));
    if (documents.matched == 0)
        return tr("No document matches.");
    if (documents.changed == documents.matched)
        return documents.changed == 1 ? tr("Would change one document.") : tr("Would change %1 documents.").arg(number(documents.changed));
    return tr("Would change %1 of %2 documents; the others are so already.").arg(number(documents.changed), number(documents.matched));
}

void BulkPane::showState()
{
    const auto wanted = request();
    const bool works = isWorking();
    const auto why = m_editing.whyNotEdit();
    const auto filter = m_editing.tab().queryText().filter.trimmed();
    const bool isAll = wanted && wanted->query.filter.kind == dumbo::DocumentFilter::Kind::And && wanted->query.filter.children.empty();
    m_filter->setText(!wanted ? tr("No documents were found yet.")
            : isAll           ? tr("All documents of %1").arg(wanted->query.source.table.name)
                              : tr("Documents of %1 that match %2").arg(wanted->query.source.table.name, filter));
    auto colours = palette();
    if (isAll)
        colours.setColor(QPalette::WindowText, theme::danger());
    m_filter->setPalette(colours);
    m_update->setVisible(m_what == What::Update);
    m_update->setReadOnly(works);
    m_whats->setEnabled(!works);
    m_preview->setEnabled(!works && why.isEmpty() && wanted && (m_what == What::Delete || !m_update->content().trimmed().isEmpty()));
    const bool isKnown = m_known && !works && wanted == m_previewed;
    if (!isKnown)
        m_ask->close();
    const bool showsKnown = m_known && (works || isKnown);
    m_result->setCurrentIndex(showsKnown ? KnownPage : FacePage);
    m_face->setText(!why.isEmpty() ? why
            : works                ? tr("Trying it out…")
            : m_what == What::Update
            ? tr("Write an update in MongoDB's syntax. The preview says how many documents it changes, and shows some of them before and after.")
            : tr("The preview says how many documents would be deleted, and shows some of them."));
    if (showsKnown)
        m_headline->setText(headline());
    m_progressBar->setVisible(works);
    const auto read = m_progress ? m_progress->read.load() : 0;
    const auto written = m_progress ? m_progress->written.load() : 0;
    m_progressText->setText(!works ? QString()
            : m_working == Working::Preview ? tr("%1 read").arg(number(read)) : tr("%1 read, %2 written").arg(number(read), number(written)));
    m_apply->setText(works ? tr("Cancel")
            : !isKnown     ? (m_what == What::Update ? tr("Update") : tr("Delete"))
            : m_what == What::Update
            ? (m_known->documents.changed == 1 ? tr("Update One Document") : tr("Update %1 Documents").arg(number(m_known->documents.changed)))
            : (m_known->documents.changed == 1 ? tr("Delete One Document") : tr("Delete %1 Documents").arg(number(m_known->documents.changed))));
    m_apply->setEnabled(works || (isKnown && m_known->documents.changed > 0 && why.isEmpty()));
    m_apply->setToolTip(m_apply->isEnabled() ? QString() : tr("Preview it first"));
}

} // namespace workbench
