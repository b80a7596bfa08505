#pragma once

#include <initializer_list>

class QSqlDriver;
class QVariant;

namespace dumbo::qtsql {

/// The client library that a Qt SQL plugin calls: its functions, found in that very library, so that handles from
/// QSqlDriver::handle() and QSqlResult::handle() fit whatever the plugin was built with. What QtSql does not pass
/// on (microseconds, SQLSTATE, cancel, transaction state) is asked for here. Where the plugin carries its client
/// library hidden inside, nothing is found, and QtSql alone must do.
class NativeLibrary
{
public:
    NativeLibrary() = default;
    /// The library behind this driver. The driver is never unloaded, so functions stay valid.
    [[nodiscard]] static NativeLibrary of(const QSqlDriver &driver);

    /// Null where the library has no such function.
    template <typename Function>
    [[nodiscard]] Function *find(const char *name) const
    {
        return reinterpret_cast<Function *>(symbol(name));
    }

private:
    [[nodiscard]] void *symbol(const char *name) const;

    void *m_library = nullptr;
};

/// The pointer in a handle of one of these type names, e.g. "PGconn*" or "pg_conn*" for what that stands for; null for
/// any other.
[[nodiscard]] void *nativeHandle(const QVariant &handle, std::initializer_list<const char *> typeNames);

} // namespace dumbo::qtsql
