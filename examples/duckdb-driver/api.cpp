#include "api.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <dlfcn.h>

namespace dumbo::duckdb {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DuckDB", text);
}

/// libduckdb.so in the folder of this module.
QString libraryPath()
{
    Dl_info info {};
    static const char here = 0;
    if (dladdr(&here, &info) == 0 || !info.dli_fname)
        return QStringLiteral("libduckdb.so");
    return QFileInfo(QString::fromLocal8Bit(info.dli_fname)).absolutePath() + QStringLiteral("/libduckdb.so");
}

/// Its own symbols before those of the program: another libduckdb in the global scope would be called otherwise.
int loadFlags()
{
#if defined(RTLD_DEEPBIND) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    return RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE | RTLD_DEEPBIND;
#else
    return RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE; // sanitizers refuse RTLD_DEEPBIND
#endif
}

struct Loaded
{
    Api functions;
    std::optional<Error> error;
};

Loaded load()
{
    Loaded loaded;
    const auto path = libraryPath();
    auto *library = dlopen(qUtf8Printable(path), loadFlags());
    if (!library) {
        loaded.error = Error(ErrorKind::Plugin, tr("DuckDB's library could not be loaded from %1.").arg(path))
                           .withServerMessage(QString::fromLocal8Bit(dlerror()))
                           .withHint(tr("It belongs beside the driver. Install the driver again."));
        return loaded;
    }
    QStringList missing;
#define DUMBO_DUCKDB_FIND(name) \
    loaded.functions.name = reinterpret_cast<decltype(loaded.functions.name)>(dlsym(library, "duckdb_" #name)); \
    if (!loaded.functions.name) \
        missing.append(QStringLiteral("duckdb_" #name));
    DUMBO_DUCKDB_FUNCTIONS(DUMBO_DUCKDB_FIND)
#undef DUMBO_DUCKDB_FIND
    if (!missing.isEmpty())
        loaded.error = Error(ErrorKind::Plugin, tr("%1 is not the DuckDB that this driver was built for.").arg(path))
                           .withDetail(tr("It lacks %1.").arg(missing.join(QStringLiteral(", "))))
                           .withHint(tr("Install the driver again."));
    return loaded;
}

const Loaded &loaded()
{
    static const Loaded once = load();
    return once;
}

} // namespace

Result<void> loadApi()
{
    if (loaded().error)
        return fail(*loaded().error);
    return {};
}

const Api &api()
{
    return loaded().functions;
}

} // namespace dumbo::duckdb
