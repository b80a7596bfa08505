#include "drivers/common/mysql/scratchdatabases.h"

#include "drivers/common/mysql/queryrows.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QRegularExpression>

namespace dumbo::mysql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("MySQL", text);
}

const QByteArray remark = "'Scratch database of Dumbo, to be dropped'";

QByteArray account(const QString &name, const QString &host)
{
    return quotedName(name) + '@' + quotedName(host);
}

} // namespace

bool ScratchDatabases::isScratch(const QString &name)
{
    static const QRegularExpression pattern(QStringLiteral("^dumbo_scratch_[0-9a-f]{12}$"));
    return name.contains(pattern);
}

Result<void> ScratchDatabases::run(const QByteArray &sql)
{
    return forEachRow(m_connection, sql, [](const QueryRow &) { });
}

Result<QString> ScratchDatabases::ask(const QByteArray &sql)
{
    QString text;
    const auto asked = forEachRow(m_connection, sql, [&](const QueryRow &row) { text = row.text(0); });
    return asked ? Result<QString>(text) : fail(asked.error());
}

Result<bool> ScratchDatabases::hasComments()
{
    const auto found = ask("SELECT COUNT(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'information_schema'"
                           " AND TABLE_NAME = 'SCHEMATA' AND COLUMN_NAME = 'SCHEMA_COMMENT'");
    return found ? Result<bool>(*found == u"1") : fail(found.error());
}

/// A name alone says nothing: somebody else may have chosen it.
Result<QStringList> ScratchDatabases::sweep()
{
    const auto marked = hasComments();
    if (!marked || !*marked)
        return marked ? Result<QStringList>(QStringList()) : fail(marked.error());
    QStringList names;
    const auto read = forEachRow(m_connection,
        "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'dumbo\\_scratch\\_%' AND IS_FREE_LOCK(SCHEMA_NAME) = 1"
        " AND SCHEMA_COMMENT = "
            + remark,
        [&](const QueryRow &row) { names.append(row.text(0)); });
    if (!read)
        return fail(read.error());
    QStringList swept;
    for (const auto &name : names) {
        if (isScratch(name) && drop(name))
            swept.append(name);
    }
    return swept;
}

bool ScratchDatabases::makeAccount(const QString &name)
{
    const auto own = ask("SELECT CURRENT_USER()");
    auto text = own ? ask("SHOW CREATE USER CURRENT_USER()") : own;
    if (!text)
        return false;
    // CREATE USER `anna`@`%` IDENTIFIED BY PASSWORD '…' REQUIRE SSL: all of it but the name.
    static const QRegularExpression who(QStringLiteral("^CREATE USER (`(?:[^`]|``)*`|'(?:[^']|'')*')@(`(?:[^`]|``)*`|'(?:[^']|'')*')"));
    const auto match = who.match(*text);
    // Accounts of the system or of a token come in by their name.
    static const QRegularExpression byName(QStringLiteral("unix_socket|gssapi|named_pipe|\\bpam\\b|auth_socket|authentication_(ldap|kerberos|windows|fido|webauthn)"),
        QRegularExpression::CaseInsensitiveOption);
    if (!match.hasMatch() || text->contains(byName))
        return false;
    const auto host = own->section(u'@', -1);
    const auto made = "CREATE USER " + account(name, host) + text->sliced(match.capturedLength()).toUtf8();
    if (!run(made))
        return false;
    auto pattern = name;
    pattern.replace(u'_', QStringLiteral("\\_"));
    if (!run("GRANT ALL PRIVILEGES ON " + quotedName(pattern) + ".* TO " + account(name, host))) {
        dropAccounts(name);
        return false;
    }
    // To see which tables were written anew; it shows, and lets nothing be changed.
    std::ignore = run("GRANT PROCESS ON *.* TO " + account(name, host));
    return true;
}

Result<ScratchDatabase> ScratchDatabases::create(const ScratchRequest &request)
{
    if (request.withRows)
        return fail(Error(ErrorKind::NotImplemented, tr("MariaDB can't copy a database with its rows."))
                        .withHint(tr("Make a copy of the schema, or choose another database.")));
    const auto number = QRandomGenerator::system()->generate64() & 0xFFFFFFFFFFFFULL;
    const auto name = QStringLiteral("dumbo_scratch_%1").arg(number, 12, 16, QLatin1Char('0'));
    const auto locked = ask("SELECT GET_LOCK(" + literal(name) + ", 0)");
    const auto characters = locked ? ask("SELECT CONCAT(' CHARACTER SET ', @@character_set_database, ' COLLATE ', @@collation_database)") : locked;
    if (!characters)
        return fail(characters.error());
    const auto marked = hasComments();
    if (!marked)
        return fail(marked.error());
    const auto comment = *marked ? " COMMENT " + remark : QByteArray();
    if (const auto made = run("CREATE DATABASE " + quotedName(name) + characters->toUtf8() + comment); !made)
        return fail(Error(made.error().kind(), tr("The scratch database could not be made: %1").arg(made.error().message()))
                        .withHint(tr("The user needs the right to create databases."))
                        .withCause(made.error()));
    ScratchDatabase scratch;
    scratch.name = name;
    scratch.options.set(QStringLiteral("database"), name);
    if (makeAccount(name))
        scratch.options.set(QStringLiteral("user"), name);
    return scratch;
}

void ScratchDatabases::dropAccounts(const QString &name)
{
    const auto own = ask("SELECT CURRENT_USER()");
    if (own)
        std::ignore = run("DROP USER IF EXISTS " + account(name, own->section(u'@', -1)));
}

Result<void> ScratchDatabases::drop(const QString &name)
{
    if (!isScratch(name))
        return fail(ErrorKind::InvalidOperation, tr("\"%1\" is no scratch database.").arg(name));
    dropAccounts(name);
    const auto dropped = run("DROP DATABASE IF EXISTS " + quotedName(name));
    if (dropped)
        std::ignore = run("DO RELEASE_LOCK(" + literal(name) + ")");
    return dropped;
}

} // namespace dumbo::mysql
