#pragma once

#include "core/migrations/runsession.h"
#include "core/migrations/runsteps.h"

#include <QByteArrayList>

namespace dumbo {

/// One run: what MigrationRunner does once it is asked.
class RunJob {
public:
    RunJob(const DatabaseOpener &opener, const RunOptions &options, RunEvents &events);

    [[nodiscard]] Result<RunReport> up(const MigrationSet &set);
    [[nodiscard]] Result<RunReport> down(const MigrationSet &set, const QStringList &names);

private:
    using Choose = std::function<Result<std::vector<RunItem>>(const MigrationPlan &)>;

    [[nodiscard]] Result<RunReport> run(const MigrationSet &set, const Choose &choose);
    [[nodiscard]] Result<void> prepare(const MigrationSet &set, const Choose &choose);
    [[nodiscard]] Result<void> askAboutUnknown();
    [[nodiscard]] Result<void> makeTables();
    [[nodiscard]] Result<void> adoptChanges();
    [[nodiscard]] RunDetails detailsOf(const Migration &migration, RunAction action) const;
    void verify(const MigrationSet &set);
    void notice(const QString &sentence);

    // Steps (runjobsteps.cpp).
    void runSteps();
    [[nodiscard]] Result<void> runStep(const RunStep &step);
    [[nodiscard]] Result<void> announce(const RunStep &step);
    [[nodiscard]] Result<void> runInTransaction(const RunStep &step);
    [[nodiscard]] Result<void> runPiece(const RunPiece &piece);
    [[nodiscard]] Result<void> runAlone(const RunPiece &piece);
    [[nodiscard]] Result<void> doneAlone(const RunPiece &piece);
    [[nodiscard]] Result<bool> isDoneByOthers(RunItem &item);
    [[nodiscard]] Result<void> withdraw(RunItem &item);
    [[nodiscard]] Result<void> complete(RunItem &item);
    [[nodiscard]] bool isLast(const RunPiece &piece) const { return piece.end == m_items[piece.item].size(); }
    void begin(RunItem &item);
    void end(RunItem &item, MigrationOutcome outcome);

    // Statements (runjobstatements.cpp).
    [[nodiscard]] Result<void> runStatement(RunItem &item, int index, bool inTransaction);
    [[nodiscard]] Result<void> enterSession(bool inTransaction);
    [[nodiscard]] Result<void> leaveSession();
    [[nodiscard]] Result<void> rememberSession();
    [[nodiscard]] Result<void> restoreSession();
    [[nodiscard]] Result<void> restoreSettings(const RunItem &item);
    /// An index that an earlier try of a statement made or began.
    struct MadeIndex {
        QString name; ///< as SQL
        bool isValid = false;
    };
    [[nodiscard]] Result<std::optional<MadeIndex>> madeIndex(const RunItem &item, int index);
    /// Drops what an earlier try left unfinished. True: the server has finished it meanwhile.
    [[nodiscard]] Result<bool> takeLeftover(const RunItem &item, int index);

    // What went wrong (runjobfailures.cpp).
    void stopped(const RunStep &step, const Error &error);
    [[nodiscard]] std::optional<bool> wasKept(const RunStep &step);
    void markKept(const RunStep &step);
    void markStopped(const RunStep &step, const Error &error);
    void noteStopped(const RunStep &step);
    void tellLeftover(const RunStep &step);

    const DatabaseOpener &m_opener;
    const RunOptions &m_options;
    RunEvents &m_events;
    std::unique_ptr<RunSession> m_session;
    std::vector<RunItem> m_items;
    RunReport m_report;
    std::optional<std::size_t> m_current; ///< the item that is at work in this step
    int m_begun = 0; ///< items told to have begun
    QByteArrayList m_sessionTexts; ///< statements that make the session what it was
    bool m_isSessionChanged = false; ///< by a statement of a migration
};

} // namespace dumbo
