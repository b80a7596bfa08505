#pragma once

#include "ui/query/messagepage.h"
#include "ui/query/resultpage.h"

#include <QTabWidget>
#include <QTimer>

namespace workbench {

/// The results of a tab's runs, a page each, and the message log. A run's first result takes away those of earlier
/// runs, but for the pinned ones; a run without results takes nothing away.
class ResultArea : public QTabWidget {
    Q_OBJECT

public:
    ResultArea(Settings &settings, QWidget *parent = nullptr);

    [[nodiscard]] QList<ResultPage *> results() const;
    /// Null while the message log is shown.
    [[nodiscard]] ResultPage *currentResult() const;
    [[nodiscard]] MessagePage &log() const { return *m_log; }
    /// Of the current run.
    [[nodiscard]] ResultPage *resultOf(int statement) const;

    /// The result that waits at its limit, if there is one.
    [[nodiscard]] ResultPage *pausedResult() const;

    void beginRun(const dumbo::Dialect &dialect);
    /// Results of the current run so far.
    [[nodiscard]] int runCount() const { return int(m_run.size()); }
    ResultPage *addResult(const RunResult &result);
    /// Shown a moment later, together with others.
    void log(LogMessage message);
    void endRun();
    void showLog();
    /// Shows a page of another kind beside the results, with a button that closes it. It takes the place of the last one of its
    /// object name and becomes the area's own.
    void showPage(QWidget *page, const QString &title, const QString &toolTip);
    /// Lets every result that waits at its limit end there.
    void stopFetching();

Q_SIGNALS:
    void factsChanged();
    void valueChanged();
    void valueWanted();

private:
    void removeOldResults();
    void updateTitle(ResultPage *page);
    void flushLog();

    Settings &m_settings;
    MessagePage *m_log;
    dumbo::Dialect m_dialect;
    QList<ResultPage *> m_run; ///< pages of the current run
    std::vector<LogMessage> m_pending;
    QTimer m_flush;
};

} // namespace workbench
