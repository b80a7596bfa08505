#include "drivers/qtsql/nativelibrary.h"

#include <QSqlDriver>
#include <QVariant>

#include <algorithm>
#include <cstring>

#ifdef Q_OS_UNIX
#include <dlfcn.h>
#endif

namespace dumbo::qtsql {

NativeLibrary NativeLibrary::of([[maybe_unused]] const QSqlDriver &driver)
{
    NativeLibrary library;
#ifdef Q_OS_UNIX
    // The driver's virtual table lies in the plugin's file, and a search there goes on in the libraries that the
    // plugin needs.
    Dl_info info {};
    const auto *virtualTable = *reinterpret_cast<const void *const *>(&driver);
    if (dladdr(virtualTable, &info) != 0 && info.dli_fname)
        library.m_library = dlopen(info.dli_fname, RTLD_LAZY | RTLD_NOLOAD);
#endif
    return library;
}

void *NativeLibrary::symbol([[maybe_unused]] const char *name) const
{
#ifdef Q_OS_UNIX
    return m_library ? dlsym(m_library, name) : nullptr;
#else
    return nullptr;
#endif
}

void *nativeHandle(const QVariant &handle, std::initializer_list<const char *> typeNames)
{
    const auto isTheType = [&](const char *name) { return std::strcmp(handle.typeName(), name) == 0; };
    if (!handle.isValid() || std::ranges::none_of(typeNames, isTheType))
        return nullptr;
    return *static_cast<void *const *>(handle.constData());
}

} // namespace dumbo::qtsql
