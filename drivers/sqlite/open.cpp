#include "drivers/sqlite/open.h"

#include "drivers/common/sqlite/errors.h"
#include "drivers/common/sqlite/openerror.h"

#include <QCoreApplication>
#include <QUrl>

namespace dumbo::sqlite {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("SQLite", text);
}

/// What SQLite gets as file name; immutable can be said in a URI only.
QByteArray fileName(const SqliteOptions &options)
{
    if (!options.immutable || options.isPrivate())
        return options.path.toUtf8();
    if (options.isUri())
        return options.path.toUtf8() + (options.path.contains(u'?') ? "&immutable=1" : "?immutable=1");
    return "file:" + QUrl::toPercentEncoding(options.path, "/") + "?immutable=1";
}

int openFlags(const SqliteOptions &options, bool readOnly)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    if (options.isUri() || options.immutable)
        flags |= SQLITE_OPEN_URI;
    if (readOnly)
        return flags | SQLITE_OPEN_READONLY;
    flags |= SQLITE_OPEN_READWRITE;
    return options.create || options.isPrivate() || options.isUri() ? flags | SQLITE_OPEN_CREATE : flags;
}

/// Whether a URI asks for a file to be made: "mode" decides, and without one the option does.
bool uriMayCreate(const SqliteOptions &options)
{
    return options.create || options.path.contains(QLatin1StringView("mode=rwc"))
        || options.path.contains(QLatin1StringView("mode=memory"));
}

std::unexpected<Error> explained(const Error &error, const SqliteOptions &options, bool readOnly)
{
    const auto path = options.isUri() ? QUrl(options.path).toLocalFile() : options.path;
    return fail(explainOpenError(error, path.isEmpty() ? options.path : path, readOnly));
}

Result<DatabaseHandle> openDatabase(const SqliteOptions &options, bool readOnly)
{
    auto flags = openFlags(options, readOnly);
    if (options.isUri() && !options.isPrivate() && !uriMayCreate(options))
        flags &= ~SQLITE_OPEN_CREATE;
    sqlite3 *opened = nullptr;
    const auto code = sqlite3_open_v2(fileName(options).constData(), &opened, flags,
        options.vfs.isEmpty() ? nullptr : qPrintable(options.vfs));
    DatabaseHandle database(opened);
    if (code == SQLITE_OK)
        return database;
    const auto extended = database ? sqlite3_extended_errcode(opened) : code;
    return explained(
        engineError({ extended, QByteArray(database ? sqlite3_errmsg(opened) : sqlite3_errstr(code)), -1 }),
        options, readOnly);
}

void configure(sqlite3 *database, const SqliteOptions &options, bool readOnly)
{
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, options.foreignKeys ? 1 : 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, nullptr);
    if (readOnly)
        sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
}

/// WAL is a wish, not a condition: a file that is in use or can't have it works without.
void setJournalMode(Engine &engine, const SqliteOptions &options)
{
    if (options.journalMode == QLatin1StringView("keep") || options.isPrivate()
        || sqlite3_db_readonly(engine.handle(), "main") != 0)
        return;
    const auto wanted = options.journalMode.toUtf8();
    if (engine.ask("PRAGMA main.journal_mode") == wanted)
        return;
    engine.setBusyTimeout(std::chrono::milliseconds(0));
    const auto reached
        = engine.ask("PRAGMA main.journal_mode = '" + QByteArray(wanted).replace('\'', "''") + "'");
    if (reached != wanted)
        engine.observer().notice(NoticeSeverity::Notice,
            tr("The journal mode could not be set to %1: it is in use, or its place does not allow it.")
                .arg(options.journalMode));
}

Result<void> firstRead(Engine &engine)
{
    // Reads the header and the whole schema, which shows most kinds of damage.
    return engine.run("SELECT 1 FROM sqlite_schema LIMIT 1");
}

Result<void> prepareForUse(Engine &engine, const SqliteOptions &options, bool readOnly)
{
    engine.setBusyTimeout(options.busyTimeout);
    engine.authorizer().setTrusted(true);
    configure(engine.handle(), options, readOnly);
    if (const auto read = firstRead(engine); !read)
        return explained(read.error(), options, readOnly);
    engine.readEncoding();
    if (!readOnly)
        setJournalMode(engine, options);
    if (readOnly) {
        if (const auto set = engine.run("PRAGMA query_only = ON"); !set)
            return fail(set.error());
    } else if (sqlite3_db_readonly(engine.handle(), "main") == 1) {
        engine.observer().notice(
            NoticeSeverity::Warning, tr("The file is write-protected: this connection can only read it."));
    }
    engine.setBusyTimeout(options.busyTimeout);
    engine.authorizer().setTrusted(false);
    return {};
}

} // namespace

Result<std::unique_ptr<Engine>> openEngine(const SqliteOptions &options, bool readOnly,
    const Cancellation &cancellation, ConnectionObserver &observer)
{
    if (options.path.isEmpty())
        return fail(Error(ErrorKind::InvalidOperation, tr("No database file was named."))
                        .withHint(tr("Give the option \"path\": a file, or \":memory:\".")));
    if (const auto file = options.plainFile(); !file.isEmpty()) {
        if (const auto error = checkFile(file, readOnly, options.create))
            return fail(*error);
    }
    auto database = openDatabase(options, readOnly);
    if (!database)
        return fail(database.error());
    auto engine = std::make_unique<Engine>(std::move(*database), observer, readOnly);
    engine->beginWork();
    // The engine itself, which stays where it is while the result moves it out of here.
    const auto registration = cancellation.onCancelled([opening = engine.get()] { opening->cancel(); });
    const auto ready = prepareForUse(*engine, options, readOnly);
    if (cancellation.isCancelled())
        return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    if (!ready)
        return fail(ready.error());
    engine->endWork();
    return engine;
}

} // namespace dumbo::sqlite
