#include "ui/table/datapage.h"

#include "core/connection/session.h"
#include "ui/grid/resultgrid.h"
#include "ui/query/queryservices.h"
#include "ui/query/resultpage.h"
#include "ui/query/storesource.h"
#include "ui/query/tabsession.h"
#include "ui/settings/settings.h"
#include "ui/shell/messagearea.h"
#include "ui/shell/objecttext.h"
#include "ui/shell/openconnection.h"
#include "ui/shell/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QStackedLayout>
#include <QTabBar>
#include <QToolButton>

namespace workbench {

namespace {

const QString loadMessage = QStringLiteral("load");

QLineEdit *makeBox(QWidget *parent, const char *name, const QString &title, const QString &example)
{
    auto *box = new QLineEdit(parent);
    box->setObjectName(QLatin1StringView(name));
    box->setAccessibleName(title);
    box->setPlaceholderText(example);
    box->setClearButtonEnabled(true);
    box->setFont(theme::fixedFont());
    return box;
}

} // namespace

DataPage::DataPage(QueryServices &services, Settings &settings, TabSession &session, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_settings(settings)
    , m_session(session)
    , m_where(makeBox(this, "whereBox", tr("Filter rows by a condition"), tr("a condition, e.g. id > 100")))
    , m_orderBy(makeBox(this, "orderBox", tr("Order rows by columns"), tr("columns, e.g. name DESC")))
    , m_last(new QToolButton(this))
    , m_messages(new MessageArea(this))
{
    setObjectName(QStringLiteral("dataPage"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    makeBar();
    layout->addWidget(m_messages);
    auto *host = new QWidget(this);
    m_stack = new QStackedLayout(host);
    auto *waiting = new QLabel(tr("Reading…"), host);
    waiting->setAlignment(Qt::AlignCenter);
    waiting->setEnabled(false);
    m_stack->addWidget(waiting);
    layout->addWidget(host, 1);
}

DataPage::~DataPage()
{
    m_run.reset();
}

void DataPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme::unit, 4, theme::unit, 4);
    row->setSpacing(theme::unit);
    const auto addBox = [&](QLineEdit *box, const QString &text, int stretch) {
        auto *label = new QLabel(text, bar);
        label->setBuddy(box);
        label->setFont(theme::fixedFont());
        row->addWidget(label);
        row->addWidget(box, stretch);
        connect(box, &QLineEdit::returnPressed, this, &DataPage::load);
    };
    addBox(m_where, QStringLiteral("WHERE"), 3);
    addBox(m_orderBy, QStringLiteral("ORDER BY"), 2);
    m_last->setObjectName(QStringLiteral("lastRow"));
    m_last->setIcon(theme::icon(QStringLiteral("go-bottom")));
    m_last->setText(tr("Last Row"));
    m_last->setAccessibleName(tr("Last Row"));
    m_last->setToolTip(tr("Fetch all rows and go to the last one"));
    m_last->setAutoRaise(true);
    row->addWidget(m_last);
    connect(m_last, &QToolButton::clicked, this, &DataPage::goToLastRow);
    layout()->addWidget(bar);
}

std::chrono::milliseconds DataPage::elapsed() const
{
    if (m_page && m_page->isPaused())
        return m_page->elapsed();
    if (isRunning())
        return m_run->elapsed();
    return m_report ? m_report->elapsed : std::chrono::milliseconds(0);
}

QString DataPage::filter() const
{
    return m_where->text().trimmed();
}

QString DataPage::order() const
{
    return m_orderBy->text().trimmed();
}

void DataPage::setObject(const dumbo::ObjectPath &path, const QStringList &primaryKey)
{
    m_path = path;
    m_primaryKey = primaryKey;
    if (m_page)
        m_page->source().setPrimaryKey(primaryKey);
}

void DataPage::setFilter(const QString &where, const QString &order)
{
    m_where->setText(where);
    m_orderBy->setText(order);
}

void DataPage::focusFilter()
{
    m_where->setFocus();
    m_where->selectAll();
}

void DataPage::load()
{
    if (isRunning()) {
        m_again = true;
        m_run->cancel();
        if (m_page)
            m_page->stopFetching();
        return;
    }
    m_messages->dismiss(loadMessage);
    auto session = m_session.session();
    if (!session) {
        showError(m_session.missing());
        return;
    }
    RunRequest request;
    request.dialect = m_session.dialect();
    request.text = "SELECT * FROM " + qualifiedName(m_path, request.dialect).toUtf8();
    // A line of its own, so that a comment at the condition's end ends with it.
    if (!filter().isEmpty())
        request.text += "\nWHERE " + filter().toUtf8();
    if (!order().isEmpty())
        request.text += "\nORDER BY " + order().toUtf8();
    request.rowLimit = std::max(1, m_settings.get(setting::resultRowLimit));
    request.budget = m_services.budget();
    m_statement = request.text;
    m_report.reset();
    m_run = std::make_unique<ScriptRun>(std::move(session), request);
    connect(m_run.get(), &ScriptRun::resultStarted, this, &DataPage::onResult);
    connect(m_run.get(), &ScriptRun::statementFinished, this, [this](const StatementReport &report) {
        m_report = report;
        auto *page = m_next ? m_next : m_page;
        if (page && page->result().store->state() != dumbo::ResultStore::State::Growing)
            page->setReport(report);
        if (report.error && !report.error->isCancelled())
            showError(*report.error);
    });
    connect(m_run.get(), &ScriptRun::finished, this, &DataPage::onFinished);
    Q_EMIT runningChanged(true);
    Q_EMIT filterChanged();
}

void DataPage::cancel()
{
    m_goToLast = m_again = false;
    if (isRunning())
        m_run->cancel();
}

void DataPage::goToLastRow()
{
    if (!m_page)
        return;
    m_goToLast = m_page->isPaused() || m_page->isGrowing();
    m_page->fetchAll();
    m_page->grid().setCurrentCell({ m_page->source().rowCount() - 1, std::max(0, m_page->grid().currentCell().column) });
}

void DataPage::onResult(const RunResult &result)
{
    auto *page = new ResultPage(m_settings, result, m_session.dialect(), this);
    page->hidePin();
    page->setTarget(m_session.dialect(), m_path.name);
    page->source().setPrimaryKey(m_primaryKey);
    delete std::exchange(m_next, page);
    m_stack->addWidget(page);
    if (!m_page) {
        swap(page);
        return;
    }
    connect(page, &ResultPage::factsChanged, this, [this, page] { swapWhenReady(page); });
    swapWhenReady(page);
}

void DataPage::swapWhenReady(ResultPage *page)
{
    if (page != m_next)
        return;
    const bool sameStatement = m_page->result().text == page->result().text;
    const auto needed = sameStatement ? std::min(m_page->source().rowCount(), m_page->grid().lastVisibleRow() + 1) : 1;
    if (page->isGrowing() && page->source().rowCount() < needed)
        return;
    swap(page);
}

void DataPage::swap(ResultPage *page)
{
    auto *old = std::exchange(m_page, page);
    m_next = nullptr;
    const bool hadFocus = old && old->isAncestorOf(focusWidget());
    m_stack->setCurrentWidget(page);
    connect(page, &ResultPage::factsChanged, this, &DataPage::factsChanged);
    connect(page, &ResultPage::factsChanged, this, [this, page] {
        if (m_goToLast && page == m_page && !page->isGrowing() && !page->isPaused()) {
            m_goToLast = false;
            page->grid().setCurrentCell({ page->source().rowCount() - 1, std::max(0, page->grid().currentCell().column) });
        }
    });
    connect(page, &ResultPage::currentValueChanged, this, &DataPage::valueChanged);
    connect(page, &ResultPage::valueWanted, this, &DataPage::valueWanted);
    connect(page, &ResultPage::menuMade, this, &DataPage::menuMade);
    if (old) {
        const auto &before = old->grid();
        if (old->source().columnCount() == page->source().columnCount())
            page->grid().setColumnWidths(before.columnWidths());
        if (old->source().sortOrder())
            page->source().sort(old->source().sortColumn(), old->source().sortOrder());
        if (before.currentCell().isValid())
            page->grid().setCurrentCell(before.currentCell());
        for (const auto &range : before.selectedRanges())
            page->grid().selectRange(range);
        page->grid().scrollToRow(before.firstVisibleRow());
        if (hadFocus)
            page->setFocus();
        m_stack->removeWidget(old);
        old->deleteLater();
    } else if (isVisible() && qobject_cast<QTabBar *>(window()->focusWidget()) && window()->focusWidget()->parentWidget()->isAncestorOf(this)) {
        page->setFocus(); // the tab was opened to look at rows
    }
    Q_EMIT factsChanged();
    Q_EMIT valueChanged();
}

void DataPage::onFinished(const RunSummary &summary)
{
    if (summary.error && !summary.cancelled)
        showError(*summary.error);
    if (m_next)
        swap(m_next);
    Q_EMIT runningChanged(false);
    Q_EMIT factsChanged();
    if (std::exchange(m_again, false))
        load();
}

void DataPage::showError(const dumbo::Error &error)
{
    auto message = InlineMessage::fromError(error);
    message.replaces = loadMessage;
    message.buttons.push_back({ tr("Try Again"), [this] { load(); } });
    m_messages->show(message);
}

} // namespace workbench
