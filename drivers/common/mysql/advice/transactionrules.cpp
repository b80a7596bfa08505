#include "drivers/common/mysql/advice/context.h"

#include <algorithm>

namespace dumbo::mysql::advice {

namespace {

bool changesRows(const StatementOutline &statement)
{
    return statement.verb == Verb::Insert || statement.verb == Verb::Replace || statement.verb == Verb::Update || statement.verb == Verb::Delete;
}

bool changesStructure(const StatementOutline &statement)
{
    return commits(statement) && !statement.temporary && statement.verb != Verb::LockTables && statement.verb != Verb::UnlockTables && statement.verb != Verb::Analyze;
}

bool isOff(const QByteArray &value)
{
    return value == "0" || value.toUpper() == "OFF" || value.toUpper() == "FALSE";
}

void judgeCommit(const Judged &judged)
{
    const auto &statement = judged.statement();
    const auto earlier = judged.all.first(judged.number);
    const auto lastCommit = std::ranges::find_if(earlier.rbegin(), earlier.rend(), [](const StatementOutline &one) { return commits(one) || one.verb == Verb::Commit; });
    const auto sinceCommit = earlier.last(std::size_t(lastCommit - earlier.rbegin()));
    const auto isInTransaction = judged.request.inTransaction || std::ranges::any_of(sinceCommit, [](const StatementOutline &one) { return one.verb == Verb::Begin; });
    if (isInTransaction && std::ranges::any_of(sinceCommit, changesRows)) {
        judged.write.add("MY101", statement.span, tr("%1 commits the rows that were changed before it.").arg(statement.tag), tr("Put changes of rows and of structure into migrations of their own."));
        return;
    }
    if (changesStructure(statement) && std::ranges::any_of(earlier, changesStructure))
        judged.write.add("MY102", statement.span, tr("What was done before stays when this fails."), tr("One change of structure in each migration, or IF EXISTS and IF NOT EXISTS so that it can run again."));
}

} // namespace

bool commits(const StatementOutline &statement)
{
    switch (statement.verb) {
    case Verb::CreateTable:
    case Verb::DropTable:
        return !statement.temporary;
    case Verb::CreateIndex:
    case Verb::CreateView:
    case Verb::CreateTrigger:
    case Verb::CreateDatabase:
    case Verb::CreateOther:
    case Verb::AlterTable:
    case Verb::AlterOther:
    case Verb::DropIndex:
    case Verb::DropView:
    case Verb::DropTrigger:
    case Verb::DropDatabase:
    case Verb::DropOther:
    case Verb::RenameTable:
    case Verb::Truncate:
    case Verb::Optimize:
    case Verb::Analyze:
    case Verb::LockTables:
    case Verb::Rights:
        return true;
    default:
        return false;
    }
}

void judgeTransaction(const Judged &judged)
{
    const auto &statement = judged.statement();
    auto &advice = judged.write.advice();
    if (commits(statement)) {
        advice.fit = TransactionFit::Commits;
        judgeCommit(judged);
    }
    if (statement.verb == Verb::LockTables)
        judged.write.add("MY104", statement.span, tr("Others are kept out of the tables."));
    const auto controls = statement.verb == Verb::Begin || statement.verb == Verb::Commit || statement.verb == Verb::Rollback || statement.verb == Verb::Savepoint;
    if (!controls)
        return;
    advice.fit = TransactionFit::Controls;
    const auto isMixed = statement.verb == Verb::Begin && std::ranges::any_of(judged.all.subspan(judged.number + 1), commits);
    if (judged.request.inTransaction || isMixed)
        judged.write.add("MY103", statement.span, judged.request.inTransaction ? tr("%1 interferes with the transaction that the migration runs in.").arg(statement.tag)
                                                                              : tr("A later change of structure ends this transaction."));
}

void judgeSettings(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb != Verb::Set)
        return;
    for (const auto &setting : statement.settings) {
        const auto value = setting.value.trimmed();
        if (setting.scope == "GLOBAL" || setting.scope == "PERSIST")
            judged.write.add("MY503", setting.span, tr("%1 is set for everybody.").arg(QString::fromLatin1(setting.name).toLower()));
        if (setting.name == "SQL_MODE" && !value.toUpper().contains("STRICT") && !value.contains('@') && !value.toUpper().contains("TRADITIONAL"))
            judged.write.add("MY501", setting.span, tr("Values that do not fit are cut without an error from here on."));
        if (setting.name == "FOREIGN_KEY_CHECKS" && isOff(value)) {
            judged.write.add("MY504", setting.span, tr("Foreign keys are not checked from here on."));
            const auto turnsOn = [](const StatementOutline &later) {
                return later.verb == Verb::Set && std::ranges::any_of(later.settings, [](const outline::SettingOutline &one) { return one.name == "FOREIGN_KEY_CHECKS" && !isOff(one.value); });
            };
            if (std::ranges::none_of(judged.all.subspan(judged.number + 1), turnsOn))
                judged.write.add("MY505", setting.span, tr("foreign_key_checks stays off."));
        }
        if ((setting.name == "UNIQUE_CHECKS" || setting.name == "CHECK_CONSTRAINT_CHECKS" || setting.name == "SQL_LOG_BIN") && isOff(value))
            judged.write.add("MY506", setting.span, tr("%1 is switched off.").arg(QString::fromLatin1(setting.name).toLower()));
        if (setting.name == "NAMES" && (value.toLower() == "utf8" || value.toLower() == "utf8mb3"))
            judged.write.add("MY311", setting.span, tr("The connection's texts can't hold all characters."), tr("Write utf8mb4."));
    }
}

} // namespace dumbo::mysql::advice
