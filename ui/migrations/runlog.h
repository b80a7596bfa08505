#pragma once

#include "ui/migrations/migrationprogress.h"

#include <chrono>
#include <vector>

namespace workbench {

/// What a run or dry run did so far, statement by statement. A value: it stays when the run is over.
struct RunLog {
    enum class State { Waiting, Running, Done, Failed, RolledBack, NotRun, Cancelled };
    struct Statement {
        QString text; ///< its first line
        State state = State::Waiting;
        std::chrono::milliseconds elapsed { 0 };
        std::optional<qint64> rows;
        std::optional<dumbo::Error> error;
    };
    struct Migration {
        QString name;
        State state = State::Waiting;
        std::chrono::milliseconds elapsed { 0 };
        std::vector<Statement> statements;
        std::optional<dumbo::Error> error;
    };
    std::vector<Migration> migrations;
    QStringList notices;

    /// Null where it has none of that name.
    [[nodiscard]] Migration *find(const QString &name);
    /// From 0; -1: none.
    [[nodiscard]] int failedStatement(const QString &migration) const;
    /// Statements that are over, of how many.
    [[nodiscard]] int done() const;
    [[nodiscard]] int total() const;

    /// All of them as waiting.
    void begin(const std::vector<dumbo::Migration> &migrations);
    void take(const progress::MigrationBegun &begun);
    void take(const progress::StatementBegun &begun);
    void take(const progress::StatementEnded &ended);
    void take(const dumbo::MigrationResult &result);
};

} // namespace workbench
