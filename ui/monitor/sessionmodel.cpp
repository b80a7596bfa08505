#include "ui/monitor/sessionmodel.h"

#include "ui/shell/theme.h"

#include <QFont>
#include <QGuiApplication>
#include <QIcon>
#include <QPainter>
#include <QPixmap>

#include <algorithm>

namespace workbench {

using dumbo::MonitoredSession;

namespace {

QColor stateColor(const MonitoredSession &session)
{
    const bool dark = theme::isDark();
    if (!session.blockedBy.empty())
        return dark ? QColor(0xf0, 0x8c, 0x3a) : QColor(0xdd, 0x6b, 0x10);
    switch (session.state) {
    case MonitoredSession::State::Active: return dark ? QColor(0x4f, 0xb8, 0x6b) : QColor(0x2e, 0x9e, 0x4f);
    case MonitoredSession::State::IdleInTransaction: return dark ? QColor(0xd9, 0xb4, 0x3c) : QColor(0xc2, 0x98, 0x0a);
    case MonitoredSession::State::FailedTransaction: return dark ? QColor(0xe2, 0x6a, 0x6a) : QColor(0xc9, 0x3b, 0x3b);
    case MonitoredSession::State::Idle:
    case MonitoredSession::State::Background:
    case MonitoredSession::State::Unknown: break;
    }
    return dark ? QColor(0x6b, 0x74, 0x80) : QColor(0xa9, 0xb1, 0xbb);
}

QString waitText(const MonitoredSession &session)
{
    return session.waitEvent.isEmpty() ? session.waitType : session.waitType + QStringLiteral(": ") + session.waitEvent;
}

QString pidsText(const std::vector<qint64> &pids)
{
    QStringList texts;
    for (const auto pid : pids)
        texts.append(QString::number(pid));
    return texts.join(QStringLiteral(", "));
}

qint64 ageOf(const std::optional<dumbo::MonitorTime> &time)
{
    return time ? qint64(time->age.count()) : -1;
}

bool isNumber(int column)
{
    return column == SessionModel::PidColumn || column == SessionModel::SinceColumn || column == SessionModel::TransactionColumn;
}

} // namespace

QString ageText(std::chrono::milliseconds age)
{
    const auto seconds = qint64(age.count() / 1000);
    if (seconds < 10)
        return SessionModel::tr("%1 s").arg(double(age.count()) / 1000, 0, 'f', 1);
    if (seconds < 60)
        return SessionModel::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return SessionModel::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
    if (seconds < 86400)
        return SessionModel::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    return SessionModel::tr("%1 d %2 h").arg(seconds / 86400).arg(seconds / 3600 % 24);
}

QString sessionStateText(const MonitoredSession &session)
{
    if (session.isHidden)
        return SessionModel::tr("Hidden");
    switch (session.state) {
    case MonitoredSession::State::Active: return session.blockedBy.empty() ? SessionModel::tr("Active") : SessionModel::tr("Blocked");
    case MonitoredSession::State::Idle: return SessionModel::tr("Idle");
    case MonitoredSession::State::IdleInTransaction: return SessionModel::tr("Idle in transaction");
    case MonitoredSession::State::FailedTransaction: return SessionModel::tr("Failed transaction");
    case MonitoredSession::State::Background: return session.kind;
    case MonitoredSession::State::Unknown: return session.stateText;
    }
    Q_UNREACHABLE_RETURN({});
}

QIcon sessionStateIcon(const MonitoredSession &session)
{
    constexpr int size = 16;
    const auto ratio = qGuiApp->devicePixelRatio();
    QPixmap picture(int(size * ratio), int(size * ratio));
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(stateColor(session));
    painter.drawEllipse(QRectF(4, 4, 8, 8));
    return QIcon(picture);
}

QString sessionName(const MonitoredSession &session)
{
    if (session.user.isEmpty())
        return session.kind.isEmpty() ? QString::number(session.pid) : session.kind;
    return session.database.isEmpty() ? session.user : SessionModel::tr("%1 on %2").arg(session.user, session.database);
}

void SessionModel::setSessions(const std::vector<MonitoredSession> &sessions, const QSet<qint64> &own)
{
    m_own = own;
    int row = 0;
    for (const auto &session : sessions) {
        while (row < int(m_sessions.size()) && m_sessions[std::size_t(row)].pid < session.pid) {
            beginRemoveRows({}, row, row);
            m_sessions.erase(m_sessions.begin() + row);
            endRemoveRows();
        }
        if (row < int(m_sessions.size()) && m_sessions[std::size_t(row)].pid == session.pid) {
            m_sessions[std::size_t(row)] = session;
        } else {
            beginInsertRows({}, row, row);
            m_sessions.insert(m_sessions.begin() + row, session);
            endInsertRows();
        }
        ++row;
    }
    if (row < int(m_sessions.size())) {
        beginRemoveRows({}, row, int(m_sessions.size()) - 1);
        m_sessions.resize(std::size_t(row));
        endRemoveRows();
    }
    if (!m_sessions.empty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_sessions.size()) - 1, ColumnCount - 1));
}

const MonitoredSession *SessionModel::find(qint64 pid) const
{
    const auto found = std::ranges::find(m_sessions, pid, &MonitoredSession::pid);
    return found == m_sessions.end() ? nullptr : &*found;
}

int SessionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_sessions.size());
}

int SessionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString SessionModel::text(const MonitoredSession &session, Column column) const
{
    const auto age = [](const auto &time) { return time ? ageText(time->age) : QString(); };
    switch (column) {
    case PidColumn: return QString::number(session.pid);
    case UserColumn: return session.user;
    case DatabaseColumn: return session.database;
    case ApplicationColumn: return session.application;
    case ClientColumn: return session.client;
    case StateColumn: return sessionStateText(session);
    case SinceColumn: return age(session.stateSince);
    case TransactionColumn: return age(session.transaction);
    // Between statements it waits for its client only.
    case WaitColumn: return session.waitType == u"Client" ? QString() : waitText(session);
    case BlockedByColumn: return pidsText(session.blockedBy);
    case TextColumn: return session.isOwn ? tr("This list") : session.text.simplified();
    case ColumnCount: break;
    }
    return {};
}

QVariant SessionModel::sortKey(const MonitoredSession &session, Column column) const
{
    switch (column) {
    case PidColumn: return session.pid;
    case SinceColumn: return ageOf(session.stateSince);
    case TransactionColumn: return ageOf(session.transaction);
    default: return text(session, column).toCaseFolded();
    }
}

QVariant SessionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &session = m_sessions[std::size_t(index.row())];
    const auto column = Column(index.column());
    switch (role) {
    case Qt::DisplayRole: return text(session, column);
    case Qt::DecorationRole: return column == StateColumn ? QVariant(sessionStateIcon(session)) : QVariant();
    case Qt::ToolTipRole:
        if (column == PidColumn && isOwn(session))
            return tr("A session of this window");
        if (column == SinceColumn && session.stateSince)
            return session.stateSince->text;
        if (column == TransactionColumn && session.transaction)
            return session.transaction->text;
        return text(session, column);
    case Qt::TextAlignmentRole: return isNumber(column) ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::FontRole: {
        if (column != PidColumn || !isOwn(session))
            return {};
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    case Qt::ForegroundRole: {
        const bool isQuiet = session.state == MonitoredSession::State::Idle || session.state == MonitoredSession::State::Background || session.isOwn;
        const auto palette = QGuiApplication::palette();
        return isQuiet ? QVariant(theme::quiet(palette.color(QPalette::Text), palette.color(QPalette::Base))) : QVariant();
    }
    case SortRole: return sortKey(session, column);
    case OwnRole: return isOwn(session);
    case BackgroundRole: return session.state == MonitoredSession::State::Background;
    default: return {};
    }
}

QVariant SessionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return isNumber(section) ? int(Qt::AlignRight | Qt::AlignVCenter) : int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(section)) {
    case PidColumn: return tr("PID");
    case UserColumn: return tr("User");
    case DatabaseColumn: return tr("Database");
    case ApplicationColumn: return tr("Application");
    case ClientColumn: return tr("Client");
    case StateColumn: return tr("State");
    case SinceColumn: return tr("For");
    case TransactionColumn: return tr("Transaction");
    case WaitColumn: return tr("Waits for");
    case BlockedByColumn: return tr("Blocked by");
    case TextColumn: return tr("Statement");
    case ColumnCount: break;
    }
    return {};
}

} // namespace workbench
