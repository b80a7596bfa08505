#include "drivers/qtsql/mysqlbackend.h"

#include "drivers/common/mysql/catalogreader.h"
#include "drivers/common/mysql/dialect.h"
#include "drivers/common/mysql/errors.h"
#include "drivers/common/mysql/migrations.h"
#include "drivers/common/mysql/queryrows.h"
#include "drivers/common/script/scanner.h"
#include "drivers/qtsql/mysqlrows.h"
#include "drivers/qtsql/mysqlstatement.h"

#include <QCoreApplication>
#include <QSqlDriver>
#include <QSqlResult>

#include <algorithm>
#include <array>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

LinkOptions linkOptions(const ConnectRequest &request)
{
    const auto &given = request.options;
    LinkOptions options;
    options.plugin = QStringLiteral("QMYSQL");
    options.package = QStringLiteral("libqt6sql6-mysql");
    options.host = given.text(u"host", QStringLiteral("localhost"));
    options.port = int(given.integer(u"port", 3306));
    options.database = given.text(u"database");
    options.user = given.text(u"user");
    options.password = request.secrets.value(QStringLiteral("password"));
    // An UPDATE counts the rows it found, as other databases do, not only those whose values became others.
    QStringList words { QStringLiteral("CLIENT_FOUND_ROWS=1"),
        QStringLiteral("MYSQL_OPT_CONNECT_TIMEOUT=%1").arg(given.integer(u"connectTimeout", 10)) };
    const auto add = [&](const char *word, QStringView option) {
        if (const auto text = given.text(option); !text.isEmpty())
            words.append(QLatin1StringView(word) + QLatin1Char('=') + text);
    };
    add("UNIX_SOCKET", u"socket");
    add("SSL_CA", u"sslCa");
    add("SSL_CERT", u"sslCert");
    add("SSL_KEY", u"sslKey");
    options.connectOptions = words.join(u';');
    return options;
}

std::optional<Error> checkOptions(const ConnectRequest &request)
{
    for (const auto *name : { u"socket", u"sslCa", u"sslCert", u"sslKey" }) {
        if (request.options.text(QStringView(name)).contains(u';'))
            return Error(ErrorKind::Data,
                tr("The option \"%1\" can't hold a semicolon: Qt would cut it there.").arg(QStringView(name)));
    }
    return std::nullopt;
}

Error explained(Error error)
{
    if (error.kind() == ErrorKind::AuthenticationRequired)
        error.withDetail(authenticationDetail({ QStringLiteral("password") }));
    return error;
}

} // namespace

Capabilities mysqlCapabilities()
{
    using enum Capability;
    return { Cancel, Prepare, Scripts, Transactions, Savepoints, ReadOnly, Catalog, CatalogDdl, LastInsertId,
        SeveralConnections };
}

Result<std::unique_ptr<Backend>> MysqlBackend::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    if (const auto wrong = checkOptions(request))
        return fail(*wrong);
    const auto options = linkOptions(request);
    auto link = Link::create(options, observer);
    if (!link)
        return fail(link.error());
    std::unique_ptr<MysqlBackend> backend(new MysqlBackend(std::move(*link), options, request.readOnly));
    if (!backend->link().open(options))
        return fail(explained(backend->describe(backend->link().lastError(), nullptr, {})));
    if (const auto ready = backend->prepareSession(); !ready)
        return fail(ready.error());
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    return backend;
}

MysqlBackend::MysqlBackend(std::unique_ptr<Link> link, const LinkOptions &options, bool readOnly)
    : Backend(std::move(link))
    , m_options(options)
    , m_readOnly(readOnly)
    , m_dialect(mysql::dialect())
{
}

MysqlBackend::~MysqlBackend()
{
    link().setInterrupt({});
    m_canceller.reset();
}

Result<void> MysqlBackend::prepareSession()
{
    m_handle = static_cast<MysqlConnection *>(nativeHandle(link().database().driver()->handle(), { "MYSQL*", "st_mysql*" }));
    if (m_handle)
        m_functions = MysqlFunctions::of(link().native());
    if (m_functions && m_functions->setServerOption(m_handle, MysqlFunctions::multiStatementsOff) != 0)
        m_functions.reset();
    if (m_readOnly && !m_functions)
        return fail(ErrorKind::NotImplemented,
            tr("Qt's QMYSQL sends several statements at once, and its client library can't be told otherwise here, "
               "so that writes can't be refused for sure. This connector can't open read-only connections."));
    auto query = link().query();
    if (!query.exec(QStringLiteral("SELECT VERSION(), CONNECTION_ID()")) || !query.next())
        return fail(failure(query, {}));
    m_versionText = query.value(0).toString();
    m_isMariaDb = m_versionText.contains(u"MariaDB", Qt::CaseInsensitive);
    m_processId = query.value(1).toLongLong();
    query.finish();
    readMode();
    m_canceller = std::make_unique<CancelThread>([this] { sendKill(); }, [this] { m_killLink.reset(); });
    link().setInterrupt([this] { m_canceller->request(); });
    return {};
}

void MysqlBackend::readMode()
{
    m_dialect = mysql::dialectFor(link().ask(QStringLiteral("SELECT @@sql_mode")));
}

/// Runs in the canceller's thread, on a connection of its own: the protocol has no other way.
void MysqlBackend::sendKill()
{
    static ConnectionObserver nobody;
    if (!m_killLink) {
        auto made = Link::create(m_options, nobody);
        if (!made || !(*made)->open(m_options))
            return;
        m_killLink = std::move(*made);
    }
    auto query = m_killLink->query();
    if (!query.exec(QStringLiteral("KILL QUERY %1").arg(m_processId))) {
        query.clear();
        m_killLink.reset();
    }
}

/// A KILL that came while nothing ran would end the next statement: here is one for it.
void MysqlBackend::settle()
{
    if (!m_canceller->settle()) {
        setBroken();
        return;
    }
    if (!isBroken())
        std::ignore = link().query().exec(QStringLiteral("DO 0"));
}

Capabilities MysqlBackend::capabilities() const
{
    auto capabilities = mysqlCapabilities();
    capabilities.setFlag(Capability::ReadOnly, m_functions.has_value());
    return capabilities;
}

ServerFacts MysqlBackend::server() const
{
    ServerFacts facts;
    facts.product = m_isMariaDb ? QStringLiteral("MariaDB") : QStringLiteral("MySQL");
    facts.version = m_versionText.section(u'-', 0, 0);
    facts.processId = m_processId;
    facts.readOnly = m_readOnly;
    auto query = link().query();
    if (query.exec(QStringLiteral("SELECT CURRENT_USER(), DATABASE(), @@time_zone, @@system_time_zone, @@sql_mode, "
                                  "@@collation_connection"))
        && query.next()) {
        facts.user = query.value(0).toString();
        facts.database = query.value(1).toString();
        const auto zone = query.value(2).toString();
        facts.timeZone = zone == u"SYSTEM" ? query.value(3).toString() : zone;
        facts.settings = { { QStringLiteral("sql_mode"), query.value(4).toString() },
            { QStringLiteral("collation_connection"), query.value(5).toString() } };
    }
    if (!facts.database.isEmpty())
        facts.searchPath = { facts.database };
    query.finish();
    if (query.exec(QStringLiteral("SHOW SESSION STATUS WHERE Variable_name IN ('Ssl_version', 'Ssl_cipher')"))) {
        QStringList parts;
        while (query.next())
            parts.prepend(query.value(1).toString());
        facts.encryption = parts.join(u' ').trimmed();
    }
    return facts;
}

TransactionState MysqlBackend::transactionState() const
{
    if (m_stateKnown || link().isWorking())
        return m_state;
    if (!m_isMariaDb)
        return isBroken() ? TransactionState::Unknown : m_followed;
    const auto text = link().ask(QStringLiteral("SELECT @@in_transaction"));
    m_stateKnown = !text.isEmpty();
    if (m_stateKnown)
        m_state = text == u"0" ? TransactionState::Idle : TransactionState::Active;
    return m_stateKnown ? m_state : TransactionState::Unknown;
}

Result<CatalogPart> MysqlBackend::catalog(Connection &connection, const CatalogRequest &request)
{
    return mysql::readCatalog(connection, request, link().ask(QStringLiteral("SELECT DATABASE()")));
}

/// The isolation level is set before the transaction: inside it is too late.
std::optional<Result<void>> MysqlBackend::begin(const TransactionOptions &options)
{
    if (options.lock == TransactionLock::Exclusive)
        return fail(ErrorKind::NotImplemented, tr("MariaDB has no transaction that locks out all others."));
    static constexpr std::array levels { "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE" };
    if (options.isolation) {
        const auto *level = levels[std::size_t(*options.isolation)];
        if (auto set = run(QByteArray("SET TRANSACTION ISOLATION LEVEL ") + level); !set)
            return set;
    }
    const auto &texts = m_dialect.transactions;
    m_stateKnown = false;
    auto begun = run(options.readOnly || m_readOnly ? texts.beginReadOnly : texts.begin);
    if (begun)
        m_followed = TransactionState::Active;
    return begun;
}

ResetOutcome MysqlBackend::reset()
{
    if (!m_sessionChanged)
        return ResetOutcome::Clean;
    const auto isFresh = m_functions && m_functions->resetConnection(m_handle) == 0
        && m_functions->setServerOption(m_handle, MysqlFunctions::multiStatementsOff) == 0
        && run("SET NAMES utf8mb4")
        && (m_options.database.isEmpty() || run("USE " + mysql::quotedName(m_options.database)));
    if (!isFresh)
        return ResetOutcome::Unusable;
    m_sessionChanged = false;
    readMode();
    return ResetOutcome::Clean;
}

Extension *MysqlBackend::extension(Connection &connection, const ExtensionId &id)
{
    if (id != MigrationsExtension::extensionId())
        return nullptr;
    if (!m_migrations)
        m_migrations = mysql::makeMigrationsExtension(connection);
    return m_migrations.get();
}

Result<void> MysqlBackend::refuse(const QByteArray &statement, const QByteArray &keyword) const
{
    static constexpr std::array reading { "SELECT", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "VALUES", "TABLE", "USE",
        "HELP", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "DO" };
    const auto isReading
        = std::ranges::any_of(reading, [&](const char *word) { return keyword == word; });
    if (!isReading)
        return fail(ErrorKind::InvalidOperation,
            tr("This connection is read-only: it runs only statements that read (SELECT, SHOW, EXPLAIN, …), not %1.")
                .arg(keyword.isEmpty() ? tr("this one") : QString::fromUtf8(keyword)));
    const std::string_view text(statement.constData(), std::size_t(statement.size()));
    script::Scanner scanner(text, m_dialect);
    std::optional<script::Token> previous;
    while (const auto token = scanner.next()) {
        if (previous && previous->isWord(text, "INTO")
            && (token->isWord(text, "OUTFILE") || token->isWord(text, "DUMPFILE")))
            return fail(Error(ErrorKind::InvalidOperation,
                tr("This connection is read-only: it may not write files on the server."))
                            .withPosition(token->begin));
        if (token->kind == script::Token::Kind::Code)
            return fail(Error(ErrorKind::InvalidOperation,
                tr("This connection is read-only: it runs no executable comments (/*! … */)."))
                            .withPosition(token->begin));
        previous = token;
    }
    return {};
}

/// Reading and writing rows leaves nothing behind, unless it sets variables or takes locks by name.
void MysqlBackend::noteSession(const QByteArray &statement, const QByteArray &keyword)
{
    static constexpr std::array harmless { "SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "SHOW", "EXPLAIN",
        "DESCRIBE", "START", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE" };
    const auto isHarmless = std::ranges::any_of(harmless, [&](const char *word) { return keyword == word; });
    m_sessionChanged = m_sessionChanged || !isHarmless || statement.contains('@')
        || statement.toUpper().contains("_LOCK");
}

Result<void> MysqlBackend::beforeStatement(const QByteArray &statement, const QByteArray &keyword)
{
    m_keyword = keyword;
    m_keepsTransaction = keyword == "ROLLBACK" && statement.toUpper().simplified().contains(" TO ");
    noteSession(statement, keyword);
    m_wrapped = false;
    if (!m_readOnly) {
        m_stateKnown = false;
        return {};
    }
    if (auto allowed = refuse(statement, keyword); !allowed)
        return allowed;
    static constexpr std::array ending { "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE" };
    const auto isOpen = transactionState() == TransactionState::Active;
    if (isOpen || std::ranges::any_of(ending, [&](const char *word) { return keyword == word; })) {
        m_stateKnown = false;
        return {};
    }
    m_wrapped = true;
    return run(m_dialect.transactions.beginReadOnly);
}

/// Statements about objects, users and tables as a whole commit before they run.
void MysqlBackend::followTransaction()
{
    static constexpr std::array ending { "COMMIT", "ROLLBACK", "CREATE", "ALTER", "DROP", "TRUNCATE", "RENAME", "GRANT", "REVOKE",
        "ANALYZE", "OPTIMIZE", "REPAIR", "FLUSH", "LOCK" };
    if (m_keyword == "BEGIN" || m_keyword == "START")
        m_followed = TransactionState::Active;
    else if (!m_keepsTransaction && std::ranges::any_of(ending, [&](const char *word) { return m_keyword == word; }))
        m_followed = TransactionState::Idle;
}

void MysqlBackend::afterStatement(bool failed)
{
    if (!failed)
        followTransaction();
    if (std::exchange(m_wrapped, false) && !isBroken())
        std::ignore = link().query().exec(QStringLiteral("ROLLBACK"));
    static constexpr std::array changing { "SET", "USE", "PREPARE", "LOCK", "CALL", "EXECUTE", "HANDLER" };
    const auto changed = std::ranges::any_of(changing, [&](const char *word) { return m_keyword == word; });
    if (changed && !isBroken())
        readMode();
}

Result<std::shared_ptr<BoundStatement>> MysqlBackend::prepare(const QByteArray &statement, const Parameters *given)
{
    if (!m_functions)
        return Backend::prepare(statement, given);
    std::vector<Column> columns;
    {
        // For the columns and the error, if there is one; it is not run.
        auto described = link().query();
        if (!described.prepare(QString::fromUtf8(statement)))
            return fail(failure(described, statement));
        if (auto *result = static_cast<MysqlResult *>(nativeHandle(described.result()->handle(), { "MYSQL_RES*", "st_mysql_res*" })))
            columns = mysqlColumns(*m_functions, result);
    }
    return MysqlStatement::prepare(*this, statement, std::move(columns));
}

std::unique_ptr<RowReader> MysqlBackend::rows(QSqlQuery &query)
{
    auto *result = static_cast<MysqlResult *>(nativeHandle(query.result()->handle(), { "MYSQL_RES*", "st_mysql_res*" }));
    if (!m_functions || !result)
        return Backend::rows(query);
    return std::make_unique<MysqlTextRows>(query, result, *m_functions);
}

CommandOutcome MysqlBackend::outcome(QSqlQuery &query, const QByteArray &keyword)
{
    auto outcome = Backend::outcome(query, keyword);
    const auto inserts = keyword == "INSERT" || keyword == "REPLACE";
    if (inserts && outcome.affectedRows.value_or(0) > 0) {
        if (const auto id = query.lastInsertId().toLongLong(); id > 0)
            outcome.lastInsertId = id;
    }
    return outcome;
}

Error MysqlBackend::describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const
{
    mysql::ServerFailure failure;
    failure.code = error.nativeErrorCode().toInt();
    failure.message = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    failure.statement = statement;
    if (m_functions && query && failure.code != 0)
        failure.sqlState = m_functions->sqlState(m_handle);
    return mysql::serverError(failure);
}

bool MysqlBackend::isLost(const Error &error) const
{
    return error.nativeCode() && mysql::meansLost(*error.nativeCode());
}

BindRules MysqlBackend::bindRules() const
{
    return { QStringLiteral("MariaDB"), true, true, false };
}

} // namespace dumbo::qtsql
