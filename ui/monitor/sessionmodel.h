#pragma once

#include "core/sdk/extensions/monitor.h"

#include <QAbstractTableModel>
#include <QSet>

#include <optional>
#include <vector>

namespace workbench {

/// The sessions of a server, by pid. A new snapshot changes rows in place, so that selection and scrolling stay.
class SessionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column {
        PidColumn,
        StateColumn,
        SinceColumn,
        TransactionColumn,
        WaitColumn,
        BlockedByColumn,
        UserColumn,
        DatabaseColumn,
        ApplicationColumn,
        ClientColumn,
        TextColumn,
        ColumnCount,
    };
    enum Role {
        SortRole = Qt::UserRole, ///< numbers as numbers
        OwnRole, ///< of this program
        BackgroundRole, ///< a process of the server itself
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// own: pids of this program.
    void setSessions(const std::vector<dumbo::MonitoredSession> &sessions, const QSet<qint64> &own);
    [[nodiscard]] const std::vector<dumbo::MonitoredSession> &sessions() const { return m_sessions; }
    [[nodiscard]] const dumbo::MonitoredSession &session(int row) const { return m_sessions[std::size_t(row)]; }
    /// Null where it is gone.
    [[nodiscard]] const dumbo::MonitoredSession *find(qint64 pid) const;
    [[nodiscard]] bool isOwn(const dumbo::MonitoredSession &session) const { return session.isOwn || m_own.contains(session.pid); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(const dumbo::MonitoredSession &session, Column column) const;
    [[nodiscard]] QVariant sortKey(const dumbo::MonitoredSession &session, Column column) const;

    std::vector<dumbo::MonitoredSession> m_sessions;
    QSet<qint64> m_own;
};

/// "Active", "Idle in transaction", … in the person's language.
[[nodiscard]] QString sessionStateText(const dumbo::MonitoredSession &session);
/// A dot in the state's colour.
[[nodiscard]] QIcon sessionStateIcon(const dumbo::MonitoredSession &session);
/// "ann on shop", for sentences.
[[nodiscard]] QString sessionName(const dumbo::MonitoredSession &session);
/// "0.3 s", "4 min 10 s", "2 h 5 min", "3 d 4 h"
[[nodiscard]] QString ageText(std::chrono::milliseconds age);

} // namespace workbench
