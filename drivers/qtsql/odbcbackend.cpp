#include "drivers/qtsql/odbcbackend.h"

#include "drivers/common/mysql/catalogreader.h"
#include "drivers/common/mysql/dialect.h"
#include "drivers/common/postgresql/catalogreader.h"
#include "drivers/common/postgresql/dialect.h"
#include "drivers/common/postgresql/errors.h"
#include "drivers/common/postgresql/serverflavour.h"
#include "drivers/common/postgresql/statements.h"
#include "drivers/common/sqlite/dialect.h"
#include "drivers/qtsql/odbcerrors.h"
#include "drivers/qtsql/odbcrows.h"
#include "drivers/qtsql/sqlitecatalog.h"

#include "odbcdialectjson.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QSqlDriver>
#include <QSqlField>
#include <QSqlIndex>
#include <QSqlRecord>

#include <algorithm>
#include <array>

namespace dumbo::qtsql {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

/// A value of a connection string; braces keep what would end it.
QString guarded(QString value)
{
    if (!value.contains(u';') && !value.contains(u'{') && !value.contains(u'}') && !value.startsWith(u' '))
        return value;
    return u'{' + value.replace(u'}', QStringLiteral("}}")) + u'}';
}

LinkOptions linkOptions(const ConnectRequest &request)
{
    const auto &given = request.options;
    LinkOptions options;
    options.plugin = QStringLiteral("QODBC");
    options.package = QStringLiteral("libqt6sql6-odbc");
    options.user = guarded(given.text(u"user"));
    options.password = guarded(request.secrets.value(QStringLiteral("password")));
    options.connectOptions
        = QStringLiteral("SQL_ATTR_LOGIN_TIMEOUT=%1").arg(given.integer(u"connectTimeout", 10));
    QStringList words;
    const auto add = [&](const char *word, QStringView option) {
        if (const auto text = given.text(option); !text.isEmpty())
            words.append(QLatin1StringView(word) + QLatin1Char('=') + guarded(text));
    };
    add("DSN", u"dsn");
    if (const auto driver = given.text(u"driver"); !driver.isEmpty())
        words.append(QStringLiteral("DRIVER={%1}").arg(driver));
    add("SERVER", u"host");
    add("PORT", u"port");
    add("DATABASE", u"database");
    if (const auto more = given.text(u"connection"); !more.isEmpty())
        words.append(more);
    options.database = words.join(u';');
    // Qt takes a text without one of these words for the name of a data source.
    const auto upper = options.database.toUpper();
    if (!upper.contains(QLatin1StringView("DRIVER=")) && !upper.contains(QLatin1StringView("SERVER="))
        && upper.startsWith(QLatin1StringView("DSN=")))
        options.database = options.database.sliced(4);
    return options;
}

} // namespace

const Dialect &odbcDialect()
{
    static const Dialect value = [] {
        const auto parsed = Dialect::fromJson(QJsonDocument::fromJson(QByteArray(odbcDialectJson)).object());
        Q_ASSERT(parsed && !parsed->databaseType.isEmpty());
        return *parsed;
    }();
    return value;
}

Capabilities odbcCapabilities()
{
    using enum Capability;
    return { Prepare, Scripts, Transactions, Savepoints, TransactionalDdl, Catalog, CatalogDdl, SeveralConnections };
}

Result<std::unique_ptr<Backend>> OdbcBackend::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    if (request.readOnly)
        return fail(ErrorKind::NotImplemented,
            tr("ODBC has no way to keep every statement from writing, so this connector opens no read-only "
               "connections. Use the database's own connector, or a user that may only read."));
    const auto options = linkOptions(request);
    auto link = Link::create(options, observer);
    if (!link)
        return fail(link.error());
    std::unique_ptr<OdbcBackend> backend(new OdbcBackend(std::move(*link)));
    if (!backend->link().open(options))
        return fail(backend->describe(backend->link().lastError(), nullptr, {}));
    backend->findOut();
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    return backend;
}

OdbcBackend::OdbcBackend(std::unique_ptr<Link> link)
    : Backend(std::move(link))
    , m_dialect(odbcDialect())
{
}

OdbcBackend::~OdbcBackend() = default;

/// Which database it is, by a question that only it answers.
void OdbcBackend::findOut()
{
    m_functions = OdbcFunctions::of(link().native());
    const auto version = link().ask(QStringLiteral("SELECT version()"));
    if (version.contains(QLatin1StringView("PostgreSQL"))) {
        m_reached = Reached::PostgreSql;
        m_version = version;
        m_dialect = postgresql::dialect();
        m_dialect.placeholder = Dialect::Placeholder::QuestionMark;
    } else if (!version.isEmpty() && !link().ask(QStringLiteral("SELECT CONNECTION_ID()")).isEmpty()) {
        m_reached = Reached::MySql;
        m_version = version;
        m_dialect = mysql::dialectFor(link().ask(QStringLiteral("SELECT @@sql_mode")));
    } else if (const auto sqlite = link().ask(QStringLiteral("SELECT sqlite_version()")); !sqlite.isEmpty()) {
        m_reached = Reached::Sqlite;
        m_version = sqlite;
        m_dialect = sqlite::dialect();
        std::ignore = run("PRAGMA foreign_keys = 1");
    }
}

Capabilities OdbcBackend::capabilities() const
{
    using enum Capability;
    auto capabilities = odbcCapabilities();
    if (m_reached == Reached::Other) {
        for (const auto lost : { Transactions, Savepoints, TransactionalDdl, CatalogDdl })
            capabilities.setFlag(lost, false);
    }
    capabilities.setFlag(TransactionalDdl, m_dialect.transactions.transactionalDdl);
    return capabilities;
}

ServerFacts OdbcBackend::server() const
{
    ServerFacts facts;
    facts.version = m_version;
    switch (m_reached) {
    case Reached::PostgreSql: {
        const auto flavour = postgresql::flavourOf(m_version, link().ask(QStringLiteral("SHOW server_version")));
        facts.product = flavour.product;
        facts.version = flavour.version;
        facts.user = link().ask(QStringLiteral("SELECT current_user"));
        facts.database = link().ask(QStringLiteral("SELECT current_database()"));
        break;
    }
    case Reached::MySql:
        facts.product = m_version.contains(u"MariaDB") ? QStringLiteral("MariaDB") : QStringLiteral("MySQL");
        facts.version = m_version.section(u'-', 0, 0);
        facts.user = link().ask(QStringLiteral("SELECT CURRENT_USER()"));
        facts.database = link().ask(QStringLiteral("SELECT DATABASE()"));
        break;
    case Reached::Sqlite:
        facts.product = QStringLiteral("SQLite");
        break;
    case Reached::Other:
        facts.product = QStringLiteral("ODBC");
        facts.version = tr("unknown");
        break;
    }
    return facts;
}

TransactionState OdbcBackend::transactionState() const
{
    return m_reached == Reached::Other ? TransactionState::Unknown : m_state;
}

std::optional<Result<void>> OdbcBackend::begin(const TransactionOptions &options)
{
    if (m_reached == Reached::Other)
        return fail(ErrorKind::NotImplemented, tr("How this database begins a transaction is not known."));
    auto texts = m_dialect.transactions;
    if (options.readOnly && texts.beginReadOnly.isEmpty())
        return fail(ErrorKind::NotImplemented, tr("This database has no read-only transactions."));
    if (options.isolation && !texts.alwaysSerializable)
        return fail(ErrorKind::NotImplemented, tr("Through ODBC a transaction has the isolation that its data source sets."));
    const auto isExclusive = options.lock == TransactionLock::Exclusive;
    if (isExclusive && texts.beginExclusive.isEmpty())
        return fail(ErrorKind::NotImplemented, tr("This database has no transaction that locks out all others."));
    const auto isImmediate = options.lock == TransactionLock::Immediate && !texts.beginImmediate.isEmpty();
    auto begun = run(options.readOnly ? texts.beginReadOnly
            : isExclusive             ? texts.beginExclusive
            : isImmediate             ? texts.beginImmediate
                                      : texts.begin);
    if (begun)
        m_state = TransactionState::Active;
    return begun;
}

/// Nobody tells what a session was changed to, so it serves one user only.
ResetOutcome OdbcBackend::reset()
{
    return m_isUsed ? ResetOutcome::Unusable : ResetOutcome::Clean;
}

Result<void> OdbcBackend::beforeStatement(const QByteArray &statement, const QByteArray &keyword)
{
    m_isUsed = true;
    m_keyword = keyword;
    m_second = statement.simplified().toUpper().split(' ').value(1);
    if (m_reached == Reached::PostgreSql && keyword == "COPY") {
        // The ODBC driver would wait for ever for data that nobody sends.
        for (const auto &word : postgresql::wordsOf({ statement.constData(), std::size_t(statement.size()) })) {
            if (word == "STDIN" || word == "STDOUT")
                return fail(ErrorKind::InvalidOperation,
                    tr("ODBC knows no COPY to or from the client. Use the connector PostgreSQL:libpq."));
        }
    }
    return {};
}

void OdbcBackend::afterStatement(bool failed)
{
    if (failed) {
        if (m_state == TransactionState::Failed && (m_keyword == "COMMIT" || m_keyword == "END"))
            m_state = TransactionState::Idle;
        // PostgreSQL refuses everything until the rollback.
        if (m_reached == Reached::PostgreSql && m_state == TransactionState::Active
            && link().ask(QStringLiteral("SELECT 1")).isEmpty())
            m_state = TransactionState::Failed;
        return;
    }
    if (m_keyword == "BEGIN" || m_keyword == "START")
        m_state = TransactionState::Active;
    else if (m_keyword == "COMMIT" || m_keyword == "END" || m_keyword == "ABORT")
        m_state = TransactionState::Idle;
    else if (m_keyword == "ROLLBACK")
        m_state = m_second == "TO" ? TransactionState::Active : TransactionState::Idle;
    else if (m_keyword == "SAVEPOINT" && m_reached == Reached::Sqlite)
        m_state = TransactionState::Active;
}

/// ODBC does not tell that the server answered a COMMIT by rolling back.
Result<void> OdbcBackend::check(QSqlQuery &, const QByteArray &keyword)
{
    if (m_state == TransactionState::Failed && (keyword == "COMMIT" || keyword == "END"))
        return fail(postgresql::commitRolledBack());
    return {};
}

std::unique_ptr<RowReader> OdbcBackend::rows(QSqlQuery &query)
{
    auto *statement = odbcStatement(query);
    if (!m_functions || !statement)
        return Backend::rows(query);
    return std::make_unique<OdbcRows>(query, statement, *m_functions);
}

Result<CatalogPart> OdbcBackend::catalog(Connection &connection, const CatalogRequest &request)
{
    switch (m_reached) {
    case Reached::PostgreSql: {
        postgresql::ConnectionQueries queries(connection);
        return postgresql::readCatalog(request, queries);
    }
    case Reached::MySql:
        return mysql::readCatalog(connection, request, link().ask(QStringLiteral("SELECT DATABASE()")));
    case Reached::Sqlite:
        return readSqliteCatalog(*this, request);
    case Reached::Other:
        break;
    }
    return plainCatalog(request);
}

/// What QtSql tells of a database that is not known: one question for each table.
CatalogPart OdbcBackend::plainCatalog(const CatalogRequest &request)
{
    CatalogPart part;
    part.request = request;
    part.warnings.append(tr("This database is not known: keys, indexes and constraints are not shown."));
    const auto add = [&](QSql::TableType type, ObjectKind kind) {
        auto names = link().database().tables(type);
        names.sort();
        for (const auto &name : std::as_const(names)) {
            if (!request.scope.name.isEmpty() && name != request.scope.name)
                continue;
            CatalogObject object;
            object.kind = kind;
            object.path.name = name;
            const auto record = request.depth == CatalogDepth::Names ? QSqlRecord() : link().database().record(name);
            const auto primary = request.depth == CatalogDepth::Names ? QSqlIndex() : link().database().primaryIndex(name);
            for (int i = 0; i < record.count(); ++i) {
                CatalogColumn column;
                column.name = record.fieldName(i);
                column.type = QString::fromLatin1(record.field(i).metaType().name());
                column.nullable = record.field(i).requiredStatus() != QSqlField::Required;
                column.primaryKeyPosition = primary.indexOf(column.name) + 1;
                object.columns.push_back(std::move(column));
            }
            part.objects.push_back(std::move(object));
        }
    };
    add(QSql::Tables, ObjectKind::Table);
    add(QSql::Views, ObjectKind::View);
    return part;
}

Error OdbcBackend::describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &statement) const
{
    OdbcFailure failure;
    failure.nativeCode = error.nativeErrorCode().section(u';', 0, 0).toInt();
    failure.message = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    auto *handle = query ? odbcStatement(*query) : nullptr;
    if (m_functions && handle) {
        static constexpr short ofStatement = 3;
        std::array<char16_t, 6> state {};
        std::array<char16_t, 4096> words {};
        short length = 0;
        int code = 0;
        if (OdbcFunctions::isGood(m_functions->diagnosis(
                ofStatement, handle, 1, state.data(), &code, words.data(), short(words.size()), &length))) {
            failure.sqlState = QString::fromUtf16(state.data(), 5).toLatin1();
            failure.nativeCode = code;
            failure.message = QString::fromUtf16(words.data());
        }
    }
    if (!query) {
        // While connecting only the words tell what went wrong.
        const auto isPassword = failure.message.contains(QLatin1StringView("password"), Qt::CaseInsensitive)
            || failure.message.contains(QLatin1StringView("Access denied"), Qt::CaseInsensitive);
        failure.sqlState = isPassword ? "28000" : "08001";
        auto failed = odbcError(failure, Reached::Other, {});
        return isPassword ? failed.withDetail(authenticationDetail({ QStringLiteral("password") })) : failed;
    }
    return odbcError(failure, m_reached, statement);
}

bool OdbcBackend::isLost(const Error &error) const
{
    return error.sqlState().startsWith(QLatin1StringView("08S")) || error.sqlState().startsWith(QLatin1StringView("57P"));
}

BindRules OdbcBackend::bindRules() const
{
    return { QStringLiteral("ODBC"), m_reached == Reached::MySql, true, m_reached == Reached::PostgreSql };
}

} // namespace dumbo::qtsql
