#include "drivers/sqlite/options.h"

namespace dumbo::sqlite {

SqliteOptions SqliteOptions::fromOptions(const ConnectionOptions &given)
{
    SqliteOptions options;
    options.path = given.text(u"path");
    options.create = given.boolean(u"create", options.create);
    options.busyTimeout
        = std::chrono::milliseconds(given.integer(u"busyTimeout", options.busyTimeout.count()));
    options.foreignKeys = given.boolean(u"foreignKeys", options.foreignKeys);
    options.journalMode = given.text(u"journalMode", options.journalMode).toLower();
    options.immutable = given.boolean(u"immutable", options.immutable);
    options.vfs = given.text(u"vfs");
    return options;
}

ConnectionOptions SqliteOptions::toOptions() const
{
    ConnectionOptions options;
    options.set(QStringLiteral("path"), path);
    options.set(QStringLiteral("create"), create);
    options.set(QStringLiteral("busyTimeout"), qint64(busyTimeout.count()));
    options.set(QStringLiteral("foreignKeys"), foreignKeys);
    options.set(QStringLiteral("journalMode"), journalMode);
    options.set(QStringLiteral("immutable"), immutable);
    options.set(QStringLiteral("vfs"), vfs);
    return options;
}

bool SqliteOptions::isPrivate() const
{
    if (!isUri())
        return path.isEmpty() || path == QLatin1StringView(":memory:");
    if (path.contains(QLatin1StringView("cache=shared")))
        return false;
    return path.startsWith(QLatin1StringView("file::memory:"))
        || path.contains(QLatin1StringView("mode=memory"));
}

QString SqliteOptions::plainFile() const
{
    return isUri() || isPrivate() ? QString() : path;
}

} // namespace dumbo::sqlite
