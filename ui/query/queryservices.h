#pragma once

#include "core/results/memorybudget.h"

#include <QDateTime>
#include <QObject>

#include <chrono>
#include <memory>
#include <optional>

namespace workbench {

class Journal;
class Workspace;

/// One run as the history keeps it.
struct HistoryEntry {
    QDateTime time;
    QString connection; ///< its name for people; never a secret
    QString text;
    std::optional<std::chrono::milliseconds> elapsed;
    std::optional<qint64> rows;
    QString error; ///< empty: it succeeded
    friend bool operator==(const HistoryEntry &, const HistoryEntry &) = default;
};

/// What query and table tabs share. Lives as long as the workspace.
class QueryServices : public QObject {
    Q_OBJECT

public:
    /// journalFolder: where texts of tabs are kept.
    QueryServices(Workspace &workspace, const QString &journalFolder);
    ~QueryServices() override;

    [[nodiscard]] Journal &journal() const { return *m_journal; }
    [[nodiscard]] const std::shared_ptr<dumbo::MemoryBudget> &budget() const { return m_budget; }
    void record(const HistoryEntry &entry) { Q_EMIT ran(entry); }

Q_SIGNALS:
    /// Something was run.
    void ran(const workbench::HistoryEntry &entry);

private:
    std::unique_ptr<Journal> m_journal;
    std::shared_ptr<dumbo::MemoryBudget> m_budget;
};

} // namespace workbench
