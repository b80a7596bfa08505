#include "drivers/common/mysql/advice/columntype.h"
#include "drivers/common/mysql/advice/forecast.h"

#include <algorithm>

namespace dumbo::mysql::advice {

namespace {

using Kind = AlterAction::Kind;

std::optional<Algorithm> algorithmOf(const QByteArray &word)
{
    if (word == "INSTANT")
        return Algorithm::Instant;
    if (word == "NOCOPY")
        return Algorithm::NoCopy;
    if (word == "INPLACE")
        return Algorithm::Inplace;
    return word == "COPY" ? std::optional(Algorithm::Copy) : std::nullopt;
}

/// The statement with ALGORITHM and LOCK said, so that it fails rather than do worse.
QByteArray said(const Judged &judged, const AlterForecast &forecast)
{
    const auto &statement = judged.statement();
    const auto algorithm = algorithmWord(forecast.algorithm, judged.server);
    // MySQL takes no LOCK with INSTANT.
    const auto saysLock = judged.server.isMariaDb || forecast.algorithm != Algorithm::Instant;
    // MariaDB's DROP INDEX takes no ALGORITHM.
    if (statement.verb == Verb::DropIndex && judged.server.isMariaDb)
        return "ALTER TABLE " + quotedPath(statement.objects.front().path) + " DROP INDEX " + (statement.ifExists ? "IF EXISTS " : "")
            + quoted(statement.name.path.name) + ", ALGORITHM=" + algorithm + ", LOCK=" + lockWord(forecast.lock);
    if (statement.verb != Verb::AlterTable)
        return judged.text() + " ALGORITHM=" + algorithm + (saysLock ? " LOCK=" + lockWord(forecast.lock) : QByteArray());
    return judged.text() + ", ALGORITHM=" + algorithm + (saysLock ? ", LOCK=" + lockWord(forecast.lock) : QByteArray());
}

bool saysHow(const StatementOutline &statement)
{
    return (!statement.algorithm.isEmpty() && statement.algorithm != "DEFAULT") || (!statement.lock.isEmpty() && statement.lock != "DEFAULT");
}

void judgeWhatIsSaid(const Judged &judged, const AlterForecast &forecast, const ObjectPath &table)
{
    const auto &statement = judged.statement();
    const auto algorithm = algorithmOf(statement.algorithm);
    const auto isBetter = algorithm && *algorithm < forecast.algorithm
        && !(!judged.server.isMariaDb && *algorithm == Algorithm::Inplace && forecast.algorithm == Algorithm::NoCopy);
    const auto isUnlocked = statement.lock == "NONE" && forecast.lock != AlterLock::None;
    const auto isShared = statement.lock == "SHARED" && forecast.lock == AlterLock::Exclusive;
    if (forecast.isCertain && (isBetter || isUnlocked || isShared))
        judged.write.add("MY204", statement.span,
            tr("It needs ALGORITHM=%1, LOCK=%2, because %3.").arg(QString::fromLatin1(algorithmWord(forecast.algorithm, judged.server)), QString::fromLatin1(lockWord(forecast.lock)), forecast.because)).object = table;
}

void judgeCost(const Judged &judged, const AlterForecast &forecast, const ObjectPath &table)
{
    const auto &statement = judged.statement();
    auto &advice = judged.write.advice();
    const auto isCopy = forecast.algorithm == Algorithm::Copy;
    if (isCopy || forecast.algorithm == Algorithm::Inplace)
        advice.rewrites.push_back(table);
    if (forecast.algorithm == Algorithm::NoCopy && (statement.verb == Verb::CreateIndex || std::ranges::any_of(statement.actions, [](const AlterAction &action) { return action.kind == Kind::AddConstraint; })))
        advice.scans.push_back(table);
    const auto isUnknownModify = !forecast.isCertain && std::ranges::any_of(statement.actions, [](const AlterAction &action) { return action.kind == Kind::ModifyColumn; });
    if (isUnknownModify)
        return; // MY302 says so
    if (isCopy) {
        auto &finding = judged.write.add("MY201", statement.span,
            forecast.lock == AlterLock::None ? tr("All of %1 is copied, because %2.").arg(table.name, forecast.because)
                                             : tr("All of %1 is copied and nobody writes meanwhile, because %2.").arg(table.name, forecast.because),
            tr("Large tables are changed by a tool that copies in pieces (pt-online-schema-change, gh-ost), or by a new column that is filled in pieces."));
        finding.object = table;
    } else if (forecast.algorithm == Algorithm::Inplace) {
        judged.write.add("MY202", statement.span, tr("All of %1 is written anew, because %2.").arg(table.name, forecast.because)).object = table;
    }
    if (forecast.lock == AlterLock::Shared && !isCopy)
        judged.write.add("MY208", statement.span, tr("Nobody writes to %1 meanwhile, because %2.").arg(table.name, forecast.because)).object = table;
    if (saysHow(statement) || !forecast.isCertain)
        return;
    auto &finding = judged.write.add("MY203", statement.span,
        tr("The server can do it with ALGORITHM=%1, LOCK=%2; nothing makes sure that it does.").arg(QString::fromLatin1(algorithmWord(forecast.algorithm, judged.server)), QString::fromLatin1(lockWord(forecast.lock))));
    finding.object = table;
    SaferForm form;
    form.title = tr("Fail rather than do it a worse way");
    form.statements.push_back(said(judged, forecast));
    finding.saferForms.push_back(std::move(form));
}

void judgeAdded(const Judged &judged, const AlterAction &action, const NamedObject &table)
{
    const auto &column = *action.column;
    const auto known = judged.known.find(table.path);
    if (!action.ifExists && outline::findColumn(known.object.get(), column.name))
        judged.write.add("MY002", column.span, tr("%1 has a column %2 already.").arg(table.path.name, column.name)).object = table.path;
    judgeColumn(judged, column);
    const auto hasNoValue = column.notNull && !column.defaultText && !column.autoIncrement && !column.generated;
    if (!hasNoValue || known.isNew)
        return;
    auto &finding = judged.write.add("MY306", column.span, tr("Rows that are there get an empty value in %1.").arg(column.name), tr("Say DEFAULT, or add it with NULL, fill it, and say NOT NULL afterwards."));
    finding.object = table.path;
    finding.probes.push_back(rowsWhere(tr("%1 rows get it."), table.path, {}, false));
}

void judgeDropped(const Judged &judged, const AlterAction &action, const NamedObject &table)
{
    const auto known = judged.known.find(table.path);
    if (known.object && !known.object->columns.empty() && !outline::findColumn(known.object.get(), action.name)) {
        if (!action.ifExists)
            judged.write.add("MY003", action.span, tr("%1 has no column %2.").arg(table.path.name, action.name)).object = table.path;
        return;
    }
    if (known.isNew)
        return;
    judged.write.advice().losesData.push_back(table.path);
    auto &finding = judged.write.add("MY403", action.span, tr("The values of %1.%2 are lost.").arg(table.path.name, action.name), tr("Take the column out of all programs first."));
    finding.object = table.path;
    finding.probes.push_back(rowsWhere(tr("%1 rows have a value there."), table.path, quoted(action.name) + " IS NOT NULL", false, quoted(action.name)));
}

DataProbe orphans(const ObjectPath &table, const outline::ForeignKeyOutline &key)
{
    QByteArrayList isSet;
    QByteArrayList pairs;
    for (qsizetype i = 0; i < key.columns.size(); ++i) {
        isSet.append("child." + quoted(key.columns[i]) + " IS NOT NULL");
        pairs.append("parent." + quoted(key.targetColumns.value(i)) + " = child." + quoted(key.columns[i]));
    }
    const auto from = " FROM " + quotedPath(table) + " AS child WHERE " + isSet.join(" AND ") + " AND NOT EXISTS (SELECT 1 FROM " + quotedPath(key.target.path)
        + " AS parent WHERE " + pairs.join(" AND ") + ')';
    return { tr("%1 rows have no parent."), "SELECT count(*)" + from, "SELECT child.*" + from + " LIMIT 5", true };
}

void judgeAddedKey(const Judged &judged, const AlterAction &action, const NamedObject &table)
{
    using ConstraintKind = ConstraintOutline::Kind;
    const auto &constraint = *action.constraint;
    if (judged.known.find(table.path).isNew)
        return;
    if (constraint.kind == ConstraintKind::Unique || constraint.kind == ConstraintKind::PrimaryKey) {
        auto &finding = judged.write.add("MY207", constraint.span, tr("It fails where rows of %1 are equal in these columns.").arg(table.path.name));
        finding.object = table.path;
        finding.probes.push_back(duplicates(table.path, constraint.columns));
    }
    if (constraint.kind != ConstraintKind::ForeignKey || !constraint.reference)
        return;
    auto &finding = judged.write.add("MY206", constraint.span, tr("Every row of %1 is checked.").arg(table.path.name),
        tr("With foreign_key_checks = 0 it takes no time, but rows that are there are never checked: look for them first."));
    finding.object = table.path;
    if (!constraint.reference->targetColumns.isEmpty())
        finding.probes.push_back(orphans(table.path, *constraint.reference));
    if (action.ifExists || judged.setBefore("FOREIGN_KEY_CHECKS").value_or("1") == "0")
        return;
    SaferForm form;
    form.title = tr("Add it without a copy, after looking for rows without a parent");
    form.statements = { "SET SESSION foreign_key_checks = 0", judged.text(), "SET SESSION foreign_key_checks = 1" };
    finding.saferForms.push_back(std::move(form));
}

void judgeAction(const Judged &judged, const AlterAction &action, const NamedObject &table)
{
    const auto isNew = judged.known.find(table.path).isNew;
    const auto addFor = [&](const char *code, const QString &message) { judged.write.add(code, action.span, message).object = table.path; };
    switch (action.kind) {
    case Kind::AddColumn:
        return judgeAdded(judged, action, table);
    case Kind::DropColumn:
        return judgeDropped(judged, action, table);
    case Kind::ModifyColumn:
        judgeColumn(judged, *action.column);
        return judgeModify(judged, action, table);
    case Kind::AddConstraint:
        return judgeAddedKey(judged, action, table);
    case Kind::DropPrimaryKey:
        if (std::ranges::none_of(judged.statement().actions, [](const AlterAction &other) { return other.constraint && other.constraint->kind == ConstraintOutline::Kind::PrimaryKey; }))
            addFor("MY209", tr("%1 has no primary key any more.").arg(table.path.name));
        return;
    case Kind::DropIndex:
        return addFor("MY210", tr("Queries that use %1 become slow.").arg(action.name));
    case Kind::DropForeignKey:
    case Kind::DropConstraint:
        return addFor("MY211", tr("%1 keeps nothing out any more.").arg(action.name));
    case Kind::RenameColumn:
        if (!isNew)
            addFor("MY212", tr("Programs that name %1.%2 fail from here on.").arg(table.path.name, action.name));
        return;
    case Kind::RenameTable:
        if (!isNew)
            addFor("MY212", tr("Programs that name %1 fail from here on.").arg(table.path.name));
        return;
    case Kind::ConvertCharset:
        return addFor("MY312", tr("Every text of %1 is converted.").arg(table.path.name));
    default:
        return;
    }
}

void judgeOptions(const Judged &judged, const AlterAction &action)
{
    for (const auto &option : action.settings) {
        const auto value = option.value.toLower();
        if (option.name == "ENGINE" && value != "innodb")
            judged.write.add("MY313", option.span, tr("%1 has no transactions.").arg(QString::fromUtf8(option.value)), tr("Write ENGINE=InnoDB."));
        if ((option.name == "CHARSET" || option.name == "COLLATE") && (value == "utf8" || value.startsWith("utf8_") || value.startsWith("utf8mb3")))
            judged.write.add("MY311", option.span, tr("It can't hold all characters."), tr("Write utf8mb4."));
    }
}

/// Once in a migration, at the first statement that needs a table of others.
void judgeTimeout(const Judged &judged, const ObjectPath &table)
{
    const auto &statement = judged.statement();
    const auto isFirst = std::ranges::none_of(judged.all.first(judged.number), [&](const StatementOutline &earlier) {
        return (earlier.verb == Verb::AlterTable || earlier.verb == Verb::CreateIndex || earlier.verb == Verb::DropIndex) && !judged.known.find(earlier.objects.front().path).isNew;
    });
    if (!isFirst || statement.waits || judged.setBefore("LOCK_WAIT_TIMEOUT"))
        return;
    auto &finding = judged.write.add("MY205", statement.span, tr("%1 may wait for a day, and everybody who needs %2 behind it.").arg(statement.tag, table.name),
        judged.server.isMariaDb ? tr("SET SESSION lock_wait_timeout, or WAIT n behind the table's name.") : tr("SET SESSION lock_wait_timeout."));
    finding.object = table;
    finding.saferForms.push_back(withTimeout(judged.text()));
}

} // namespace

void judgeAlter(const Judged &judged)
{
    const auto &statement = judged.statement();
    const auto isIndex = (statement.verb == Verb::CreateIndex || statement.verb == Verb::DropIndex) && !statement.objects.empty();
    if (statement.verb != Verb::AlterTable && !isIndex)
        return;
    const auto &table = statement.objects.front();
    for (const auto &action : statement.actions) {
        judgeAction(judged, action, table);
        judgeOptions(judged, action);
    }
    if (statement.ignore)
        judged.write.add("MY502", statement.span, tr("Rows that do not fit are dropped without an error."));
    const auto known = judged.known.find(table.path);
    if (known.isNew || known.state == KnownCatalog::State::Missing)
        return;
    const auto how = forecast(judged);
    judgeWhatIsSaid(judged, how, table.path);
    judgeCost(judged, how, table.path);
    judgeTimeout(judged, table.path);
    const auto isAgain = std::ranges::any_of(judged.all.first(judged.number), [&](const StatementOutline &earlier) {
        return earlier.verb == Verb::AlterTable && earlier.objects.front().path == table.path;
    });
    if (statement.verb == Verb::AlterTable && isAgain && how.algorithm >= Algorithm::Inplace && how.isCertain)
        judged.write.add("MY215", statement.span, tr("%1 was changed above; together it is written anew once only.").arg(table.path.name)).object = table.path;
}

} // namespace dumbo::mysql::advice
