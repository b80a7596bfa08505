#include "drivers/common/sqlite/advice/context.h"

#include <algorithm>
#include <array>

namespace dumbo::sqlite::advice {

namespace {

bool isOneOf(const QByteArray &word, std::initializer_list<const char *> words)
{
    return std::ranges::any_of(words, [&](const char *candidate) { return word == candidate; });
}

void judgePragmaInTransaction(const Judged &judged, const outline::SettingOutline &pragma)
{
    const auto &statement = judged.statement();
    if (pragma.value.isEmpty())
        return;
    if (isOneOf(pragma.name, { "JOURNAL_MODE", "SYNCHRONOUS" })) {
        judged.write.advice().fit = TransactionFit::Alone;
        if (judged.request.inTransaction)
            judged.write.add("LITE101", statement.span,
                tr("PRAGMA %1 fails inside a transaction.").arg(QString::fromLatin1(pragma.name).toLower()),
                tr("Put it into a migration of its own that runs without a transaction."));
    } else if (pragma.name == "FOREIGN_KEYS") {
        judged.write.advice().fit = TransactionFit::Alone;
        if (judged.request.inTransaction)
            judged.write.add("LITE102", statement.span, tr("PRAGMA foreign_keys does nothing here, because the migration runs in a transaction."),
                tr("Let the migration run without a transaction and write BEGIN and COMMIT around what belongs together, or defer the checks "
                   "with PRAGMA defer_foreign_keys = ON, which works inside."));
    }
}

} // namespace

bool isOn(const QByteArray &value)
{
    return isOneOf(value.trimmed().toUpper(), { "1", "ON", "TRUE", "YES" });
}

bool isSetBefore(const Judged &judged, const QByteArray &pragma, bool on)
{
    if (judged.request.inTransaction && pragma == "FOREIGN_KEYS")
        return false; // it does nothing there
    auto state = !on;
    for (const auto &statement : judged.all.first(judged.number)) {
        if (statement.verb == Verb::Pragma && statement.settings.front().name == pragma && !statement.settings.front().value.isEmpty())
            state = isOn(statement.settings.front().value);
    }
    return state == on;
}

void judgeTransaction(const Judged &judged)
{
    const auto &statement = judged.statement();
    auto &advice = judged.write.advice();
    switch (statement.verb) {
    case Verb::Vacuum:
        advice.fit = TransactionFit::Alone;
        if (judged.request.inTransaction)
            judged.write.add("LITE101", statement.span, tr("VACUUM fails inside a transaction."),
                tr("Put it into a migration of its own that runs without a transaction."));
        break;
    case Verb::Begin:
    case Verb::Commit:
    case Verb::Rollback:
    case Verb::Savepoint:
        advice.fit = TransactionFit::Controls;
        if (judged.request.inTransaction && statement.verb != Verb::Savepoint)
            judged.write.add("LITE103", statement.span,
                tr("%1 interferes with the transaction that the migration runs in.").arg(statement.tag), tr("Leave it out."));
        break;
    case Verb::Pragma:
        judgePragmaInTransaction(judged, statement.settings.front());
        break;
    default:
        break;
    }
}

void judgeSettings(const Judged &judged)
{
    const auto &statement = judged.statement();
    if (statement.verb == Verb::Attach || statement.verb == Verb::Detach) {
        judged.write.add("LITE107", statement.span, tr("%1 changes the runner's connection, not the database.").arg(statement.tag));
        return;
    }
    if (statement.verb != Verb::Pragma)
        return;
    const auto &pragma = statement.settings.front();
    const auto value = pragma.value.trimmed().toUpper();
    const auto name = QString::fromLatin1(pragma.name).toLower();
    if (isOneOf(pragma.name, { "FOREIGN_KEY_CHECK", "INTEGRITY_CHECK", "QUICK_CHECK" })) {
        judged.write.add("LITE109", statement.span, tr("PRAGMA %1 answers rows that nobody looks at here.").arg(name),
            tr("The check after the run and the dry run look at them."));
        return;
    }
    if (value.isEmpty())
        return;
    if (isOneOf(pragma.name, { "PAGE_SIZE", "AUTO_VACUUM" }))
        judged.write.add("LITE104", statement.span, tr("PRAGMA %1 changes the database only with the next VACUUM.").arg(name));
    if (pragma.name == "WRITABLE_SCHEMA" && isOn(value))
        judged.write.add("LITE105", statement.span, tr("The schema table can be written by hand from here on."));
    const auto isUnsafe = (pragma.name == "SYNCHRONOUS" && isOneOf(value, { "OFF", "0" }))
        || (pragma.name == "JOURNAL_MODE" && isOneOf(value, { "OFF", "MEMORY" }))
        || (isOneOf(pragma.name, { "IGNORE_CHECK_CONSTRAINTS", "LEGACY_ALTER_TABLE" }) && isOn(value));
    if (isUnsafe)
        judged.write.add("LITE108", statement.span, tr("PRAGMA %1 = %2 gives up safety.").arg(name, QString::fromLatin1(value)));
    if (pragma.name != "FOREIGN_KEYS" || isOn(value) || judged.request.inTransaction)
        return;
    const auto isOnAgain = [](const StatementOutline &later) {
        return later.verb == Verb::Pragma && later.settings.front().name == "FOREIGN_KEYS" && isOn(later.settings.front().value);
    };
    if (std::ranges::none_of(judged.all.subspan(judged.number + 1), isOnAgain))
        judged.write.add("LITE106", statement.span, tr("Foreign keys are switched off and not on again."));
}

} // namespace dumbo::sqlite::advice
