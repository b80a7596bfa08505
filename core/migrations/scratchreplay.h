#pragma once

#include "core/migrations/databaseopener.h"
#include "core/migrations/migration.h"

#include <QStringList>

#include <expected>
#include <span>

namespace dumbo {

/// Runs statements in a scratch database by its dry run, which knows what it is in and lets nothing reach beyond it: other databases,
/// other files, roles and settings of the server. What would is left out, and said.
class ScratchReplay {
public:
    /// Not owned; of a ScratchCopy.
    explicit ScratchReplay(OpenDatabase &database)
        : m_database(database)
    {
    }

    struct Failure {
        int statement = 0; ///< from 0
        Error error;
    };
    /// All of them in one transaction, or each by itself. Statements that begin or end transactions are left out without a word where
    /// the dry run has its own.
    [[nodiscard]] std::expected<void, Failure> run(const QString &migration, std::span<const MigrationStatement> statements, bool inTransaction);
    /// Sentences about what was left out, and why.
    [[nodiscard]] const QStringList &leftOut() const { return m_leftOut; }

private:
    OpenDatabase &m_database;
    QStringList m_leftOut;
};

} // namespace dumbo
