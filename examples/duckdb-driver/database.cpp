#include "database.h"

#include "errors.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <condition_variable>
#include <map>
#include <mutex>

namespace dumbo::duckdb {

/// A file of this process's instances. Kept for as long as the process lives: there are few.
struct OpenFile
{
    std::mutex mutex;
    std::condition_variable closed;
    std::weak_ptr<Database> database;
    bool isOpen = false; ///< until the instance is closed, which is later than its last owner left
};

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

std::shared_ptr<OpenFile> openFile(const QString &path)
{
    static std::mutex mutex;
    static std::map<QString, std::shared_ptr<OpenFile>> files;
    const std::lock_guard lock(mutex);
    auto &file = files[path];
    if (!file)
        file = std::make_shared<OpenFile>();
    return file;
}

/// The same for all ways to name one file; it need not exist.
QString canonicalPath(const QString &path)
{
    const QFileInfo file(path);
    if (file.exists())
        return file.canonicalFilePath();
    const auto folder = QFileInfo(file.absolutePath()).canonicalFilePath();
    return (folder.isEmpty() ? file.absolutePath() : folder) + u'/' + file.fileName();
}

std::vector<std::pair<const char *, QByteArray>> settings(const Options &options, bool readOnly)
{
    std::vector<std::pair<const char *, QByteArray>> settings {
        // Both are on by default, and run programs from the network.
        { "autoinstall_known_extensions", options.extensions ? "true" : "false" },
        { "autoload_known_extensions", options.extensions ? "true" : "false" },
        { "allow_community_extensions", options.extensions ? "true" : "false" },
    };
    if (options.threads > 0)
        settings.emplace_back("threads", QByteArray::number(options.threads));
    if (!options.memoryLimit.isEmpty())
        settings.emplace_back("memory_limit", options.memoryLimit.toUtf8());
    if (readOnly && !options.isMemory()) {
        settings.emplace_back("access_mode", "READ_ONLY");
        // Where a large query spills; the default is beside the database.
        settings.emplace_back("temp_directory", QDir::tempPath().toUtf8());
    }
    return settings;
}

Result<ConfigHandle> configuration(const Options &options, bool readOnly)
{
    ConfigHandle config;
    api().create_config(config.receive());
    for (const auto &[name, value] : settings(options, readOnly)) {
        if (api().set_config(config.get(), name, value.constData()) != DuckDBSuccess)
            return fail(Error(ErrorKind::InvalidOperation,
                tr("DuckDB does not take \"%1\" for %2.").arg(QString::fromUtf8(value), QString::fromUtf8(name))));
    }
    return config;
}

Error openError(const Error &error, const QString &path)
{
    const auto words = error.serverMessage();
    if (error.kind() == ErrorKind::LockNotAvailable)
        return Error(ErrorKind::LockNotAvailable, tr("%1 is open in another program. %2").arg(path, error.message()))
            .withServerMessage(words)
            .withHint(error.hint());
    if (words.contains(QLatin1StringView("not a valid DuckDB database file")))
        return Error(ErrorKind::Connection, tr("%1 is not a DuckDB database.").arg(path)).withServerMessage(words);
    if (words.contains(QLatin1StringView("Permission denied")))
        return Error(ErrorKind::Connection, tr("%1 may not be opened by this user.").arg(path)).withServerMessage(words);
    const auto kind = error.kind() == ErrorKind::System || error.kind() == ErrorKind::General ? ErrorKind::Connection : error.kind();
    return Error(kind, tr("%1 could not be opened: %2").arg(path, error.message())).withServerMessage(words).withHint(error.hint());
}

Result<DatabaseHandle> openInstance(const Options &options, bool readOnly, const QString &path)
{
    auto config = configuration(options, readOnly);
    if (!config)
        return fail(config.error());
    DatabaseHandle handle;
    char *words = nullptr;
    const auto state = api().open_ext(path.toUtf8().constData(), handle.receive(), config->get(), &words);
    const auto error = takeText(words);
    if (state != DuckDBSuccess)
        return fail(openError(engineError(error.c_str()), path));
    return handle;
}

/// What DuckDB would do silently or say in its own way.
Result<void> checkFile(const Options &options, bool readOnly, const QString &path)
{
    const QFileInfo file(path);
    if (file.isDir())
        return fail(ErrorKind::Connection, tr("%1 is a folder, not a database file.").arg(path));
    if (file.exists() || (options.create && !readOnly))
        return {};
    return fail(Error(ErrorKind::NotFound, tr("There is no file %1.").arg(path))
                    .withHint(readOnly ? tr("A read-only connection needs a database that exists.")
                                       : tr("Set the option \"create\" to make a new database.")));
}

} // namespace

Database::Database(DatabaseHandle handle, bool readOnly, std::shared_ptr<OpenFile> file)
    : m_handle(std::move(handle))
    , m_readOnly(readOnly)
    , m_file(std::move(file))
{
}

Database::~Database()
{
    m_handle.reset();
    if (!m_file)
        return;
    const std::lock_guard lock(m_file->mutex);
    m_file->isOpen = false;
    m_file->closed.notify_all();
}

Result<std::shared_ptr<Database>> Database::open(const Options &options, bool readOnly, const Cancellation &cancellation)
{
    if (options.isMemory()) {
        auto handle = openInstance(options, readOnly, QStringLiteral(":memory:"));
        if (!handle)
            return fail(handle.error());
        return std::shared_ptr<Database>(new Database(std::move(*handle), false, nullptr));
    }
    const auto path = canonicalPath(options.path);
    const auto file = openFile(path);
    std::unique_lock lock(file->mutex);
    if (auto shared = file->database.lock()) {
        if (shared->isReadOnly() == readOnly)
            return shared;
        return fail(Error(ErrorKind::LockNotAvailable,
            readOnly ? tr("%1 is open for writing in this program, and DuckDB can't open it read-only beside that.").arg(path)
                     : tr("%1 is open read-only in this program, and DuckDB can't open it for writing beside that.").arg(path))
                        .withHint(tr("Close the other connection first.")));
    }
    while (!file->closed.wait_for(lock, std::chrono::milliseconds(20), [&] { return !file->isOpen; })) {
        if (cancellation.isCancelled())
            return fail(ErrorKind::Cancelled, tr("Connecting was cancelled."));
    }
    if (const auto fits = checkFile(options, readOnly, path); !fits)
        return fail(fits.error());
    auto handle = openInstance(options, readOnly, path);
    if (!handle)
        return fail(handle.error());
    std::shared_ptr<Database> opened(new Database(std::move(*handle), readOnly, file));
    file->isOpen = true;
    file->database = opened;
    return opened;
}

} // namespace dumbo::duckdb
