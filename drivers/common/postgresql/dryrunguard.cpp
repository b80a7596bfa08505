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
    const auto oid = ask("SELECT '" + table + "'::pg_catalog.regclass::pg_catalog.oid");
    auto description = oid ? (m_table = *oid, describe()) : fail(oid.error());
    auto number = description ? transaction() : fail(description.error());
    if (!number)
        return fail(noGuard(number.error()));
    m_description = std::move(*description);
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

Result<QByteArray> DryRunGuard::transaction()
{
    return ask(m_isNew ? "SELECT pg_catalog.pg_current_xact_id_if_assigned()" : "SELECT pg_catalog.txid_current_if_assigned()");
}

/// Nothing of it is asked by a name or an operator that a script could have put before the server's own.
Result<std::vector<explain::TextRow>> DryRunGuard::describe()
{
    Statement statement;
    statement.purpose = Purpose::Internal;
    statement.text = "SELECT t.oid, t.tgfoid, t.tgenabled, t.tgdeferrable, t.tginitdeferred, t.tgtype FROM pg_catalog.pg_trigger t"
                     " WHERE t.tgrelid OPERATOR(pg_catalog.=) "
        + m_table + "::pg_catalog.oid ORDER BY t.oid";
    auto rows = explain::readRows(m_connection, statement);
    if (!rows)
        return rows;
    statement.text = "SELECT id, missing FROM ONLY pg_temp." + m_name + " ORDER BY id";
    auto guards = explain::readRows(m_connection, statement);
    if (!guards)
        return guards;
    rows->insert(rows->end(), guards->begin(), guards->end());
    return rows;
}

Result<DryRunGuard::Finding> DryRunGuard::look()
{
    const auto number = transaction();
    if (!number)
        return fail(number.error());
    if (*number != m_transaction)
        return Finding::Gone;
    const auto found = describe();
    if (!found)
        return fail(found.error());
    return *found == m_description ? Finding::Holds : Finding::Damaged;
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
