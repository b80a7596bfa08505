#include "drivers/common/mysql/dryrun.h"

#include "drivers/common/mysql/dryrunescapes.h"
#include "drivers/common/mysql/queryrows.h"
#include "drivers/common/mysql/scratchdatabases.h"
#include "drivers/common/script/statements.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace dumbo::mysql {

namespace {

using Clock = std::chrono::steady_clock;

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

std::string_view view(const QByteArray &bytes)
{
    return { bytes.constData(), std::size_t(bytes.size()) };
}

/// What the server writes for who defined an object; the scratch database's account may name only itself.
QString withoutDefiner(QString ddl)
{
    static const QRegularExpression definer(QStringLiteral("^(CREATE\\s+(?:\\w+=\\w+\\s+)?)DEFINER\\s*=\\s*`(?:[^`]|``)*`@`(?:[^`]|``)*`\\s*"));
    return ddl.replace(definer, QStringLiteral("\\1"));
}

/// Without the database's name, which the server writes before names where it is not the current one.
QString unqualified(QString ddl, const ObjectPath &path)
{
    return ddl.remove(QString::fromUtf8(quotedName(path.schema)) + u'.');
}

/// Views behind the views that they name.
void orderViews(std::vector<std::pair<QString, QString>> &views)
{
    for (std::size_t done = 0; done < views.size(); ++done) {
        const auto needsNone = [&](const auto &candidate) {
            return std::none_of(views.begin() + std::ptrdiff_t(done), views.end(), [&](const auto &other) {
                return other.first != candidate.first && candidate.second.contains(QString::fromUtf8(quotedName(other.first)));
            });
        };
        const auto next = std::find_if(views.begin() + std::ptrdiff_t(done), views.end(), needsNone);
        if (next == views.end())
            return;
        std::rotate(views.begin() + std::ptrdiff_t(done), next, next + 1);
    }
}

} // namespace

Result<QString> DryRun::ask(const QByteArray &sql)
{
    QString text;
    const auto asked = forEachRow(m_connection, sql, [&](const QueryRow &row) { text = row.text(0); });
    return asked ? Result<QString>(text) : fail(asked.error());
}

Result<void> DryRun::run(const QByteArray &sql)
{
    return forEachRow(m_connection, sql, [](const QueryRow &) { });
}

/// Who is not the account that was made for the scratch database is kept in it by words alone.
Result<QStringList> DryRun::reachableDatabases()
{
    const auto user = ask("SELECT CURRENT_USER()");
    if (!user)
        return fail(user.error());
    if (ScratchDatabases::isScratch(user->section(u'@', 0, -2)))
        return QStringList();
    QStringList others;
    const auto read = forEachRow(m_connection, "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME <> COALESCE(DATABASE(), '')",
        [&](const QueryRow &row) { others.append(row.text(0)); });
    return read ? Result<QStringList>(others) : fail(read.error());
}

Result<QStringList> DryRun::limits()
{
    QStringList limits { tr("The server commits by itself, so it is made on a copy of the schema: rows, and how long anything takes with them, are not "
                            "seen, nor which locks it would wait for.") };
    const auto database = ask("SELECT DATABASE()");
    const auto others = reachableDatabases();
    if (!database || !others)
        return fail(database ? others.error() : database.error());
    if (ScratchDatabases::isScratch(*database) && !others->isEmpty())
        limits.append(tr("No account could be made for the copy alone. Statements that name other databases are refused by their words."));
    return limits;
}

Result<void> DryRun::begin(const DryRunOptions &options)
{
    m_state = State::None;
    const auto database = ask("SELECT DATABASE()");
    if (!database)
        return fail(database.error());
    if (!ScratchDatabases::isScratch(*database) || !options.onScratch)
        return fail(ErrorKind::InvalidOperation, tr("MariaDB commits by itself, so migrations are tried in a scratch database only."));
    m_database = *database;
    auto others = reachableDatabases();
    if (!others)
        return fail(others.error());
    m_others = std::move(*others);
    const auto seconds = std::max<qint64>(1, std::chrono::ceil<std::chrono::seconds>(options.lockTimeout).count());
    const auto limit = QByteArray::number(seconds);
    if (const auto set = run("SET SESSION lock_wait_timeout = " + limit + ", SESSION innodb_lock_wait_timeout = " + limit); !set)
        return set;
    auto things = readThings();
    if (!things)
        return fail(things.error());
    m_things = std::move(*things);
    m_state = State::Open;
    return {};
}

Result<StatementMeasurement> DryRun::measure(const StatementText &text)
{
    if (m_state != State::Open)
        return fail(ErrorKind::InvalidOperation, tr("The dry run is over; nothing more is run."));
    const auto dialect = m_connection.dialect();
    if (const auto allowed = checkDryRun(view(text), dialect, m_others); !allowed)
        return fail(allowed.error());
    if (script::splitStatements(view(text), dialect).size() > 1)
        return fail(ErrorKind::InvalidOperation, tr("Only one statement can be tried at a time."));
    StatementMeasurement measurement;
    auto done = execute(text, measurement);
    if (done)
        done = compare(measurement);
    if (!done) {
        m_state = State::Over;
        return fail(done.error());
    }
    return measurement;
}

Result<void> DryRun::execute(const StatementText &text, StatementMeasurement &measurement)
{
    Statement statement;
    statement.text = text;
    const auto begin = Clock::now();
    const auto execution = m_connection.execute(statement);
    if (!execution)
        return fail(execution.error());
    while (true) {
        const auto more = (*execution)->nextResult();
        if (!more)
            return fail(more.error());
        if (!*more)
            break;
        qint64 returned = 0;
        while (true) {
            const auto batch = (*execution)->next({});
            if (!batch)
                return fail(batch.error());
            if (!*batch)
                break;
            returned += (*batch)->rowCount();
        }
        const auto affected = (*execution)->outcome().affectedRows;
        measurement.rows = affected ? affected : (*execution)->columns().empty() ? std::nullopt : std::optional(returned);
    }
    const auto closed = (*execution)->close(CloseMode::Drain);
    measurement.time = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin);
    return closed;
}

/// A table that InnoDB wrote anew has another number, instant and in-place changes leave it. Who lacks the right PROCESS can't see it.
Result<DryRun::Things> DryRun::readThings()
{
    Things things;
    const auto add = [&](const QueryRow &row) { things.insert({ {}, m_database, row.text(0) }, {}); };
    for (const auto *sql : { "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()",
             "SELECT TRIGGER_NAME FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
             "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE()" }) {
        if (const auto read = forEachRow(m_connection, sql, add); !read)
            return fail(read.error());
    }
    const auto isMariaDb = m_connection.server().product == u"MariaDB";
    const auto numbers = "SELECT NAME, TABLE_ID FROM information_schema." + QByteArray(isMariaDb ? "INNODB_SYS_TABLES" : "INNODB_TABLES")
        + " WHERE NAME LIKE CONCAT(REPLACE(DATABASE(), '_', '\\\\_'), '/%')";
    std::ignore = forEachRow(m_connection, numbers, [&](const QueryRow &row) {
        const auto found = things.find({ {}, m_database, row.text(0).section(u'/', 1) });
        if (found != things.end())
            found->id = QByteArray::number(row.integer(1));
    });
    return things;
}

Result<void> DryRun::compare(StatementMeasurement &measurement)
{
    auto things = readThings();
    if (!things)
        return fail(things.error());
    for (auto thing = things->cbegin(); thing != things->cend(); ++thing) {
        const auto known = m_things.constFind(thing.key());
        if (known == m_things.cend())
            measurement.created.push_back(thing.key());
        else if (*known != *thing && !known->id.isEmpty())
            measurement.rewritten.push_back(thing.key());
    }
    for (auto known = m_things.cbegin(); known != m_things.cend(); ++known) {
        if (!things->contains(known.key()))
            measurement.dropped.push_back(known.key());
    }
    m_things = std::move(*things);
    return {};
}

Result<void> DryRun::end()
{
    m_state = State::None;
    return m_connection.transactionState() == TransactionState::Idle ? Result<void>() : m_connection.rollback();
}

Result<std::vector<StatementText>> DryRun::schema(const CatalogPart &schema)
{
    const auto others = reachableDatabases();
    if (!others)
        return fail(others.error());
    const auto dialect = m_connection.dialect();
    std::vector<StatementText> statements { "SET FOREIGN_KEY_CHECKS = 0" };
    const auto add = [&](const QString &ddl) {
        const auto text = ddl.toUtf8();
        if (!text.isEmpty() && checkDryRun(view(text), dialect, *others))
            statements.push_back(text);
    };
    const auto addAll = [&](ObjectKind kind) {
        for (const auto &object : schema.objects) {
            if (object.kind == kind)
                add(unqualified(withoutDefiner(object.ddl), object.path));
        }
    };
    for (const auto kind : { ObjectKind::Sequence, ObjectKind::Table, ObjectKind::Function, ObjectKind::Procedure })
        addAll(kind);
    std::vector<std::pair<QString, QString>> views;
    for (const auto &object : schema.objects) {
        if (object.kind == ObjectKind::View)
            views.emplace_back(object.path.name, unqualified(withoutDefiner(object.ddl), object.path));
    }
    orderViews(views);
    for (const auto &[name, ddl] : views)
        add(ddl);
    for (const auto &object : schema.objects) {
        for (const auto &trigger : object.triggers)
            add(unqualified(trigger.ddl, object.path));
    }
    statements.push_back("SET FOREIGN_KEY_CHECKS = 1");
    return statements;
}

} // namespace dumbo::mysql
