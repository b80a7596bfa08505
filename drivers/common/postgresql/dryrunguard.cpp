#include "drivers/common/postgresql/dryrunguard.h"

#include "drivers/common/explain/statementrows.h"
#include "drivers/common/postgresql/serverflavour.h"

#include <QCoreApplication>
#include <QRandomGenerator>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

Error noGuard(const Error &why)
{
    return Error(ErrorKind::InvalidOperation,
        tr("A dry run needs a temporary table as its guard, and that could not be made: %1").arg(why.message()))
        .withHint(tr("Grant the right TEMPORARY on this database, or make the dry run in a scratch copy."))
        .withSqlState(why.sqlState())
        .withCause(why);
}

} // namespace

Result<void> DryRunGuard::set()
{
    m_name = "dumbo_guard_" + QByteArray::number(QRandomGenerator::system()->generate64(), 16);
    const auto table = "pg_temp." + m_name;
    const QByteArrayList steps {
        "CREATE TEMPORARY TABLE " + table + " (id integer CONSTRAINT " + m_name + "_pk PRIMARY KEY, missing integer CONSTRAINT " + m_name
            + "_fk REFERENCES " + table + " DEFERRABLE INITIALLY DEFERRED)",
        "CREATE CONSTRAINT TRIGGER " + m_name + " AFTER INSERT ON " + table
            + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE pg_catalog.suppress_redundant_updates_trigger()",
        "INSERT INTO " + table + " VALUES (1, 2)",
    };
    for (const auto &step : steps) {
        if (const auto done = run(step); !done)
            return fail(noGuard(done.error()));
    }
    if (const auto refused = mustRefuse(m_name + "_fk"); !refused)
        return refused;
    if (const auto refused = mustRefuse(m_name); !refused)
        return refused;
    m_isNew = versionNumberOf(m_connection.server().version) >= 130000;
    auto number = ask(m_isNew ? "SELECT pg_catalog.pg_current_xact_id()::text" : "SELECT pg_catalog.txid_current()::text");
    if (!number)
        return fail(noGuard(number.error()));
    m_transaction = *number;
    return {};
}

/// Checked at once, each part must fail as it would at the end.
Result<void> DryRunGuard::mustRefuse(const QByteArray &constraint)
{
    if (const auto begun = run("SAVEPOINT " + m_name); !begun)
        return fail(noGuard(begun.error()));
    const auto checked = run("SET CONSTRAINTS pg_temp." + constraint + " IMMEDIATE");
    const auto isRefused = !checked && (checked.error().sqlState().startsWith(u"23") || checked.error().sqlState().startsWith(u"39"));
    if (!checked && !isRefused)
        return fail(noGuard(checked.error()));
    if (checked)
        return fail(Error(ErrorKind::InvalidOperation, tr("The guard of the dry run would not hold here, so nothing was run."))
                        .withHint(tr("Triggers are switched off by session_replication_role; set it to \"origin\".")));
    if (const auto undone = run("ROLLBACK TO SAVEPOINT " + m_name); !undone)
        return undone;
    return run("RELEASE SAVEPOINT " + m_name);
}

Result<DryRunGuard::Finding> DryRunGuard::look()
{
    const QByteArray number = m_isNew ? "pg_catalog.pg_current_xact_id_if_assigned()::text" : "pg_catalog.txid_current_if_assigned()::text";
    // Nothing of it is asked by a name that a script could have put before the server's own.
    const auto found = ask("SELECT coalesce(" + number + ", '') || ' ' || (SELECT pg_catalog.count(*) FROM pg_catalog.pg_class c WHERE c.relname = '"
        + m_name + "' AND c.relnamespace = pg_catalog.pg_my_temp_schema()) || ' ' || (SELECT pg_catalog.count(*) FROM pg_catalog.pg_trigger t"
                   " JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid WHERE c.relname = '"
        + m_name + "' AND c.relnamespace = pg_catalog.pg_my_temp_schema() AND t.tgenabled = 'O' AND t.tgdeferrable AND t.tginitdeferred"
                   " AND t.tgfoid IN ('pg_catalog.suppress_redundant_updates_trigger'::pg_catalog.regproc,"
                   " 'pg_catalog.\"RI_FKey_check_ins\"'::pg_catalog.regproc))");
    if (!found)
        return fail(found.error());
    const auto words = found->split(' ');
    if (words.front() != m_transaction)
        return Finding::Gone;
    if (words.value(1) != "1" || words.value(2) != "2")
        return Finding::Damaged;
    const auto rows = ask("SELECT pg_catalog.string_agg(id || ' ' || coalesce(missing::text, ''), ',') FROM ONLY pg_temp." + m_name);
    if (!rows)
        return fail(rows.error());
    return *rows == "1 2" ? Finding::Holds : Finding::Damaged;
}

Result<void> DryRunGuard::run(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Internal;
    const auto done = explain::countRows(m_connection, statement);
    return done ? Result<void>() : fail(done.error());
}

Result<QByteArray> DryRunGuard::ask(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Internal;
    const auto rows = explain::readRows(m_connection, statement);
    if (!rows)
        return fail(rows.error());
    return rows->empty() || rows->front().empty() ? QByteArray() : rows->front().front().value_or(QByteArray());
}

} // namespace dumbo::postgresql
