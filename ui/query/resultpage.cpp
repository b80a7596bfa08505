#include "ui/query/resultpage.h"

#include "core/results/celltext.h"
#include "ui/grid/resultgrid.h"
#include "ui/query/storesource.h"
#include "ui/settings/settings.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/statusbar.h"
#include "ui/shell/theme.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QToolButton>
#include <QtConcurrentRun>

namespace workbench {

using dumbo::ResultFormat;
using dumbo::ResultStore;
using State = ResultStore::State;

namespace {

constexpr qint64 askAboveCells = 1'000'000;

QString suffixOf(ResultFormat format)
{
    switch (format) {
    case ResultFormat::Markdown:
        return QStringLiteral("md");
    case ResultFormat::Insert:
        return QStringLiteral("sql");
    default:
        return dumbo::resultFormatName(format);
    }
}

ValueContent::Loader loadLongValue(std::shared_ptr<const dumbo::LongValue> value)
{
    return [value = std::move(value)](QObject *context, ValueContent::Loaded loaded) {
        dumbo::onFinished(QtConcurrent::run([value] { return value->read(0, value->size()); }), context, std::move(loaded));
    };
}

QToolButton *makeButton(QWidget *parent, const char *name, const QString &text, const QString &icon)
{
    auto *button = new QToolButton(parent);
    button->setObjectName(QLatin1StringView(name));
    button->setText(text);
    button->setAccessibleName(text);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
    button->setToolButtonStyle(icon.isEmpty() ? Qt::ToolButtonTextOnly : Qt::ToolButtonTextBesideIcon);
    if (!icon.isEmpty())
        button->setIcon(theme::icon(icon));
    return button;
}

} // namespace

QString rowsText(qint64 rows)
{
    return rows == 1 ? ResultPage::tr("1 row") : ResultPage::tr("%1 rows").arg(QLocale().toString(rows));
}

ResultPage::ResultPage(Settings &settings, const RunResult &result, const dumbo::Dialect &dialect, QWidget *parent)
    : QWidget(parent)
    , m_settings(settings)
    , m_result(result)
    , m_step(std::max<qint64>(1, result.gate->allowedRows()))
    , m_started(std::chrono::steady_clock::now())
    , m_source(new StoreSource(result.store, this))
    , m_grid(new ResultGrid(this))
    , m_messages(new MessageArea(this))
{
    setObjectName(QStringLiteral("resultPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_messages);
    layout->addWidget(m_grid, 1);
    m_source->setTarget(dialect, {});
    makeGrid();
    makeBar();
    setFocusProxy(m_grid);
    connect(m_source, &StoreSource::rowsChanged, this, [this] {
        updateBar();
        if (m_export)
            m_export->wake();
        Q_EMIT factsChanged();
    });
    connect(m_source, &StoreSource::stateChanged, this, &ResultPage::onStateChanged);
    connect(m_source, &StoreSource::sortChanged, this, &ResultPage::updateBar);
    connect(m_source, &StoreSource::sortFailed, this,
        [this](const dumbo::Error &error) { m_messages->showError(error, tr("Sorting failed:")); });
    m_exportTimer.setInterval(200);
    connect(&m_exportTimer, &QTimer::timeout, this, &ResultPage::updateBar);
    onStateChanged();
}

ResultPage::~ResultPage()
{
    // The grid says that its source is gone; nobody here may hear it any more.
    m_grid->disconnect(this);
    m_source->disconnect(this);
    m_result.gate->stop();
    delete m_export;
}

void ResultPage::makeGrid()
{
    m_grid->setObjectName(QStringLiteral("resultGrid"));
    m_grid->setAccessibleName(tr("Result"));
    m_grid->setFrameShape(QFrame::NoFrame);
    m_settings.watch(setting::resultNullText, m_grid, [this] { m_grid->setNullText(m_settings.get(setting::resultNullText)); });
    m_settings.watch(setting::resultFont, m_grid, [this] {
        QFont font = QWidget::font();
        if (const auto chosen = m_settings.get(setting::resultFont); !chosen.isEmpty())
            font.fromString(chosen);
        m_grid->setFont(font);
    });
    m_grid->setSource(m_source);
    connect(m_grid, &ResultGrid::sortRequested, m_source, &StoreSource::sort);
    connect(m_grid, &ResultGrid::currentCellChanged, this, &ResultPage::currentValueChanged);
    connect(m_source, &StoreSource::cellsReady, this, [this](qint64 first, qint64 last) {
        const auto row = m_grid->currentCell().row;
        if (row >= first && row <= last)
            Q_EMIT currentValueChanged();
    });
    connect(m_grid, &ResultGrid::valueActivated, this, &ResultPage::valueWanted);
    connect(m_grid, &ResultGrid::copyFailed, this, [this](const CopyRequest &, const dumbo::Error &error) {
        if (!error.isCancelled())
            m_messages->showError(error, tr("Copying failed:"));
    });
    connect(m_grid, &ResultGrid::cellContextMenuRequested, this, [this](qint64, int, QPoint position) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions(m_grid->copyActions());
        menu->addSeparator();
        menu->addAction(tr("Show &Value"), this, &ResultPage::valueWanted);
        Q_EMIT menuMade(menu);
        menu->popup(position);
    });
    askBeforeLargeCopies();
}

void ResultPage::askBeforeLargeCopies()
{
    m_grid->setCopyGate([this](const CopyRequest &request, const std::function<void()> &proceed) {
        if (request.cellCount() <= askAboveCells) {
            proceed();
            return;
        }
        InlineMessage message;
        message.text = tr("Copy %1 values to the clipboard?").arg(QLocale().toString(request.cellCount()));
        message.details = tr("That takes memory and time; an export writes a file of any size.");
        message.replaces = QStringLiteral("copy");
        message.buttons.push_back({ tr("Copy"), proceed });
        m_messages->show(message);
    });
}

void ResultPage::makeBar()
{
    auto *bar = new QWidget(this);
    bar->setObjectName(QStringLiteral("resultBar"));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit, 2, 4, 2);
    row->setSpacing(theme::unit / 2);
    m_state = new QLabel(bar);
    m_state->setObjectName(QStringLiteral("resultState"));
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_more = makeButton(bar, "fetchMore", tr("Continue"), QStringLiteral("go-down"));
    m_all = makeButton(bar, "fetchAll", tr("Load All"), QStringLiteral("go-bottom"));
    m_sortAgain = makeButton(bar, "sortAgain", tr("Sort Again"), QStringLiteral("view-sort"));
    m_exportState = new QLabel(bar);
    m_cancelExport = makeButton(bar, "cancelExport", tr("Cancel Export"), QStringLiteral("process-stop"));
    m_exportButton = makeButton(bar, "export", tr("Export"), QStringLiteral("document-export"));
    m_pin = makeButton(bar, "pin", tr("Pin"), QStringLiteral("window-pin"));
    m_pin->setCheckable(true);
    m_pin->setToolTip(tr("Keep this result: the next run does not replace it"));
    row->addWidget(m_state);
    row->addWidget(m_more);
    row->addWidget(m_all);
    row->addWidget(m_sortAgain);
    row->addStretch(1);
    for (QWidget *widget : { static_cast<QWidget *>(m_exportState), static_cast<QWidget *>(m_cancelExport),
             static_cast<QWidget *>(m_exportButton), static_cast<QWidget *>(m_pin) })
        row->addWidget(widget);
    layout()->addWidget(bar);

    auto *menu = new QMenu(m_exportButton);
    const std::pair<ResultFormat, QString> formats[] { { ResultFormat::Csv, tr("&CSV…") }, { ResultFormat::Json, tr("&JSON…") },
        { ResultFormat::Ndjson, tr("&NDJSON (one object a line)…") }, { ResultFormat::Tsv, tr("&TSV…") },
        { ResultFormat::Markdown, tr("&Markdown…") }, { ResultFormat::Insert, tr("&INSERT statements…") } };
    for (const auto &[format, text] : formats)
        menu->addAction(text, this, [this, chosen = format] { chooseExport(chosen); });
    m_exportButton->setMenu(menu);
    m_exportButton->setPopupMode(QToolButton::InstantPopup);
    connect(m_more, &QToolButton::clicked, this, &ResultPage::fetchMore);
    connect(m_all, &QToolButton::clicked, this, &ResultPage::fetchAll);
    connect(m_cancelExport, &QToolButton::clicked, this, &ResultPage::cancelExport);
    connect(m_sortAgain, &QToolButton::clicked, this, [this] { m_source->sort(m_source->sortColumn(), m_source->sortOrder()); });
    connect(m_pin, &QToolButton::toggled, this, &ResultPage::setPinned);
}

QString ResultPage::title() const
{
    const auto text = QString::fromUtf8(m_result.text.first(std::min<qsizetype>(400, m_result.text.size()))).simplified();
    constexpr qsizetype most = 28;
    if (text.isEmpty())
        return tr("Result %1").arg(m_result.ordinal + 1);
    return text.size() <= most ? text : text.first(most).trimmed() + u'…';
}

QString ResultPage::stateText() const
{
    const auto rows = rowsText(m_source->rowCount());
    const auto time = m_elapsed ? elapsedText(*m_elapsed) : QString();
    switch (m_result.store->state()) {
    case State::Growing:
        return tr("%1 so far…").arg(rows);
    case State::Paused:
        return tr("%1 so far").arg(rows);
    case State::Complete:
        return time.isEmpty() ? rows : tr("%1 in %2").arg(rows, time);
    case State::Partial:
        return tr("First %1; there are more").arg(rows);
    case State::Cancelled:
        return tr("Cancelled after %1").arg(rows);
    case State::Failed:
        return tr("Failed after %1").arg(rows);
    }
    return {};
}

bool ResultPage::isPaused() const
{
    return m_result.store->state() == State::Paused;
}

bool ResultPage::isGrowing() const
{
    return m_result.store->state() == State::Growing;
}

std::chrono::milliseconds ResultPage::elapsed() const
{
    const auto now = std::chrono::steady_clock::now();
    return m_elapsed.value_or(std::chrono::duration_cast<std::chrono::milliseconds>(now - m_started));
}

ValueContent ResultPage::valueOf(const dumbo::CellView &cell, int column) const
{
    const auto &facts = m_result.store->columns()[std::size_t(column)];
    ValueContent value;
    value.typeName = facts.typeName;
    if (cell->isNull())
        return value;
    if (cell->hasBytes())
        value.bytes = QByteArray(cell->bytes.data(), qsizetype(cell->bytes.size()));
    else
        dumbo::appendCellText(value.bytes, *cell);
    const bool isBytes = cell->kind == dumbo::Cell::Kind::Bytes || cell->kind == dumbo::Cell::Kind::RawText;
    const bool isJson = facts.kind == dumbo::LogicalKind::Json;
    value.kind = isBytes ? ValueContent::Kind::Bytes : isJson ? ValueContent::Kind::Json : ValueContent::Kind::Text;
    value.fullSize = value.bytes.size();
    if (cell->longValue) {
        const auto whole = *cell->longValue;
        value.fullSize = whole->size();
        value.loader = loadLongValue(whole);
    }
    return value;
}

std::optional<ValueContent> ResultPage::currentValue() const
{
    const auto place = m_grid->currentCell();
    if (!place.isValid() || place.row >= m_source->rowCount())
        return {};
    const auto cell = m_result.store->tryCell(m_source->storeRow(place.row), place.column);
    if (!cell)
        return {};
    return valueOf(*cell, place.column);
}

void ResultPage::setPinned(bool pinned)
{
    m_pin->setChecked(pinned);
    if (std::exchange(m_pinned, pinned) != pinned)
        Q_EMIT pinnedChanged(pinned);
}

void ResultPage::hidePin()
{
    m_pin->hide();
}

void ResultPage::setTarget(const dumbo::Dialect &dialect, const QString &tableName)
{
    m_source->setTarget(dialect, tableName);
}

void ResultPage::setReport(const StatementReport &report)
{
    m_elapsed = report.elapsed;
    updateBar();
    Q_EMIT factsChanged();
}

void ResultPage::fetchMore()
{
    m_result.gate->allowMore(m_step);
    m_grid->setFocus();
}

void ResultPage::fetchAll()
{
    m_result.gate->allowAll();
    m_grid->setFocus();
}

void ResultPage::stopFetching()
{
    m_result.gate->stop();
}

void ResultPage::onStateChanged()
{
    if (isPaused()) {
        m_elapsed = elapsed();
        if (!m_result.last)
            stopFetching();
    }
    const auto state = m_result.store->state();
    m_grid->setEmptyTitle(state == State::Growing ? tr("Waiting for the first row…")
            : state == State::Cancelled          ? tr("Cancelled before the first row")
            : state == State::Failed             ? tr("Failed before the first row")
                                                 : tr("No rows"));
    m_grid->setEmptyHint(state == State::Complete ? tr("The statement ran and returned no rows.") : QString());
    if (m_export)
        m_export->wake();
    updateBar();
    Q_EMIT factsChanged();
}

void ResultPage::updateBar()
{
    auto text = stateText();
    if (m_source->isSorting())
        text += QStringLiteral("  ·  ") + tr("sorting…");
    m_state->setText(text);
    m_more->setVisible(isPaused());
    m_all->setVisible(isPaused());
    m_more->setToolTip(tr("Fetch %1 more rows").arg(QLocale().toString(m_step)));
    m_all->setToolTip(tr("Fetch all rows, however many there are"));
    m_sortAgain->setVisible(m_source->isSortStale() && !m_source->isSorting());
    m_sortAgain->setToolTip(tr("Rows came after the result was sorted; they stand at the end"));
    m_exportState->setVisible(m_export != nullptr);
    m_cancelExport->setVisible(m_export != nullptr);
    m_exportButton->setEnabled(m_export == nullptr);
    if (m_export)
        m_exportState->setText(tr("Exporting… %1").arg(rowsText(m_export->rowsWritten())));
}

void ResultPage::chooseExport(ResultFormat format)
{
    // One at a time; the bar shows it, and how to cancel it.
    if (m_export)
        return;
    if (!isPaused()) {
        askForFile(format, true);
        return;
    }
    InlineMessage message;
    message.text = tr("Only the first %1 are here. Which rows shall be exported?").arg(rowsText(m_source->rowCount()));
    message.replaces = QStringLiteral("export");
    message.buttons.push_back({ tr("Those Fetched"), [this, format] { askForFile(format, false); } });
    message.buttons.push_back({ tr("All Rows"), [this, format] { askForFile(format, true); } });
    m_messages->show(message);
}

void ResultPage::askForFile(ResultFormat format, bool allRows)
{
    auto *dialog = new QFileDialog(this, tr("Export Result"));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffixOf(format));
    dialog->selectFile(QStringLiteral("result.") + suffixOf(format));
    connect(dialog, &QFileDialog::fileSelected, this,
        [this, format, allRows](const QString &path) { exportTo(path, format, allRows); });
    dialog->show();
}

void ResultPage::exportTo(const QString &path, ResultFormat format, bool allRows)
{
    delete m_export;
    ExportRequest request;
    request.store = m_result.store;
    request.order = allRows && (isPaused() || isGrowing()) ? nullptr : m_source->order();
    request.format = format;
    request.options.dialect = m_source->dialect();
    if (!m_source->tableName().isEmpty())
        request.options.tableName = m_source->tableName();
    request.path = path;
    request.waitForAll = allRows;
    m_messages->dismiss(QStringLiteral("export"));
    m_export = new ExportJob(request, this);
    connect(m_export, &ExportJob::finished, this, &ResultPage::onExported);
    if (allRows)
        m_result.gate->allowAll();
    m_exportTimer.start();
    updateBar();
}

void ResultPage::cancelExport()
{
    if (m_export)
        m_export->cancel();
}

void ResultPage::onExported(const dumbo::Result<qint64> &rows)
{
    const auto path = m_export->path();
    m_exportTimer.stop();
    m_export->deleteLater();
    m_export = nullptr;
    updateBar();
    InlineMessage message;
    if (rows) {
        message.kind = InlineMessage::Kind::Positive;
        message.text = tr("%1 written to %2").arg(rowsText(*rows), path);
        if (const auto state = m_result.store->state(); state == State::Partial || state == State::Cancelled || state == State::Failed)
            message.details = tr("The result itself is not whole: %1.").arg(stateText());
    } else if (rows.error().isCancelled()) {
        message.text = tr("The export was cancelled; no file was left.");
    } else {
        message = InlineMessage::fromError(rows.error(), tr("The export failed:"));
    }
    message.replaces = QStringLiteral("export");
    m_messages->show(message);
}

} // namespace workbench
