#include "ui/migrations/migrationprogress.h"

#include <QCoreApplication>

namespace workbench {

void ReportingRunEvents::lockTaken()
{
    m_desk.report(progress::Phase { QCoreApplication::translate("Migrations", "Running…") });
}

void ReportingRunEvents::migrationStarted(const dumbo::Migration &migration, int number, int count)
{
    m_desk.report(progress::MigrationBegun { migration.name, number, count, int(migration.up.size()) });
}

void ReportingRunEvents::statementStarted(const dumbo::StatementProgress &statement)
{
    m_desk.report(progress::StatementBegun { statement });
}

void ReportingRunEvents::statementFinished(const dumbo::StatementProgress &statement)
{
    m_desk.report(progress::StatementEnded { statement });
}

bool ReportingRunEvents::confirm(const dumbo::RunQuestion &question)
{
    const auto answer = std::make_shared<progress::Answer>();
    const auto registration = m_desk.cancellation.onCancelled([answer] { answer->give(false); });
    m_desk.report(progress::Question { question, answer });
    return answer->wait();
}

} // namespace workbench
