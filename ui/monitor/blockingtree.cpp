#include "ui/monitor/blockingtree.h"

#include "ui/monitor/roomydelegate.h"
#include "ui/monitor/sessionmodel.h"
#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QMap>
#include <QPainter>
#include <QSet>

#include <functional>

namespace workbench {

using dumbo::MonitoredSession;

BlockingTree::BlockingTree(QWidget *parent)
    : QTreeWidget(parent)
{
    setObjectName(QStringLiteral("blockingTree"));
    setAccessibleName(tr("Who blocks whom"));
    setHeaderLabels({ tr("Session"), tr("State"), tr("For"), tr("Waits for"), tr("Statement") });
    setFrameShape(NoFrame);
    setUniformRowHeights(true);
    setItemDelegate(new RoomyDelegate(this));
    setAllColumnsShowFocus(true);
    header()->setStretchLastSection(true);
}

void BlockingTree::setSessions(const std::vector<MonitoredSession> &sessions)
{
    const auto before = currentPid();
    QMap<qint64, const MonitoredSession *> byPid;
    QMap<qint64, QList<qint64>> waiters;
    for (const auto &session : sessions)
        byPid.insert(session.pid, &session);
    m_blocked = 0;
    for (const auto &session : sessions) {
        m_blocked += session.blockedBy.empty() ? 0 : 1;
        for (const auto blocker : session.blockedBy)
            waiters[blocker].append(session.pid);
    }
    clear();
    QSet<qint64> shown;
    QSet<qint64> path;
    const std::function<void(QTreeWidgetItem *, qint64)> add = [&](QTreeWidgetItem *above, qint64 pid) {
        const auto *session = byPid.value(pid);
        // What blocks may be no session: a prepared transaction has the number 0.
        const auto name = session ? QStringLiteral("%1  %2").arg(pid).arg(sessionName(*session))
                                  : pid == 0 ? tr("Prepared transaction") : QString::number(pid);
        auto *item = new QTreeWidgetItem({ name, session ? sessionStateText(*session) : QString(),
            session && session->stateSince ? ageText(session->stateSince->age) : QString(),
            session ? session->waitType + (session->waitEvent.isEmpty() ? QString() : QStringLiteral(": ") + session->waitEvent) : QString(),
            session ? session->text.simplified() : QString() });
        item->setData(0, Qt::UserRole, pid);
        if (session)
            item->setIcon(0, sessionStateIcon(*session));
        above ? above->addChild(item) : addTopLevelItem(item);
        shown.insert(pid);
        if (path.contains(pid))
            return;
        path.insert(pid);
        for (const auto waiter : waiters.value(pid))
            add(item, waiter);
        path.remove(pid);
    };
    for (auto it = waiters.cbegin(); it != waiters.cend(); ++it) {
        const auto *session = byPid.value(it.key());
        if (!session || session->blockedBy.empty())
            add(nullptr, it.key());
    }
    for (auto it = waiters.cbegin(); it != waiters.cend(); ++it) {
        if (!shown.contains(it.key()))
            add(nullptr, it.key());
    }
    expandAll();
    for (int column = 0; column < columnCount() - 1; ++column)
        resizeColumnToContents(column);
    for (QTreeWidgetItemIterator item(this); before && *item; ++item) {
        if ((*item)->data(0, Qt::UserRole).toLongLong() == *before)
            setCurrentItem(*item);
    }
}

std::optional<qint64> BlockingTree::currentPid() const
{
    const auto *item = currentItem();
    return item ? std::optional(item->data(0, Qt::UserRole).toLongLong()) : std::nullopt;
}

void BlockingTree::paintEvent(QPaintEvent *event)
{
    QTreeWidget::paintEvent(event);
    if (topLevelItemCount() > 0)
        return;
    QPainter painter(viewport());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(viewport()->rect().adjusted(theme::unit, theme::unit, -theme::unit, -theme::unit), Qt::AlignCenter | Qt::TextWordWrap,
        tr("Nobody waits for anybody."));
}

} // namespace workbench
