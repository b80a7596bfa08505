#include "drivers/qtsql/sqlitebackend.h"

#include "drivers/common/sqlite/dialect.h"
#include "drivers/common/sqlite/errors.h"
#include "drivers/common/sqlite/explain.h"
#include "drivers/common/sqlite/migrations.h"
#include "drivers/common/sqlite/openerror.h"
#include "drivers/qtsql/sqlitecatalog.h"
#include "drivers/qtsql/sqliterows.h"

#include <QCoreApplication>
#include <QSqlDriver>
#include <QSqlResult>

#include <algorithm>
#include <thread>

namespace dumbo::qtsql {

namespace {

/// Steps of SQLite's virtual machine between two looks at the cancel flag: about 0.1 ms.
constexpr int progressSteps = 4000;

QString tr(const char *text)
{
    return QCoreApplication::translate("QtSql", text);
}

bool isPrivate(const QString &path)
{
    return path.isEmpty() || path == QLatin1StringView(":memory:");
}

LinkOptions linkOptions(const QString &path, bool readOnly, int busyTimeout)
{
    LinkOptions options;
    options.plugin = QStringLiteral("QSQLITE");
    options.package = QStringLiteral("libqt6sql6-sqlite");
    options.database = path.isEmpty() ? QStringLiteral(":memory:") : path;
    options.connectOptions = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(busyTimeout);
    if (readOnly)
        options.connectOptions += QStringLiteral(";QSQLITE_OPEN_READONLY");
    return options;
}

} // namespace

std::optional<SqliteFunctions> SqliteFunctions::of(const NativeLibrary &library)
{
    SqliteFunctions found;
    auto complete = true;
    const auto find = [&]<typename Function>(Function *&place, const char *name) {
        place = library.find<Function>(name);
        complete = complete && place;
    };
    find(found.interrupt, "sqlite3_interrupt");
    find(found.progressHandler, "sqlite3_progress_handler");
    find(found.busyHandler, "sqlite3_busy_handler");
    find(found.setAuthorizer, "sqlite3_set_authorizer");
    find(found.getAutocommit, "sqlite3_get_autocommit");
    find(found.setLastInsertRowid, "sqlite3_set_last_insert_rowid");
    find(found.lastInsertRowid, "sqlite3_last_insert_rowid");
    find(found.errorOffset, "sqlite3_error_offset");
    find(found.columnCount, "sqlite3_column_count");
    find(found.columnName, "sqlite3_column_name");
    find(found.columnDecltype, "sqlite3_column_decltype");
    find(found.backup.open, "sqlite3_open_v2");
    find(found.backup.close, "sqlite3_close_v2");
    find(found.backup.begin, "sqlite3_backup_init");
    find(found.backup.step, "sqlite3_backup_step");
    find(found.backup.finish, "sqlite3_backup_finish");
    find(found.backup.remaining, "sqlite3_backup_remaining");
    find(found.backup.pageCount, "sqlite3_backup_pagecount");
    find(found.backup.errorCode, "sqlite3_extended_errcode");
    find(found.backup.errorMessage, "sqlite3_errmsg");
    return complete ? std::optional(found) : std::nullopt;
}

Capabilities sqliteCapabilities()
{
    using enum Capability;
    return { Cancel, Prepare, NamedParameters, Scripts, Transactions, Savepoints, TransactionalDdl, ReadOnly,
        Catalog, CatalogDdl, LastInsertId, SeveralConnections, Streaming };
}

Result<std::unique_ptr<Backend>> SqliteBackend::connect(const ConnectRequest &request, ConnectionObserver &observer)
{
    const auto path = request.options.text(u"path");
    const auto busyTimeout = int(request.options.integer(u"busyTimeout", 5000));
    const auto options = linkOptions(path, request.readOnly, busyTimeout);
    if (!isPrivate(path)) {
        if (auto fault = sqlite::checkFile(path, request.readOnly, request.options.boolean(u"create", false)))
            return fail(*fault);
    }
    auto link = Link::create(options, observer);
    if (!link)
        return fail(link.error());
    auto &opened = **link;
    std::unique_ptr<SqliteBackend> backend(
        new SqliteBackend(std::move(*link), path, request.readOnly, busyTimeout));
    if (!opened.open(options))
        return fail(sqlite::explainOpenError(
            backend->describe(opened.lastError(), nullptr, {}), path, request.readOnly));
    if (const auto ready = backend->prepareSession(request); !ready)
        return fail(ready.error());
    if (request.cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    return backend;
}

SqliteBackend::SqliteBackend(std::unique_ptr<Link> link, const QString &path, bool readOnly, int busyTimeout)
    : Backend(std::move(link))
    , m_path(path)
    , m_readOnly(readOnly)
    , m_busyTimeout(busyTimeout)
    , m_authorizer(readOnly)
{
}

SqliteBackend::~SqliteBackend()
{
    link().setInterrupt({});
}

Result<void> SqliteBackend::prepareSession(const ConnectRequest &request)
{
    m_handle = static_cast<sqlite3 *>(nativeHandle(link().database().driver()->handle(), { "sqlite3*" }));
    if (m_handle)
        m_functions = SqliteFunctions::of(link().native());
    if (!m_functions)
        m_handle = nullptr;
    if (m_readOnly && !m_functions)
        return fail(ErrorKind::NotImplemented,
            tr("This build of Qt's QSQLITE hides its SQLite library, without which writes can't be refused for "
               "sure. Use the connector SQLite:sqlite3 for read-only connections."));
    auto first = link().query();
    // Reads the header and the whole schema, which shows most kinds of damage.
    if (!first.exec(QStringLiteral("SELECT 1 FROM sqlite_schema LIMIT 1")))
        return fail(sqlite::explainOpenError(failure(first, {}), m_path, m_readOnly));
    const auto foreignKeys = request.options.boolean(u"foreignKeys", true);
    if (!first.exec(QStringLiteral("PRAGMA foreign_keys = %1").arg(foreignKeys ? 1 : 0)))
        return fail(failure(first, {}));
    if (m_readOnly && !first.exec(QStringLiteral("PRAGMA query_only = ON")))
        return fail(failure(first, {}));
    first.finish();
    if (m_functions)
        installHandlers();
    return {};
}

void SqliteBackend::installHandlers()
{
    m_functions->setAuthorizer(
        m_handle,
        [](void *self, int action, const char *first, const char *second, const char *schema, const char *inside) {
            return static_cast<SqliteBackend *>(self)->m_authorizer.decide(action, first, second, schema, inside);
        },
        this);
    m_functions->progressHandler(
        m_handle, progressSteps,
        [](void *self) { return static_cast<SqliteBackend *>(self)->link().isCancelled() ? 1 : 0; }, this);
    m_functions->busyHandler(
        m_handle,
        [](void *self, int count) { return static_cast<SqliteBackend *>(self)->waitForLock(count) ? 1 : 0; },
        this);
    // An interrupt alone is forgotten where it comes just before the first step; the progress handler is not.
    link().setInterrupt([this] { m_functions->interrupt(m_handle); });
}

bool SqliteBackend::waitForLock(int count)
{
    const auto now = std::chrono::steady_clock::now();
    if (count == 0)
        m_busySince = now;
    if (link().isCancelled() || now >= m_busySince + m_busyTimeout)
        return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(std::min(count + 1, 25)));
    return true;
}

Dialect SqliteBackend::dialect() const
{
    return sqlite::dialect();
}

Capabilities SqliteBackend::capabilities() const
{
    auto capabilities = sqliteCapabilities();
    capabilities.setFlag(Capability::SeveralConnections, !isPrivate(m_path));
    if (!m_functions) {
        using enum Capability;
        for (const auto lost : { Cancel, ReadOnly, LastInsertId })
            capabilities.setFlag(lost, false);
    }
    return capabilities;
}

ServerFacts SqliteBackend::server() const
{
    ServerFacts facts;
    facts.product = QStringLiteral("SQLite");
    facts.version = link().ask(QStringLiteral("SELECT sqlite_version()"));
    facts.database = isPrivate(m_path) ? QStringLiteral(":memory:") : m_path;
    facts.searchPath = { QStringLiteral("temp"), QStringLiteral("main") };
    facts.readOnly = m_readOnly;
    for (const auto *name : { "journal_mode", "foreign_keys", "encoding", "page_size", "synchronous" }) {
        const auto setting = QString::fromLatin1(name);
        facts.settings.emplace_back(setting, link().ask(QStringLiteral("PRAGMA main.") + setting));
    }
    return facts;
}

TransactionState SqliteBackend::transactionState() const
{
    const auto isOpen = m_functions ? m_functions->getAutocommit(m_handle) == 0 : m_inTransaction;
    return isOpen ? TransactionState::Active : TransactionState::Idle;
}

std::optional<Result<void>> SqliteBackend::begin(const TransactionOptions &options)
{
    if (options.readOnly && !m_readOnly)
        return fail(ErrorKind::NotImplemented,
            tr("SQLite has no read-only transactions; open a read-only connection."));
    const auto texts = dialect().transactions;
    const auto writes = !m_readOnly && options.lock != TransactionLock::Default;
    const auto isExclusive = options.lock == TransactionLock::Exclusive;
    auto begun = run(!writes || options.lock == TransactionLock::Deferred ? texts.begin
            : isExclusive                                                 ? texts.beginExclusive
                                                                          : texts.beginImmediate);
    m_inTransaction = begun.has_value();
    return begun;
}

ResetOutcome SqliteBackend::reset()
{
    return !m_functions || m_authorizer.sessionChanged() ? ResetOutcome::Unusable : ResetOutcome::Clean;
}

Result<void> SqliteBackend::beforeStatement(const QByteArray &, const QByteArray &keyword)
{
    m_keyword = keyword;
    m_authorizer.beginStatement();
    // A statement that inserts nowhere with a rowid leaves the zero.
    if (m_functions && script::changesRows(keyword))
        m_functions->setLastInsertRowid(m_handle, 0);
    return {};
}

void SqliteBackend::afterStatement(bool failed)
{
    if (failed)
        return;
    if (m_keyword == "BEGIN" || m_keyword == "SAVEPOINT")
        m_inTransaction = true;
    else if (m_keyword == "COMMIT" || m_keyword == "END" || m_keyword == "ROLLBACK")
        m_inTransaction = false;
}

std::unique_ptr<RowReader> SqliteBackend::rows(QSqlQuery &query)
{
    auto *statement = static_cast<sqlite3_stmt *>(nativeHandle(query.result()->handle(), { "sqlite3_stmt*" }));
    if (!m_functions || !statement)
        return Backend::rows(query);
    return std::make_unique<SqliteRows>(query, statement, *m_functions);
}

CommandOutcome SqliteBackend::outcome(QSqlQuery &query, const QByteArray &keyword)
{
    auto outcome = Backend::outcome(query, keyword);
    const auto inserts = keyword == "INSERT" || keyword == "REPLACE";
    if (m_functions && inserts && outcome.affectedRows.value_or(0) > 0) {
        if (const auto id = m_functions->lastInsertRowid(m_handle); id != 0)
            outcome.lastInsertId = id;
    }
    return outcome;
}

Result<CatalogPart> SqliteBackend::catalog(Connection &, const CatalogRequest &request)
{
    return readSqliteCatalog(*this, request);
}

Extension *SqliteBackend::extension(Connection &connection, const ExtensionId &id)
{
    if (id == ExplainExtension::extensionId()) {
        if (!m_explain)
            m_explain = sqlite::makeExplainExtension(connection);
        return m_explain.get();
    }
    if (id != MigrationsExtension::extensionId())
        return nullptr;
    if (!m_migrations)
        m_migrations = sqlite::makeMigrationsExtension(connection, [this](const QString &path) { return copyTo(path); });
    return m_migrations.get();
}

Result<void> SqliteBackend::copyTo(const QString &path)
{
    if (!m_functions)
        return fail(ErrorKind::NotImplemented,
            tr("This build of Qt's QSQLITE hides its SQLite library, without which the database can't be copied as one moment has "
               "it. Use the connector SQLite:sqlite3."));
    link().beginWork();
    auto copied = sqlite::copyDatabase(m_handle, m_functions->backup, path,
        { [this] { return link().isCancelled(); }, [this](qint64 done, qint64 total) { link().observer().progress(done, total); },
            m_busyTimeout });
    link().endWork();
    return copied;
}

Error SqliteBackend::describe(const QSqlError &error, const QSqlQuery *query, const QByteArray &) const
{
    sqlite::EngineFailure failure;
    failure.extendedCode = error.nativeErrorCode().toInt();
    failure.message = error.databaseText().isEmpty() ? error.driverText().toUtf8() : error.databaseText().toUtf8();
    if (failure.extendedCode == 0)
        failure.extendedCode = SQLITE_ERROR;
    if (m_functions && query)
        failure.offset = m_functions->errorOffset(m_handle);
    auto described = sqlite::engineError(failure);
    if ((failure.extendedCode & 0xFF) == SQLITE_AUTH && !m_authorizer.refusal().isEmpty())
        return Error(ErrorKind::InvalidOperation, m_authorizer.refusal())
            .withServerMessage(described.serverMessage())
            .withNativeCode(failure.extendedCode);
    return described;
}

/// A file does not go away; what SQLite calls a failed connection concerns one statement.
bool SqliteBackend::isLost(const Error &) const
{
    return false;
}

} // namespace dumbo::qtsql
