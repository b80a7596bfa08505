#include "ui/migrations/runlog.h"

#include <algorithm>

namespace workbench {

namespace {

constexpr qsizetype shownCharacters = 120;

QString firstLine(const QByteArray &text)
{
    const auto shown = QString::fromUtf8(text.left(4 * shownCharacters)).simplified();
    return shown.size() <= shownCharacters ? shown : shown.first(shownCharacters - 1) + u'…';
}

bool isOver(RunLog::State state)
{
    return state != RunLog::State::Waiting && state != RunLog::State::Running;
}

RunLog::State stateOf(dumbo::MigrationOutcome outcome)
{
    using enum dumbo::MigrationOutcome;
    switch (outcome) {
    case Applied:
    case Undone:
    case Skipped: return RunLog::State::Done;
    case Failed:
    case Unknown: return RunLog::State::Failed;
    case Cancelled: return RunLog::State::Cancelled;
    case RolledBack: return RunLog::State::RolledBack;
    case NotRun: return RunLog::State::NotRun;
    }
    Q_UNREACHABLE_RETURN(RunLog::State::NotRun);
}

} // namespace

RunLog::Migration *RunLog::find(const QString &name)
{
    const auto found = std::ranges::find(migrations, name, &Migration::name);
    return found == migrations.end() ? nullptr : &*found;
}

int RunLog::failedStatement(const QString &migration) const
{
    const auto found = std::ranges::find(migrations, migration, &Migration::name);
    if (found == migrations.end())
        return -1;
    const auto failed = std::ranges::find(found->statements, State::Failed, &Statement::state);
    return failed == found->statements.end() ? -1 : int(failed - found->statements.begin());
}

int RunLog::done() const
{
    int over = 0;
    for (const auto &migration : migrations)
        over += int(std::ranges::count_if(migration.statements, isOver, &Statement::state));
    return over;
}

int RunLog::total() const
{
    int all = 0;
    for (const auto &migration : migrations)
        all += int(migration.statements.size());
    return all;
}

void RunLog::begin(const std::vector<dumbo::Migration> &wanted)
{
    migrations.clear();
    notices.clear();
    for (const auto &migration : wanted) {
        Migration logged;
        logged.name = migration.name;
        for (const auto &statement : migration.up)
            logged.statements.push_back({ firstLine(statement.text), State::Waiting, {}, {}, {} });
        migrations.push_back(std::move(logged));
    }
}

void RunLog::take(const progress::MigrationBegun &begun)
{
    auto *migration = find(begun.name);
    if (!migration) {
        migrations.push_back({ begun.name, State::Running, {}, {}, {} });
        migration = &migrations.back();
        migration->statements.resize(std::size_t(begun.statements));
    }
    migration->state = State::Running;
}

void RunLog::take(const progress::StatementBegun &begun)
{
    auto *migration = find(begun.statement.migration);
    if (!migration || begun.statement.statement < 0)
        return;
    const auto at = std::size_t(begun.statement.statement);
    if (at >= migration->statements.size())
        migration->statements.resize(at + 1);
    migration->statements[at].state = State::Running;
    migration->statements[at].text = firstLine(begun.statement.text);
}

void RunLog::take(const progress::StatementEnded &ended)
{
    auto *migration = find(ended.statement.migration);
    if (!migration || ended.statement.statement < 0 || std::size_t(ended.statement.statement) >= migration->statements.size())
        return;
    auto &statement = migration->statements[std::size_t(ended.statement.statement)];
    statement.state = !ended.statement.error ? State::Done : ended.statement.error->isCancelled() ? State::Cancelled : State::Failed;
    statement.elapsed = ended.statement.elapsed;
    statement.rows = ended.statement.rows;
    statement.error = ended.statement.error;
}

void RunLog::take(const dumbo::MigrationResult &result)
{
    auto *migration = find(result.name);
    if (!migration)
        return;
    migration->state = stateOf(result.outcome);
    migration->elapsed = result.elapsed;
    migration->error = result.error;
    int number = 0;
    for (auto &statement : migration->statements) {
        // Whatever is not kept went with the transaction.
        if (++number > result.statementsDone && statement.state == State::Done)
            statement.state = State::RolledBack;
        else if (statement.state == State::Waiting)
            statement.state = migration->state == State::Done ? State::Done : State::NotRun;
    }
}

} // namespace workbench
