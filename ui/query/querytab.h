#pragma once

#include "core/base/result.h"
#include "core/sdk/transaction.h"
#include "ui/query/queryservices.h"
#include "ui/query/scriptrun.h"
#include "ui/query/sqleditor.h"
#include "ui/shell/workspacetab.h"

#include <QTimer>

class QLabel;
class QSplitter;
class QToolButton;

namespace dumbo {
struct ExplainPlan;
}

namespace workbench {

class ExplainRun;
class MessageArea;
class ResultArea;
class ResultPage;
class ScriptDocument;
class TabSession;

/// An SQL editor over the results of what was run in it. Runs on a session of its own.
class QueryTab : public WorkspaceTab {
    Q_OBJECT

public:
    QueryTab(QueryServices &services, Workspace &workspace, const QString &connectionId);
    ~QueryTab() override;

    [[nodiscard]] QString typeName() const override;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;
    void requestClose() override;
    [[nodiscard]] bool canCancel() const override { return isBusy() || isRunning() || isExplaining(); }
    void cancel() override;

    [[nodiscard]] SqlEditor &editor() const { return *m_editor; }
    [[nodiscard]] ResultArea &results() const { return *m_results; }
    [[nodiscard]] MessageArea &messages() const { return *m_messages; }
    [[nodiscard]] ScriptDocument &script() const { return *m_script; }
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] bool canCommit() const { return m_transaction == dumbo::TransactionState::Active; }
    [[nodiscard]] bool canRollBack() const { return m_transaction != dumbo::TransactionState::Idle; }
    [[nodiscard]] bool canBegin() const;
    [[nodiscard]] bool hasResult() const;

    /// The selection, or the statement under the caret.
    void runCurrent();
    void runScript();
    void formatText();
    void toggleComment();
    void complete();
    void save();
    void saveAs();
    void beginTransaction();
    void commitTransaction();
    void rollBackTransaction();
    void pinResult();
    void exportCsv();
    /// How the database would run the statement under the caret; analyze: run it, measure, and roll back.
    void explain() { explainCurrent(false); }
    void explainAnalyze() { explainCurrent(true); }
    [[nodiscard]] bool canExplain() const { return whyNotExplain().isEmpty(); }
    /// A sentence, or empty where it can.
    [[nodiscard]] QString whyNotExplain() const;
    [[nodiscard]] bool isExplaining() const;
    /// The keyboard goes from the editor to the result and back.
    void switchFocus();

protected:
    void showEvent(QShowEvent *event) override;

private:
    enum class Ending { Begin, Commit, RollBack };

    void makeLayout();
    QWidget *makeToolBar();
    void connectParts();
    void fillConnectionMenu();
    void onConnectionChanged();
    void updateTitle();
    void updateFacts();
    void showValue(bool wanted);

    void explainCurrent(bool analyze);
    void onExplained(const SqlEditor::Piece &piece, const dumbo::Result<std::shared_ptr<const dumbo::ExplainPlan>> &plan);
    void showExplainError(const SqlEditor::Piece &piece, const dumbo::Error &error);
    void showMissingSession();
    void run(const SqlEditor::Piece &piece, bool isScript);
    void start(const SqlEditor::Piece &piece, bool isScript);
    void onResult(const RunResult &result);
    void onReport(const StatementReport &report);
    void onFinished(const RunSummary &summary);
    void onLost(const dumbo::Error &error);
    void showError(const StatementReport &report);
    void recordRun(const RunSummary &summary);
    void setRunning(bool running);
    void endTransaction(Ending ending, bool thenClose = false);
    void adoptTransaction();
    void acceptClose();
    [[nodiscard]] KTextEditor::Cursor placeOf(qint64 byte);

    QueryServices &m_services;
    QSplitter *m_splitter = nullptr;
    SqlEditor *m_editor;
    MessageArea *m_messages;
    ResultArea *m_results;
    QToolButton *m_connectionButton = nullptr;
    QLabel *m_progress = nullptr;
    TabSession *m_session;
    ScriptDocument *m_script;
    std::unique_ptr<ScriptRun> m_run;
    std::unique_ptr<ExplainRun> m_explain; ///< the last one
    qint64 m_placeByte = 0; ///< of the running text: the place that was looked up last, and
    KTextEditor::Cursor m_place; ///< where it is in the editor
    std::optional<StatementReport> m_firstFailure;
    qint64 m_runRows = 0;
    bool m_transactionLost = false; ///< since the last run
    bool m_closing = false; ///< closes as soon as nothing runs
    bool m_closesSaved = false; ///< closes as soon as the script is saved
    dumbo::TransactionState m_transaction = dumbo::TransactionState::Idle;
    std::optional<std::chrono::milliseconds> m_elapsed;
    int m_line = 1;
    int m_column = 1;
    QTimer m_clock; ///< runs only while a statement does
};

} // namespace workbench
