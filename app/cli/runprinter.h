#pragma once

#include "app/cli/migratecontext.h"
#include "core/migrations/runner.h"

namespace cli {

/// Tells a run on standard error, line by line, and asks the person.
class RunPrinter final : public dumbo::RunEvents {
public:
    explicit RunPrinter(const MigrateContext &context)
        : m_context(context)
    {
    }
    void lockWaiting(const dumbo::LockWait &wait) override;
    void migrationStarted(const dumbo::Migration &migration, int number, int count) override;
    void statementStarted(const dumbo::StatementProgress &statement) override;
    void statementFinished(const dumbo::StatementProgress &statement) override;
    void migrationFinished(const dumbo::MigrationResult &result) override;
    void notice(const QString &sentence) override;
    [[nodiscard]] bool confirm(const dumbo::RunQuestion &question) override;

private:
    const MigrateContext &m_context;
    QString m_holder; ///< told last
    bool m_hasWaited = false;
};

/// "1.250 s", "3 ms"; where less than that was measured, "250 µs".
[[nodiscard]] QString elapsedText(std::chrono::milliseconds elapsed);
[[nodiscard]] QString elapsedText(std::chrono::microseconds elapsed);

} // namespace cli
