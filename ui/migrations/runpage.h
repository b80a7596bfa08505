#pragma once

#include "ui/migrations/migrationlook.h"
#include "ui/migrations/runlog.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QTreeWidget;
class QTreeWidgetItem;

namespace workbench {

/// A run as it goes on and as it ended: migrations, below them their statements.
class RunPage : public QWidget {
    Q_OBJECT

public:
    explicit RunPage(QWidget *parent = nullptr);

    void showLog(const RunLog &log);
    /// What came of it, for good.
    void showResult(const QString &sentence, const QStringList &details, look::Step step);
    void clearResult();
    [[nodiscard]] QTreeWidget &list() const { return *m_list; }
    [[nodiscard]] QString result() const;

Q_SIGNALS:
    void statementWanted(const QString &migration, int statement);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showState(QTreeWidgetItem &item, RunLog::State state) const;
    void fillRow(QTreeWidgetItem &item, const QString &text, const RunLog::Statement &statement) const;

    QLabel *m_result;
    QProgressBar *m_bar;
    QTreeWidget *m_list;
    RunLog m_log;
    look::Step m_step = look::Step::Applied; ///< whose colour the result has
};

} // namespace workbench
