#pragma once

#include "ui/query/exportjob.h"
#include "ui/query/scriptrun.h"
#include "ui/valuepanel/valuecontent.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QMenu;
class QProgressBar;
class QToolButton;

namespace workbench {

class MessageArea;
class ResultGrid;
class Settings;
class StoreSource;

/// One result: the grid, and below it a line that says how many rows there are, whether more may come, and what to do about it.
class ResultPage : public QWidget {
    Q_OBJECT

public:
    ResultPage(Settings &settings, const RunResult &result, const dumbo::Dialect &dialect, QWidget *parent = nullptr);
    ~ResultPage() override;

    [[nodiscard]] ResultGrid &grid() const { return *m_grid; }
    [[nodiscard]] StoreSource &source() const { return *m_source; }
    [[nodiscard]] MessageArea &messages() const { return *m_messages; }
    [[nodiscard]] const RunResult &result() const { return m_result; }
    /// The statement's first words.
    [[nodiscard]] QString title() const;
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] bool isPinned() const { return m_pinned; }
    /// Waits at its limit.
    [[nodiscard]] bool isPaused() const;
    [[nodiscard]] bool isGrowing() const;
    [[nodiscard]] bool isExporting() const { return m_export != nullptr; }
    [[nodiscard]] std::chrono::milliseconds elapsed() const;
    /// The current cell's value; nothing while no cell is chosen, or it is not in memory yet.
    [[nodiscard]] std::optional<ValueContent> currentValue() const;

    void setPinned(bool pinned);
    /// Where results do not replace each other there is nothing to pin.
    void hidePin();
    void setTarget(const dumbo::Dialect &dialect, const QString &tableName);
    /// The statement's end, if it has come to one.
    void setReport(const StatementReport &report);
    /// As many rows again as the limit allows.
    void fetchMore();
    void fetchAll();
    /// No more rows are wanted.
    void stopFetching();
    /// Asks for a file; where rows are missing, which ones to write.
    void chooseExport(dumbo::ResultFormat format);
    void exportTo(const QString &path, dumbo::ResultFormat format, bool allRows);
    void cancelExport();

Q_SIGNALS:
    /// Rows, state or elapsed time.
    void factsChanged();
    void pinnedChanged(bool pinned);
    /// The current cell, or what is known of it.
    void currentValueChanged();
    /// Enter or F7 on a cell.
    void valueWanted();
    /// The context menu of the current cell is about to be shown: who knows more to do with it adds that.
    void menuMade(QMenu *menu);

private:
    void makeGrid();
    void makeBar();
    void updateBar();
    void askBeforeLargeCopies();
    void onStateChanged();
    void onExported(const dumbo::Result<qint64> &rows);
    void askForFile(dumbo::ResultFormat format, bool allRows);
    [[nodiscard]] ValueContent valueOf(const dumbo::CellView &cell, int column) const;

    Settings &m_settings;
    RunResult m_result;
    qint64 m_step;
    bool m_pinned = false;
    bool m_updatingPin = false;
    std::chrono::steady_clock::time_point m_started;
    std::optional<std::chrono::milliseconds> m_elapsed;
    StoreSource *m_source;
    ResultGrid *m_grid;
    MessageArea *m_messages;
    QLabel *m_state;
    QToolButton *m_more;
    QToolButton *m_all;
    QToolButton *m_sortAgain;
    QLabel *m_exportState;
    QToolButton *m_cancelExport;
    QToolButton *m_exportButton;
    QToolButton *m_pin;
    ExportJob *m_export = nullptr;
    QTimer m_exportTimer; ///< runs only while something is exported
};

/// "1 row", "12,400 rows".
[[nodiscard]] QString rowsText(qint64 rows);

} // namespace workbench
