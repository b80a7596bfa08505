#include "drivers/common/sqlite/dryrun.h"

#include "drivers/common/sqlite/scratchfiles.h"
#include "drivers/common/sqlite/tokens.h"

#include <QCoreApplication>

#include <algorithm>

namespace dumbo::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

/// More of the same does not tell more.
constexpr qsizetype mostSentences = 50;

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

std::string_view view(const QByteArray &bytes)
{
    return { bytes.constData(), std::size_t(bytes.size()) };
}

QByteArray textOf(const explain::TextRow &row, std::size_t column)
{
    return row[column].value_or(QByteArray());
}

QByteArray firstWord(std::string_view sql)
{
    const auto tokens = tokenize(sql);
    const auto word = tokens.empty() ? std::string_view() : tokens.front().text(sql);
    return QByteArray(word.data(), qsizetype(word.size())).toUpper();
}

bool hasWord(std::string_view sql, std::string_view upperCaseWord)
{
    return std::ranges::any_of(tokenize(sql), [&](const Token &token) { return token.isWord(sql, upperCaseWord); });
}

/// "PRAGMA main.name = …": the name in lower case.
QByteArray pragmaName(std::string_view sql)
{
    const auto tokens = tokenize(sql);
    auto place = std::size_t(1);
    if (tokens.size() > 3 && tokens[2].isSign(sql, "."))
        place = 3;
    return place < tokens.size() ? unquoted(tokens[place].text(sql)).toUtf8().toLower() : QByteArray();
}

/// The table of "ALTER TABLE name DROP …".
std::optional<ObjectPath> tableThatLosesAColumn(std::string_view sql)
{
    const auto tokens = tokenize(sql);
    if (tokens.size() < 5 || !tokens[0].isWord(sql, "ALTER"))
        return std::nullopt;
    const auto isQualified = tokens[3].isSign(sql, ".");
    const auto at = std::size_t(isQualified ? 5 : 3);
    if (at >= tokens.size() || !tokens[at].isWord(sql, "DROP"))
        return std::nullopt;
    return ObjectPath { {}, isQualified ? unquoted(tokens[2].text(sql)) : QStringLiteral("main"), unquoted(tokens[at - 1].text(sql)) };
}

} // namespace

QStringList DryRun::limits()
{
    return { tr("It is made on a copy of the file: who else uses the database, and how long they would wait, is not seen.") };
}

Result<std::vector<explain::TextRow>> DryRun::rows(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Internal;
    return explain::readRows(m_connection, statement);
}

Result<void> DryRun::run(const QByteArray &sql)
{
    const auto done = rows(sql);
    return done ? Result<void>() : fail(done.error());
}

Result<void> DryRun::mustBeScratch()
{
    const auto databases = rows("SELECT name, file FROM pragma_database_list");
    if (!databases)
        return fail(databases.error());
    for (const auto &row : *databases) {
        const auto name = QString::fromUtf8(textOf(row, 0));
        if (name == u"main" && !ScratchFiles::isScratch(QString::fromUtf8(textOf(row, 1))))
            return fail(ErrorKind::InvalidOperation, tr("SQLite tries migrations on a copy of the file only."));
        if (name != u"main" && name != u"temp")
            return fail(Error(ErrorKind::InvalidOperation, tr("The database \"%1\" is attached, and a dry run would write to it.").arg(name))
                            .withHint(tr("Take ATTACH out of the connection's start-up SQL.")));
    }
    return {};
}

Result<void> DryRun::begin(const DryRunOptions &options)
{
    m_state = State::None;
    m_isWriter = false;
    if (m_connection.transactionState() != TransactionState::Idle)
        return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a dry run needs one of its own."));
    if (const auto scratch = mustBeScratch(); !scratch)
        return scratch;
    m_options = options;
    auto pages = readRootPages();
    if (!pages)
        return fail(pages.error());
    m_rootPages = std::move(*pages);
    auto broken = brokenReferences();
    if (!broken)
        return fail(broken.error());
    m_brokenBefore = std::move(*broken);
    if (options.inTransaction) {
        if (const auto begun = run("BEGIN IMMEDIATE"); !begun)
            return begun;
    }
    m_state = State::Open;
    return {};
}

Result<void> DryRun::refuse(const StatementText &text, const QByteArray &keyword) const
{
    const auto sql = view(text);
    const auto reject = [](const QString &reason) { return fail(ErrorKind::InvalidOperation, reason); };
    if (keyword == "ATTACH" || keyword == "DETACH")
        return reject(tr("%1 is refused: a dry run sees the copy only.").arg(QString::fromUtf8(keyword)));
    if (keyword == "VACUUM" && hasWord(sql, "INTO"))
        return reject(tr("VACUUM INTO is refused: it writes another file."));
    if (keyword == "PRAGMA" && pragmaName(sql).endsWith("_store_directory"))
        return reject(tr("PRAGMA %1 is refused: it concerns the whole program.").arg(QString::fromUtf8(pragmaName(sql))));
    const auto isControl = keyword == "BEGIN" || keyword == "COMMIT" || keyword == "END" || (keyword == "ROLLBACK" && !hasWord(sql, "TO"));
    if (isControl && m_options.inTransaction)
        return reject(tr("%1 is left out: the dry run has a transaction of its own.").arg(QString::fromUtf8(keyword)));
    return {};
}

Result<void> DryRun::execute(const StatementText &text, StatementMeasurement &measurement)
{
    // Takes one statement only, whatever the engine thinks a statement is.
    const auto prepared = m_connection.prepare(text);
    if (!prepared)
        return fail(prepared.error());
    const auto hasRows = !(*prepared)->columns().empty();
    const auto begin = Clock::now();
    const auto execution = (*prepared)->execute({});
    if (!execution)
        return fail(execution.error());
    qint64 returned = 0;
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            break;
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            returned += (*batch)->rowCount();
        }
        const auto affected = (*execution)->outcome().affectedRows;
        measurement.rows = affected ? affected : hasRows ? std::optional(returned) : std::nullopt;
    }
    const auto closed = (*execution)->close(CloseMode::Drain);
    measurement.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    return closed;
}

Result<StatementMeasurement> DryRun::measure(const StatementText &text)
{
    if (m_state != State::Open)
        return fail(ErrorKind::InvalidOperation, tr("The dry run is over; nothing more is run."));
    const auto keyword = firstWord(view(text));
    if (const auto allowed = refuse(text, keyword); !allowed)
        return fail(allowed.error());
    StatementMeasurement measurement;
    const auto before = totalChanges();
    if (!before)
        return fail(before.error());
    const auto isAlone = keyword == "VACUUM" && m_options.inTransaction;
    auto done = isAlone ? run("COMMIT") : Result<void>();
    if (done)
        done = execute(text, measurement);
    if (done && isAlone)
        done = run("BEGIN IMMEDIATE");
    if (done && m_options.inTransaction && m_connection.transactionState() == TransactionState::Idle)
        done = fail(ErrorKind::InvalidOperation, tr("The statement ended the transaction of the dry run; nothing more is run."));
    if (done)
        done = compare(text, *before, measurement);
    if (!done) {
        m_state = State::Over;
        return fail(done.error());
    }
    if (isAlone)
        measurement.notices.append(tr("It ran alone, without a transaction."));
    if (keyword == "PRAGMA" && m_options.inTransaction && pragmaName(view(text)) == "foreign_keys")
        measurement.notices.append(tr("PRAGMA foreign_keys does nothing inside a transaction."));
    return measurement;
}

Result<DryRun::RootPages> DryRun::readRootPages()
{
    const auto found = rows("SELECT 'main', name, rootpage FROM main.sqlite_schema UNION ALL SELECT 'temp', name, rootpage FROM temp.sqlite_schema");
    if (!found)
        return fail(found.error());
    RootPages pages;
    for (const auto &row : *found)
        pages.insert({ {}, QString::fromUtf8(textOf(row, 0)), QString::fromUtf8(textOf(row, 1)) }, textOf(row, 2).toLongLong());
    return pages;
}

Result<qint64> DryRun::totalChanges()
{
    const auto found = rows("SELECT total_changes()");
    if (!found)
        return fail(found.error());
    return found->empty() ? 0 : textOf(found->front(), 0).toLongLong();
}

/// A table made anew under its old name has another root page.
Result<void> DryRun::compare(const StatementText &text, qint64 changesBefore, StatementMeasurement &measurement)
{
    auto pages = readRootPages();
    if (!pages)
        return fail(pages.error());
    for (auto page = pages->cbegin(); page != pages->cend(); ++page) {
        const auto known = m_rootPages.constFind(page.key());
        if (known == m_rootPages.cend())
            measurement.created.push_back(page.key());
        else if (*known != *page)
            measurement.rewritten.push_back(page.key());
    }
    for (auto known = m_rootPages.cbegin(); known != m_rootPages.cend(); ++known) {
        if (!pages->contains(known.key()))
            measurement.dropped.push_back(known.key());
    }
    if (const auto table = tableThatLosesAColumn(view(text)); table && !std::ranges::contains(measurement.rewritten, *table))
        measurement.rewritten.push_back(*table);
    for (auto *paths : { &measurement.created, &measurement.rewritten, &measurement.dropped })
        std::ranges::sort(*paths);
    m_rootPages = std::move(*pages);
    const auto changes = totalChanges();
    if (!changes)
        return fail(changes.error());
    const auto writes = *changes != changesBefore || !measurement.created.empty() || !measurement.dropped.empty() || !measurement.rewritten.empty();
    if (writes && !m_isWriter)
        measurement.locks.push_back({ { {}, QStringLiteral("main"), {} }, QStringLiteral("RESERVED") });
    m_isWriter = m_options.inTransaction && (m_isWriter || writes);
    return {};
}

Result<QHash<QString, qint64>> DryRun::brokenReferences()
{
    const auto found = rows("SELECT \"table\", parent, count(*) FROM pragma_foreign_key_check GROUP BY 1, 2");
    if (!found)
        return fail(found.error());
    QHash<QString, qint64> broken;
    for (const auto &row : *found)
        broken.insert(tr("rows of %1 refer to rows of %2 that are not there")
                          .arg(QString::fromUtf8(textOf(row, 0)), QString::fromUtf8(textOf(row, 1))),
            textOf(row, 2).toLongLong());
    return broken;
}

Result<QStringList> DryRun::check()
{
    if (m_state != State::Open)
        return QStringList();
    QStringList sentences;
    const auto found = rows("PRAGMA integrity_check");
    if (!found)
        return fail(found.error());
    for (const auto &row : *found) {
        if (textOf(row, 0) != "ok" && sentences.size() < mostSentences)
            sentences.append(tr("Integrity: %1").arg(QString::fromUtf8(textOf(row, 0))));
    }
    const auto broken = brokenReferences();
    if (!broken)
        return fail(broken.error());
    auto names = broken->keys();
    names.sort();
    for (const auto &name : names) {
        const auto now = broken->value(name);
        const auto before = m_brokenBefore.value(name);
        sentences.append(before == 0 ? tr("%1 %2.").arg(now).arg(name) : tr("%1 %2, %3 of them already before.").arg(now).arg(name).arg(std::min(before, now)));
    }
    return sentences;
}

Result<void> DryRun::end()
{
    const auto isWhole = m_state == State::Open;
    m_state = State::None;
    if (m_connection.transactionState() == TransactionState::Idle)
        return {};
    return run(isWhole && m_options.inTransaction ? "COMMIT" : "ROLLBACK");
}

} // namespace dumbo::sqlite
