#include "ui/query/resultarea.h"

#include "ui/query/storesource.h"
#include "ui/shell/theme.h"

#include <QTabBar>
#include <QToolButton>

namespace workbench {

ResultArea::ResultArea(Settings &settings, QWidget *parent)
    : QTabWidget(parent)
    , m_settings(settings)
    , m_log(new MessagePage(this))
{
    setObjectName(QStringLiteral("resultArea"));
    setDocumentMode(true);
    setElideMode(Qt::ElideRight);
    setUsesScrollButtons(true);
    tabBar()->setExpanding(false);
    tabBar()->setAccessibleName(tr("Results"));
    addTab(m_log, tr("Messages"));
    m_flush.setSingleShot(true);
    m_flush.setInterval(40);
    connect(&m_flush, &QTimer::timeout, this, &ResultArea::flushLog);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        Q_EMIT factsChanged();
        Q_EMIT valueChanged();
    });
}

QList<ResultPage *> ResultArea::results() const
{
    QList<ResultPage *> pages;
    for (int i = 0; i < count(); ++i) {
        if (auto *page = qobject_cast<ResultPage *>(widget(i)))
            pages.append(page);
    }
    return pages;
}

ResultPage *ResultArea::currentResult() const
{
    return qobject_cast<ResultPage *>(currentWidget());
}

ResultPage *ResultArea::resultOf(int statement) const
{
    const auto found = std::ranges::find_if(
        m_run, [statement](const ResultPage *page) { return page->result().statement == statement; });
    return found == m_run.end() ? nullptr : *found;
}

ResultPage *ResultArea::pausedResult() const
{
    const auto found = std::ranges::find_if(m_run, [](const ResultPage *page) { return page->isPaused(); });
    return found == m_run.end() ? nullptr : *found;
}

void ResultArea::beginRun(const dumbo::Dialect &dialect)
{
    m_dialect = dialect;
    m_run.clear();
    stopFetching();
}

ResultPage *ResultArea::addResult(const RunResult &result)
{
    const bool first = m_run.isEmpty();
    const bool hadFocus = isAncestorOf(focusWidget());
    if (first)
        removeOldResults();
    auto *page = new ResultPage(m_settings, result, m_dialect, this);
    m_run.append(page);
    const int index = insertTab(count() - 1, page, page->title());
    setTabToolTip(index, QString::fromUtf8(result.text));
    connect(page, &ResultPage::pinnedChanged, this, [this, page] { updateTitle(page); });
    connect(page, &ResultPage::factsChanged, this, &ResultArea::factsChanged);
    connect(page, &ResultPage::currentValueChanged, this, [this, page] {
        if (page == currentResult())
            Q_EMIT valueChanged();
    });
    connect(page, &ResultPage::valueWanted, this, &ResultArea::valueWanted);
    if (first) {
        setCurrentIndex(index);
        if (hadFocus)
            page->setFocus();
    }
    return page;
}

void ResultArea::log(LogMessage message)
{
    m_pending.push_back(std::move(message));
    if (m_pending.size() > 2 * std::size_t(MessageModel::mostMessages))
        m_pending.erase(m_pending.begin(), m_pending.begin() + MessageModel::mostMessages);
    if (!m_flush.isActive())
        m_flush.start();
}

void ResultArea::endRun()
{
    flushLog();
    if (m_run.isEmpty())
        showLog();
}

void ResultArea::showLog()
{
    setCurrentWidget(m_log);
}

void ResultArea::showPage(QWidget *page, const QString &title, const QString &toolTip)
{
    const bool hadFocus = isAncestorOf(focusWidget());
    for (int i = count() - 1; i >= 0; --i) {
        if (auto *old = widget(i); old != m_log && old->objectName() == page->objectName()) {
            removeTab(i);
            old->deleteLater();
        }
    }
    const int index = insertTab(count() - 1, page, title);
    setTabToolTip(index, toolTip);
    auto *close = new QToolButton(tabBar());
    close->setObjectName(page->objectName() + QStringLiteral("Close"));
    close->setIcon(theme::icon(QStringLiteral("tab-close")));
    close->setIconSize({ 12, 12 });
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus);
    close->setAccessibleName(tr("Close %1").arg(title));
    close->setToolTip(close->accessibleName());
    connect(close, &QToolButton::clicked, page, [this, page] {
        removeTab(indexOf(page));
        page->deleteLater();
    });
    tabBar()->setTabButton(index, QTabBar::RightSide, close);
    setCurrentIndex(index);
    if (hadFocus)
        page->setFocus();
}

void ResultArea::stopFetching()
{
    const auto pages = results();
    for (auto *page : pages)
        page->stopFetching();
}

void ResultArea::removeOldResults()
{
    const auto pages = results();
    for (auto *page : pages) {
        if (page->isPinned() || page->isExporting() || m_run.contains(page))
            continue;
        removeTab(indexOf(page));
        page->deleteLater();
    }
}

void ResultArea::updateTitle(ResultPage *page)
{
    const int index = indexOf(page);
    setTabIcon(index, page->isPinned() ? theme::icon(QStringLiteral("window-pin")) : QIcon());
}

void ResultArea::flushLog()
{
    m_flush.stop();
    m_log->append(std::exchange(m_pending, {}));
}

} // namespace workbench
