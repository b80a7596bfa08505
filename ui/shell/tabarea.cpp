#include "ui/shell/tabarea.h"

#include "ui/shell/tabstrip.h"
#include "ui/shell/theme.h"
#include "ui/shell/workspacetab.h"

#include <QMenu>
#include <QToolButton>

namespace workbench {

namespace {

constexpr std::size_t rememberedClosedTabs = 30;

/// Stands for a restored tab until it is looked at.
class PendingPage : public QWidget {
public:
    explicit PendingPage(const TabArea::SavedTab &saved)
        : tab(saved)
    {
    }
    TabArea::SavedTab tab;
};

} // namespace

QJsonObject TabArea::SavedTab::toJson() const
{
    return { { QStringLiteral("type"), typeName }, { QStringLiteral("id"), tabId },
        { QStringLiteral("connection"), connectionId }, { QStringLiteral("title"), title },
        { QStringLiteral("icon"), iconName }, { QStringLiteral("state"), state } };
}

TabArea::SavedTab TabArea::SavedTab::fromJson(const QJsonObject &json)
{
    const auto text = [&json](QLatin1StringView key) { return json.value(key).toString(); };
    return { .typeName = text(QLatin1StringView("type")),
        .tabId = text(QLatin1StringView("id")),
        .connectionId = text(QLatin1StringView("connection")),
        .title = text(QLatin1StringView("title")),
        .iconName = text(QLatin1StringView("icon")),
        .state = json.value(QLatin1StringView("state")).toObject() };
}

TabArea::TabArea(QWidget *parent)
    : QTabWidget(parent)
    , m_strip(new TabStrip(this))
{
    setObjectName(QStringLiteral("tabArea"));
    setAccessibleName(tr("Tabs"));
    setTabBar(m_strip);
    setDocumentMode(true);
    setMovable(true);
    setTabsClosable(true);
    connect(this, &QTabWidget::tabCloseRequested, this, &TabArea::requestClose);
    connect(m_strip, &TabStrip::closeWanted, this, &TabArea::requestClose);
    connect(m_strip, &QTabBar::tabMoved, this, &TabArea::sessionChanged);
    connect(m_strip, &QWidget::customContextMenuRequested, this, &TabArea::showContextMenu);
    connect(this, &QTabWidget::currentChanged, this, [this] {
        reviveCurrent();
        announceCurrent();
    });
}

void TabArea::setAccentSource(AccentSource source)
{
    m_accentSource = std::move(source);
}

void TabArea::addTab(WorkspaceTab *tab)
{
    const int index = count() == 0 ? 0 : currentIndex() + 1;
    insertPage(index, tab);
    setCurrentWidget(tab);
    tab->setFocus();
}

void TabArea::insertPage(int index, WorkspaceTab *tab)
{
    insertTab(index, tab, tab->title());
    connect(tab, &WorkspaceTab::appearanceChanged, this, [this, tab] { updatePage(tab); });
    connect(tab, &WorkspaceTab::stateChanged, this, &TabArea::sessionChanged);
    connect(tab, &WorkspaceTab::closeAccepted, this, [this, tab] { close(tab); });
    updatePage(tab);
}

WorkspaceTab *TabArea::currentTab() const
{
    return qobject_cast<WorkspaceTab *>(currentWidget());
}

WorkspaceTab *TabArea::tabAt(int index) const
{
    return qobject_cast<WorkspaceTab *>(widget(index));
}

QList<WorkspaceTab *> TabArea::tabs() const
{
    QList<WorkspaceTab *> made;
    for (int index = 0; index < count(); ++index) {
        if (WorkspaceTab *tab = tabAt(index))
            made.append(tab);
    }
    return made;
}

void TabArea::setCurrentTab(WorkspaceTab *tab)
{
    setCurrentWidget(tab);
    tab->setFocus();
}

void TabArea::requestClose(int index)
{
    if (WorkspaceTab *tab = tabAt(index)) {
        tab->requestClose();
    } else if (QWidget *page = widget(index)) {
        remember(saved(index), index);
        removeTab(index);
        page->deleteLater();
    }
}

void TabArea::close(WorkspaceTab *tab)
{
    const int index = indexOf(tab);
    if (index < 0)
        return;
    remember(saved(index), index);
    tab->disconnect(this);
    removeTab(index);
    tab->deleteLater();
    announceCurrent();
}

void TabArea::remember(const SavedTab &tab, int index)
{
    m_closed.push_back({ tab, index });
    if (m_closed.size() > rememberedClosedTabs)
        m_closed.erase(m_closed.begin());
    Q_EMIT closedTabsChanged();
}

void TabArea::reopenClosed()
{
    if (m_closed.empty() || !m_reviver)
        return;
    const ClosedTab closed = m_closed.back();
    m_closed.pop_back();
    Q_EMIT closedTabsChanged();
    if (WorkspaceTab *tab = m_reviver(closed.tab)) {
        insertPage(std::min(closed.index, count()), tab);
        setCurrentTab(tab);
    }
}

void TabArea::selectNext(int step)
{
    if (count() > 0)
        setCurrentIndex((currentIndex() + step + count()) % count());
}

void TabArea::updatePage(WorkspaceTab *tab)
{
    const int index = indexOf(tab);
    if (index < 0)
        return;
    QString title = tab->title();
    title.replace(u'&', QStringLiteral("&&"));
    setTabText(index, tab->isModified() ? QStringLiteral("• ") + title : title);
    setTabToolTip(index, tab->description().isEmpty() ? tab->title() : tab->description());
    setTabIcon(index, tab->isBusy() ? theme::icon(QStringLiteral("view-refresh")) : theme::icon(tab->iconName()));
    m_strip->setAccent(index, m_accentSource ? m_accentSource(tab->connectionId()) : QColor());
}

void TabArea::refreshAppearance()
{
    for (int index = 0; index < count(); ++index) {
        if (WorkspaceTab *tab = tabAt(index)) {
            updatePage(tab);
        } else if (const auto *pending = dynamic_cast<PendingPage *>(widget(index))) {
            m_strip->setAccent(index, m_accentSource ? m_accentSource(pending->tab.connectionId) : QColor());
        }
    }
}

TabArea::SavedTab TabArea::saved(int index) const
{
    if (const WorkspaceTab *tab = tabAt(index)) {
        return { .typeName = tab->typeName(),
            .tabId = tab->tabId(),
            .connectionId = tab->connectionId(),
            .title = tab->title(),
            .iconName = tab->iconName(),
            .state = tab->saveState() };
    }
    const auto *pending = dynamic_cast<PendingPage *>(widget(index));
    return pending ? pending->tab : SavedTab();
}

QJsonArray TabArea::save() const
{
    QJsonArray all;
    for (int index = 0; index < count(); ++index)
        all.append(saved(index).toJson());
    return all;
}

void TabArea::restore(const QJsonArray &savedTabs, int current)
{
    m_reviving = true;
    const int first = count();
    for (const QJsonValue &value : savedTabs) {
        const SavedTab tab = SavedTab::fromJson(value.toObject());
        QString title = tab.title;
        const int index = QTabWidget::addTab(new PendingPage(tab), title.replace(u'&', QStringLiteral("&&")));
        setTabIcon(index, theme::icon(tab.iconName));
        setTabToolTip(index, tab.title);
    }
    m_reviving = false;
    refreshAppearance();
    if (first == 0 && current >= 0 && current < count())
        setCurrentIndex(current);
    reviveCurrent();
    announceCurrent();
}

void TabArea::reviveCurrent()
{
    auto *pending = dynamic_cast<PendingPage *>(currentWidget());
    if (!pending || m_reviving || !m_reviver)
        return;
    m_reviving = true;
    const int index = currentIndex();
    WorkspaceTab *tab = m_reviver(pending->tab);
    removeTab(index);
    if (tab) {
        insertPage(index, tab);
        setCurrentIndex(index);
    }
    pending->deleteLater();
    m_reviving = false;
    if (!tab)
        reviveCurrent();
}

void TabArea::announceCurrent()
{
    if (m_reviving || m_announced == currentTab())
        return;
    m_announced = currentTab();
    Q_EMIT currentTabChanged(m_announced);
    Q_EMIT sessionChanged();
}

void TabArea::showContextMenu(const QPoint &position)
{
    const int index = m_strip->tabAt(position);
    if (index < 0)
        return;
    QPointer<QWidget> page = widget(index);
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto closeWhere = [this](const std::function<bool(int)> &wanted) {
        for (int other = count() - 1; other >= 0; --other) {
            if (wanted(other))
                requestClose(other);
        }
    };
    menu->addAction(tr("Close"), this, [this, page] { requestClose(indexOf(page)); });
    menu->addAction(tr("Close Others"), this,
        [this, page, closeWhere] { closeWhere([this, page](int other) { return widget(other) != page; }); });
    menu->addAction(tr("Close to the Right"), this, [this, page, closeWhere] {
        closeWhere([edge = indexOf(page)](int other) { return other > edge; });
    });
    menu->popup(m_strip->mapToGlobal(position));
}

void TabArea::tabInserted(int index)
{
    QTabWidget::tabInserted(index);
    for (const QTabBar::ButtonPosition side : { QTabBar::LeftSide, QTabBar::RightSide }) {
        if (QWidget *button = m_strip->tabButton(index, side)) {
            button->setAccessibleName(tr("Close Tab"));
            button->setToolTip(tr("Close Tab"));
        }
    }
    Q_EMIT sessionChanged();
}

void TabArea::tabRemoved(int index)
{
    QTabWidget::tabRemoved(index);
    Q_EMIT sessionChanged();
}

} // namespace workbench
