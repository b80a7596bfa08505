#include "drivers/common/postgresql/scratchdatabases.h"

#include "drivers/common/explain/statementrows.h"
#include "drivers/common/postgresql/catalogsource.h"
#include "drivers/common/postgresql/serverflavour.h"

#include <QCoreApplication>
#include <QRandomGenerator>

namespace dumbo::postgresql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("PostgreSQL", text);
}

const QByteArray remark = "Scratch database of Dumbo, to be dropped";

const QByteArray ours = "d.datname ~ '^dumbo_scratch_[0-9]+_[0-9]+_[0-9a-f]+$' AND pg_catalog.shobj_description(d.oid, 'pg_database') = '"
    + remark + '\'';

const QByteArray leftBehind = "SELECT d.datname FROM pg_catalog.pg_database d WHERE " + ours
    + " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.datname = d.datname)"
      " AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_stat_activity a WHERE a.pid::text = pg_catalog.split_part(d.datname, '_', 3)"
      " AND (a.backend_start IS NULL OR pg_catalog.floor(EXTRACT(epoch FROM a.backend_start))::bigint::text"
      " = pg_catalog.split_part(d.datname, '_', 4)))";

QByteArray quoted(const QString &name)
{
    return '"' + name.toUtf8().replace('"', "\"\"") + '"';
}

} // namespace

Result<void> ScratchDatabases::run(const QByteArray &sql)
{
    const auto done = ask(sql);
    return done ? Result<void>() : fail(done.error());
}

Result<QByteArray> ScratchDatabases::ask(const QByteArray &sql)
{
    Statement statement;
    statement.text = sql;
    statement.purpose = Purpose::Internal;
    const auto rows = explain::readRows(m_connection, statement);
    if (!rows)
        return fail(rows.error());
    return rows->empty() || rows->front().empty() ? QByteArray() : rows->front().front().value_or(QByteArray());
}

Result<bool> ScratchDatabases::isInOne()
{
    const auto found = ask("SELECT 'yes' FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database() AND " + ours);
    return found ? Result<bool>(*found == "yes") : fail(found.error());
}

Result<QStringList> ScratchDatabases::sweep()
{
    Statement statement;
    statement.text = leftBehind;
    statement.purpose = Purpose::Internal;
    const auto rows = explain::readRows(m_connection, statement);
    if (!rows)
        return fail(rows.error());
    QStringList swept;
    for (const auto &row : *rows) {
        const auto name = QString::fromUtf8(row.front().value_or(QByteArray()));
        if (drop(name))
            swept.append(name);
    }
    return swept;
}

/// An empty database that sorts and compares as this one does.
Result<QByteArray> ScratchDatabases::likeThisDatabase()
{
    const auto version = versionNumberOf(m_connection.server().version);
    const QByteArray provider = version < 150000 ? QByteArray("''")
        : version < 170000
        ? QByteArray("CASE WHEN datlocprovider = 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(daticulocale) ELSE '' END")
        : QByteArray("CASE datlocprovider WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(datlocale)"
                     " WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || quote_literal(datlocale) ELSE '' END");
    return ask("SELECT ' ENCODING ' || quote_literal(pg_catalog.pg_encoding_to_char(encoding)) || ' LC_COLLATE ' || quote_literal(datcollate)"
               " || ' LC_CTYPE ' || quote_literal(datctype) || "
        + provider + " FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()");
}

Result<ScratchDatabase> ScratchDatabases::create(const ScratchRequest &request)
{
    if (m_connection.transactionState() != TransactionState::Idle)
        return fail(ErrorKind::InvalidOperation, tr("A transaction is open; a scratch database can't be made in one."));
    const auto maker = ask("SELECT pid || '_' || pg_catalog.floor(EXTRACT(epoch FROM backend_start))::bigint FROM pg_catalog.pg_stat_activity"
                           " WHERE pid = pg_catalog.pg_backend_pid()");
    if (!maker)
        return fail(maker.error());
    const auto random = QByteArray::number(QRandomGenerator::system()->generate(), 16);
    const auto name = QString::fromUtf8("dumbo_scratch_" + *maker + '_' + random);
    QByteArray text = "CREATE DATABASE " + quoted(name);
    if (request.withRows) {
        const auto current = ask("SELECT pg_catalog.quote_ident(pg_catalog.current_database())");
        if (!current)
            return fail(current.error());
        text += " TEMPLATE " + *current;
    } else {
        const auto like = likeThisDatabase();
        if (!like)
            return fail(like.error());
        text += " TEMPLATE template0" + *like;
    }
    if (const auto made = run(text); !made) {
        Error error(made.error().kind(), tr("The scratch database could not be made: %1").arg(made.error().message()));
        if (made.error().sqlState() == u"55006")
            error.withHint(tr("PostgreSQL copies a database with its rows only while nobody else is connected to it. A scratch copy of the "
                              "schema alone always works."));
        else if (made.error().sqlState() == u"42501")
            error.withHint(tr("The user needs the right to create databases (ALTER ROLE … CREATEDB)."));
        return fail(error.withSqlState(made.error().sqlState()).withCause(made.error()));
    }
    if (const auto said = run("COMMENT ON DATABASE " + quoted(name) + " IS '" + remark + '\''); !said) {
        std::ignore = drop(name);
        return fail(said.error());
    }
    ScratchDatabase scratch;
    scratch.name = name;
    scratch.options.set(QStringLiteral("dbname"), name);
    return scratch;
}

Result<void> ScratchDatabases::drop(const QString &name)
{
    if (!name.startsWith(u"dumbo_scratch_"))
        return fail(ErrorKind::InvalidOperation, tr("\"%1\" is no scratch database.").arg(name));
    return run("DROP DATABASE IF EXISTS " + quoted(name));
}

} // namespace dumbo::postgresql
