#pragma once

#include "core/sdk/extensions/monitor.h"

#include <QTreeWidget>

namespace workbench {

/// Who blocks whom: below each session those that wait for it. A session that waits for several stands below each; those of a
/// circle (a deadlock that the server has not found yet) stand at the top.
class BlockingTree : public QTreeWidget {
    Q_OBJECT

public:
    explicit BlockingTree(QWidget *parent = nullptr);

    void setSessions(const std::vector<dumbo::MonitoredSession> &sessions);
    /// Nothing where no session is selected.
    [[nodiscard]] std::optional<qint64> currentPid() const;
    /// Sessions that wait for another one.
    [[nodiscard]] int blockedCount() const { return m_blocked; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_blocked = 0;
};

} // namespace workbench
