#include "drivers/qtsql/psqlbackend.h"

#include "drivers/common/postgresql/catalogreader.h"
#include "drivers/common/postgresql/connecterror.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/errors.h"
#include "drivers/common/postgresql/explain.h"
#include "drivers/common/postgresql/migrations.h"
#include "drivers/common/postgresql/monitor.h"
#include "drivers/common/postgresql/partitions.h"
#include "drivers/common/postgresql/readonlystatements.h"
#include "drivers/common/postgresql/serverflavour.h"
#include "drivers/common/script/statements.h"
#include "drivers/qtsql/psqlrows.h"
#include "drivers/qtsql/psqlstatement.h"

#include <QCoreApplication>
#include <QSqlDriver>
#include <QSqlResult>

#include <array>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

std::string_view view(const QByteArray &text)
{
    return { text.constData(), std::size_t(text.size()) };
}

/// All options are libpq's own keywords; Qt passes them on, words apart by semicolons.
Result<LinkOptions> linkOptions(const ConnectRequest &request)
{
    LinkOptions options;
    options.plugin = QStringLiteral("QPSQL");
    options.package = QStringLiteral("libqt6sql6-psql");
    options.user = request.options.text(u"user");
    options.database = request.options.text(u"dbname");
    options.password = request.secrets.value(QStringLiteral("password"));
    QStringList words { QStringLiteral("client_encoding='UTF8'") };
    const auto add = [&](const QString &name, QString value) -> Result<void> {
        if (value.isEmpty())
            return {};
        if (value.contains(u';'))
            return fail(ErrorKind::Data,
                tr("The option \"%1\" can't hold a semicolon: Qt would cut it there.").arg(name));
        words.append(name + QStringLiteral("='") + value.replace(u'\\', QStringLiteral("\\\\")).replace(u'\'', QStringLiteral("\\'"))
            + u'\'');
        return {};
    };
    for (const auto &[name, value] : request.options.entries()) {
        if (name == u"user" || name == u"dbname")
            continue;
        if (const auto added = add(name, request.options.text(name)); !added)
            return fail(added.error());
    }
    if (const auto added = add(QStringLiteral("sslpassword"), request.secrets.value(QStringLiteral("sslpassword")));
        !added)
        return fail(added.error());
    options.connectOptions = words.join(u';');
    return options;
}

} // namespace

Capabilities psqlCapabilities()
{
    using enum Capability;
    return { Cancel, Prepare, ParametersDescribed, Scripts, Transactions, Savepoints, TransactionalDdl, ReadOnly,
        Catalog, CatalogDdl, Notifications, SeveralConnections, Streaming };
}

Result<std::unique_ptr<Backend>> PsqlBackend::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    const auto options = linkOptions(request);
    if (!options)
        return fail(options.error());
    auto link = Link::create(*options, observer);
    if (!link)
        return fail(link.error());
    std::unique_ptr<PsqlBackend> backend(new PsqlBackend(std::move(*link), request.readOnly));
    if (!backend->link().open(*options)) {
        const auto message = backend->link().lastError().databaseText();
        const auto needsPassword = message.contains(QLatin1StringView("no password supplied"))
            || message.contains(QLatin1StringView("password authentication failed"));
        return fail(postgresql::connectError({ message.toUtf8(), needsPassword }));
    }
    if (const auto ready = backend->prepareSession(); !ready)
        return fail(ready.error());
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    return backend;
}

PsqlBackend::PsqlBackend(std::unique_ptr<Link> link, bool readOnly)
    : Backend(std::move(link))
    , m_readOnly(readOnly)
{
}

PsqlBackend::~PsqlBackend()
{
    link().setInterrupt({});
    m_canceller.reset();
    if (m_cancel)
        m_functions.freeCancel(m_cancel);
}

Result<void> PsqlBackend::prepareSession()
{
    m_handle = static_cast<PGconn *>(nativeHandle(link().database().driver()->handle(), { "PGconn*", "pg_conn*" }));
    const auto functions = PsqlFunctions::of(link().native());
    if (!m_handle || !functions)
        return fail(ErrorKind::NotImplemented,
            tr("This build of Qt's QPSQL hides its libpq, without which times would lose their microseconds and "
               "nothing could be cancelled. Use the connector PostgreSQL:libpq."));
    m_functions = *functions;
    m_cancel = m_functions.getCancel(m_handle);
    m_functions.setNoticeReceiver(m_handle, onNotice, this);
    m_canceller = std::make_unique<CancelThread>([this] {
        std::array<char, 256> words {};
        m_functions.cancel(m_cancel, words.data(), int(words.size()));
    });
    link().setInterrupt([this] { m_canceller->request(); });
    return {};
}

void PsqlBackend::onNotice(void *self, const PGresult *result)
{
    auto &backend = *static_cast<PsqlBackend *>(self);
    const auto *severity = backend.m_functions.errorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    const auto *message = backend.m_functions.errorField(result, PG_DIAG_MESSAGE_PRIMARY);
    const auto isWarning = severity && qstrcmp(severity, "WARNING") == 0;
    backend.link().observer().notice(
        isWarning ? NoticeSeverity::Warning : NoticeSeverity::Notice, QString::fromUtf8(message));
}

Result<PsqlBackend::ResultHandle> PsqlBackend::take(PGresult *result, const QByteArray &statement)
{
    ResultHandle taken(result, ClearResult { m_functions.clear });
    const auto status = m_functions.resultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        return taken;
    auto error = errorOf(result, statement);
    if (isLost(error)) {
        setBroken();
        link().observer().connectionLost(error);
    } else if (link().isCancelled()) {
        return fail(cancelled());
    }
    return fail(error);
}

Result<void> PsqlBackend::prepareNative(
    const QByteArray &name, const QByteArray &statement, const std::vector<std::uint32_t> &types)
{
    const auto prepared = take(m_functions.prepare(m_handle, name.constData(), statement.constData(),
                                   int(types.size()), types.data()),
        statement);
    return prepared ? Result<void>() : fail(prepared.error());
}

void PsqlBackend::forget(const QByteArray &name)
{
    m_forgotten.append(name);
    const auto status = m_functions.transactionStatus(m_handle);
    if (isBroken() || (status != PQTRANS_IDLE && status != PQTRANS_INTRANS))
        return;
    for (const auto &forgotten : std::exchange(m_forgotten, {}))
        m_functions.clear(m_functions.exec(m_handle, ("DEALLOCATE " + forgotten).constData()));
}

Dialect PsqlBackend::dialect() const
{
    auto live = postgresql::dialect();
    live.lexer.backslashEscapes
        = qstrcmp(m_functions.parameterStatus(m_handle, "standard_conforming_strings"), "off") == 0;
    return live;
}

Capabilities PsqlBackend::capabilities() const
{
    return psqlCapabilities();
}

ServerFacts PsqlBackend::server() const
{
    ServerFacts facts;
    const auto parameter = [this](const char *name) {
        return QString::fromUtf8(m_functions.parameterStatus(m_handle, name));
    };
    const auto flavour = postgresql::flavourOf(link().ask(QStringLiteral("SELECT version()")), parameter("server_version"));
    facts.product = flavour.product;
    facts.version = flavour.version;
    facts.user = link().ask(QStringLiteral("SELECT current_user"));
    facts.database = link().ask(QStringLiteral("SELECT current_database()"));
    facts.processId = m_functions.backendPid(m_handle);
    facts.timeZone = parameter("TimeZone");
    facts.searchPath = link().ask(QStringLiteral("SELECT array_to_string(current_schemas(false), ',')")).split(u',');
    facts.readOnly = m_readOnly;
    facts.encryption = link().ask(
        QStringLiteral("SELECT version || ' ' || cipher FROM pg_stat_ssl WHERE ssl AND pid = pg_backend_pid()"));
    for (const auto *name : { "DateStyle", "IntervalStyle", "client_encoding", "standard_conforming_strings" })
        facts.settings.emplace_back(QString::fromLatin1(name), parameter(name));
    return facts;
}

TransactionState PsqlBackend::transactionState() const
{
    switch (m_functions.transactionStatus(m_handle)) {
    case PQTRANS_IDLE:
        return TransactionState::Idle;
    case PQTRANS_INTRANS:
        return m_wrapped ? TransactionState::Idle : TransactionState::Active;
    case PQTRANS_INERROR:
        return m_wrapped ? TransactionState::Idle : TransactionState::Failed;
    case PQTRANS_ACTIVE:
        return m_inTransaction ? TransactionState::Active : TransactionState::Idle;
    default:
        return TransactionState::Unknown;
    }
}

Result<CatalogPart> PsqlBackend::catalog(Connection &connection, const CatalogRequest &request)
{
    postgresql::ConnectionQueries queries(connection);
    return postgresql::readCatalog(request, queries);
}

Extension *PsqlBackend::extension(Connection &connection, const ExtensionId &id)
{
    auto &made = m_extensions[id.name];
    if (!made && id == ExplainExtension::extensionId())
        made = postgresql::makeExplainExtension(connection);
    else if (!made && id == MigrationsExtension::extensionId())
        made = postgresql::makeMigrationsExtension(connection);
    else if (!made && id == MonitorExtension::extensionId())
        made = postgresql::makeMonitorExtension(connection);
    else if (!made && id == PartitionsExtension::extensionId())
        made = postgresql::makePartitionsExtension(connection);
    return made && made->id() == id ? made.get() : nullptr;
}

std::optional<Result<void>> PsqlBackend::begin(const TransactionOptions &options)
{
    static constexpr std::array levels { "READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE" };
    if (options.lock == TransactionLock::Exclusive)
        return fail(ErrorKind::NotImplemented, tr("PostgreSQL has no transaction that locks out all others."));
    QByteArray text = "BEGIN";
    if (options.isolation)
        text += QByteArray(" ISOLATION LEVEL ") + levels[std::size_t(*options.isolation)];
    const auto onlyReads = options.readOnly || m_readOnly;
    auto begun = run(onlyReads ? text + " READ ONLY" : text);
    // With its snapshot taken a transaction can't become one that writes.
    if (begun && onlyReads)
        begun = run("SELECT 1");
    return begun;
}

ResetOutcome PsqlBackend::reset()
{
    if (!std::exchange(m_isUsed, false))
        return ResetOutcome::Clean;
    return run("DISCARD ALL") ? ResetOutcome::Clean : ResetOutcome::Unusable;
}

Result<void> PsqlBackend::guard(const QByteArray &statement)
{
    const auto piece = postgresql::nextStatement(view(statement), 0, dialect().lexer.backslashEscapes);
    if (auto allowed = postgresql::checkReadOnly(piece, view(statement)); !allowed)
        return allowed;
    // The server's own parser says that it is one statement only, which Qt's protocol would not.
    if (auto single = prepareNative({}, statement, {}); !single)
        return single;
    if (piece.startsWith("BEGIN") || piece.startsWith("START"))
        return fail(postgresql::readOnlyError(tr("%1; begin the transaction through the connection")
                                                  .arg(QString::fromStdString(piece.words.front()))));
    if (m_inTransaction) {
        if (link().ask(QStringLiteral("SELECT current_setting('transaction_read_only')")) == u"on")
            return {};
        std::ignore = run("ROLLBACK");
        return fail(postgresql::readOnlyError(tr("statements in a transaction that may write; it was rolled back")));
    }
    m_wrapped = true;
    const auto begun = take(m_functions.exec(m_handle, "BEGIN READ ONLY; SELECT 1"), {});
    return begun ? Result<void>() : fail(begun.error());
}

Result<void> PsqlBackend::beforeStatement(const QByteArray &statement, const QByteArray &keyword)
{
    m_isUsed = true;
    m_wrapped = false;
    m_inTransaction = m_functions.transactionStatus(m_handle) != PQTRANS_IDLE;
    if (keyword == "COPY") {
        for (const auto &word : postgresql::wordsOf(view(statement))) {
            if (word == "STDIN" || word == "STDOUT")
                return fail(ErrorKind::InvalidOperation,
                    tr("QPSQL knows no COPY to or from the client. Use the connector PostgreSQL:libpq."));
        }
    }
    const auto failed = m_functions.transactionStatus(m_handle) == PQTRANS_INERROR;
    return m_readOnly && !failed ? guard(statement) : Result<void>();
}

void PsqlBackend::afterStatement(bool)
{
    if (std::exchange(m_wrapped, false) && !isBroken())
        m_functions.clear(m_functions.exec(m_handle, "ROLLBACK"));
    reportNotifications();
}

/// A COMMIT that the server answered by rolling back.
Result<void> PsqlBackend::check(QSqlQuery &query, const QByteArray &keyword)
{
    if (keyword != "COMMIT" && keyword != "END")
        return {};
    auto *result = psqlResult(query);
    if (result && qstrcmp(m_functions.commandStatus(result), "ROLLBACK") == 0)
        return fail(postgresql::commitRolledBack());
    return {};
}

Result<std::shared_ptr<BoundStatement>> PsqlBackend::prepare(const QByteArray &statement, const Parameters *given)
{
    return PsqlStatement::prepare(*this, statement, given);
}

std::unique_ptr<RowReader> PsqlBackend::rows(QSqlQuery &query)
{
    return std::make_unique<PsqlRows>(query, m_functions);
}

CommandOutcome PsqlBackend::outcome(QSqlQuery &query, const QByteArray &keyword)
{
    CommandOutcome outcome;
    outcome.tag = keyword;
    if (auto *result = psqlResult(query)) {
        outcome.tag = m_functions.commandStatus(result);
        bool isNumber = false;
        const auto rows = QByteArray(m_functions.commandTuples(result)).toLongLong(&isNumber);
        if (isNumber && script::changesRows(keyword))
            outcome.affectedRows = rows;
    }
    return outcome;
}

/// QPSQL reads the rest and throws it away; a cancel makes that short, but would end a transaction.
void PsqlBackend::abandon(QSqlQuery &query)
{
    const auto mayCancel = !isBroken() && (!m_inTransaction || link().isCancelled());
    if (mayCancel)
        m_canceller->request();
    query.finish();
    if (mayCancel)
        settle();
}

void PsqlBackend::settle()
{
    if (!m_canceller->settle())
        setBroken();
}

int PsqlBackend::idleDescriptor() const
{
    return m_functions.socket(m_handle);
}

void PsqlBackend::pump()
{
    if (isBroken() || link().isWorking())
        return;
    const auto isAlive = m_functions.consumeInput(m_handle) == 1 && m_functions.status(m_handle) == CONNECTION_OK;
    reportNotifications();
    if (isAlive)
        return;
    setBroken();
    link().observer().connectionLost(Error(ErrorKind::Connection, tr("The connection to the server was lost.")));
}

void PsqlBackend::reportNotifications()
{
    while (auto *notification = m_functions.notifies(m_handle)) {
        link().observer().notification(QString::fromUtf8(notification->relname),
            QString::fromUtf8(notification->extra), notification->be_pid);
        m_functions.freeMemory(notification);
    }
}

Error PsqlBackend::errorOf(const PGresult *result, const QByteArray &statement) const
{
    const auto field = [&](int code) { return QByteArray(m_functions.errorField(result, code)); };
    postgresql::ServerFailure failure;
    failure.severity = field(PG_DIAG_SEVERITY_NONLOCALIZED);
    failure.sqlState = field(PG_DIAG_SQLSTATE);
    failure.message = field(PG_DIAG_MESSAGE_PRIMARY);
    failure.detail = field(PG_DIAG_MESSAGE_DETAIL);
    failure.hint = field(PG_DIAG_MESSAGE_HINT);
    failure.context = field(PG_DIAG_CONTEXT);
    failure.position = statement.isEmpty() ? 0 : field(PG_DIAG_STATEMENT_POSITION).toInt();
    failure.schema = field(PG_DIAG_SCHEMA_NAME);
    failure.table = field(PG_DIAG_TABLE_NAME);
    failure.column = field(PG_DIAG_COLUMN_NAME);
    failure.dataType = field(PG_DIAG_DATATYPE_NAME);
    failure.constraint = field(PG_DIAG_CONSTRAINT_NAME);
    if (failure.message.isEmpty())
        failure.message = m_functions.errorMessage(result);
    return postgresql::serverError(failure, statement);
}

Error PsqlBackend::describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const
{
    if (auto *result = query ? psqlResult(*query) : nullptr;
        result && m_functions.errorField(result, PG_DIAG_SQLSTATE))
        return errorOf(result, statement);
    postgresql::ServerFailure failure;
    failure.sqlState = error.nativeErrorCode().toLatin1();
    failure.message = (error.databaseText().isEmpty() ? error.driverText() : error.databaseText()).toUtf8();
    if (m_functions.status && m_functions.status(m_handle) != CONNECTION_OK && failure.sqlState.isEmpty())
        failure.sqlState = "08006";
    return postgresql::serverError(failure);
}

bool PsqlBackend::isLost(const Error &) const
{
    return m_handle && m_functions.status(m_handle) != CONNECTION_OK;
}

} // namespace dumbo::qtsql
